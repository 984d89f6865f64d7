"""Judgements of answers, results of gold tasks, requests for another look."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.quality.judgement import AppealState, Verdict


class Judgement(Base):
    """What was decided on one answer, and why. A later round stands above an earlier one; none is deleted."""

    __tablename__ = "judgement"
    __table_args__ = (
        sa.UniqueConstraint("submission_id", "round"),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name="share"),
        sa.Index("ix_judgement_hers", "annotator_id", "id"),
        sa.Index(
            "ix_judgement_open",
            "project_id",
            "id",
            sqlite_where=sa.text("is_current AND NOT final"),
            postgresql_where=sa.text("is_current AND NOT final"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"))
    round: Mapped[int]
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    verdict: Mapped[Verdict]
    # Percent of the rate; empty while a person still has to look.
    share_percent: Mapped[int | None] = mapped_column(sa.SmallInteger)
    # Expected F1 against the truth as the others see it; empty where nobody else looked.
    score: Mapped[float | None]
    reason: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    consensus_round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("consensus_round.id"))
    # Empty for a machine.
    judged_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    judged_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    final: Mapped[bool]
    # The newest round of its answer.
    is_current: Mapped[bool] = mapped_column(default=True)


class GoldResult(Base):
    """Whether an answer to a task with a known truth held; the only thing that can prove spam."""

    __tablename__ = "gold_result"
    __table_args__ = (sa.Index("ix_gold_result_hers", "annotator_id", "project_id", "passed"),)

    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), primary_key=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    passed: Mapped[bool]
    # Class-aware F1; empty where a person only noted that it held.
    score: Mapped[float | None]
    # The gold was withdrawn: the result counts for nobody any more.
    excused: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    judged_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Appeal(Base):
    """Her wish for another look at a judgement, by another person, until a set day."""

    __tablename__ = "appeal"
    __table_args__ = (
        sa.Index(
            "ix_appeal_open",
            "due_at",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    judgement_id: Mapped[int] = mapped_column(sa.ForeignKey("judgement.id"), unique=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(1000))
    state: Mapped[AppealState] = mapped_column(default=AppealState.OPEN)
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    due_at: Mapped[dt.datetime]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None]
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
