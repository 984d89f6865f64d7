"""Programmes, enrolments, and the rules by which a programme supports women."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id
from annotate.programmes.grant_claims import ClaimState
from annotate.programmes.support_rules import SupportKind


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


class SupportRule(Base):
    """A promise to the women of a programme: so much a month, under conditions, for some months. Two officers make it."""

    __tablename__ = "support_rule"
    __table_args__ = (
        sa.CheckConstraint("amount_e4 > 0", name="amount"),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name="two_persons"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    kind: Mapped[SupportKind]
    amount_e4: Mapped[int] = mapped_column(sa.BigInteger)
    after_months: Mapped[int]
    least_days: Mapped[int]
    # 'YYYY-MM', both counted; None: until it is ended.
    first_month: Mapped[str] = mapped_column(sa.String(7))
    last_month: Mapped[str | None] = mapped_column(sa.String(7))
    entered_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    approved_at: Mapped[dt.datetime | None]


class SupportPaid(Base):
    """One woman's support of one month: the receipt, once."""

    __tablename__ = "support_paid"
    __table_args__ = (sa.Index("ix_support_paid_hers", "account_id", "month"),)

    rule_id: Mapped[int] = mapped_column(sa.ForeignKey("support_rule.id"), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    amount_e4: Mapped[int] = mapped_column(sa.BigInteger)
    earning_id: Mapped[int] = mapped_column(sa.ForeignKey("earning.id"), unique=True)


class GrantClaim(Base):
    """A claim on a public grant for the work of a county's women: what, for which months, how much, what became of it."""

    __tablename__ = "grant_claim"
    __table_args__ = (
        sa.CheckConstraint("amount_e4 > 0", name="amount"),
        sa.CheckConstraint("first_month <= last_month", name="months"),
        sa.UniqueConstraint("title", "office", "county_code", "first_month", "last_month"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(100))
    office: Mapped[str] = mapped_column(sa.String(100))
    county_code: Mapped[str] = mapped_column(sa.ForeignKey("county.code"))
    first_month: Mapped[str] = mapped_column(sa.String(7))
    last_month: Mapped[str] = mapped_column(sa.String(7))
    amount_e4: Mapped[int] = mapped_column(sa.BigInteger)
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.PREPARED)
    # The office's decision.
    document: Mapped[str] = mapped_column(sa.String(100), default="")
    granted_e4: Mapped[int | None] = mapped_column(sa.BigInteger)
    entered_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
