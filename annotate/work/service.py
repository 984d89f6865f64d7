"""Drafts, answers, and what becomes of a lease. The caller's commit is the acknowledgement."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.errors import N_, Fault, Invalid, NotFound
from annotate.datasets import queries as datasets
from annotate.datasets.models import Image
from annotate.projects import service as projects
from annotate.projects.annotations import check_annotations
from annotate.projects.models import Project
from annotate.work import gold_service, mend_service, rework_service
from annotate.work.errors import AlreadySubmitted, NotHeld, OlderDraft, SubmissionDiffers
from annotate.work.lease_service import Handout as Handout
from annotate.work.lease_service import lease_bag as lease_bag
from annotate.work.leasing import KEEP_FOR_ME, credible_active_ms, lease_length
from annotate.work.models import (
    Assignment,
    Draft,
    Mending,
    Rework,
    Submission,
    SubmissionProposals,
    Task,
    VerifyTask,
)
from annotate.work.proposal_queries import shown_tracks
from annotate.work.provenance import provenance_of
from annotate.work.states import LeaseState, TaskKind, TaskState
from annotate.work.verifying import check_verify_answer

# What every task asks is built once: building a statement costs more than running it.
_OWN = (
    sa.select(Assignment)
    .where(
        Assignment.id == sa.bindparam("assignment_id"),
        Assignment.annotator_id == sa.bindparam("annotator_id"),
    )
    .with_for_update()
)
_TASK = (
    sa.select(Task)
    .where(Task.id == sa.bindparam("task_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_PICTURE_SIZE = (
    sa.select(Image.id, Image.width_px, Image.height_px, Task.sequence_id, Task.frame_count, Task.kind)
    .join(Task, Task.image_id == Image.id)
    .where(Task.id == sa.bindparam("task_id"))
)
_SUBMISSION = sa.select(Submission).where(Submission.id == sa.bindparam("submission_id"))
_FORGET_DRAFT = sa.delete(Draft).where(Draft.assignment_id == sa.bindparam("assignment_id"))


def own_assignment(session: Session, annotator_id: int, assignment_id: int) -> Assignment:
    """Hers, locked; anybody else's is as absent as a missing one."""
    assignment = session.scalar(_OWN, {"assignment_id": assignment_id, "annotator_id": annotator_id})
    if assignment is None:
        raise NotFound
    return assignment


def _task(session: Session, task_id: int) -> Task:
    return session.scalars(_TASK, {"task_id": task_id}).one()


def _offer_again(session: Session, task_id: int) -> None:
    task = _task(session, task_id)
    task.taken -= 1
    task.offered_at = clock.now()


def _hold_again(session: Session, assignment: Assignment) -> None:
    """An autosave renews the lease; one that had run out is taken up again."""
    project = session.get_one(Project, assignment.project_id)
    if assignment.state is LeaseState.EXPIRED:
        _task(session, assignment.task_id).taken += 1
        assignment.state = LeaseState.HELD
    assignment.leased_until = max(assignment.leased_until, clock.now() + lease_length(project.lease_minutes))


@dataclass(frozen=True)
class DraftBody:
    annotations: list[dict[str, Any]]
    active_ms: int
    revision: int
    decided: Sequence[str] = ()


def save_draft(session: Session, annotator_id: int, assignment_id: int, sent: DraftBody) -> dt.datetime:
    """Keep what she has drawn and renew the lease; returns until when she holds it.

    The same revision again is a repeat and changes nothing. Raises OlderDraft for an older one.
    """
    assignment = own_assignment(session, annotator_id, assignment_id)
    if assignment.state is LeaseState.SUBMITTED:
        raise AlreadySubmitted
    if assignment.state is LeaseState.RELEASED:
        raise NotHeld
    draft = session.get(Draft, assignment_id)
    if draft is not None and sent.revision < draft.revision:
        raise OlderDraft(
            [Fault("revision", "older", N_("the server has revision %(newest)s"), {"newest": draft.revision})]
        )
    if draft is None:
        draft = Draft(assignment_id=assignment_id)
        session.add(draft)
    elif sent.revision == draft.revision and not _is_same(draft, sent):
        raise OlderDraft(
            [Fault("revision", "taken", N_("the server has revision %(newest)s"), {"newest": draft.revision})]
        )
    draft.revision, draft.annotations, draft.decided = sent.revision, sent.annotations, list(sent.decided)
    draft.active_ms, draft.saved_at = sent.active_ms, clock.now()
    # What is to be mended has a deadline of its own.
    if assignment.state is not LeaseState.MENDING:
        _hold_again(session, assignment)
    return assignment.leased_until


