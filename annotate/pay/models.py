"""What people earned, what clients put in, which tax rule holds from when, alarms of the pay floor."""

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id
from annotate.pay.tax import Regime


class EarningKind(StrEnum):
    PIECE = "piece"
    CORRECTION = "correction"  # what a later judgement pays more than the first
    TRAINING = "training"
    TOP_UP = "top_up"
    SUBSIDY = "subsidy"


class Earning(Base):
    """Money that one person earned by one thing; its entry in the ledger says the same."""

    __tablename__ = "earning"
    __table_args__ = (
        sa.CheckConstraint("amount_e4 > 0", name="amount"),
        # An answer is paid once; what a later judgement adds is another kind, and also once.
        sa.UniqueConstraint("submission_id", "kind"),
        sa.Index("ix_earning_hers", "annotator_id", "month", "id"),
        sa.Index("ix_earning_project", "project_id", "earned_at"),
        sa.Index("ix_earning_month", "month", "annotator_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[EarningKind]
    judgement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("judgement.id"), unique=True)
    submission_id: Mapped[str | None] = mapped_column(sa.ForeignKey("submission.id"))
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"))
    # A foundation's programme; a later room knows what it is.
    programme_id: Mapped[int | None] = mapped_column(Id)
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount_e4: Mapped[int] = mapped_column(sa.BigInteger)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("journal_entry.id"), unique=True)
    # The deployment's calendar month 'YYYY-MM' and day of `earned_at`.
    month: Mapped[str] = mapped_column(sa.String(7))
    day: Mapped[dt.date] = mapped_column(sa.Date)
    earned_at: Mapped[dt.datetime]
    active_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class Funding(Base):
    """Money that a client put into a project."""

    __tablename__ = "funding"
    __table_args__ = (
        sa.UniqueConstraint("project_id", "key"),
        sa.CheckConstraint("amount_e4 > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    key: Mapped[str] = mapped_column(sa.String(128))
    amount_e4: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("journal_entry.id"), unique=True)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class TaxChoice(Base):
    """Which tax rule this deployment follows from a day on; without any, the usual ones of `pay/tax.py`."""

    __tablename__ = "tax_choice"

    valid_from: Mapped[dt.date] = mapped_column(sa.Date, primary_key=True)
    regime: Mapped[Regime]
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class FloorAlarm(Base):
    """A project whose median pay per hour fell under the floor, seen in one week."""

    __tablename__ = "floor_alarm"
    __table_args__ = (sa.UniqueConstraint("project_id", "week"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    # ISO week in the deployment's time zone, '2026-W09'.
    week: Mapped[str] = mapped_column(sa.String(8))
    median_hourly_e4: Mapped[int] = mapped_column(sa.BigInteger)
    floor_e4: Mapped[int] = mapped_column(sa.BigInteger)
    answers: Mapped[int]
    paused: Mapped[bool] = mapped_column(default=False)
    raised_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
