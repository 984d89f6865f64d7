"""The monthly rollup, frozen reports, and the log of what they have shown."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json


class MonthlyPay(Base):
    """One woman's platform pay of one month in one programme: a sum of the ledger's earnings, rebuilt at any time."""

    __tablename__ = "monthly_pay"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    county_code: Mapped[str] = mapped_column(sa.String(6))
    # Piece and training pay.
    gross_e4: Mapped[int] = mapped_column(sa.BigInteger)
    top_up_e4: Mapped[int] = mapped_column(sa.BigInteger)
    subsidy_e4: Mapped[int] = mapped_column(sa.BigInteger)
    active_ms: Mapped[int] = mapped_column(sa.BigInteger)
    submissions: Mapped[int]


class ReportSnapshot(Base):
    """A frozen report; a correction is a new version, never a change."""

    __tablename__ = "report_snapshot"
    __table_args__ = (sa.UniqueConstraint("programme_id", "period", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    period: Mapped[str] = mapped_column(sa.String(7))
    version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    frozen_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    frozen_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class ReleasedLine(Base):
    """Figures as a report first told them, and keyed hashes of the people behind each place."""

    __tablename__ = "released_line"
    __table_args__ = (sa.UniqueConstraint("snapshot_id", "line_key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("report_snapshot.id"))
    line_key: Mapped[str] = mapped_column(sa.String(40))
    figures: Mapped[list[Any]] = mapped_column(Json)
    # Place -> [keyed hash of the member set, number of members], shown or not.
    cells: Mapped[dict[str, Any]] = mapped_column(Json)
