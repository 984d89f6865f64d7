"""Verify tasks from what is proposed or agreed on, their settlement, and what becomes of objects that are not right."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.answers_service import Versions, drawn_last, is_settled_by, named_versions
from annotate.consensus.doubts import doubtful, settled_by
from annotate.consensus.models import ConsensusRound
from annotate.consensus.settlement import Decision
from annotate.consensus.verifying import MODEL_VERSION, SURE, Choice, Verified, verify_objects, worth_of
from annotate.core import outbox
from annotate.datasets import prelabel_service
from annotate.datasets.models import Image, Prelabel
from annotate.datasets.states import ImageState
from annotate.work import task_service as tasks
from annotate.work import verify_service as work
from annotate.work.mend_service import mended_versions
from annotate.work.models import Submission, Task, VerifyTask
from annotate.work.states import TaskKind, TaskState, VerifySource
from annotate.work.verify_service import VerifyMade, VerifyOrder, VerifyPicture
from annotate.work.verifying import NOT_THERE, RIGHT, objects_of

# Answers of so many newest tasks tell whom to believe.
NEWEST_TASKS = 500


def order_verify_tasks(session: Session, actor_id: int, project_id: int, order: VerifyOrder) -> VerifyMade:
    """Tasks for all that is proposed, or agreed on, and was not verified yet. Raises as make_verify_tasks."""
    pictures = _SOURCES[order.source](session, project_id)
    return work.make_verify_tasks(session, actor_id, project_id, order, pictures)


def _proposed(session: Session, project_id: int) -> Iterator[VerifyPicture]:
    query = (
        sa.select(Prelabel)
        .join(Image, Image.id == Prelabel.image_id)
        .where(
            Prelabel.project_id == project_id, Prelabel.replaced_at.is_(None), Image.state == ImageState.READY
        )
        .order_by(Prelabel.id)
    )
    newest = {prelabel.image_id: prelabel for prelabel in session.scalars(query)}
    for image_id in sorted(newest):
        # Tracks of a clip, kept with its first frame, are no objects of that picture.
        single = [shape for shape in newest[image_id].annotations if "track" not in shape]
        if single or not newest[image_id].annotations:
            yield VerifyPicture(image_id, newest[image_id].id, objects_of(single))


def _agreed(session: Session, project_id: int) -> Iterator[VerifyPicture]:
    query = (
        sa.select(Task.image_id, ConsensusRound)
        .join(ConsensusRound, ConsensusRound.task_id == Task.id)
        .where(Task.project_id == project_id, Task.kind == TaskKind.LABEL, Task.state == TaskState.AGREED)
        .order_by(ConsensusRound.number)
    )
    newest: dict[int, ConsensusRound] = {}
    for image_id, found in session.execute(query):
        newest[image_id] = found
    for image_id in sorted(newest):
        yield VerifyPicture(image_id, newest[image_id].id, objects_of(newest[image_id].annotations))


def _disputed(session: Session, project_id: int) -> Iterator[VerifyPicture]:
    """What people differ on, of single pictures that wait for a reviewer and were never verified."""
    verified = sa.orm.aliased(Task)
    has_one = sa.select(verified.id).where(
        verified.project_id == project_id,
        verified.image_id == Task.image_id,
        verified.kind == TaskKind.VERIFY,
    )
    later = sa.orm.aliased(ConsensusRound)
    superseded = sa.select(later.id).where(
        later.task_id == ConsensusRound.task_id, later.number > ConsensusRound.number
    )
    query = (
        sa.select(Task.image_id, ConsensusRound.id, ConsensusRound.annotations, ConsensusRound.disputed)
        .join(ConsensusRound, ConsensusRound.task_id == Task.id)
        .where(
            Task.project_id == project_id,
            Task.kind == TaskKind.LABEL,
            Task.state == TaskState.TO_REVIEWER,
            Task.sequence_id.is_(None),
            ~superseded.exists(),
            ~has_one.exists(),
        )
        .order_by(Task.id)
    )
    for image_id, origin_id, settled, disputed in session.execute(query):
        if objects := doubtful(settled, disputed):
            yield VerifyPicture(image_id, origin_id, objects)


_SOURCES = {
    VerifySource.PRELABELS: _proposed,
    VerifySource.CONSENSUS: _agreed,
    VerifySource.DISPUTED: _disputed,
}


def truth_from(session: Session, task: Task) -> tuple[int, list[dict[str, Any]]] | None:
    """(label task, what is on it) once the doubts about a picture that waits for a reviewer are settled by verifying.

    None for a verify task of another kind, while an object of it wants a redraw, or when somebody has decided meanwhile.
    """
    asked = session.get_one(VerifyTask, task.id)
    if asked.source is not VerifySource.DISPUTED:
        return None
    origin = session.get_one(ConsensusRound, asked.origin_id)
    label_task = session.get_one(Task, origin.task_id, with_for_update=True, populate_existing=True)
    verified = verify_objects(task.id, [one["id"] for one in asked.objects], _choices(session, task))
    verdicts = {name: one.value for name, one in verified.items()}
    truth = settled_by(origin.annotations, origin.disputed, verdicts)
    if truth is None or label_task.state is not TaskState.TO_REVIEWER:
        return None
    return label_task.id, truth


def settle_verify_task(session: Session, task: Task, last: ConsensusRound | None) -> ConsensusRound | None:
    """Settle the answers to a verify task; None when there is nothing new. task: locked by the caller.

    While people differ on an object, one more is asked, up to what was ordered; then it stays open. Announces
    task.agreed, so that the answers are judged and paid as every other.
    """
    submissions = list(
        session.scalars(sa.select(Submission).where(Submission.task_id == task.id).order_by(Submission.id))
    )
    mended = mended_versions(session, [task.id])
    if len(submissions) < task.target or (last is not None and is_settled_by(last, submissions, mended)):
        return None
    asked = session.get_one(VerifyTask, task.id)
    choices = _choices(session, task)
    verified = verify_objects(task.id, [one["id"] for one in asked.objects], choices)
    decision = _carry_out(session, task, verified)
    found = _write_round(session, task, asked, last, verified, (submissions, mended), decision)
    if decision is Decision.AGREED:
        if last is None or last.decision is not Decision.AGREED:
            _follow_up(session, task, asked, verified)
        outbox.announce(session, "task.agreed", task.id, key=f"task.agreed-{task.id}-{found.number}")
    return found


def _choices(session: Session, task: Task) -> list[Choice]:
    """Of this task and the newest others of its project."""
    newest = (
        sa.select(Task.id)
        .where(Task.project_id == task.project_id, Task.kind == TaskKind.VERIFY, Task.done > 0)
        .order_by(Task.id.desc())
        .limit(NEWEST_TASKS)
    )
    chosen = {*session.scalars(newest), task.id}
    submissions = session.scalars(sa.select(Submission).where(Submission.task_id.in_(chosen)))
    mended = mended_versions(session, chosen)
    return [
        (one.task_id, one.annotator_id, str(choice["object"]), str(choice["value"]))
        for one in submissions
        for choice in drawn_last(one, mended)
    ]


def _carry_out(session: Session, task: Task, verified: dict[str, Verified]) -> Decision:
    is_open = any(one.value is None for one in verified.values())
    if task.state is not TaskState.AGREED and is_open and work.ask_one_more(session, task.id):
        return Decision.ONE_MORE
    tasks.mark_agreed(session, task.id)
    return Decision.AGREED


def _write_round(
    session: Session,
    task: Task,
    asked: VerifyTask,
    last: ConsensusRound | None,
    verified: dict[str, Verified],
    answers: tuple[list[Submission], Versions],
    decision: Decision,
) -> ConsensusRound:
    submissions, mended = answers
    confidences = [one.confidence for one in verified.values()]
    doubt = sum(1 - confidence for confidence in confidences)
    found = ConsensusRound(
        task_id=task.id,
        project_id=task.project_id,
        number=1 if last is None else last.number + 1,
        decision=decision,
        annotations=[one | _told(verified[one["id"]]) for one in asked.objects],
        disputed=[],
        agreement=sum(confidences) / len(confidences),
        risk=doubt / len(confidences),
        expected_errors=doubt,
        model_version=MODEL_VERSION,
        parameters={"sure": SURE, "source": asked.source.value, "answers_max": asked.answers_max}
        | named_versions(mended),
        submission_ids=[submission.id for submission in submissions],
        per_submission={one.id: _score(asked, one, verified, mended) for one in submissions},
    )
    session.add(found)
    session.flush()
    return found


def _told(one: Verified) -> dict[str, Any]:
    return {"verdict": one.value, "confidence": one.confidence, "votes": dict(one.votes)}


def _score(
    asked: VerifyTask, submission: Submission, verified: dict[str, Verified], mended: Versions
) -> dict[str, Any]:
    share, differences = worth_of(asked.objects, drawn_last(submission, mended), verified)
    return {
        "annotator_id": submission.annotator_id,
        "expected_f1": share,
        "low": share,
        "high": share,
        "copy_of": None,
        "differences": differences,
    }


def _follow_up(session: Session, task: Task, asked: VerifyTask, verified: dict[str, Verified]) -> None:
    """What happens to objects that are not right: proposals are mended, an agreed picture is looked at again."""
    if asked.source is VerifySource.PRELABELS:
        _mend_proposals(session, asked, verified)
    elif asked.source is VerifySource.CONSENSUS and any(one.value != RIGHT for one in verified.values()):
        label_task = sa.select(Task.id).where(Task.image_id == task.image_id, Task.kind == TaskKind.LABEL)
        for task_id in session.scalars(label_task):
            # What a person decided is not settled again: only a person may look at it anew.
            if _is_adjudicated(session, task_id) or not tasks.ask_one_more(session, task_id):
                tasks.mark_to_reviewer(session, task_id)


def _is_adjudicated(session: Session, task_id: int) -> bool:
    query = sa.select(ConsensusRound.id).where(
        ConsensusRound.task_id == task_id, ConsensusRound.adjudicated_by.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def _mend_proposals(session: Session, asked: VerifyTask, verified: dict[str, Verified]) -> None:
    """What is not there is proposed no more; the rest carries how sure people are that it is right, doubtful first."""
    origin = session.get_one(Prelabel, asked.origin_id)
    if origin.replaced_at is not None:
        # The source has spoken anew since: people judged its older words.
        return
    kept = [
        one | ({"confidence": verified[one["id"]].right} if one["id"] in verified else {})
        for one in origin.annotations
        if one["id"] not in verified or verified[one["id"]].value != NOT_THERE
    ]
    prelabel_service.replace_prelabel(
        session, origin.project_id, origin.image_id, origin.source, origin.import_run_id, kept
    )
