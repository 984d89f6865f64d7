"""Judgements of answers, results of gold tasks, requests for another look; steps, bans, held decisions, flags."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.quality.breaker import Hold
from annotate.quality.flags import FlagKind, FlagState
from annotate.quality.judgement import AppealState, Verdict
from annotate.quality.levels import Stage
from annotate.quality.steps import BanAct, HeldState


class Judgement(Base):
    """What was decided on one answer, and why. A later round stands above an earlier one; none is deleted."""

    __tablename__ = "judgement"
    __table_args__ = (
        sa.UniqueConstraint("submission_id", "round"),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name="share"),
        sa.Index("ix_judgement_hers", "annotator_id", "id"),
        sa.Index("ix_judgement_people", "project_id", "annotator_id", "id"),
        # A reviewer's day is counted with each rejection.
        sa.Index(
            "ix_judgement_reviewer",
            "judged_by",
            "judged_at",
            sqlite_where=sa.text("judged_by IS NOT NULL"),
            postgresql_where=sa.text("judged_by IS NOT NULL"),
        ),
        sa.Index(
            "ix_judgement_verdict",
            "project_id",
            "verdict",
            "id",
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        ),
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


class ReworkResult(Base):
    """How an answer that was made anew fits; it counts for her quality, and for no pay."""

    __tablename__ = "rework_result"
    __table_args__ = (
        sa.Index("ix_rework_result_hers", "annotator_id", "project_id", "judged_at"),
        sa.Index("ix_rework_result_project", "project_id", "rework_id"),
    )

    rework_id: Mapped[int] = mapped_column(sa.ForeignKey("rework.id"), primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"))
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    # Expected F1; empty where nobody else has drawn by the new version.
    score: Mapped[float | None]
    # Nothing is drawn otherwise than before.
    is_same: Mapped[bool]
    reason: Mapped[dict[str, Any]] = mapped_column(Json)
    # When the new drawing came.
    received_at: Mapped[dt.datetime]
    judged_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ReworkLook(Base):
    """What people say of an answer that was made anew; of a held one its pay waits until then."""

    __tablename__ = "rework_look"
    __table_args__ = (
        sa.CheckConstraint(
            "decided_by IS NULL OR first_by IS NULL OR decided_by <> first_by", name="two_people"
        ),
        sa.Index(
            "ix_rework_look_held",
            "asked_at",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
    )

    rework_id: Mapped[int] = mapped_column(sa.ForeignKey("rework.id"), primary_key=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    # Nothing is drawn where others drew something: it is paid when somebody has looked, or when the time is over.
    is_held: Mapped[bool]
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    # Of a held one: who found first that it does not fit. To pay less needs another person.
    first_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    # Empty while it is open, and where the time was over before anybody decided.
    fits: Mapped[bool | None]
    fault: Mapped[str] = mapped_column(sa.String(16), default="")
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None]


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


class QualityRules(Base):
    """A project's own marks for levels, pauses and the breaker; without a row the usual ones hold."""

    __tablename__ = "quality_rules"
    __table_args__ = (
        sa.CheckConstraint("0 < level_2 AND level_2 <= level_3 AND level_3 <= level_4", name="levels"),
        sa.CheckConstraint("level_4 < 100", name="highest"),
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    # Percent, as `levels.Rules` says.
    level_2: Mapped[int] = mapped_column(sa.SmallInteger)
    level_3: Mapped[int] = mapped_column(sa.SmallInteger)
    level_4: Mapped[int] = mapped_column(sa.SmallInteger)
    gate_percent: Mapped[int] = mapped_column(sa.SmallInteger)
    gate_least: Mapped[int]
    pause_hours: Mapped[int]
    second_percent: Mapped[int] = mapped_column(sa.SmallInteger)
    freeze_percent: Mapped[int] = mapped_column(sa.SmallInteger)
    batch_least: Mapped[int]
    most_of_one: Mapped[int]


class QualityStage(Base):
    """How far the steps before a pause have come for one annotator in one project; without a row: clear."""

    __tablename__ = "quality_stage"

    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.CLEAR)
    # Answers received before this moment count for the next step no more.
    counted_from: Mapped[dt.datetime | None]
    pauses: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class BanDecision(Base):
    """A wish to shut somebody out of a project, or to let her back, which binds once another person agrees that day."""

    __tablename__ = "ban_decision"
    __table_args__ = (
        sa.UniqueConstraint("project_id", "annotator_id", "act", "day"),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="two_people"),
        sa.Index("ix_ban_decision_hers", "annotator_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    act: Mapped[BanAct]
    # The local day: both people must have said so on it.
    day: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(1000))
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    confirmed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    confirmed_at: Mapped[dt.datetime | None]


class HeldDecision(Base):
    """A rejection that another person must look at first, because so many came from one person in a day."""

    __tablename__ = "held_decision"
    __table_args__ = (
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> reviewer_id", name="two_people"),
        sa.Index("ix_held_decision_batch", "project_id", "reviewer_id", "day"),
        sa.Index(
            "ix_held_decision_open",
            "asked_at",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    # The judgement that still waits, or the one whose rejection is looked at again.
    judgement_id: Mapped[int] = mapped_column(sa.ForeignKey("judgement.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    day: Mapped[dt.date]
    hold: Mapped[Hold]
    verdict: Mapped[Verdict]
    note: Mapped[str] = mapped_column(sa.String(1000))
    state: Mapped[HeldState] = mapped_column(default=HeldState.OPEN)
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None]


class QualityFlag(Base):
    """Two people whose answers are too alike for chance: for a person to look at, never acted on by itself."""

    __tablename__ = "quality_flag"
    __table_args__ = (
        sa.UniqueConstraint("project_id", "kind", "annotator_id", "other_id"),
        sa.Index("ix_quality_flag_state", "project_id", "state"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    kind: Mapped[FlagKind]
    # Of a copy: who repeats whom, as the model sees it. Of a pair: the lower id first.
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    other_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    # {"alike", "met", "expected", "chance", "pictures": [[task id, her submission, the other's], ...]}
    evidence: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[FlagState] = mapped_column(default=FlagState.OPEN)
    found_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None]
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
