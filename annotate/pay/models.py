"""What people earned and were paid, what clients put in, which tax rule holds from when, alarms of the pay floor."""

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.pay.payouts import BatchState, Channel, LineState
from annotate.pay.tax import Regime


class EarningKind(StrEnum):
    PIECE = "piece"
    CORRECTION = "correction"  # what a later judgement pays more than the first
    TRAINING = "training"
    TOP_UP = "top_up"
    SUBSIDY = "subsidy"
    REWORK = "rework"  # an answer made anew by a changed guideline


class Earning(Base):
    """Money that one person earned by one thing; its entry in the ledger says the same."""

    __tablename__ = "earning"
    __table_args__ = (
        sa.CheckConstraint("amount_e4 > 0", name="amount"),
        # An answer is paid once; what a later judgement adds is another kind, and also once.
        sa.UniqueConstraint("submission_id", "kind"),
        sa.Index("uq_earning_rework", "rework_id", unique=True),
        sa.Index("ix_earning_hers", "annotator_id", "month", "id"),
        # Tenure asks for the ends of each month, of however many earnings.
        sa.Index("ix_earning_days", "annotator_id", "month", "day"),
        sa.Index("ix_earning_project", "project_id", "earned_at"),
        sa.Index("ix_earning_month", "month", "annotator_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[EarningKind]
    judgement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("judgement.id"), unique=True)
    submission_id: Mapped[str | None] = mapped_column(sa.ForeignKey("submission.id"))
    # Of work done anew; then no submission stands here, which is paid by itself. No foreign key: a table of wages is
    # not rewritten for one.
    rework_id: Mapped[int | None] = mapped_column(Id)
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


class PayeeAccount(Base):
    """Where her pay goes: her own account at one channel, sealed. A change is a new row, held for three days."""

    __tablename__ = "payee_account"
    __table_args__ = (sa.Index("ix_payee_account_hers", "annotator_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    channel: Mapped[Channel]
    number_sealed: Mapped[str] = mapped_column(sa.Text)
    # The only part that pages show.
    last_4: Mapped[str] = mapped_column(sa.String(4))
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    usable_from: Mapped[dt.datetime]


class PayoutBatch(Base):
    """Payments that leave together through one channel, after two signatures."""

    __tablename__ = "payout_batch"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # Channel, currency, day and try: two officers pressing together make one batch.
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    channel: Mapped[Channel]
    currency: Mapped[str] = mapped_column(sa.String(3))
    day: Mapped[dt.date] = mapped_column(sa.Date)
    state: Mapped[BatchState] = mapped_column(default=BatchState.PREPARED, index=True)
    # Empty when the schedule made it.
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    # Account ids of people who are owed something and whose name the channel's file cannot carry.
    unlisted: Mapped[list[int]] = mapped_column(Json, default=list, server_default="[]")
    first_signed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    first_signed_at: Mapped[dt.datetime | None]
    second_signed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    second_signed_at: Mapped[dt.datetime | None]
    sent_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    sent_at: Mapped[dt.datetime | None]


class PayoutLine(Base):
    """One payment to one person under a number of its own; a retry is a new line that names the old one."""

    __tablename__ = "payout_line"
    __table_args__ = (
        sa.CheckConstraint("net_e4 > 0 AND tax_e4 >= 0", name="amounts"),
        sa.Index("ix_payout_line_batch", "batch_id", "id"),
        sa.Index("ix_payout_line_hers", "annotator_id", "id"),
        # Nobody has two payments under way: what the first leaves open would be paid twice.
        sa.Index(
            "uq_payout_line_under_way",
            "annotator_id",
            "currency",
            unique=True,
            sqlite_where=sa.text("state IN ('listed', 'sent', 'waiting')"),
            postgresql_where=sa.text("state IN ('listed', 'sent', 'waiting')"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("payout_batch.id"))
    # What the channel knows it by; made of day, person and try, so that a restored backup makes the same again.
    number: Mapped[str] = mapped_column(sa.String(32), unique=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    payee_id: Mapped[int] = mapped_column(sa.ForeignKey("payee_account.id"))
    # Her name as it was listed, under her key: a name changed later must not break a file that has left.
    name_sealed: Mapped[str | None] = mapped_column(sa.Text)
    currency: Mapped[str] = mapped_column(sa.String(3))
    # Whole minor units, in e4.
    net_e4: Mapped[int] = mapped_column(sa.BigInteger)
    tax_e4: Mapped[int] = mapped_column(sa.BigInteger)
    state: Mapped[LineState] = mapped_column(default=LineState.LISTED, index=True)
    retries_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payout_line.id"), unique=True)
    # Why the channel would not pay, in its own words.
    told: Mapped[str] = mapped_column(sa.String(200), default="")
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class PayoutResult(Base):
    """A result file that was taken in; the same file again is known by its hash."""

    __tablename__ = "payout_result"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("payout_batch.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    lines: Mapped[int]
    taken_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    taken_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class TaxWithheld(Base):
    """Tax that was kept from what a person is owed; what is still due is reckoned against the sum of these."""

    __tablename__ = "tax_withheld"
    __table_args__ = (sa.Index("ix_tax_withheld_hers", "annotator_id", "currency"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount_e4: Mapped[int] = mapped_column(sa.BigInteger)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("journal_entry.id"))
    payout_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payout_line.id"), unique=True)
    withheld_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Certificate(Base):
    """What she chose to show of her work, frozen and sealed under her key; found by a keyed hash of its code."""

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    code_index: Mapped[str] = mapped_column(sa.String(64), unique=True)
    # Her own copy of the code, to print it again; sealed as well.
    code_sealed: Mapped[str] = mapped_column(sa.Text)
    shown_sealed: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[dt.datetime | None]
