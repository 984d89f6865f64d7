"""Digests of the audit log, what retention took away, impact assessments."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.oversight.words import Activity, Risk


class AuditDigest(Base):
    """One local month of the audit log in figures, and the end of its chain: print it and the past cannot be rewritten."""

    __tablename__ = "audit_digest"

    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    rows: Mapped[int]
    # Act -> how often.
    counts: Mapped[dict[str, Any]] = mapped_column(Json)
    # Number and hash of the last sealed row when it was made.
    head_seq: Mapped[int] = mapped_column(Id)
    head_hash: Mapped[str] = mapped_column(sa.String(64))
    # Sentences of `audit.verify`; none when the chain is whole.
    broken: Mapped[list[Any]] = mapped_column(Json)
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class RetentionRun(Base):
    """What a night took away by one rule of retention.py."""

    __tablename__ = "retention_run"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    taken: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ImpactAssessment(Base):
    """One version of an assessment (PIPL art. 55 and 56); a later one replaces it, none is changed or taken away."""

    __tablename__ = "impact_assessment"
    __table_args__ = (
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> made_by", name="two_people"),
        sa.CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    activity: Mapped[Activity]
    title: Mapped[str] = mapped_column(sa.String(200))
    # Whether purpose and means are lawful, legitimate and necessary.
    purpose: Mapped[str] = mapped_column(sa.Text)
    # What it means for people, and what may go wrong.
    risks: Mapped[str] = mapped_column(sa.Text)
    risk: Mapped[Risk]
    # What is done against it, and whether it fits the risk.
    measures: Mapped[str] = mapped_column(sa.Text)
    review_on: Mapped[dt.date]
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("impact_assessment.id"), unique=True)
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    approved_at: Mapped[dt.datetime | None]
