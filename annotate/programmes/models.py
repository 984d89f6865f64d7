"""Programmes and enrolments."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id


class Programme(Base):
    """What a foundation pays for: women of some counties, for some time."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    name_zh: Mapped[str] = mapped_column(sa.String(100))
    name_en: Mapped[str] = mapped_column(sa.String(100))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    currency: Mapped[str] = mapped_column(sa.String(3))
    poverty_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("standard.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Enrolment(Base):
    """A woman in a programme, from a day on; one at a time per programme."""

    __tablename__ = "enrolment"
    __table_args__ = (
        sa.Index(
            "uq_enrolment_running",
            "programme_id",
            "account_id",
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        ),
        sa.Index("ix_enrolment_account", "account_id"),
        sa.CheckConstraint("left_on IS NULL OR left_on >= enrolled_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    county_code: Mapped[str] = mapped_column(sa.ForeignKey("county.code"))
    household_id: Mapped[int | None] = mapped_column(sa.ForeignKey("household.id"), index=True)
    enrolled_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    cohort: Mapped[str] = mapped_column(sa.String(7))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
