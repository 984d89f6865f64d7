"""Tasks, bags, assignments under lease, drafts, submissions."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.work.claim_order import CLAIM_INDEXES
from annotate.work.standing import UNKNOWN_WEIGHT
from annotate.work.states import Gate, LeaseState, TaskKind, TaskState, VerifySource


class Task(Base):
    """One image or clip to be labelled: how many answers it wants, how many are out, how many are in."""

    __tablename__ = "task"
    __table_args__ = (
        sa.UniqueConstraint("project_id", "image_id", "kind"),
        sa.CheckConstraint("taken >= 0 AND done >= 0 AND target > 0", name="counters"),
        *(
            sa.Index(name, *columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
            for name, columns, where in CLAIM_INDEXES
        ),
        sa.Index("ix_task_state", "project_id", "state"),
        sa.Index("ix_task_clip", "sequence_id", "first_frame"),
        sa.CheckConstraint("first_frame >= 0 AND frame_count > 0", name="frames"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    # Of a clip the first frame, so that a clip too is made once.
    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"), index=True)
    # A clip is part of a video: `frame_count` frames from `first_frame` on. A single picture is one frame of none.
    sequence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sequence.id"))
    first_frame: Mapped[int] = mapped_column(default=0, server_default="0")
    frame_count: Mapped[int] = mapped_column(default=1, server_default="1")
    kind: Mapped[TaskKind] = mapped_column(default=TaskKind.LABEL)
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN)
    target: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    # 0 at first; 1 once consensus wants one more answer: such tasks go out before fresh ones.
    priority: Mapped[int] = mapped_column(default=0)
    # Among tasks with a priority the lowest goes first; see claim_order.rank_of.
    rank: Mapped[int] = mapped_column(default=0, server_default="0")
    # Since when it is to be had again: after one more answer was asked for, or somebody gave it back.
    offered_at: Mapped[dt.datetime | None]
    # County code: only women of this county get it.
    kept_for: Mapped[str | None] = mapped_column(sa.String(6))
    settle_round: Mapped[int] = mapped_column(default=0)
    # The upload of labels that finished it, or made it a check, before anybody was asked.
    import_run_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_run.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Bag(Base):
    """A few assignments handed out together."""

    __tablename__ = "bag"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Assignment(Base):
    """One task lent to one annotator; price, ontology and guideline are frozen here."""

    __tablename__ = "assignment"
    __table_args__ = (
        sa.UniqueConstraint("task_id", "annotator_id"),
        sa.Index("ix_assignment_hers", "annotator_id", "project_id", "state"),
        sa.Index(
            "ix_assignment_expiry",
            "leased_until",
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    bag_id: Mapped[int] = mapped_column(sa.ForeignKey("bag.id"), index=True)
    state: Mapped[LeaseState] = mapped_column(default=LeaseState.HELD)
    leased_until: Mapped[dt.datetime]
    # Set when she took it along for work without a network.
    offline_until: Mapped[dt.datetime | None]
    rate_e4: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    ontology_version_id: Mapped[int] = mapped_column(Id)
    guideline_version_id: Mapped[int | None] = mapped_column(Id)
    taken_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    submitted_at: Mapped[dt.datetime | None]
    release_reason: Mapped[str | None] = mapped_column(sa.String(200))


class Draft(Base):
    """What she has drawn so far, as of a revision that only grows."""

    __tablename__ = "draft"

    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(sa.BigInteger)
    annotations: Mapped[list[Any]] = mapped_column(Json)
    # Ids of proposals she has accepted or rejected; the rest still waits for her.
    decided: Mapped[list[str] | None] = mapped_column(Json)
    active_ms: Mapped[int] = mapped_column(sa.BigInteger)
    saved_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Submission(Base):
    """Her answer, never changed after the commit that acknowledged it."""

    __tablename__ = "submission"
    __table_args__ = (
        sa.Index("ix_submission_hers", "annotator_id", "received_at"),
        # The newest answers of a project tell its pace, on each load of the editor.
        sa.Index("ix_submission_pace", "project_id", "received_at"),
    )

    # The client's own id: sending twice cannot make two.
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment.id"), unique=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    ontology_version_id: Mapped[int] = mapped_column(Id)
    annotations: Mapped[list[Any]] = mapped_column(Json)
    body_sha256: Mapped[str] = mapped_column(sa.String(64))
    shape_count: Mapped[int]
    active_ms: Mapped[int] = mapped_column(sa.BigInteger)
    received_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    late: Mapped[bool] = mapped_column(default=False)
    surplus: Mapped[bool] = mapped_column(default=False)
    unsure: Mapped[bool] = mapped_column(default=False)
    rate_e4: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))


class Gold(Base):
    """A task whose right answer is known from a person or from imported labels: a check picture."""

    __tablename__ = "gold"
    __table_args__ = (sa.Index("ix_gold_project", "project_id"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    reference: Mapped[list[Any]] = mapped_column(Json)
    # "consensus" or "labels": where the reference was taken from.
    source: Mapped[str] = mapped_column(sa.String(40))
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[dt.datetime | None]
    # Empty for the nightly job.
    withdrawn_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    withdrawn_why: Mapped[str] = mapped_column(sa.String(200), default="")


class GoldSeen(Base):
    """A check picture whose right answer she has been shown while learning: no check for her any more."""

    __tablename__ = "gold_seen"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("gold.task_id"), primary_key=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    seen_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Mending(Base):
    """An answer given back to be mended: what is asked, until when, and the version that came. The first answer stays."""

    __tablename__ = "mending"
    __table_args__ = (
        sa.Index(
            "ix_mending_open",
            "annotator_id",
            "until",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )

    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment.id"), primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), unique=True)
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    note: Mapped[str] = mapped_column(sa.String(1000))
    # {"id", "shape_id" | None, "point": [x, y] | None, "text", "expected": annotation | None} each.
    comments: Mapped[list[Any]] = mapped_column(Json)
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    until: Mapped[dt.datetime]
    # The mended answer under the client's own id; empty until it came.
    version_id: Mapped[str | None] = mapped_column(sa.String(36), unique=True)
    annotations: Mapped[list[Any] | None] = mapped_column(Json)
    body_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    active_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    mended_at: Mapped[dt.datetime | None]
    # It was decided, mended or not.
    closed_at: Mapped[dt.datetime | None]


class Rework(Base):
    """An answer to be made anew by a changed guideline, and paid anew. The first answer and its pay stay."""

    __tablename__ = "rework"
    __table_args__ = (
        sa.UniqueConstraint("submission_id", "guideline_version_id"),
        sa.CheckConstraint("rate_e4 > 0", name="rate"),
        sa.Index("ix_rework_hers", "annotator_id", "project_id", "closed_at"),
        sa.Index("ix_rework_assignment", "assignment_id"),
        sa.Index("ix_rework_project", "project_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"))
    guideline_version_id: Mapped[int] = mapped_column(sa.ForeignKey("guideline_version.id"))
    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment.id"))
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    # Of the first answer: it was frozen then, and holds again; less than the whole only by two people's word.
    rate_e4: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    until: Mapped[dt.datetime]
    share_percent: Mapped[int] = mapped_column(default=100, server_default="100")
    version_id: Mapped[str | None] = mapped_column(sa.String(36), unique=True)
    annotations: Mapped[list[Any] | None] = mapped_column(Json)
    body_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    active_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    mended_at: Mapped[dt.datetime | None]
    # It came, its time is over, or a later change asks for it anew.
    closed_at: Mapped[dt.datetime | None]


class EditorSettings(Base):
    """Her own shortcuts, so that they follow her to another device; the last writer wins."""

    __tablename__ = "editor_settings"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    # Counted by her devices: which copy is newer, whatever their clocks say.
    revision: Mapped[int] = mapped_column(sa.BigInteger)
    keys: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class SubmissionProposals(Base):
    """What became of each proposal in an answer, and what she drew herself; absent where nothing was proposed."""

    __tablename__ = "submission_proposals"
    __table_args__ = (sa.Index("ix_submission_proposals_newest", "project_id", "created_at"),)

    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    # [{"id", "source", "decision", "iou"}], as `provenance.provenance_of` makes them.
    entries: Mapped[list[Any]] = mapped_column(Json)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class VerifyTask(Base):
    """What a task of kind verify asks: is each of these objects right? Never changed."""

    __tablename__ = "verify_task"
    __table_args__ = (
        sa.CheckConstraint("rate_e4 > 0", name="rate"),
        sa.CheckConstraint("0 < answers_min AND answers_min <= answers_max", name="answers"),
    )

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    source: Mapped[VerifySource]
    # Row of the pre-label or of the consensus round that the objects come from.
    origin_id: Mapped[int] = mapped_column(Id)
    objects: Mapped[list[Any]] = mapped_column(Json)
    object_count: Mapped[int]
    # Of one object; a picture with twelve pays twelve times as much.
    rate_e4: Mapped[int] = mapped_column(sa.BigInteger)
    answers_min: Mapped[int]
    answers_max: Mapped[int]
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ClaimCursor(Base):
    """How far she has come in a project, so that a claim never scans what she has done, and how she works there."""

    __tablename__ = "claim_cursor"

    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    # Among tasks that nobody has begun.
    task_id: Mapped[int] = mapped_column(Id, default=0)
    # Among those that others, or she, have begun.
    begun_id: Mapped[int] = mapped_column(Id, default=0, server_default="0")
    # Among those kept for her county.
    kept_id: Mapped[int] = mapped_column(Id, default=0, server_default="0")
    # Median active time of her newest answers here; empty before there are enough.
    picture_ms: Mapped[int | None]
    # Accounts with whom she has shared as much of her work as is allowed.
    apart: Mapped[list[int]] = mapped_column(Json, default=list, server_default="[]")


class WorkStanding(Base):
    """Her level and gate in a project, written by later rooms; without a row: level 1, open."""

    __tablename__ = "work_standing"
    __table_args__ = (
        sa.CheckConstraint("level BETWEEN 1 AND 4", name="level"),
        sa.CheckConstraint("weight BETWEEN 0 AND 1", name="weight"),
        sa.CheckConstraint("(gate = 'paused') = (paused_until IS NOT NULL)", name="pause"),
        sa.Index("ix_work_standing_project", "project_id", "level"),
    )

    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    level: Mapped[int] = mapped_column(default=1)
    # Estimated quality, 0 ... 1.
    weight: Mapped[float] = mapped_column(default=UNKNOWN_WEIGHT)
    gate: Mapped[Gate] = mapped_column(default=Gate.OPEN)
    paused_until: Mapped[dt.datetime | None]
    # Code of what closed the gate; the room that wrote it has the words.
    reason: Mapped[str] = mapped_column(sa.String(60), default="")
    shown: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class HandoutRules(Base):
    """How a project hands its work out; without a row as `handout_rules.Rules` says."""

    __tablename__ = "handout_rules"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    bag_minutes: Mapped[int]
    chance_percent: Mapped[int]
    shared_percent: Mapped[int]
    scarce_hours: Mapped[int]
    wait_minutes: Mapped[int]
    quota_hours: Mapped[int]
    # [{"county": code, "unit": "percent" | "tasks", "amount": number, "freed": bool}]: tasks kept for a county's women.
    quotas: Mapped[list[Any]] = mapped_column(Json, default=list)
    # Ids of the projects in which its people go on when it winds down, the best first.
    successors: Mapped[list[int]] = mapped_column(Json, default=list)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ProjectPace(Base):
    """How fast a project goes and whether its work is scarce, counted anew every minute."""

    __tablename__ = "project_pace"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    # Median active time of the newest answers; empty before there are enough.
    picture_ms: Mapped[int | None]
    # Counted only as far as it matters.
    open_answers: Mapped[int]
    answers_an_hour: Mapped[int]
    is_scarce: Mapped[bool]
    # While scarce, by level: this month's incomes of those at work, lowest first, in 1/10000.
    incomes: Mapped[dict[str, list[int]]] = mapped_column(Json, default=dict)
    counted_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class MonthIncome(Base):
    """What she has earned in a month, told by the room that pays; only the order of the queue is read from it."""

    __tablename__ = "month_income"

    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    earned_e4: Mapped[int] = mapped_column(sa.BigInteger)


class NoWorkCall(Base):
    """She pressed "no work for me": who, and when. project_id: where she had worked last, if anywhere."""

    __tablename__ = "no_work_call"
    __table_args__ = (
        sa.Index("ix_no_work_call_hers", "account_id", "called_at"),
        sa.Index("ix_no_work_call_at", "called_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"))
    called_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class GentlePace(Base):
    """Somebody who is coming back to work slowly: short bags and twice the time for each, in every project, until a day."""

    __tablename__ = "gentle_pace"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    # The first day on which the usual pace holds again.
    until: Mapped[dt.date]
