"""The pictures of a round in the labelling window: handing out, drafts, answers taken once, measured at once."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock, outbox
from annotate.core.errors import N_, Fault, Invalid, NotFound
from annotate.datasets.models import Image
from annotate.projects import service as projects
from annotate.projects.annotations import check_annotations
from annotate.projects.change_queries import altering_changes
from annotate.projects.guideline_change import grace_among
from annotate.quality.gold_queries import GoldLesson
from annotate.quality.gold_score import PASS_F1, hints_of, score_against
from annotate.quality.grace import kind_reason, kindly
from annotate.quality.judgement import Score
from annotate.training import service
from annotate.training.errors import RoundIsOver
from annotate.training.models import Round, RoundTask
from annotate.training.rules import RoundKind, RoundState, comes_again, is_paid, paid_ms
from annotate.work.errors import AlreadySubmitted, OlderDraft, SubmissionDiffers
from annotate.work.models import Gold, Task

# Nobody else waits for these pictures; the window only wants to know how long a picture is hers.
HELD = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Answer:
    """What the window sends. submission_id: lower case, the client's own."""

    submission_id: str
    annotations: list[dict[str, Any]]
    active_ms: int


@dataclass(frozen=True)
class Taken:
    """The acknowledgement; `created` is False when the same answer came again. lesson: there is one to see."""

    task: RoundTask
    created: bool
    lesson: bool
    currency: str


def own_round(session: Session, annotator_id: int, round_id: int, lock: bool = False) -> Round:
    """Hers; anybody else's is as absent as a missing one. Raises NotFound."""
    found = session.get(Round, round_id, with_for_update=lock or None, populate_existing=lock)
    if found is None or found.annotator_id != annotator_id:
        raise NotFound
    return found


def hand_out(session: Session, annotator_id: int, round_id: int, count: int) -> list[RoundTask]:
    """Pictures of a round that want an answer, in their order; none when it is over."""
    one = own_round(session, annotator_id, round_id, lock=True)
    if one.state is not RoundState.OPEN:
        return []
    found = _unanswered(session, one)
    if not found:
        # The last ones were withdrawn while she was on her way to them.
        service.end_round(session, one)
    return found[:count]


def _unanswered(session: Session, one: Round) -> list[RoundTask]:
    query = (
        sa.select(RoundTask)
        .join(Gold, Gold.task_id == RoundTask.task_id)
        .where(RoundTask.round_id == one.id, RoundTask.answered_at.is_(None), Gold.withdrawn_at.is_(None))
    )
    return list(session.scalars(query.order_by(RoundTask.place)))


def own_task(session: Session, annotator_id: int, round_task_id: int) -> tuple[Round, RoundTask]:
    """Hers, with its round locked, so that two windows answer one after the other. Raises NotFound."""
    found = session.get(RoundTask, round_task_id)
    if found is None:
        raise NotFound
    one = own_round(session, annotator_id, found.round_id, lock=True)
    session.refresh(found)
    return one, found


def save_draft(
    session: Session,
    annotator_id: int,
    round_task_id: int,
    annotations: list[dict[str, Any]],
    active_ms: int,
    revision: int,
) -> dt.datetime:
    """Keep what she has drawn. Raises AlreadySubmitted, OlderDraft for a revision behind the kept one."""
    _one, task = own_task(session, annotator_id, round_task_id)
    if task.answered_at is not None:
        raise AlreadySubmitted
    kept = task.draft
    sent = {"annotations": annotations, "active_ms": active_ms, "revision": revision}
    is_other = kept is not None and revision == kept["revision"] and annotations != kept["annotations"]
    if kept is not None and (revision < kept["revision"] or is_other):
        newest = {"newest": kept["revision"]}
        raise OlderDraft([Fault("revision", "older", N_("the server has revision %(newest)s"), newest)])
    task.draft = sent
    session.flush()
    return clock.now() + HELD


def put_last(session: Session, annotator_id: int, round_task_id: int) -> None:
    """She skips it: it comes again at the end of the round, and costs her nothing."""
    one, task = own_task(session, annotator_id, round_task_id)
    if task.answered_at is not None:
        raise AlreadySubmitted
    task.place = _last_place(session, one) + 1
    session.flush()


def _last_place(session: Session, one: Round) -> int:
    return session.scalar(sa.select(sa.func.max(RoundTask.place)).where(RoundTask.round_id == one.id)) or 0


