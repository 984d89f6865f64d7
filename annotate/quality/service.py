"""Judging answers: by consensus, by a person, by the clock. One binding judgement for each answer."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus import service as consensus
from annotate.consensus.models import ConsensusRound
from annotate.consensus.settlement import Decision
from annotate.core import audit, clock, outbox
from annotate.core.errors import Invalid, NotFound
from annotate.datasets.models import Image
from annotate.projects import service as projects
from annotate.projects.annotations import check_annotations
from annotate.projects.models import Project
from annotate.quality import grace_service, held_service, standing_service
from annotate.quality.errors import AlreadyDecided, ReasonNeeded, SpamNotProven
from annotate.quality.grace import kind_reason, kindly
from annotate.quality.judgement import (
    REVIEW_HOURS,
    SPAM_GOLDS,
    Score,
    Verdict,
    share_of,
    spam_is_proven,
    verdict_of,
)
from annotate.quality.models import GoldResult, Judgement
from annotate.work.models import Submission, Task

SHORTEST_NOTE = 4
_ANNOUNCED = {Verdict.ACCEPTED: "submission.accepted", Verdict.PART: "submission.accepted_part"}


def judge_task(session: Session, task_id: int) -> Sequence[int]:
    """Judge the answers of a settled task that have no binding judgement; ids of the new judgements.

    The job of `task.agreed` and `task.to_reviewer`. It looks at the newest settlement, so it may run
    twice, late, and in any order.
    """
    # Locked: the events of two settlements may be worked on at once.
    task = session.get(Task, task_id, with_for_update=True, populate_existing=True)
    settled = consensus.consensus_of(session, task_id)
    if task is None or settled is None or settled.decision is Decision.ONE_MORE:
        return []
    current = _current_of_task(session, task_id)
    made = []
    for submission in _submissions(session, settled):
        made += _judge(session, submission, settled, current.get(submission.id))
    return [judgement.id for judgement in made]


def _current_of_task(session: Session, task_id: int) -> dict[str, Judgement]:
    query = sa.select(Judgement).where(Judgement.task_id == task_id, Judgement.is_current)
    return {judgement.submission_id: judgement for judgement in session.scalars(query)}


def _submissions(session: Session, settled: ConsensusRound) -> Sequence[Submission]:
    query = sa.select(Submission).where(Submission.id.in_(settled.per_submission))
    return session.scalars(query.order_by(Submission.id)).all()


def _judge(
    session: Session, submission: Submission, settled: ConsensusRound, current: Judgement | None
) -> list[Judgement]:
    is_hers = current is not None and current.verdict is Verdict.FIX
    if current is not None and (current.final or is_hers or current.consensus_round_id == settled.id):
        return []
    said = settled.per_submission[submission.id]
    told = Score(said["expected_f1"], tuple(said["differences"]), said["copy_of"] is not None)
    grace = grace_service.grace_of(session, submission) if told.differences else None
    score = kindly(told, submission.shape_count, grace)
    verdict = verdict_of(score, submission.unsure)
    if current is not None and verdict is Verdict.IN_REVIEW:
        # It waits already, and its 72 hours must not begin anew.
        return []
    found = _add(session, submission, verdict, current, score=score.expected_f1, settled_id=settled.id)
    found.reason = kind_reason(told, score, grace)
    return [found]


def _add(
    session: Session,
    submission: Submission,
    verdict: Verdict,
    current: Judgement | None,
    score: float | None = None,
    settled_id: int | None = None,
    judged_by: int | None = None,
    note: str = "",
) -> Judgement:
    """A new round above the current one; a paying one is announced in the same transaction."""
    if current is not None:
        held_service.settle_hold(session, current.id)
        current.is_current = False
        session.flush()
    found = Judgement(
        submission_id=submission.id,
        round=1 if current is None else current.round + 1,
        task_id=submission.task_id,
        project_id=submission.project_id,
        annotator_id=submission.annotator_id,
        verdict=verdict,
        share_percent=share_of(verdict),
        score=score,
        reason={} if current is None else current.reason,
        note=note,
        consensus_round_id=settled_id,
        judged_by=judged_by,
        judged_at=clock.now(),
        final=verdict not in (Verdict.IN_REVIEW, Verdict.FIX),
        is_current=True,
    )
    session.add(found)
    session.flush()
    if verdict in _ANNOUNCED:
        outbox.announce(session, _ANNOUNCED[verdict], found.id)
    if found.final:
        standing_service.ask_for_look(session, found.annotator_id, found.project_id)
    return found


def current_judgement(session: Session, submission_id: str) -> Judgement | None:
    """The newest round of an answer, locked."""
    query = sa.select(Judgement).where(Judgement.submission_id == submission_id, Judgement.is_current)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def accept_gold(
    session: Session, submission: Submission, score: float, reason: dict[str, Any], round_id: int | None
) -> Judgement:
    """Accept an answer to a check picture, which is paid as any other, with what it tells as its reason."""
    found = _add(session, submission, Verdict.ACCEPTED, None, score=score, settled_id=round_id)
    found.reason = reason
    return found


def judge_again(
    session: Session, current: Judgement, verdict: Verdict, judged_by: int | None, note: str
) -> Judgement:
    """A round above an existing one, with its score and its reason."""
    submission = session.get_one(Submission, current.submission_id)
    return _add(
        session,
        submission,
        verdict,
        current,
        score=current.score,
        settled_id=current.consensus_round_id,
        judged_by=judged_by,
        note=note,
    )


def judgement_for_reviewer(session: Session, reviewer_id: int, judgement_id: int) -> Judgement:
    judgement = session.get(Judgement, judgement_id, with_for_update=True, populate_existing=True)
    if judgement is None:
        raise NotFound
    check_reviewer(session, reviewer_id, judgement.project_id)
    return judgement


def check_reviewer(session: Session, reviewer_id: int, project_id: int) -> Project:
    """The project, when this person may judge its answers. Raises NotFound, as for an absent one."""
    project = projects.project_for(session, reviewer_id, project_id)
    if not projects.is_reviewer(session, reviewer_id, project):
        raise NotFound
    return project


def check_open(current: Judgement) -> None:
    """Raises AlreadyDecided when nobody has to decide on it, or she is mending it."""
    if current.final or not current.is_current or current.verdict is Verdict.FIX:
        raise AlreadyDecided


def decide(
    session: Session, reviewer_id: int, judgement_id: int, verdict: Verdict, note: str = ""
) -> Judgement:
    """A person's decision on an answer that waits for one; her pay follows from it.

    A part needs a reason in words. A rejection among too many of one day is held back for another person: then what
    comes back is the judgement that still waits. Raises NotFound, AlreadyDecided, ReasonNeeded, SpamNotProven.
    """
    current = judgement_for_reviewer(session, reviewer_id, judgement_id)
    check_open(current)
    if verdict is not Verdict.ACCEPTED and held_service.open_hold(session, judgement_id) is not None:
        raise AlreadyDecided
    if verdict in (Verdict.IN_REVIEW, Verdict.FIX):
        raise ValueError("a decision decides")
    if verdict is not Verdict.ACCEPTED and len(note.strip()) < SHORTEST_NOTE:
        raise ReasonNeeded
    if verdict is Verdict.SPAM:
        failed = failed_golds(session, current.annotator_id, current.project_id)
        if not spam_is_proven(failed):
            raise SpamNotProven(needed=SPAM_GOLDS, failed=failed)
    note = note.strip()[:1000]
    if verdict is not Verdict.ACCEPTED and held_service.hold_back(
        session, reviewer_id, current, verdict, note
    ):
        return current
    found = judge_again(session, current, verdict, reviewer_id, note)
    audit.record(session, reviewer_id, f"judgement.{verdict}", "submission", current.submission_id)
    return found


def failed_golds(session: Session, annotator_id: int, project_id: int) -> int:
    query = sa.select(sa.func.count()).where(
        GoldResult.annotator_id == annotator_id,
        GoldResult.project_id == project_id,
        ~GoldResult.passed,
        ~GoldResult.excused,
    )
    return session.scalar(query) or 0


def record_gold_result(
    session: Session, submission_id: str, passed: bool, score: float | None = None
) -> None:
    """Note how an answer to a task with a known truth went; the first note stands."""
    if session.get(GoldResult, submission_id) is None:
        submission = session.get_one(Submission, submission_id)
        session.add(
            GoldResult(
                submission_id=submission_id,
                annotator_id=submission.annotator_id,
                project_id=submission.project_id,
                passed=passed,
                score=score,
            )
        )
        session.flush()


def accept_overdue(session: Session, limit: int = 500) -> int:
    """Accept what nobody decided for 72 hours, and answers that no consensus came for; how many. Hourly."""
    before = clock.now() - dt.timedelta(hours=REVIEW_HOURS)
    waiting = session.scalars(
        sa.select(Judgement)
        .where(
            Judgement.is_current,
            ~Judgement.final,
            Judgement.verdict != Verdict.FIX,
            Judgement.judged_at <= before,
        )
        .order_by(Judgement.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for current in waiting:
        judge_again(session, current, Verdict.ACCEPTED, None, "")
    alone = _never_judged(session, before, limit - len(waiting))
    for submission in alone:
        _add(session, submission, Verdict.ACCEPTED, None)
    return len(waiting) + len(alone)


def _never_judged(session: Session, before: dt.datetime, limit: int) -> Sequence[Submission]:
    judged = sa.select(Judgement.id).where(Judgement.submission_id == Submission.id).exists()
    # Mostly answers to tasks for which nobody else came; whatever is settled was judged when it was.
    query = (
        sa.select(Submission)
        .where(Submission.received_at <= before, ~judged)
        .order_by(Submission.received_at, Submission.id)
        .limit(max(0, limit))
        .with_for_update(of=Submission, skip_locked=True)
    )
    return session.scalars(query).all()


def adjudicate(
    session: Session, reviewer_id: int, task_id: int, annotations: Sequence[Mapping[str, Any]]
) -> ConsensusRound:
    """A reviewer draws the truth of a disputed task; answers that wait are judged against it by the job.

    Raises NotFound, Invalid with the path of each fault.
    """
    task = session.get(Task, task_id)
    if task is None:
        raise NotFound
    project = check_reviewer(session, reviewer_id, task.project_id)
    image = session.get_one(Image, task.image_id)
    ontology = projects.open_ontology(session, project.ontology_version_id or 0)
    size, is_clip = (image.width_px, image.height_px), task.sequence_id is not None
    faults = check_annotations(ontology, *size, list(annotations), is_clip, task.frame_count)
    if faults:
        raise Invalid(faults)
    return consensus.adjudicate_task(session, reviewer_id, task_id, annotations)
