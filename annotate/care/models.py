"""Centres, their PCs and people, sums of days, cases and what was said."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.care.transitions import TransitionEnd
from annotate.care.words import ContactKind, Outcome
from annotate.core import clock
from annotate.core.db import Base, Id, Json


class Centre(Base):
    """A place in a county where women work together, with its own PCs."""

    __tablename__ = "centre"
    __table_args__ = (sa.UniqueConstraint("county_code", "name"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county_code: Mapped[str] = mapped_column(sa.ForeignKey("county.code"))
    name: Mapped[str] = mapped_column(sa.String(100))
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    coordinator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]


class CentreDevice(Base):
    """A PC of a centre that several women share; a retired one stays in the register."""

    __tablename__ = "centre_device"
    __table_args__ = (sa.UniqueConstraint("centre_id", "name"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centre.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    # As on its sticker.
    inventory_number: Mapped[str] = mapped_column(sa.String(60), default="")
    registered_on: Mapped[dt.date]
    retired_on: Mapped[dt.date | None]
    # Of the browser's device secret, once a coordinator has linked it on the spot: then women switch there by PIN.
    browser_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True)


class CentreMember(Base):
    """A woman at a centre from a day on; at one centre at a time, and none of her past is changed."""

    __tablename__ = "centre_member"
    __table_args__ = (
        sa.Index(
            "uq_centre_member_now",
            "account_id",
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        ),
        sa.Index("ix_centre_member_hers", "account_id", "joined_on"),
        sa.Index("ix_centre_member_centre", "centre_id", "account_id"),
        sa.CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centre.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    placed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class DayWork(Base):
    """One woman's paid work of one day and what was judged on it: sums, made anew at any time."""

    __tablename__ = "day_work"
    __table_args__ = (sa.Index("ix_day_work_day", "day"),)

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    # Work of any kind, without top-ups and subsidies.
    work_e4: Mapped[int] = mapped_column(sa.BigInteger)
    active_ms: Mapped[int] = mapped_column(sa.BigInteger)
    judged: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)


class MonthWork(Base):
    """One woman's month: all her pay, and her first and last day of work."""

    __tablename__ = "month_work"
    __table_args__ = (sa.Index("ix_month_work_month", "month"),)

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    pay_e4: Mapped[int] = mapped_column(sa.BigInteger)
    # Empty in a month without work, such as one with a subsidy alone.
    first_day: Mapped[dt.date | None]
    last_day: Mapped[dt.date | None]


class CareCase(Base):
    """Early signs about one woman or centre, for one person to follow up. A second sign joins the open case."""

    __tablename__ = "care_case"
    __table_args__ = (
        sa.CheckConstraint("(account_id IS NULL) <> (centre_id IS NULL)", name="one_subject"),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="outcome"),
        sa.Index(
            "uq_care_case_open_woman",
            "account_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "uq_care_case_open_centre",
            "centre_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index("ix_care_case_county", "county_code", "closed_at", "due_at"),
        sa.Index("ix_care_case_hers", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county_code: Mapped[str | None] = mapped_column(sa.String(6))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    centre_id: Mapped[int | None] = mapped_column(sa.ForeignKey("centre.id"))
    # Sign -> {"first": day, "last": day, "numbers": {...}} as the nights found them.
    signs: Mapped[dict[str, Any]] = mapped_column(Json)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    opened_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    # Of the first contact.
    due_at: Mapped[dt.datetime]
    contacted_at: Mapped[dt.datetime | None]
    escalated_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    outcome: Mapped[Outcome | None]
    reason: Mapped[str | None] = mapped_column(sa.Text)


class CareContact(Base):
    """One thing done on a case. What was said is sealed under her key; on a centre's case it stands in clear."""

    __tablename__ = "care_contact"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("care_case.id"), index=True)
    kind: Mapped[ContactKind]
    note: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class SignThreshold(Base):
    """A threshold of an early sign that this installation has set for itself; without a row: the usual one."""

    __tablename__ = "sign_threshold"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    value: Mapped[int] = mapped_column(sa.BigInteger)
    set_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    set_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Transition(Base):
    """A woman's way back into work with a mentor: review at month three, exit by month six. One at a time."""

    __tablename__ = "transition"
    __table_args__ = (
        sa.Index(
            "uq_transition_open",
            "account_id",
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        ),
        sa.CheckConstraint("(ended_on IS NULL) = (outcome IS NULL)", name="outcome"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    mentor_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    began_on: Mapped[dt.date]
    review_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    reviewed_on: Mapped[dt.date | None]
    # What was agreed at the review: sealed under her key.
    review_sealed: Mapped[str | None] = mapped_column(sa.Text)
    ended_on: Mapped[dt.date | None]
    outcome: Mapped[TransitionEnd | None]
