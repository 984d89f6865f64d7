"""Settlements, what is known of each annotator, and what is known of a project's whole crowd."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.consensus.settlement import Decision
from annotate.core import clock
from annotate.core.db import Base, Id, Json


class ConsensusRound(Base):
    """One settlement of one task, never changed: inputs, parameters, result. The newest number counts."""

    __tablename__ = "consensus_round"
    __table_args__ = (
        sa.UniqueConstraint("task_id", "number"),
        sa.Index("ix_consensus_round_project", "project_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    number: Mapped[int]
    decision: Mapped[Decision]
    # Merged annotations with confidence and support; `disputed` ones apart.
    annotations: Mapped[list[Any]] = mapped_column(Json)
    disputed: Mapped[list[Any]] = mapped_column(Json)
    agreement: Mapped[float]
    risk: Mapped[float]
    expected_errors: Mapped[float]
    model_version: Mapped[str] = mapped_column(sa.String(40))
    parameters: Mapped[dict[str, Any]] = mapped_column(Json)
    submission_ids: Mapped[list[Any]] = mapped_column(Json)
    # Scores and differences by submission id.
    per_submission: Mapped[dict[str, Any]] = mapped_column(Json)
    # A person made it; no later fit may settle the task again.
    adjudicated_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    settled_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class QualityFigures:
    """What is known of one annotator in one project: figures for people and the model's own numbers."""

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    quality: Mapped[float]
    quality_low: Mapped[float]
    quality_high: Mapped[float]
    miss_rate: Mapped[float]
    false_rate: Mapped[float]
    label_accuracy: Mapped[float]
    sigma: Mapped[float]
    copies: Mapped[int] = mapped_column(default=0)
    judged: Mapped[int] = mapped_column(default=0)
    statistics: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class AnnotatorQuality(QualityFigures, Base):
    """How one annotator works in one project, as of the last fit."""

    __tablename__ = "annotator_quality"


class AnnotatorDraft(QualityFigures, Base):
    """The same as a refit in progress has read it so far; takes the other's place when it is done."""

    __tablename__ = "annotator_draft"


class CrowdModel(Base):
    """Habits common to a project's annotators, and how far a refit has come."""

    __tablename__ = "crowd_model"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    pooled: Mapped[dict[str, Any]] = mapped_column(Json)
    model_version: Mapped[str] = mapped_column(sa.String(40))
    # Counts up with every fit, so that a round can name the one it used.
    version: Mapped[int] = mapped_column(default=0)
    # Final rounds up to here have been learnt from; later ones wait for the next lesson.
    learnt_round_id: Mapped[int] = mapped_column(Id, default=0)
    # A refit in progress: habits so far, the last round it has read, tasks read and to read.
    draft: Mapped[dict[str, Any] | None] = mapped_column(Json)
    # The event of the last night whose refit is done.
    refit_night: Mapped[int | None] = mapped_column(Id)
    updated_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
