"""Courses, how far each newcomer is, rounds of practice and exam with their answers, checks kept for learning."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.training.rules import RoundKind, RoundState, Use


class TrainingRules(Base):
    """What a project has changed of the usual rules; without a row they hold as they are."""

    __tablename__ = "training_rules"
    __table_args__ = (
        sa.CheckConstraint("hourly_e4 > 0", name="hourly"),
        sa.CheckConstraint("pass_percent BETWEEN 1 AND 100", name="pass"),
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    hourly_e4: Mapped[int] = mapped_column(sa.BigInteger)
    pictures: Mapped[int]
    pass_percent: Mapped[int]
    wait_hours: Mapped[int]
    paid_tries: Mapped[int]


class CourseVersion(Base):
    """The pages of a course as of one moment, in the Markdown of a guideline; never changed."""

    __tablename__ = "course_version"
    __table_args__ = (sa.UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    number: Mapped[int]
    text_zh: Mapped[str] = mapped_column(sa.Text)
    text_en: Mapped[str] = mapped_column(sa.Text)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class LearningPath(Base):
    """How far somebody is on her way into a project. The row is the lock of whatever begins a round."""

    __tablename__ = "learning_path"

    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    began_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    # Of the course: the version she reads, and how many of its pages she has read.
    course_number: Mapped[int] = mapped_column(default=0)
    pages_read: Mapped[int] = mapped_column(default=0)
    course_done_at: Mapped[dt.datetime | None]
    practised_at: Mapped[dt.datetime | None]
    passed_at: Mapped[dt.datetime | None]


class GoldUse(Base):
    """A check picture that the manager keeps for practice or for the exam."""

    __tablename__ = "gold_use"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("gold.task_id"), primary_key=True)
    use: Mapped[Use]


class Round(Base):
    """A few check pictures in a row: practice, or an exam. Price, labels and guideline are frozen here."""

    __tablename__ = "training_round"
    __table_args__ = (
        sa.UniqueConstraint("annotator_id", "project_id", "kind", "number"),
        sa.UniqueConstraint("cause"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    kind: Mapped[RoundKind]
    number: Mapped[int]
    state: Mapped[RoundState]
    # Of an offer: what it was made for, so that telling it twice offers once.
    cause: Mapped[str | None] = mapped_column(sa.String(100))
    hourly_e4: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    pass_percent: Mapped[int]
    ontology_version_id: Mapped[int] = mapped_column(Id)
    guideline_version_id: Mapped[int | None] = mapped_column(Id)
    right_count: Mapped[int] = mapped_column(default=0)
    picture_count: Mapped[int] = mapped_column(default=0)
    offered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    began_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]


class RoundTask(Base):
    """One picture of a round and her answer to it. It is nobody's task of work: no consensus and no export knows it."""

    __tablename__ = "round_task"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "task_id", "attempt"),
        sa.UniqueConstraint("submission_id"),
        sa.Index("ix_round_task_place", "round_id", "place"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("training_round.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("gold.task_id"), index=True)
    place: Mapped[int]
    attempt: Mapped[int] = mapped_column(default=1)
    # {"annotations", "revision", "active_ms"} while she draws.
    draft: Mapped[dict[str, Any] | None] = mapped_column(Json)
    # The client's own id: sending twice cannot make two.
    submission_id: Mapped[str | None] = mapped_column(sa.String(36))
    body_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    annotations: Mapped[list[Any] | None] = mapped_column(Json)
    passed: Mapped[bool | None]
    score: Mapped[float | None]
    reason: Mapped[dict[str, Any] | None] = mapped_column(Json)
    # Time that is paid; 0 for what is not.
    paid_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    answered_at: Mapped[dt.datetime | None]
