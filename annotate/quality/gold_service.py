"""Check pictures: making and withdrawing them, measuring answers against them at once, and the nightly look at them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus import service as consensus
from annotate.core import audit, outbox
from annotate.core.errors import NotFound
from annotate.datasets import queries as datasets
from annotate.datasets.models import Image
from annotate.projects import service as projects
from annotate.quality import grace_service, service
from annotate.quality.dispute_queries import plain
from annotate.quality.errors import NoKnownAnswer
from annotate.quality.gold_score import PASS_F1, score_against
from annotate.quality.grace import kind_reason, kindly
from annotate.quality.judgement import Score
from annotate.quality.models import GoldResult
from annotate.work import gold_service as golds
from annotate.work import task_service as tasks
from annotate.work.models import Gold, Submission, Task
from annotate.work.states import TaskKind, TaskState

# The best: who passed this share of at least so many golds of the project.
BEST_RATE, BEST_GOLDS = 0.8, 3
LEAST_BEST, MOST_FAILED = 3, 0.3
BY_NIGHT = "the best fail it"


def make_gold(session: Session, actor_id: int, task_id: int, source: str = "consensus") -> Gold:
    """Use a picture as a check from now on. source: 'consensus' (agreed or adjudicated) or 'labels' (imported).

    Raises NotFound, NoKnownAnswer where there is none, or for a clip or a task of another kind.
    """
    task = session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotFound
    projects.project_for(session, actor_id, task.project_id)
    if task.kind is not TaskKind.LABEL or task.sequence_id is not None:
        raise NoKnownAnswer
    reference = _labels(session, task) if source == "labels" else _agreed(session, task)
    if reference is None:
        raise NoKnownAnswer
    return make_known(session, actor_id, task, reference, source)


def make_known(
    session: Session, actor_id: int, task: Task, reference: Sequence[Mapping[str, Any]], source: str
) -> Gold:
    """A check by an answer that the caller vouches for. task: locked, of a single picture."""
    gold = golds.keep_gold(session, actor_id, task, plain([dict(one) for one in reference]), source)
    if task.state is not TaskState.AGREED:
        # Nobody need agree on what is known.
        task.state = TaskState.CLOSED
    audit.record(session, actor_id, "gold.made", "task", task.id, {"source": source})
    return gold


def _agreed(session: Session, task: Task) -> Sequence[dict[str, Any]] | None:
    settled = consensus.consensus_of(session, task.id)
    is_known = settled is not None and task.state is TaskState.AGREED
    return settled.annotations if is_known and settled else None


def _labels(session: Session, task: Task) -> Sequence[dict[str, Any]] | None:
    found = datasets.proposed_for(session, [task.image_id]).get(task.image_id)
    return found.annotations if found else None


def withdraw(session: Session, actor_id: int, task_id: int, why: str = "") -> None:
    """Use it no more, and give back what it took from anybody. Withdrawing twice is once. Raises NotFound."""
    gold = session.get(Gold, task_id, with_for_update=True, populate_existing=True)
    if gold is None:
        raise NotFound
    projects.project_for(session, actor_id, gold.project_id)
    if gold.withdrawn_at is None:
        _end(session, gold, actor_id, why.strip())


def _end(session: Session, gold: Gold, actor_id: int | None, why: str) -> None:
    golds.end_gold(session, gold, actor_id, why)
    session.execute(
        sa.update(GoldResult)
        .where(GoldResult.submission_id.in_(_answers_to(gold.task_id)))
        .values(excused=True)
        .execution_options(synchronize_session=False)
    )
    # What was known is in doubt: people shall agree on it. Enough may have answered already.
    tasks.reopen(session, gold.task_id)
    consensus.settle_task(session, gold.task_id)
    audit.record(session, actor_id, "gold.withdrawn", "task", gold.task_id, {"why": why})
    # One that was taken back into use may be withdrawn again.
    key = f"gold-withdrawn-{gold.task_id}-{gold.withdrawn_at:%Y%m%d%H%M%S%f}"
    outbox.announce(session, "gold.withdrawn", str(gold.task_id), key=key)


def _answers_to(task_id: int) -> sa.Select[Any]:
    return sa.select(Submission.id).where(Submission.task_id == task_id)


def score_gold(session: Session, submission_id: str) -> GoldResult | None:
    """Measure an answer to a check picture and accept it; None when its task is none.

    The job of `gold.received`, and of her own look at the lesson: whoever comes first does it, once.
    """
    submission = session.get(Submission, submission_id, with_for_update=True, populate_existing=True)
    if submission is None:
        raise NotFound
    known = session.get(GoldResult, submission_id)
    gold = session.get(Gold, submission.task_id)
    if known is not None or gold is None:
        return known
    image = session.get_one(Image, session.get_one(Task, submission.task_id).image_id)
    scored = score_against(submission.annotations, gold.reference, image.width_px, image.height_px)
    service.record_gold_result(session, submission_id, scored.passed, scored.f1)
    result = session.get_one(GoldResult, submission_id)
    told = Score(scored.f1, scored.differences)
    grace = None if scored.passed else grace_service.grace_of(session, submission, gold.made_at)
    kind = kindly(told, submission.shape_count, grace)
    # Withdrawn while her answer was on its way, or failed by what the guideline changed meanwhile: it is paid, and
    # counts for nothing.
    result.excused = gold.withdrawn_at is not None or (not scored.passed and kind.expected_f1 >= PASS_F1)
    if service.current_judgement(session, submission_id) is None:
        service.accept_gold(session, submission, kind.expected_f1, kind_reason(told, kind, grace), None)
    session.flush()
    if gold.withdrawn_at is not None:
        # An answer like any other by now.
        consensus.settle_task(session, submission.task_id)
    return result


def review_golds(session: Session) -> list[int]:
    """Withdraw golds that more than 30 % of the best fail; their tasks. Nightly, harmless when repeated."""
    ended = []
    for gold in session.scalars(sa.select(Gold).where(Gold.withdrawn_at.is_(None)).order_by(Gold.task_id)):
        results = _results_of_the_best(session, gold)
        failed = sum(not passed for passed in results)
        if len(results) >= LEAST_BEST and failed > MOST_FAILED * len(results):
            _end(session, gold, None, BY_NIGHT)
            ended.append(gold.task_id)
    return ended


def _results_of_the_best(session: Session, gold: Gold) -> Sequence[bool]:
    """How those did on a gold who do well on the project's other golds."""
    rates = _rates_without(session, gold)
    query = (
        sa.select(GoldResult.annotator_id, GoldResult.passed)
        .join(Submission, Submission.id == GoldResult.submission_id)
        .where(Submission.task_id == gold.task_id)
        .order_by(GoldResult.submission_id)
    )
    return [
        passed for annotator_id, passed in session.execute(query) if rates.get(annotator_id, 0.0) >= BEST_RATE
    ]


def _rates_without(session: Session, gold: Gold) -> Mapping[int, float]:
    """Pass rate of each annotator over the other golds, of those who had enough."""
    passed = sa.func.sum(sa.case((GoldResult.passed, 1), else_=0))
    query = (
        sa.select(GoldResult.annotator_id, passed, sa.func.count())
        .join(Submission, Submission.id == GoldResult.submission_id)
        .where(
            GoldResult.project_id == gold.project_id, ~GoldResult.excused, Submission.task_id != gold.task_id
        )
        .group_by(GoldResult.annotator_id)
        .having(sa.func.count() >= BEST_GOLDS)
    )
    return {annotator_id: int(good) / count for annotator_id, good, count in session.execute(query)}
