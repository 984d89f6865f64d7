"""Settling tasks: from the answers to one consensus, a decision, and a score of each answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.answers_service import is_settled_by, named_versions
from annotate.consensus.crowd_service import (
    assisted_of,
    crowd_for,
    ignored_labels,
    learn_more,
    scene_of,
)
from annotate.consensus.files import write_object
from annotate.consensus.kinds.tracks import as_clip
from annotate.consensus.models import ConsensusRound
from annotate.consensus.picture_service import iter_labelled_pictures
from annotate.consensus.scene import write_shape
from annotate.consensus.settle import settle_scene
from annotate.consensus.settlement import (
    Decision,
    Difference,
    Policy,
    Settlement,
    SubmissionScore,
    policy_for,
)
from annotate.consensus.verify_service import settle_verify_task, truth_from
from annotate.core import audit, outbox
from annotate.core.errors import NotFound
from annotate.datasets.models import Image
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.work import gold_service
from annotate.work import task_service as tasks
from annotate.work.mend_service import mended_versions
from annotate.work.models import Submission, Task
from annotate.work.states import TaskKind, TaskState

# Names the verify task that ended the doubts about a picture, among the parameters of its round.
VERIFIED_BY = "verified_by"

__all__ = [
    "adjudicate_task",
    "consensus_of",
    "iter_labelled_pictures",
    "settle_submission",
    "settle_task",
]


def settle_submission(session: Session, submission_id: str) -> ConsensusRound | None:
    """Settle the task of an answer that came in, when it has all the answers it wants."""
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise NotFound
    return settle_task(session, submission.task_id)


def settle_task(session: Session, task_id: int) -> ConsensusRound | None:
    """Find the consensus of a task's answers and say what happens next; None when there is nothing new.

    Safe to run twice, late, and in any order: it looks at all answers there are, and a set of answers
    that was settled before is not settled again, unless one of them was mended. A round made by a person stands,
    and so does one whose doubts were verified.
    """
    task = session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotFound
    if task.kind is TaskKind.VERIFY:
        return _settle_verified(session, task)
    submissions, mended = _submissions(session, task_id), mended_versions(session, [task_id])
    last = consensus_of(session, task_id)
    if gold_service.gold_of(session, task_id) is not None:
        # Its answer is known; what is handed in is measured against it.
        return None
    if task.state is TaskState.CLOSED or len(submissions) < task.target:
        return None
    if last is not None and (_stands(last) or is_settled_by(last, submissions, mended)):
        return None
    project = session.get_one(Project, task.project_id)
    policy = policy_for(project.redundancy_min, project.redundancy_max, project.confidence)
    image = session.get_one(Image, task.image_id)
    crowd, version = crowd_for(session, project.id, [s.annotator_id for s in submissions])
    helped, ignored = assisted_of(session, submissions), ignored_labels(session, project.id)
    scene = scene_of(task, image, submissions, None, helped, mended, ignored)
    settled = _as_drawn(session, task, settle_scene(scene, crowd, policy))
    errors = settled.expected_errors
    decision = _carry_out(session, task, settled.decision, errors / (errors + 1))
    parameters = _parameters(policy, version) | named_versions(mended)
    found = _write_round(session, task, last, settled, decision, parameters)
    _announce(session, found)
    if decision is not Decision.ONE_MORE:
        learn_more(session, project.id)
    return found


def _stands(last: ConsensusRound) -> bool:
    return last.adjudicated_by is not None or VERIFIED_BY in last.parameters


def _settle_verified(session: Session, task: Task) -> ConsensusRound | None:
    """A verify task; where it ends the doubts about a picture, the picture is settled by it, without a reviewer."""
    found = settle_verify_task(session, task, consensus_of(session, task.id))
    if found is not None and found.decision is Decision.AGREED:
        told = truth_from(session, task)
        if told is not None:
            _take_truth(session, *told, {VERIFIED_BY: task.id}, None)
    return found


def _submissions(session: Session, task_id: int) -> list[Submission]:
    query = sa.select(Submission).where(Submission.task_id == task_id).order_by(Submission.id)
    return list(session.scalars(query))


def _as_drawn(session: Session, task: Task, settled: Settlement) -> Settlement:
    """A clip is written as people write it: tracks of key frames."""
    if task.sequence_id is None:
        return settled
    project = session.get_one(Project, task.project_id)
    ontology = projects.open_ontology(session, project.ontology_version_id or 0)
    changing = {
        label.name: {one.name for one in label.attributes if one.per_frame} for label in ontology.labels
    }
    return as_clip(settled, task.frame_count, changing)


def _parameters(policy: Policy, version: int) -> dict[str, Any]:
    return {
        "answers_min": policy.answers_min,
        "answers_max": policy.answers_max,
        "risk_target": policy.risk_target,
        "crowd_version": version,
    }


def _carry_out(session: Session, task: Task, decision: Decision, gain: float) -> Decision:
    """Tell the task; an agreed one stays agreed when a surplus answer comes late. gain: see `ask_one_more`."""
    if task.state is TaskState.AGREED:
        decision = Decision.AGREED
    if decision is Decision.ONE_MORE and not tasks.ask_one_more(session, task.id, gain):
        decision = Decision.TO_REVIEWER
    if decision is Decision.AGREED:
        tasks.mark_agreed(session, task.id)
    elif decision is Decision.TO_REVIEWER:
        tasks.mark_to_reviewer(session, task.id)
    return decision


def _write_round(
    session: Session,
    task: Task,
    last: ConsensusRound | None,
    settled: Settlement,
    decision: Decision,
    parameters: Mapping[str, Any],
    reviewer_id: int | None = None,
) -> ConsensusRound:
    found = ConsensusRound(
        task_id=task.id,
        project_id=task.project_id,
        number=1 if last is None else last.number + 1,
        decision=decision,
        annotations=[write_object(thing) for thing in settled.objects],
        disputed=[write_object(thing) for thing in settled.disputed],
        agreement=settled.agreement,
        risk=settled.risk,
        expected_errors=settled.expected_errors,
        model_version=settled.model_version,
        parameters=dict(parameters),
        submission_ids=sorted(score.submission_id for score in settled.submissions),
        per_submission={score.submission_id: _score(score) for score in settled.submissions},
        adjudicated_by=reviewer_id,
    )
    session.add(found)
    session.flush()
    return found


def _score(score: SubmissionScore) -> dict[str, Any]:
    return {
        "annotator_id": int(score.annotator),
        "expected_f1": score.expected_f1,
        "low": score.low,
        "high": score.high,
        "copy_of": score.copy_of,
        "differences": [_difference(d) for d in score.differences],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "fault": str(difference.fault),
        "hers": difference.hers and write_shape(difference.hers),
        "expected": difference.expected and write_shape(difference.expected),
        "iou": difference.iou,
        "certainty": difference.certainty,
    }


def _announce(session: Session, found: ConsensusRound) -> None:
    if found.decision is not Decision.ONE_MORE:
        kind = f"task.{found.decision}"
        outbox.announce(session, kind, found.task_id, key=f"{kind}-{found.task_id}-{found.number}")


def consensus_of(session: Session, task_id: int) -> ConsensusRound | None:
    """The newest settlement of a task, if there is one."""
    query = sa.select(ConsensusRound).where(ConsensusRound.task_id == task_id)
    return session.scalar(query.order_by(ConsensusRound.number.desc()).limit(1))


def adjudicate_task(
    session: Session, reviewer_id: int, task_id: int, annotations: Sequence[Mapping[str, Any]]
) -> ConsensusRound:
    """A person has looked: her annotations are the truth, and all answers are scored against them.

    annotations: checked by the caller. Announces task.agreed, so that open judgements are made.
    """
    found = _take_truth(session, task_id, annotations, {}, reviewer_id)
    audit.record(session, reviewer_id, "task.adjudicated", "task", task_id, {"round": found.number})
    return found


def _take_truth(
    session: Session,
    task_id: int,
    annotations: Sequence[Mapping[str, Any]],
    why: Mapping[str, Any],
    reviewer_id: int | None,
) -> ConsensusRound:
    """Settle a task by what is known to be on the picture; all answers are scored against it."""
    task = session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotFound
    submissions, mended = _submissions(session, task_id), mended_versions(session, [task_id])
    image = session.get_one(Image, task.image_id)
    crowd, version = crowd_for(session, task.project_id, [s.annotator_id for s in submissions])
    helped, ignored = assisted_of(session, submissions), ignored_labels(session, task.project_id)
    scene = scene_of(task, image, submissions, list(annotations), helped, mended, ignored)
    settled = _as_drawn(session, task, settle_scene(scene, crowd))
    tasks.mark_agreed(session, task_id)
    parameters = {"crowd_version": version} | named_versions(mended) | dict(why)
    last = consensus_of(session, task_id)
    found = _write_round(session, task, last, settled, Decision.AGREED, parameters, reviewer_id)
    _announce(session, found)
    return found
