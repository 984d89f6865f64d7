"""What happened, for the addresses that want to know: numbers and links, nothing about people."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.datasets.models import Export, Image, ImportProblem, ImportRun
from annotate.hooks.events import TOLD_BY, HookEvent
from annotate.hooks.models import Hook
from annotate.hooks.service import tell_hook
from annotate.projects.models import GuidelineVersion, Project
from annotate.work import task_service
from annotate.work.models import Task
from annotate.work.states import TaskState

Facts = dict[str, object]
# (project, what identifies the message, what it says); None: there is nothing to tell after all.
Told = tuple[int, str, Facts] | None


def spread(session: Session, kind: str, ref: str) -> int:
    """Write one message for each address that asked for it; how many. Run again it writes none."""
    written = 0
    # Facts of a large project are counted only where somebody asked for them.
    everywhere = session.scalars(sa.select(Hook.events).where(Hook.off.is_(None)))
    asked = {name for events in everywhere for name in events}
    for event in TOLD_BY[kind]:
        told = _FACTS[event](session, int(ref)) if event.value in asked else None
        if told is None:
            continue
        project_id, key, facts = told
        hooks = session.scalars(sa.select(Hook).where(Hook.project_id == project_id, Hook.off.is_(None)))
        wanted = [hook for hook in hooks if event.value in hook.events]
        written += sum(tell_hook(session, hook, event, key, facts) for hook in wanted)
    return written


def _count(session: Session, *where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).where(*where)) or 0


def _import_finished(session: Session, import_id: int) -> Told:
    run = session.get_one(ImportRun, import_id)
    facts: Facts = {
        "import_id": run.id,
        "name": run.name,
        "pictures": _count(session, Image.import_run_id == run.id),
        "problems": _count(session, ImportProblem.import_run_id == run.id),
        "url": f"/api/v1/imports/{run.id}",
    }
    return run.project_id, f"import.finished-{run.id}", facts


def _task(event: HookEvent) -> Callable[[Session, int], Told]:
    def told(session: Session, task_id: int) -> Told:
        task = session.get_one(Task, task_id)
        name = session.scalar(sa.select(Image.name).where(Image.id == task.image_id))
        facts: Facts = {
            "task_id": task.id,
            "kind": task.kind.value,
            "image_id": task.image_id,
            "image": name,
            "round": task.settle_round,
            "url": f"/api/v1/tasks/{task.id}/consensus",
        }
        return task.project_id, f"{event.value}-{task.id}-{task.settle_round}", facts

    return told


def _project_finished(session: Session, task_id: int) -> Told:
    project_id = session.get_one(Task, task_id).project_id
    # By name: what is not done is found by the index, and not by walking over all that is.
    undone = [state for state in TaskState if state not in (TaskState.AGREED, TaskState.CLOSED)]
    left = sa.select(Task.id).where(Task.project_id == project_id, Task.state.in_(undone))
    if session.scalar(left.limit(1)) is not None:
        return None
    if task_service.waiting_of(session, session.get_one(Project, project_id)).tasks:
        # Pictures without a task yet: they wait for money.
        return None
    agreed = _count(session, Task.project_id == project_id, Task.state == TaskState.AGREED)
    facts: Facts = {"tasks": agreed, "url": f"/api/v1/projects/{project_id}/progress"}
    # Finished again after more pictures came is told again.
    return project_id, f"project.finished-{agreed}", facts


def _export_finished(session: Session, export_id: int) -> Told:
    export = session.get_one(Export, export_id)
    facts: Facts = {
        "export_id": export.id,
        "format": export.format,
        "only": export.only.value,
        "byte_size": export.byte_size,
        "sha256": export.sha256,
        "url": f"/api/v1/exports/{export.id}/file",
    }
    return export.project_id, f"export.finished-{export.id}", facts


def _export_failed(session: Session, export_id: int) -> Told:
    export = session.get_one(Export, export_id)
    if export.finished_at is None or export.error is None:
        # Somebody tried again before anybody was told.
        return None
    facts: Facts = {
        "export_id": export.id,
        "format": export.format,
        "only": export.only.value,
        "error": export.error,
        "url": f"/api/v1/exports/{export.id}",
    }
    return export.project_id, f"export.failed-{export.id}-{int(export.finished_at.timestamp())}", facts


def _guideline_changed(session: Session, version_id: int) -> Told:
    version = session.get_one(GuidelineVersion, version_id)
    facts: Facts = {"version": version.number, "url": f"/api/v1/projects/{version.project_id}"}
    return version.project_id, f"guideline.changed-{version.id}", facts


def _project_closed(session: Session, project_id: int) -> Told:
    project = session.get_one(Project, project_id)
    return project.id, "project.closed", {"url": f"/api/v1/projects/{project.id}"}


def _pictures_waiting(session: Session, project_id: int) -> Told:
    project = session.get_one(Project, project_id)
    waiting = task_service.waiting_of(session, project)
    if not waiting.tasks:
        # The money came before anybody was told.
        return None
    facts: Facts = {
        "tasks": waiting.tasks,
        "cost_e4": waiting.cost_e4,
        "missing_e4": waiting.missing_e4,
        "url": f"/api/v1/projects/{project_id}/progress",
    }
    return project_id, f"pictures.waiting-{project.funded_e4}", facts


_FACTS: dict[HookEvent, Callable[[Session, int], Told]] = {
    HookEvent.IMPORT_FINISHED: _import_finished,
    HookEvent.TASK_AGREED: _task(HookEvent.TASK_AGREED),
    HookEvent.TASK_TO_REVIEWER: _task(HookEvent.TASK_TO_REVIEWER),
    HookEvent.PROJECT_FINISHED: _project_finished,
    HookEvent.EXPORT_FINISHED: _export_finished,
    HookEvent.EXPORT_FAILED: _export_failed,
    HookEvent.GUIDELINE_CHANGED: _guideline_changed,
    HookEvent.PICTURES_WAITING: _pictures_waiting,
    HookEvent.PROJECT_CLOSED: _project_closed,
}
