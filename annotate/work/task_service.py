"""Opening projects for work, and what consensus says about tasks."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.db import insert_once
from annotate.core.errors import N_, Fault, NotFound
from annotate.core.money import format_e4
from annotate.datasets.clips import clips_of
from annotate.datasets.models import Image, Sequence
from annotate.datasets.sequence_service import frames_between, portions_of, sequences_of
from annotate.projects import service as projects
from annotate.projects.budget import budget_needed_e4
from annotate.projects.models import Project
from annotate.work.errors import NotReadyToPublish
from annotate.work.models import Task, VerifyTask
from annotate.work.states import TaskKind, TaskState


def missing_for_publishing(session: Session, project: Project) -> list[Fault]:
    """What stands between this project and its first annotator; nothing when it is ready."""
    images = portions_of(session, project.id).total
    faults = []
    if project.ontology_version_id is None:
        faults.append(Fault("ontology", "missing", N_("define at least one label")))
    if not images:
        faults.append(
            Fault("images", "missing", N_("upload at least one picture and wait until it is prepared"))
        )
    needed = budget_needed_e4(images, project.redundancy_max, project.rate_e4)
    needed += verify_budget_e4(session, project.id)
    if project.funded_e4 < needed:
        words = N_(
            "fund %(amount)s more: answers, 3 %% overshoot and 10 %% reserve for the pay floor cost %(needed)s"
        )
        amounts = {"amount": format_e4(needed - project.funded_e4), "needed": format_e4(needed)}
        faults.append(Fault("budget", "not_funded", words, amounts))
    return faults


def verify_budget_e4(session: Session, project_id: int) -> int:
    """What all verify tasks of a project cost at most, with the reserves of the budget."""
    each = VerifyTask.rate_e4 * VerifyTask.object_count * VerifyTask.answers_max
    query = sa.select(sa.func.coalesce(sa.func.sum(each), 0)).join(Task, Task.id == VerifyTask.task_id)
    return budget_needed_e4(1, 1, int(session.scalar(query.where(Task.project_id == project_id)) or 0))


def publish_project(session: Session, actor_id: int, project_id: int) -> int:
    """Open a project for work: one task per ready image, and one per clip of a video; returns how many. Publishing twice is once.

    Raises NotReadyToPublish with a list of what is missing.
    """
    project = session.get(Project, project_id, with_for_update=True)
    if project is None:
        raise NotFound
    faults = missing_for_publishing(session, project)
    if faults:
        raise NotReadyToPublish(faults)
    made = _make_tasks(session, project) + sum(
        _make_clips(session, project, sequence) for sequence in sequences_of(session, project.id)
    )
    if project.state != "published":
        projects.mark_published(session, project)
        audit.record(session, actor_id, "project.published", "project", project.id, {"tasks": made})
    return made


def _make_tasks(session: Session, project: Project, image_id: int | None = None) -> int:
    """A task for each ready image that has none."""
    has_task = sa.select(Task.id).where(Task.image_id == Image.id, Task.kind == TaskKind.LABEL).exists()
    ready = sa.select(
        sa.literal(project.id),
        Image.id,
        sa.literal(TaskKind.LABEL.value),
        sa.literal(TaskState.OPEN.value),
        sa.literal(project.redundancy_min),
        sa.literal(0),
        sa.literal(0),
        sa.literal(0),
        sa.literal(0),
        sa.literal(clock.now(), Task.created_at.type),
    ).where(Image.project_id == project.id, Image.state == "ready", Image.sequence_id.is_(None), ~has_task)
    if image_id is not None:
        ready = ready.where(Image.id == image_id)
    columns = [
        "project_id",
        "image_id",
        "kind",
        "state",
        "target",
        "taken",
        "done",
        "priority",
        "settle_round",
        "created_at",
    ]
    # Without this option PostgreSQL's count of inserted rows is thrown away.
    result = session.execute(
        sa.insert(Task).from_select(columns, ready.order_by(Image.id)),
        execution_options={"preserve_rowcount": True},
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def _make_clips(session: Session, project: Project, sequence: Sequence) -> int:
    """A task for each clip of a video that has none; a clip is known by its first frame."""
    made = 0
    for first, count in clips_of(sequence.frame_count or 0):
        [image] = frames_between(session, sequence.id, first, 1)
        values = {
            "project_id": project.id,
            "image_id": image.id,
            "sequence_id": sequence.id,
            "first_frame": first,
            "frame_count": count,
            "kind": TaskKind.LABEL,
            "state": TaskState.OPEN,
            "target": project.redundancy_min,
            "taken": 0,
            "done": 0,
            "priority": 0,
            "settle_round": 0,
            "created_at": clock.now(),
        }
        made += insert_once(session, Task, values)
    return made


def add_tasks_for_sequence(session: Session, sequence_id: int) -> None:
    """A video that became whole after publishing joins the work."""
    sequence = session.get(Sequence, sequence_id)
    project = session.get(Project, sequence.project_id) if sequence else None
    if sequence and project and project.state == "published":
        _make_clips(session, project, sequence)


def add_task_for_image(session: Session, image_id: int) -> None:
    """A picture that became ready after publishing joins the work."""
    image = session.get(Image, image_id)
    project = session.get(Project, image.project_id) if image else None
    is_alone = image is not None and image.sequence_id is None
    if image and is_alone and project and project.state == "published" and image.state == "ready":
        _make_tasks(session, project, image.id)


def _locked(session: Session, task_id: int) -> Task:
    return session.get_one(Task, task_id, with_for_update=True, populate_existing=True)


def ask_one_more(session: Session, task_id: int) -> bool:
    """Open a task for one more answer; False when it has had as many as the project allows."""
    task = _locked(session, task_id)
    project = session.get_one(Project, task.project_id)
    if task.done >= project.redundancy_max:
        return False
    task.target = max(task.target, task.done + 1)
    task.state, task.priority = TaskState.OPEN, 1
    task.settle_round += 1
    return True


def mark_agreed(session: Session, task_id: int) -> None:
    """Consensus is found; no more answers are wanted."""
    task = _locked(session, task_id)
    task.state = TaskState.AGREED
    task.settle_round += 1


def mark_to_reviewer(session: Session, task_id: int) -> None:
    """People disagree and no more answers are wanted: a person decides."""
    task = _locked(session, task_id)
    task.state = TaskState.TO_REVIEWER
    task.settle_round += 1


def reopen(session: Session, task_id: int) -> None:
    """Ask for ordinary answers to a task that was closed because its answer was known; any other stays as it is."""
    task = _locked(session, task_id)
    if task.state is TaskState.CLOSED:
        task.state = TaskState.OPEN
