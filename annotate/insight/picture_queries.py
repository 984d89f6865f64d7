"""The pictures behind a figure: by class and fault, state, day, hour, verdict, pay, speed, by how sure consensus was."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.core import clock
from annotate.datasets.models import Image
from annotate.insight import progress_queries
from annotate.insight.calibration import BINS
from annotate.insight.models import KnownPicture, TaskInsight, TaskMark
from annotate.insight.progress_queries import DAYS
from annotate.insight.tally import COUNTED, EXTRA, OBJECT
from annotate.projects.expected_pay import MS_PER_HOUR
from annotate.quality.clips import at_frame
from annotate.quality.dispute_queries import plain
from annotate.quality.judgement import AppealState, Verdict
from annotate.quality.models import Appeal, Judgement
from annotate.work.models import Gold, Submission, Task
from annotate.work.states import TaskKind, TaskState

SURE, SETTLED, DECIDED, ANSWERED, STATE = "sure", "settled", "decided", "answered", "state"
# Check pictures that are measured; pictures worth a quick look; those that are being verified; those left undecided.
KNOWN, DOUBTFUL, VERIFYING, UNDECIDED = "known", "doubtful", "verifying", "undecided"
# Looks of people at objects of a class, and those that called it so.
LOOKS, NAMED = "looks", "named"
# Answers of the last days that paid at most so much an hour, or took at most so long for each object.
PAY, SPEED = "pay", "speed"
# Several verdicts, or states of appeals, that one figure counts together.
REFUSED, GRANTED = "refused", "granted"
_VERDICTS = {
    REFUSED: (Verdict.PART, Verdict.SPAM),
    DECIDED: (Verdict.ACCEPTED, Verdict.PART, Verdict.SPAM),
}
_APPEALS = {
    GRANTED: (AppealState.UPHELD, AppealState.GRANTED_LATE),
    DECIDED: (AppealState.UPHELD, AppealState.GRANTED_LATE, AppealState.KEPT),
}
_STATES = {
    "done": (TaskState.AGREED, TaskState.CLOSED),
    "open": (TaskState.OPEN, TaskState.SETTLING),
}
HARDEST, DAY, WEEK, HOUR, VERDICT, APPEAL, DISPUTED = (
    "hardest",
    "day",
    "week",
    "hour",
    "verdict",
    "appeal",
    "disputed",
)
PAGE = 24


@dataclass(frozen=True)
class Wanted:
    """Which pictures. what: a word of above; label: class, bin, day, hour, verdict, state or number, by what; said: her class.

    Of a fault without a label: of any class.
    """

    what: str = HARDEST
    label: str = ""
    said: str = ""


@dataclass(frozen=True)
class Found:
    """A picture with what was settled on it and what was not believed. risk, agreement: None before a settlement."""

    task_id: int
    image_id: int
    image_name: str
    width_px: int
    height_px: int
    state: TaskState
    settled: Sequence[dict[str, Any]]
    disputed: Sequence[dict[str, Any]]
    risk: float | None
    agreement: float | None
    answers: int


def pictures_of(
    session: Session, project_id: int, wanted: Wanted, start: int = 0, most: int = PAGE + 1
) -> list[Found]:
    """One more than a page, so that the caller knows whether there are others. start: how many to pass over."""
    query = _task_ids(project_id, wanted)
    if query is None:
        return []
    ids = list(session.scalars(query.offset(start).limit(most)))
    return _found(session, ids)


@dataclass(frozen=True)
class Counted:
    """What a figure counts. unit: 'answers', 'objects', 'looks', 'shapes', 'appeals' or 'pictures'; pictures: on so many."""

    figure: int
    unit: str
    pictures: int


def counted_of(session: Session, project_id: int, wanted: Wanted) -> Counted:
    """The figure that leads to these pictures, counted anew."""
    query = _task_ids(project_id, wanted)
    if query is None:
        return Counted(0, "pictures", 0)
    pictures = _count(session, query)
    if wanted.what in (*COUNTED, SURE):
        rows = sa.select(sa.func.coalesce(sa.func.sum(TaskMark.count), 0)).where(*_marks(project_id, wanted))
        return Counted(int(session.scalar(rows) or 0), _UNITS.get(wanted.what, "looks"), pictures)
    if wanted.what in (LOOKS, NAMED):
        looks = sa.select(sa.func.coalesce(sa.func.sum(_looks(wanted)), 0))
        looks = looks.where(TaskInsight.project_id == project_id, TaskInsight.is_final)
        return Counted(int(session.scalar(looks) or 0), "looks", pictures)
    one_each = _answers(project_id, wanted)
    if one_each is None:
        return Counted(pictures, "pictures", pictures)
    return Counted(_count(session, one_each), _UNITS.get(wanted.what, "answers"), pictures)


_UNITS = {OBJECT: "objects", SURE: "objects", EXTRA: "shapes", APPEAL: "appeals"}


def _count(session: Session, query: sa.Select[Any]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0


def _task_ids(project_id: int, wanted: Wanted) -> sa.Select[int] | None:
    """Ids of tasks in the order of showing; None for words that mean nothing."""
    if wanted.what in (*COUNTED, SURE):
        marked = sa.select(TaskMark.task_id).where(*_marks(project_id, wanted)).distinct()
        return marked.order_by(TaskMark.task_id)
    if wanted.what in (LOOKS, NAMED):
        looked = sa.select(TaskInsight.task_id).where(TaskInsight.project_id == project_id)
        return looked.where(TaskInsight.is_final, _looks(wanted) > 0).order_by(TaskInsight.task_id)
    if wanted.what in (HARDEST, SETTLED, UNDECIDED):
        return _settled(project_id, wanted)
    if wanted.what in (DECIDED, KNOWN):
        return _known(project_id, wanted.what == KNOWN)
    if wanted.what == STATE:
        states = _STATES.get(wanted.label)
        return None if states is None else _of_people(project_id).where(Task.state.in_(states))
    if wanted.what in (DAY, WEEK):
        return _of_days(project_id, wanted)
    if wanted.what == DISPUTED:
        return _of_people(project_id).where(Task.state == TaskState.TO_REVIEWER)
    if wanted.what == DOUBTFUL:
        return progress_queries.doubtful_tasks(project_id).with_only_columns(Task.id).order_by(Task.id)
    if wanted.what == VERIFYING:
        open_ones = sa.select(Task.id).where(Task.project_id == project_id, Task.state == TaskState.OPEN)
        return _drawn_by_people(project_id, open_ones.where(Task.kind == TaskKind.VERIFY))
    answers = _answers(project_id, wanted)
    return None if answers is None else _drawn_by_people(project_id, answers)


def _of_people(project_id: int) -> sa.Select[int]:
    query = sa.select(Task.id).where(Task.project_id == project_id, Task.kind == TaskKind.LABEL)
    return query.order_by(Task.id)


def _drawn_by_people(project_id: int, task_ids: sa.Select[int]) -> sa.Select[int]:
    """Tasks of the pictures of these: an answer to a verify task is shown on what people drew."""
    asked = sa.orm.aliased(Task)
    pictures = sa.select(asked.image_id).where(asked.id.in_(task_ids))
    return _of_people(project_id).where(Task.image_id.in_(pictures))


def _marks(project_id: int, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found = [TaskMark.project_id == project_id, TaskMark.what == wanted.what]
    if wanted.label:
        found.append(TaskMark.label == wanted.label)
    if wanted.said:
        found.append(TaskMark.said == wanted.said)
    if wanted.what == SURE:
        # A check that was withdrawn counts no more.
        ended = sa.select(Gold.task_id).where(
            Gold.task_id == TaskMark.task_id, Gold.withdrawn_at.is_not(None)
        )
        is_gold = sa.select(KnownPicture.task_id).where(
            KnownPicture.task_id == TaskMark.task_id, KnownPicture.is_gold
        )
        found.append(sa.not_(sa.and_(ended.exists(), is_gold.exists())))
    return found


def _looks(wanted: Wanted) -> sa.ColumnElement[int]:
    """Of one settled picture: looks at objects of a class, or those of them that called it so."""
    # A quotation mark would end the name inside the path of SQLite.
    label = wanted.label.replace('"', "")
    path = ("said", label, label) if wanted.what == NAMED else ("classes", label, "looks")
    return sa.func.coalesce(TaskInsight.tally[path].as_integer(), 0)


def _settled(project_id: int, wanted: Wanted) -> sa.Select[int]:
    """The hardest first, of all that had a settlement; or the least alike first, of those that need no more answers."""
    query = sa.select(TaskInsight.task_id).where(TaskInsight.project_id == project_id)
    if wanted.what == HARDEST:
        return query.order_by(TaskInsight.risk.desc(), TaskInsight.task_id)
    if wanted.what == UNDECIDED:
        query = query.where(~TaskInsight.is_agreed)
    return query.where(TaskInsight.is_final).order_by(TaskInsight.agreement, TaskInsight.task_id)


def _known(project_id: int, is_gold: bool) -> sa.Select[int]:
    """Check pictures in use that are measured, or pictures that a person decided."""
    known = sa.select(KnownPicture.task_id).where(KnownPicture.project_id == project_id)
    if is_gold:
        known = known.join(Gold, Gold.task_id == KnownPicture.task_id).where(Gold.withdrawn_at.is_(None))
        return known.where(KnownPicture.is_gold).order_by(KnownPicture.task_id)
    return known.where(~KnownPicture.is_gold).order_by(KnownPicture.task_id)


def _answers(project_id: int, wanted: Wanted) -> sa.Select[int] | None:
    """The task of each answer or appeal that a figure counts; None where it counts none, or for no such word."""
    if wanted.what == ANSWERED:
        return sa.select(Submission.task_id).where(Submission.project_id == project_id)
    if wanted.what in (PAY, SPEED):
        return _of_pace(project_id, wanted)
    if wanted.what == HOUR:
        return _of_hour(project_id, wanted.label)
    return _judged(project_id, wanted)


def _of_pace(project_id: int, wanted: Wanted) -> sa.Select[int] | None:
    """label: a whole number, of 1/10000 an hour, or of milliseconds an object."""
    if not wanted.label.isdecimal() or len(wanted.label) > 12:
        return None
    most, active_ms = int(wanted.label), sa.cast(Submission.active_ms, sa.BigInteger)
    if wanted.what == PAY:
        is_under = sa.cast(Submission.rate_e4, sa.BigInteger) * MS_PER_HOUR <= active_ms * most
    else:
        is_under = sa.and_(Submission.shape_count > 0, active_ms <= Submission.shape_count * most)
    return sa.select(Submission.task_id).where(
        Submission.project_id == project_id,
        Submission.received_at >= clock.now() - dt.timedelta(days=DAYS),
        Submission.active_ms > 0,
        is_under,
    )


def _of_days(project_id: int, wanted: Wanted) -> sa.Select[int] | None:
    try:
        first = dt.date.fromisoformat(wanted.label)
    except ValueError:
        return None
    last = first + dt.timedelta(days=6 if wanted.what == WEEK else 0)
    query = sa.select(TaskInsight.task_id).where(
        TaskInsight.project_id == project_id, TaskInsight.is_final, TaskInsight.day.between(first, last)
    )
    return query.order_by(TaskInsight.agreement, TaskInsight.task_id)


def _of_hour(project_id: int, text: str) -> sa.Select[int] | None:
    try:
        start = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if start.tzinfo is None:
        return None
    return sa.select(Submission.task_id).where(
        Submission.project_id == project_id,
        Submission.received_at >= start,
        Submission.received_at < start + dt.timedelta(hours=1),
    )


def _judged(project_id: int, wanted: Wanted) -> sa.Select[int] | None:
    query = sa.select(Judgement.task_id).where(Judgement.project_id == project_id)
    verdicts, states = set(Verdict) | _VERDICTS.keys(), set(AppealState) | _APPEALS.keys()
    if wanted.what == VERDICT and wanted.label in verdicts:
        named = _VERDICTS.get(wanted.label) or (Verdict(wanted.label),)
        return query.where(Judgement.is_current, Judgement.verdict.in_(named))
    if wanted.what == APPEAL and wanted.label in states:
        query = query.join(Appeal, Appeal.judgement_id == Judgement.id)
        return query.where(Appeal.state.in_(_APPEALS.get(wanted.label) or (AppealState(wanted.label),)))
    return None


def _found(session: Session, task_ids: Sequence[int]) -> list[Found]:
    """In the order given."""
    query = (
        sa.select(Task, Image, TaskInsight.round_id, TaskInsight.risk, TaskInsight.agreement)
        .join(Image, Image.id == Task.image_id)
        .join(TaskInsight, TaskInsight.task_id == Task.id, isouter=True)
        .where(Task.id.in_(task_ids), Task.kind == TaskKind.LABEL)
    )
    rows = {row[0].id: row for row in session.execute(query)}
    ids = [row.round_id for row in rows.values() if row.round_id]
    rounds = {
        found_id: (settled, disputed)
        for found_id, settled, disputed in session.execute(
            sa.select(ConsensusRound.id, ConsensusRound.annotations, ConsensusRound.disputed).where(
                ConsensusRound.id.in_(ids)
            )
        )
    }
    return [_picture(rows[one], rounds) for one in task_ids if one in rows]


def _picture(row: Any, rounds: dict[int, tuple[list[Any], list[Any]]]) -> Found:
    task, image, round_id, risk, agreement = row
    settled, disputed = rounds.get(round_id, ([], []))
    if task.sequence_id is not None:
        # Of a clip its first frame is shown.
        settled, disputed = at_frame(settled, 0), at_frame(disputed, 0)
    return Found(
        task_id=task.id,
        image_id=image.id,
        image_name=image.name,
        width_px=image.width_px,
        height_px=image.height_px,
        state=task.state,
        settled=plain(settled),
        disputed=plain(disputed),
        risk=risk,
        agreement=agreement,
        answers=task.done,
    )


def bin_edges(label: str) -> tuple[int, int] | None:
    """Percents where a bin of stated confidence begins and ends; None for what is no bin."""
    if not label.isdecimal() or int(label) >= BINS:
        return None
    width = 100 // BINS
    return int(label) * width, (int(label) + 1) * width
