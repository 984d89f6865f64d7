"""The monthly rollup, frozen reports, and the log of what they have shown."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.reports.stages import RunPurpose, Stage


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
    # Why it was told anew; empty for a first version.
    reason: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")


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


class ReportDraft(Base):
    """A quarter as it would be frozen, counted beforehand for a programme with very many women; anew at any time."""

    __tablename__ = "report_draft"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), primary_key=True)
    period: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ReportRun(Base):
    """A report that is being counted, and how far it is; one at a time for a programme's quarter and a purpose."""

    __tablename__ = "report_run"
    __table_args__ = (
        sa.Index(
            "uq_report_run_open",
            "programme_id",
            "period",
            "purpose",
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    period: Mapped[str] = mapped_column(sa.String(7))
    purpose: Mapped[RunPurpose]
    # Only a restatement has one: figures that were released may change.
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    stage: Mapped[Stage] = mapped_column(default=Stage.WAITING)
    # Of the stage: households opened and to open, files written and to write.
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[dt.datetime | None]
    snapshot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("report_snapshot.id"))
    # Code of why it could not be done.
    refused: Mapped[str | None] = mapped_column(sa.String(60))


class ReportTarget(Base):
    """What a foundation wants to reach in a quarter: a number beside the figure, never in its place."""

    __tablename__ = "report_target"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), primary_key=True)
    period: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    metric: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    value: Mapped[int]
    set_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    set_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