def submit(session: Session, annotator_id: int, round_task_id: int, sent: Answer) -> Taken:
    """Take an answer exactly once, measure it, and announce its pay.

    Raises NotFound, AlreadySubmitted, SubmissionDiffers, RoundIsOver, Invalid with the path of each fault.
    """
    one, task = own_task(session, annotator_id, round_task_id)
    digest = hashlib.sha256(orjson.dumps(sent.annotations, option=orjson.OPT_SORT_KEYS)).hexdigest()
    first = _answer_of(session, sent.submission_id)
    if first is not None:
        return _repeat(session, annotator_id, first, task, digest)
    if task.answered_at is not None:
        raise AlreadySubmitted
    if one.state is not RoundState.OPEN:
        raise RoundIsOver
    image, gold = _image_of(session, task), session.get_one(Gold, task.task_id)
    ontology = projects.open_ontology(session, one.ontology_version_id)
    if faults := check_annotations(ontology, image.width_px, image.height_px, sent.annotations, False, 1):
        raise Invalid(faults)
    task.submission_id, task.body_sha256, task.annotations = sent.submission_id, digest, sent.annotations
    task.answered_at, task.draft = clock.now(), None
    _measure(session, one, task, gold, image)
    _pay(session, one, task, sent.active_ms)
    _go_on(session, one, task)
    return Taken(task, True, _shows_answers(one), one.currency)


def _measure(session: Session, one: Round, task: RoundTask, gold: Gold, image: Image) -> None:
    """As a check picture of work: what a changed guideline explains fails nobody who began by the older one."""
    hers = task.annotations or []
    scored = score_against(hers, gold.reference, image.width_px, image.height_px)
    told, grace = Score(scored.f1, scored.differences), None
    if not scored.passed:
        changes = altering_changes(session, one.project_id)
        now = task.answered_at or clock.now()
        grace = grace_among(changes, one.guideline_version_id or 0, now, gold.made_at)
    kind = kindly(told, len(hers), grace)
    task.passed, task.score = scored.passed or kind.expected_f1 >= PASS_F1, kind.expected_f1
    task.reason = kind_reason(told, kind, grace)


def _answer_of(session: Session, submission_id: str) -> RoundTask | None:
    return session.scalar(sa.select(RoundTask).where(RoundTask.submission_id == submission_id))


def _repeat(session: Session, annotator_id: int, first: RoundTask, task: RoundTask, digest: str) -> Taken:
    # Another person's id: say nothing about it.
    one = own_round(session, annotator_id, first.round_id)
    if first.id != task.id or first.body_sha256 != digest:
        raise SubmissionDiffers
    return Taken(first, False, _shows_answers(one), one.currency)


def _shows_answers(one: Round) -> bool:
    return one.kind is not RoundKind.EXAM


def _image_of(session: Session, task: RoundTask) -> Image:
    return session.get_one(Image, session.get_one(Task, task.task_id).image_id)


def _pay(session: Session, one: Round, task: RoundTask, claimed_ms: int) -> None:
    if not is_paid(one.kind, one.number, task.attempt, service.rules_of(session, one.project_id)):
        return
    counted = session.scalar(sa.select(sa.func.sum(RoundTask.paid_ms)).where(RoundTask.round_id == one.id))
    passed = clock.now() - (one.began_at or clock.now())
    task.paid_ms = paid_ms(claimed_ms, passed // dt.timedelta(milliseconds=1) - int(counted or 0))
    if task.paid_ms:
        session.flush()
        outbox.announce(session, "training.paid", task.id, key=f"training-paid-{task.id}")


def _go_on(session: Session, one: Round, task: RoundTask) -> None:
    if comes_again(bool(task.passed), task.attempt, _shows_answers(one)):
        place = _last_place(session, one) + 1
        session.add(RoundTask(round_id=one.id, task_id=task.task_id, place=place, attempt=task.attempt + 1))
    session.flush()
    if not _unanswered(session, one):
        service.end_round(session, one)


def own_receipt(session: Session, annotator_id: int, submission_id: str) -> Taken:
    """Her receipt of an answer; NotFound when it never arrived, so the window sends it again."""
    found = _answer_of(session, submission_id)
    if found is None:
        raise NotFound
    one = own_round(session, annotator_id, found.round_id)
    return Taken(found, False, _shows_answers(one), one.currency)


def lesson_of(session: Session, annotator_id: int, submission_id: str) -> GoldLesson | None:
    """None for an exam, and where the check was withdrawn."""
    taken = own_receipt(session, annotator_id, submission_id)
    gold = session.get_one(Gold, taken.task.task_id)
    if not taken.lesson or gold.withdrawn_at is not None:
        return None
    task, image = taken.task, _image_of(session, taken.task)
    return GoldLesson(
        score=task.score or 0.0,
        passed=bool(task.passed),
        image_id=image.id,
        width_px=image.width_px,
        height_px=image.height_px,
        hers=task.annotations or [],
        reference=gold.reference,
        hints=hints_of(task.reason or {}),
    )
