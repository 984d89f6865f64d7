"""Counties and standards (lines, wages, prices): dated rows with their sources."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.registry.words import StandardKind, StandardOrigin


class County(Base):
    """A row of the division codes. Codes change: old rows stay, with their last day and their successor."""

    __tablename__ = "county"

    code: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(60), default="")
    province_code: Mapped[str] = mapped_column(sa.String(6), index=True)
    province_name: Mapped[str] = mapped_column(sa.String(60))
    province_name_en: Mapped[str] = mapped_column(sa.String(60), default="")
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    successor_code: Mapped[str | None] = mapped_column(sa.String(6))
    source: Mapped[str] = mapped_column(sa.String(200))


class Standard(Base):
    """A poverty line, minimum wage, PPP factor or price index: never in code, always with its source."""

    __tablename__ = "standard"
    __table_args__ = (
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name="two_persons"),
        sa.Index("ix_standard_kind", "kind", "region_code"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[StandardKind]
    region_code: Mapped[str] = mapped_column(sa.String(6))
    scope: Mapped[str] = mapped_column(sa.String(40), default="")
    # A decimal text: 3.4950 is not a float, and it is not money.
    value: Mapped[str] = mapped_column(sa.String(24))
    unit: Mapped[str] = mapped_column(sa.String(40))
    price_year: Mapped[int | None]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    source_title: Mapped[str] = mapped_column(sa.String(300))
    document_number: Mapped[str] = mapped_column(sa.String(100), default="")
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    origin: Mapped[StandardOrigin]
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    approved_at: Mapped[dt.datetime | None]
    # A mistake is never edited: the right row names the wrong one, which from its approval on is history.
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("standard.id"), index=True)
    refused_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    refused_at: Mapped[dt.datetime | None]
    refused_why: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")


class WatchList(Base):
    """Counties that an office watches from a day on (52 挂牌督战县, 三区三州): dated, with its document, approved by a second person."""

    __tablename__ = "watch_list"
    __table_args__ = (
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name="two_persons"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    document: Mapped[str] = mapped_column(sa.String(100))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    codes: Mapped[list[str]] = mapped_column(Json)
    entered_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class CountyProposal(Base):
    """A list of division codes that waits for a second person: what is new, what it changes."""

    __tablename__ = "county_proposal"
    __table_args__ = (
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name="two_persons"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(200))
    document: Mapped[str] = mapped_column(sa.String(100))
    # The CSV as it was sent.
    text: Mapped[str] = mapped_column(sa.Text)
    rows: Mapped[int]
    entered_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    refused_why: Mapped[str] = mapped_column(sa.String(200), default="")
