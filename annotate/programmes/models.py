"""Programmes, enrolments, households and their income, the registry of counties and standards."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id
from annotate.programmes.words import (
    IncomeDefinition,
    IncomeKind,
    IncomeSource,
    Relation,
    StandardKind,
    StandardOrigin,
)


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


class Household(Base):
    """A family. Names and amounts are sealed under its own data key; uuid is the key's owner."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    county_code: Mapped[str] = mapped_column(sa.ForeignKey("county.code"), index=True)
    is_synthetic: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class HouseholdKey(Base):
    """The household's data key, wrapped by the master key. Deleting this row erases names and amounts."""

    __tablename__ = "household_key"

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), primary_key=True)
    wrapped: Mapped[str] = mapped_column(sa.Text)


class HouseholdMember(Base):
    """One registered resident member. Children have a year of birth and no name."""

    __tablename__ = "household_member"
    __table_args__ = (
        sa.Index(
            "uq_household_member_account",
            "account_id",
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    name_sealed: Mapped[str | None] = mapped_column(sa.Text)
    relation: Mapped[Relation]
    birth_year: Mapped[int]
    joined_on: Mapped[dt.date | None]
    left_on: Mapped[dt.date | None]


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


class IncomeRecord(Base):
    """One kind of income over a span that ends with `month`. A correction supersedes; nothing is overwritten."""

    __tablename__ = "income_record"
    __table_args__ = (
        sa.Index(
            "uq_income_record_current",
            "household_id",
            "month",
            "kind",
            "source",
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        ),
        sa.CheckConstraint("span_months IN (1, 12)", name="span"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    month: Mapped[str] = mapped_column(sa.String(7))
    span_months: Mapped[int]
    kind: Mapped[IncomeKind]
    source: Mapped[IncomeSource]
    definition: Mapped[IncomeDefinition]
    # Amounts say who is poor, so they are sealed as names are.
    amount_sealed: Mapped[str] = mapped_column(sa.Text)
    evidence: Mapped[str] = mapped_column(sa.String(200), default="")
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    superseded_at: Mapped[dt.datetime | None]
