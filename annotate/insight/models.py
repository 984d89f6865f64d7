"""What managers read of a project: how alike answers are, how a day went, what checked pictures told."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json


class TaskInsight(Base):
    """A settled picture in the figures of its project: what it added, so that it can be taken out again."""

    __tablename__ = "task_insight"
    __table_args__ = (
        sa.Index("ix_task_insight_risk", "project_id", "risk"),
        sa.Index("ix_task_insight_day", "project_id", "day"),
    )

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("consensus_round.id"))
    # Local day of the round.
    day: Mapped[dt.date]
    is_final: Mapped[bool]
    is_agreed: Mapped[bool]
    agreement: Mapped[float]
    risk: Mapped[float]
    expected_errors: Mapped[float]
    answers: Mapped[int]
    objects: Mapped[int]
    # Objects that are worth a quick look.
    doubtful: Mapped[int]
    # As `tally.py` makes it; empty while more answers are asked for.
    tally: Mapped[dict[str, Any]] = mapped_column(Json)


class TaskMark(Base):
    """By what a picture can be found on the manager's pages: who missed which class, how sure consensus was, ..."""

    __tablename__ = "task_mark"
    __table_args__ = (sa.Index("ix_task_mark_find", "project_id", "what", "label", "said", "task_id"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    what: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    label: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    said: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    count: Mapped[int]


class QualityDay(Base):
    """The sums of all pictures of a project whose newest settlement is of one day."""

    __tablename__ = "quality_day"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    settled: Mapped[int]
    agreed: Mapped[int]
    answers: Mapped[int]
    objects: Mapped[int]
    agreement_sum: Mapped[float]
    errors_sum: Mapped[float]
    tally: Mapped[dict[str, Any]] = mapped_column(Json)


class WorkHour(Base):
    """Answers of a project that came in one hour. Histograms: {number of the bin: answers}, see `pace.py`."""

    __tablename__ = "work_hour"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    hour: Mapped[dt.datetime] = mapped_column(primary_key=True)
    answers: Mapped[int]
    shapes: Mapped[int]
    active_ms: Mapped[int] = mapped_column(sa.BigInteger)
    rate_e4: Mapped[int] = mapped_column(sa.BigInteger)
    # Pay per hour of each answer in 1/10000, and milliseconds for each object drawn.
    pay_bins: Mapped[dict[str, Any]] = mapped_column(Json)
    shape_bins: Mapped[dict[str, Any]] = mapped_column(Json)


class KnownPicture(Base):
    """How consensus fared on a picture whose truth a person told: see `calibration.py`."""

    __tablename__ = "known_picture"
    __table_args__ = (sa.Index("ix_known_picture_project", "project_id"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    is_gold: Mapped[bool]
    # What was looked at: number of answers of a check picture, or the round that a person made.
    basis: Mapped[int] = mapped_column(Id)
    part: Mapped[list[Any]] = mapped_column(Json)


class ProjectInsight(Base):
    """How far a project's figures are worked out, and those that are small enough to be made whole each time."""

    __tablename__ = "project_insight"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    # Rounds up to here, and hours before this moment, need not be looked at again.
    round_id: Mapped[int] = mapped_column(Id, default=0)
    hours_until: Mapped[dt.datetime | None]
    # Counts by verdict, and of appeals by state.
    verdicts: Mapped[dict[str, Any]] = mapped_column(Json)
    appeals: Mapped[dict[str, Any]] = mapped_column(Json)
    # {"gold" | "decided": {"pictures", "part"}}
    calibration: Mapped[dict[str, Any]] = mapped_column(Json)
    # What the crowd would do on made-up pictures, as of a version of what is known of it; see consensus/planning.py.
    trials: Mapped[list[Any]] = mapped_column(Json)
    crowd_version: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
