"""Households, their members, their income."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id
from annotate.households.county_lists import ListedStatus
from annotate.households.words import IncomeDefinition, IncomeKind, IncomeSource, Relation


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
    # What it rests on, in a coordinator's words: sealed under the family's key. Rows from before this was so, and the
    # ledger's own ("ledger"), stand in clear.
    evidence: Mapped[str] = mapped_column(sa.Text, default="")
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    superseded_at: Mapped[dt.datetime | None]


class HouseholdSurvey(Base):
    """One visit in which a year's income was written down. The device's key lets it arrive twice and count once."""

    __tablename__ = "household_survey"
    __table_args__ = (sa.UniqueConstraint("entered_by", "client_key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    month: Mapped[str] = mapped_column(sa.String(7))
    entered_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    client_key: Mapped[str] = mapped_column(sa.String(64))
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class CountyList(Base):
    """A list of registered families that a county gave: its document and day. The newest of a county holds."""

    __tablename__ = "county_list"
    __table_args__ = (sa.UniqueConstraint("county_code", "as_of"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county_code: Mapped[str] = mapped_column(sa.ForeignKey("county.code"))
    title: Mapped[str] = mapped_column(sa.String(300))
    document: Mapped[str] = mapped_column(sa.String(100))
    as_of: Mapped[dt.date]
    people: Mapped[int]
    imported_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    imported_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ListedPerson(Base):
    """Somebody on a county's list, known by the keyed hash of the identity number alone."""

    __tablename__ = "listed_person"
    __table_args__ = (sa.Index("ix_listed_person_number", "number_index"),)

    list_id: Mapped[int] = mapped_column(sa.ForeignKey("county_list.id"), primary_key=True)
    number_index: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    status: Mapped[ListedStatus]
