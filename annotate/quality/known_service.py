"""Uploads of known answers: check pictures made of them, and whole uploads taken back while nothing stands on them."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus import known_service as finished
from annotate.core import audit, clock
from annotate.core.money import format_e4, whole_minor
from annotate.datasets import service as datasets
from annotate.datasets.models import Image, ImportRun, PrelabelImport
from annotate.datasets.prelabel_service import Known
from annotate.datasets.states import LabelPurpose, RunState
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.quality import gold_service
from annotate.quality.errors import LabelsInUse, NothingToUndo, UndoNotFunded
from annotate.work import gold_service as golds
from annotate.work import known_service as work
from annotate.work import task_service
from annotate.work.models import Task
from annotate.work.states import TaskState

SOURCE = "upload"
UNDONE = "upload undone"


def keep_golds(session: Session, run: ImportRun, _source: str, known: Sequence[Known]) -> Mapping[int, str]:
    """Make checks of these pictures; reasons of those that cannot be, by image. Harmless when repeated."""
    found = work.tasks_for(session, run.project_id, [one.image_id for one in known])
    refused = {}
    for one in known:
        task = found.get(one.image_id)
        reason = "known_apart" if task is None else _refusal(session, task, run.id)
        if task is None or reason is not None:
            refused[one.image_id] = reason or ""
        elif golds.gold_of(session, task.id) is None:
            gold_service.make_known(session, run.created_by, task, one.annotations, SOURCE)
            work.note_import(task, run.id)
    session.flush()
    return refused


def _refusal(session: Session, task: Task, import_id: int) -> str | None:
    if golds.gold_of(session, task.id) is not None:
        # Made by this upload, before its job was killed.
        return None if task.import_run_id == import_id else "known_check"
    # What people agree on is paid and done with; answers that wait for each other would wait for ever.
    return "known_begun" if task.taken and task.state is not TaskState.AGREED else None


def undo_import(session: Session, actor_id: int, import_id: int) -> int:
    """Take back all that an upload of known answers made; how many pictures. Twice is once.

    Raises NotFound, NothingToUndo for other uploads and those under way, LabelsInUse, UndoNotFunded.
    """
    run = datasets.import_for(session, actor_id, import_id)
    projects.project_for(session, actor_id, run.project_id)
    # Locked: two who promise money at once must not both count the same as free.
    project = session.get_one(Project, run.project_id, with_for_update=True, populate_existing=True)
    about = session.get(PrelabelImport, import_id, with_for_update=True, populate_existing=True)
    if about is None or about.purpose is LabelPurpose.PRELABELS or run.state is not RunState.DONE:
        raise NothingToUndo
    if about.undone_at is not None:
        return 0
    found = work.tasks_of_import(session, import_id)
    _refuse_if_used(session, about, found)
    if about.purpose is LabelPurpose.GOLD:
        _end_golds(session, actor_id, found)
    else:
        finished.take_back(session, found, import_id)
    _check_funds(session, project)
    about.undone_at, about.undone_by = clock.now(), actor_id
    detail = {"import": import_id, "purpose": about.purpose.value, "pictures": len(found)}
    audit.record(session, actor_id, "labels.undone", "project", run.project_id, detail)
    return len(found)


def _check_funds(session: Session, project: Project) -> None:
    """What is handed out again must be paid for, as when a project is published."""
    if not work.is_wholly_open(project):
        return
    # Of what stands open: late pictures that wait for money go on waiting.
    asked = work.asked_count(session, project.id)
    missing_e4 = task_service.budget_of_project(session, project, asked).needed_e4 - project.funded_e4
    if missing_e4 > 0:
        raise UndoNotFunded(amount=format_e4(whole_minor(missing_e4, project.currency)))


def _refuse_if_used(session: Session, about: PrelabelImport, found: Sequence[Task]) -> None:
    used = work.begun_since(session, about.import_run_id)
    if about.purpose is LabelPurpose.FINISHED:
        used |= finished.settled_since(session, about.import_run_id)
        used |= work.checks_of(session, about.import_run_id)
        used |= {task.id for task in found if task.state is not TaskState.AGREED}
    # What another upload has taken over is not found any more; a check that was withdrawn by hand stands in nobody's way.
    others = about.pictures - len(found) if about.purpose is LabelPurpose.FINISHED else 0
    if used or others > 0:
        names = sa.select(Image.name).join(Task, Task.image_id == Image.id).where(Task.id.in_(used))
        name = session.scalar(names.order_by(Image.id).limit(1)) or about.source
        raise LabelsInUse(count=len(used) + others, name=name)


def _end_golds(session: Session, actor_id: int, found: Sequence[Task]) -> None:
    for task in found:
        gold = golds.gold_of(session, task.id)
        if gold is not None:
            golds.end_gold(session, gold, actor_id, UNDONE)
    # Where people had agreed before, that stands.
    work.take_back(session, [task for task in found if task.state is TaskState.CLOSED])
