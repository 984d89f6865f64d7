"""Work that came finished from elsewhere: kept as the agreed answer of a task, with where it came from, and taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.consensus.service import consensus_of
from annotate.consensus.settlement import IMPORTED, Decision
from annotate.datasets.models import ImportRun
from annotate.datasets.prelabel_service import Known
from annotate.work import gold_service as golds
from annotate.work import known_service as work
from annotate.work import task_service as tasks
from annotate.work.models import Task
from annotate.work.states import TaskState


def keep_finished(session: Session, run: ImportRun, source: str, known: Sequence[Known]) -> Mapping[int, str]:
    """Nobody is asked about these pictures any more, and nobody is paid for them; reasons of those refused, by image.

    Harmless when repeated. source: as whose work it is exported.
    """
    clips = [one.clip for one in known if one.clip is not None]
    found = {
        **work.tasks_for(session, run.project_id, [one.image_id for one in known if one.clip is None]),
        **work.clip_tasks_for(session, run.project_id, clips),
    }
    refused = {}
    for one in known:
        task = found.get(one.image_id)
        if task is not None and task.import_run_id == run.id and task.state is TaskState.AGREED:
            continue
        reason = "known_apart" if task is None else _refusal(session, task)
        if task is None or reason is not None:
            refused[one.image_id] = reason or ""
            continue
        _add_round(session, task, run.id, source, Decision.AGREED, one.annotations)
        tasks.mark_agreed(session, task.id)
        work.note_import(task, run.id)
    session.flush()
    return refused


def _refusal(session: Session, task: Task) -> str | None:
    if golds.gold_of(session, task.id) is not None:
        return "known_check"
    if task.state in (TaskState.AGREED, TaskState.TO_REVIEWER):
        return "known_settled"
    return "known_begun" if task.taken else None


def _add_round(
    session: Session,
    task: Task,
    import_id: int,
    source: str,
    decision: Decision,
    annotations: Sequence[Mapping[str, Any]],
) -> None:
    last = consensus_of(session, task.id)
    found = ConsensusRound(
        task_id=task.id,
        project_id=task.project_id,
        number=1 if last is None else last.number + 1,
        decision=decision,
        annotations=[_settled(one) for one in annotations],
        disputed=[],
        agreement=1.0 if decision is Decision.AGREED else 0.0,
        risk=0.0,
        expected_errors=0.0,
        model_version=IMPORTED,
        parameters={"imported": import_id, "source": source},
        submission_ids=[],
        per_submission={},
    )
    session.add(found)


def _settled(annotation: Mapping[str, Any]) -> dict[str, Any]:
    """As a settlement writes an object, of which nobody here has an opinion."""
    return {
        **annotation,
        "confidence": annotation.get("confidence", 1.0),
        "support": [],
        "label_probabilities": {annotation["label"]: 1.0},
        "edge_spread_px": [0.0, 0.0, 0.0, 0.0],
        "looks": 0,
    }


def settled_since(session: Session, import_id: int) -> set[int]:
    """Tasks of an upload of finished work that stand on something newer by now."""
    later = sa.orm.aliased(ConsensusRound)
    newer = sa.select(later.id).where(
        later.task_id == ConsensusRound.task_id, later.number > ConsensusRound.number
    )
    newest = (
        sa.select(ConsensusRound.task_id)
        .join(Task, Task.id == ConsensusRound.task_id)
        .where(Task.import_run_id == import_id, ~newer.exists())
    )
    return set(session.scalars(newest.where(ConsensusRound.model_version != IMPORTED)))


def take_back(session: Session, found: Sequence[Task], import_id: int) -> None:
    """A round says that nothing is known any more: what was exported meanwhile stays told."""
    for task in found:
        _add_round(session, task, import_id, "", Decision.ONE_MORE, [])
    work.take_back(session, found)
