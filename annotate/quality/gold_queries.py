"""What her lesson shows, and what the manager sees of check pictures."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.consensus.settlement import IMPORTED
from annotate.core.errors import NotFound
from annotate.datasets.models import Image
from annotate.people.models import Account
from annotate.quality.gold_score import Hint, contradicted, hints_of
from annotate.quality.intervals import wilson
from annotate.quality.models import GoldResult, Judgement
from annotate.work.models import Gold, Submission, Task
from annotate.work.states import TaskKind, TaskState


@dataclass(frozen=True)
class GoldLesson:
    """An answer to a check picture beside the known one."""

    score: float
    passed: bool
    image_id: int
    width_px: int
    height_px: int
    hers: list[dict[str, Any]]
    reference: list[dict[str, Any]]
    hints: list[Hint]


def lesson_of_answer(session: Session, annotator_id: int, submission_id: str) -> GoldLesson | None:
    """None when it is not hers, no check picture, not measured yet, or the check was withdrawn."""
    query = (
        sa.select(GoldResult, Submission.annotations, Gold.reference, Image, Judgement.reason)
        .join(Submission, Submission.id == GoldResult.submission_id)
        .join(Gold, Gold.task_id == Submission.task_id)
        .join(Task, Task.id == Submission.task_id)
        .join(Image, Image.id == Task.image_id)
        .join(Judgement, sa.and_(Judgement.submission_id == Submission.id, Judgement.is_current))
        .where(
            GoldResult.submission_id == submission_id,
            GoldResult.annotator_id == annotator_id,
            ~GoldResult.excused,
        )
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    result, hers, reference, image, reason = row
    return GoldLesson(
        score=result.score if result.score is not None else float(result.passed),
        passed=result.passed,
        image_id=image.id,
        width_px=image.width_px,
        height_px=image.height_px,
        hers=hers,
        reference=reference,
        hints=hints_of(reason),
    )


@dataclass(frozen=True)
class GoldFacts:
    """A check picture as the manager's page lists it. low, high: 95 % interval of the pass rate."""

    task_id: int
    image_id: int
    image_name: str
    source: str
    made_at: dt.datetime
    shapes: int
    answers: int
    passed: int
    low: float
    high: float
    contradicted: bool
    withdrawn_at: dt.datetime | None
    withdrawn_why: str
    by_night: bool


def golds_of(session: Session, project_id: int, limit: int = 200) -> list[GoldFacts]:
    """Check pictures of a project, those in use first, the newest first."""
    query = _GOLDS.where(Gold.project_id == project_id).order_by(
        Gold.withdrawn_at.is_not(None), Gold.made_at.desc(), Gold.task_id
    )
    rows = session.execute(query.limit(limit)).all()
    told = _answers(session, [row[0].task_id for row in rows])
    return [_facts(gold, image_id, name, told.get(gold.task_id, [])) for gold, image_id, name in rows]


def gold_facts(session: Session, project_id: int, task_id: int) -> GoldFacts:
    """One of them. Raises NotFound."""
    query = _GOLDS.where(Gold.project_id == project_id, Gold.task_id == task_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return _facts(*row, _answers(session, [task_id]).get(task_id, []))


_GOLDS = (
    sa.select(Gold, Image.id, Image.name)
    .join(Task, Task.id == Gold.task_id)
    .join(Image, Image.id == Task.image_id)
)


@dataclass(frozen=True)
class GoldAnswer:
    """One person's answer to a check picture."""

    judgement_id: int
    alias: str
    score: float | None
    passed: bool


def answers_to(session: Session, project_id: int, task_id: int) -> list[GoldAnswer]:
    """Those that the list of check pictures counts, the first first."""
    query = (
        sa.select(Judgement.id, Account.alias, GoldResult.score, GoldResult.passed)
        .join(GoldResult, GoldResult.submission_id == Judgement.submission_id)
        .join(Account, Account.id == Judgement.annotator_id)
        .where(Judgement.project_id == project_id, Judgement.task_id == task_id, Judgement.is_current)
    )
    return [GoldAnswer(*row) for row in session.execute(query.order_by(Judgement.id))]


def _answers(session: Session, task_ids: Sequence[int]) -> dict[int, list[tuple[bool, dict[str, Any]]]]:
    query = (
        sa.select(Submission.task_id, GoldResult.passed, Judgement.reason)
        .join(Submission, Submission.id == GoldResult.submission_id)
        .join(Judgement, sa.and_(Judgement.submission_id == Submission.id, Judgement.is_current))
        .where(Submission.task_id.in_(task_ids))
    )
    found: dict[int, list[tuple[bool, dict[str, Any]]]] = {}
    for task_id, passed, reason in session.execute(query):
        found.setdefault(task_id, []).append((passed, reason))
    return found


def _facts(gold: Gold, image_id: int, name: str, told: Sequence[tuple[bool, dict[str, Any]]]) -> GoldFacts:
    passed = sum(one for one, _ in told)
    low, high = wilson(passed, len(told))
    return GoldFacts(
        task_id=gold.task_id,
        image_id=image_id,
        image_name=name,
        source=gold.source,
        made_at=gold.made_at,
        shapes=len(gold.reference),
        answers=len(told),
        passed=passed,
        low=low,
        high=high,
        contradicted=contradicted([reason for _, reason in told]),
        withdrawn_at=gold.withdrawn_at,
        withdrawn_why=gold.withdrawn_why,
        by_night=gold.withdrawn_at is not None and gold.withdrawn_by is None,
    )


@dataclass(frozen=True)
class Candidate:
    """A picture on which people agree and which is no check yet."""

    task_id: int
    image_id: int
    image_name: str
    agreement: float
    shapes: int
    adjudicated: bool


def candidates(session: Session, project_id: int, limit: int = 12) -> list[Candidate]:
    """What makes good checks: decided by a person first, then the highest agreement."""
    later = sa.orm.aliased(ConsensusRound)
    newer = sa.select(later.id).where(
        later.task_id == ConsensusRound.task_id, later.number > ConsensusRound.number
    )
    in_use = sa.select(Gold.task_id).where(Gold.task_id == Task.id, Gold.withdrawn_at.is_(None))
    query = (
        sa.select(Task.id, Image.id, Image.name, ConsensusRound)
        .join(Image, Image.id == Task.image_id)
        .join(ConsensusRound, ConsensusRound.task_id == Task.id)
        .where(
            Task.project_id == project_id,
            Task.state == TaskState.AGREED,
            Task.kind == TaskKind.LABEL,
            Task.sequence_id.is_(None),
            ConsensusRound.model_version != IMPORTED,
            ~newer.exists(),
            ~in_use.exists(),
        )
        .order_by(ConsensusRound.adjudicated_by.is_(None), ConsensusRound.agreement.desc(), Task.id)
        .limit(limit)
    )
    return [
        Candidate(
            task_id,
            image_id,
            name,
            found.agreement,
            len(found.annotations),
            found.adjudicated_by is not None,
        )
        for task_id, image_id, name, found in session.execute(query)
    ]