def _is_same(draft: Draft, sent: DraftBody) -> bool:
    return draft.annotations == sent.annotations and (draft.decided or []) == list(sent.decided)


def keep_for_me(session: Session, annotator_id: int, assignment_id: int) -> dt.datetime:
    """'The child needs me': hold the lease for a day."""
    assignment = own_assignment(session, annotator_id, assignment_id)
    if assignment.state not in (LeaseState.HELD, LeaseState.EXPIRED):
        raise NotHeld
    _hold_again(session, assignment)
    assignment.leased_until = max(assignment.leased_until, clock.now() + KEEP_FOR_ME)
    return assignment.leased_until


@dataclass(frozen=True)
class SubmissionBody:
    submission_id: str
    annotations: list[dict[str, Any]]
    active_ms: int
    unsure: bool = False
    # Ids of proposals that she took or refused.
    decided: Sequence[str] = ()


@dataclass(frozen=True)
class Receipt:
    """The acknowledgement; `created` is False when the same submission came again."""

    submission: Submission
    created: bool
    # Set when it acknowledges a mended version of the submission.
    mended: Mending | Rework | None = None
    # A lesson waits for her: the picture was a check. Said only now that she has handed it in.
    lesson: bool = False


def _digest(sent: SubmissionBody) -> str:
    # Without proposals as it always was, so that answers on their way stay the same answers.
    parts = [sent.annotations, sent.unsure, *([sorted(sent.decided)] if sent.decided else [])]
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def submit(session: Session, annotator_id: int, assignment_id: int, sent: SubmissionBody) -> Receipt:
    """Take an answer exactly once. Late and surplus answers are taken too, and paid.

    Raises NotFound, AlreadySubmitted, SubmissionDiffers, Invalid with the path of each fault.
    """
    assignment = own_assignment(session, annotator_id, assignment_id)
    digest = _digest(sent)
    first = session.scalar(_SUBMISSION, {"submission_id": sent.submission_id})
    if first is not None:
        return _repeat(session, first, assignment, digest)
    if again := rework_service.came_as(session, assignment, sent.submission_id, digest):
        return Receipt(session.get_one(Submission, again.submission_id), created=False, mended=again)
    mending: Mending | Rework | None = rework_service.open_of(session, assignment)
    mending = mending or session.get(Mending, assignment_id)
    if mending is not None and mending.version_id is not None:
        mend_service.check_repeat(mending, sent.submission_id, digest)
        return Receipt(session.get_one(Submission, mending.submission_id), created=False, mended=mending)
    if mending is None and assignment.state is LeaseState.SUBMITTED:
        raise AlreadySubmitted
    image = session.execute(_PICTURE_SIZE, {"task_id": assignment.task_id}).one()
    if faults := _faults_of(session, assignment, image, sent):
        raise Invalid(faults)
    if mending is not None:
        return _take_again(session, assignment, mending, sent, digest)
    submission = _take_in(session, assignment, sent, digest)
    if image.kind is TaskKind.LABEL:
        _note_proposals(session, submission, image, sent)
    # What is known already needs no consensus.
    kind = "gold.received" if gold_service.gold_of(session, assignment.task_id) else "submission.received"
    outbox.announce(session, kind, submission.id, key=f"{kind.replace('.', '-')}-{submission.id}")
    return Receipt(submission, created=True, lesson=kind == "gold.received")


def _take_again(
    session: Session, assignment: Assignment, mending: Mending | Rework, sent: SubmissionBody, digest: str
) -> Receipt:
    version = mend_service.Version(sent.submission_id, sent.annotations, sent.active_ms, digest)
    if isinstance(mending, Rework):
        rework_service.take(session, assignment, mending, version)
    else:
        mend_service.take_mended(session, assignment, mending, version)
    return Receipt(session.get_one(Submission, mending.submission_id), created=True, mended=mending)


def _faults_of(
    session: Session, assignment: Assignment, image: Any, sent: SubmissionBody
) -> tuple[Fault, ...]:
    if image.kind is TaskKind.VERIFY:
        return check_verify_answer(session.get_one(VerifyTask, assignment.task_id).objects, sent.annotations)
    ontology = projects.open_ontology(session, assignment.ontology_version_id)
    size, is_clip = (image.width_px, image.height_px), image.sequence_id is not None
    return check_annotations(ontology, *size, sent.annotations, is_clip, image.frame_count)


def _note_proposals(session: Session, submission: Submission, image: Any, sent: SubmissionBody) -> None:
    is_clip = image.sequence_id is not None
    decided = _begun_with(session, submission, image.id) if is_clip and not sent.decided else sent.decided
    entries = provenance_of(datasets.ever_proposed(session, image.id), sent.annotations, decided)
    if entries:
        row = {"submission_id": submission.id, "project_id": submission.project_id, "entries": entries}
        session.add(SubmissionProposals(**row, created_at=submission.received_at))


def _begun_with(session: Session, submission: Submission, image_id: int) -> list[str]:
    """Key frames that a clip began with: those that are gone from the answer were refused."""
    asked = (submission.task_id, submission.project_id, image_id)
    shown = shown_tracks(session, [asked]).values()
    return [str(shape["id"]) for one in shown for shape in one["annotations"]]


def _is_gold(session: Session, submission: Submission) -> bool:
    return gold_service.gold_of(session, submission.task_id) is not None


def _repeat(session: Session, first: Submission, assignment: Assignment, digest: str) -> Receipt:
    if first.annotator_id != assignment.annotator_id:
        # Another person's id: say nothing about it.
        raise NotFound
    if first.assignment_id != assignment.id or first.body_sha256 != digest:
        raise SubmissionDiffers
    return Receipt(first, created=False, lesson=_is_gold(session, first))


def _take_in(session: Session, assignment: Assignment, sent: SubmissionBody, digest: str) -> Submission:
    now, task = clock.now(), _task(session, assignment.task_id)
    late = assignment.state is not LeaseState.HELD or assignment.leased_until <= now
    if assignment.state is not LeaseState.HELD:
        task.taken += 1
    surplus = task.state is not TaskState.OPEN or task.done >= task.target
    task.done += 1
    if task.state is TaskState.OPEN and task.done >= task.target:
        task.state = TaskState.SETTLING
    assignment.state, assignment.submitted_at = LeaseState.SUBMITTED, now
    submission = Submission(
        id=sent.submission_id,
        assignment_id=assignment.id,
        task_id=assignment.task_id,
        project_id=assignment.project_id,
        annotator_id=assignment.annotator_id,
        ontology_version_id=assignment.ontology_version_id,
        annotations=sent.annotations,
        body_sha256=digest,
        shape_count=len(sent.annotations),
        active_ms=credible_active_ms(sent.active_ms, assignment.taken_at, now),
        received_at=now,
        late=late,
        surplus=surplus,
        unsure=sent.unsure,
        rate_e4=assignment.rate_e4,
        currency=assignment.currency,
    )
    session.add(submission)
    session.execute(_FORGET_DRAFT, {"assignment_id": assignment.id})
    session.flush()
    return submission


def own_receipt(session: Session, annotator_id: int, submission_id: str) -> Receipt:
    """Her receipt for an answer or its mended version; NotFound when it never arrived, so the editor sends it again."""
    mended: Mending | Rework | None = session.scalar(
        sa.select(Mending).where(Mending.version_id == submission_id, Mending.annotator_id == annotator_id)
    )
    mended = mended or session.scalar(
        sa.select(Rework).where(Rework.version_id == submission_id, Rework.annotator_id == annotator_id)
    )
    submission = session.get(Submission, mended.submission_id if mended else submission_id)
    if submission is None or submission.annotator_id != annotator_id:
        raise NotFound
    return Receipt(
        submission, created=False, mended=mended, lesson=not mended and _is_gold(session, submission)
    )


def release(session: Session, annotator_id: int, assignment_id: int, reason: str) -> None:
    """Give a task back, with a reason and without a penalty. Releasing twice is once.

    Of an answer that may be made anew: she leaves it as it is, which costs her nothing.
    """
    assignment = own_assignment(session, annotator_id, assignment_id)
    if rework_service.decline(session, assignment):
        return
    if assignment.state in (LeaseState.SUBMITTED, LeaseState.MENDING):
        raise AlreadySubmitted
    if assignment.state is LeaseState.HELD:
        _offer_again(session, assignment.task_id)
    assignment.state, assignment.release_reason = LeaseState.RELEASED, reason[:200]
    session.execute(_FORGET_DRAFT, {"assignment_id": assignment_id})
    # Without the reason: it may be in her own words, and the audit log cannot forget them.
    audit.record(session, annotator_id, "assignment.released", "assignment", assignment_id)


def expire_leases(session: Session, limit: int = 500) -> int:
    """Free tasks whose leases ran out; her draft stays, and her answer is still welcome."""
    query = sa.select(Assignment).where(
        Assignment.state == LeaseState.HELD, Assignment.leased_until <= clock.now()
    )
    expired = session.scalars(
        query.order_by(Assignment.id).limit(limit).with_for_update(skip_locked=True)
    ).all()
    for assignment in expired:
        assignment.state = LeaseState.EXPIRED
        _offer_again(session, assignment.task_id)
    return len(expired)
