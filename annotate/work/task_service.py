"""Opening projects for work, and what consensus says about tasks."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.db import insert_once
from annotate.core.errors import N_, Fault, NotFound
from annotate.core.money import format_e4, whole_minor
from annotate.datasets.clips import clips_of
from annotate.datasets.models import Image, Sequence
from annotate.datasets.sequence_service import frames_between, portions_of, sequences_of
from annotate.projects import service as projects
from annotate.projects.budget import Budget, Plan, budget_of, portions_covered
from annotate.projects.models import Project
from annotate.projects.queries import plan_of
from annotate.projects.states import ProjectState
from annotate.work import known_service, rework_service
from annotate.work.claim_order import rank_of
from annotate.work.errors import NotReadyToPublish
from annotate.work.models import Task, VerifyTask
from annotate.work.price_service import WHOLE_PROJECT, PublishOrder, check_price
from annotate.work.states import TaskKind, TaskState


def missing_for_publishing(session: Session, project: Project, pilot_tasks: int | None = None) -> list[Fault]:
    """What stands between this project, or a pilot of it, and its first annotator; nothing when it is ready.

    Of one that was open as a whole before only what stands open is asked for: late pictures wait by themselves.
    """
    faults = []
    if pilot_tasks is None and _was_whole(project):
        pilot_tasks = known_service.asked_count(session, project.id)
    if project.ontology_version_id is None:
        faults.append(Fault("ontology", "missing", N_("define at least one label")))
    if not portions_of(session, project.id).total:
        faults.append(
            Fault("images", "missing", N_("upload at least one picture and wait until it is prepared"))
        )
    needed = budget_of_project(session, project, pilot_tasks).needed_e4
    if project.funded_e4 < needed:
        words = N_(
            "fund %(amount)s more: answers, 3 %% overshoot and 10 %% reserve for the pay floor cost %(needed)s"
        )
        missing_e4 = whole_minor(needed - project.funded_e4, project.currency)
        amounts = {"amount": format_e4(missing_e4), "needed": format_e4(needed)}
        faults.append(Fault("budget", "not_funded", words, amounts))
    return faults


def plan_of_project(session: Session, project: Project, pilot_tasks: int | None = None) -> Plan:
    """What the project, or a pilot of so many tasks, may come to at most."""
    portions = known_service.wanted_portions(session, project.id)
    portions = portions if pilot_tasks is None else min(portions, pilot_tasks)
    return plan_of(project, portions, *_promised(session, project))


def budget_of_project(session: Session, project: Project, pilot_tasks: int | None = None) -> Budget:
    """Line by line, what must be on account for that."""
    return budget_of(plan_of_project(session, project, pilot_tasks))


def verify_cost_e4(session: Session, project_id: int) -> int:
    """What all verify tasks of a project cost at most, at their plain price."""
    each = VerifyTask.rate_e4 * VerifyTask.object_count * VerifyTask.answers_max
    query = sa.select(sa.func.coalesce(sa.func.sum(each), 0)).join(Task, Task.id == VerifyTask.task_id)
    return int(session.scalar(query.where(Task.project_id == project_id)) or 0)


def verify_budget_e4(session: Session, project: Project) -> int:
    """The same with the highest level's bonus and the reserves of the budget."""
    cost_e4 = verify_cost_e4(session, project.id)
    return budget_of(Plan(0, 0, project.level_bonus, verify_e4=cost_e4)).needed_e4


def publish_project(
    session: Session, actor_id: int, project_id: int, order: PublishOrder = WHOLE_PROJECT
) -> int:
    """Open a project, or a pilot of it, for work: one task per ready image, and one per clip of a video; returns how many are new.

    Publishing twice is once. Raises NotReadyToPublish with a list of what is missing, PayUnderFloor, PayNearFloor,
    PilotFirst, and WrongState for a pilot of what is open as a whole.
    """
    project = session.get(Project, project_id, with_for_update=True, populate_existing=True)
    if project is None:
        raise NotFound
    faults = missing_for_publishing(session, project, order.pilot_tasks)
    if faults:
        raise NotReadyToPublish(faults)
    tasks = known_service.wanted_portions(session, project_id)
    told = check_price(session, actor_id, project, tasks, order)
    was_whole = order.pilot_tasks is None and _was_whole(project)
    made = open_covered(session, project) if was_whole else _open_tasks(session, project, order.pilot_tasks)
    is_new = project.state is not ProjectState.PUBLISHED or project.pilot_tasks != order.pilot_tasks
    project.pilot_tasks = order.pilot_tasks
    projects.mark_published(session, project)
    if is_new:
        detail = {"tasks": made, "pilot": order.pilot_tasks, "hourly_e4": told.middle_e4}
        audit.record(session, actor_id, "project.published", "project", project.id, detail)
    return made


def _was_whole(project: Project) -> bool:
    return project.state in (ProjectState.PUBLISHED, ProjectState.PAUSED) and project.pilot_tasks is None


def _open_tasks(session: Session, project: Project, pilot_tasks: int | None) -> int:
    """How many were made: of all pictures and clips, or of so many as a pilot still lacks."""
    if pilot_tasks is None:
        return _open_rest(session, project, None)
    have = known_service.asked_count(session, project.id)
    if have >= pilot_tasks:
        return 0
    # The first pictures of an upload are often of one street: a pilot takes its own from all over.
    made = _make_tasks(session, project, _ready(project).order_by(Image.sha256).limit(pilot_tasks - have))
    if have + made < pilot_tasks:
        made += known_service.open_waiting(session, project, pilot_tasks - have - made)
    return made + _make_all_clips(session, project, pilot_tasks - have - made)


def _open_rest(session: Session, project: Project, most: int | None) -> int:
    """A task for what has none, oldest first; so many at most."""
    made = _make_tasks(session, project, _ready(project).order_by(Image.id).limit(most))
    made += _make_all_clips(session, project, None if most is None else most - made)
    return made + known_service.open_waiting(session, project, None if most is None else most - made)


def open_covered(session: Session, project: Project) -> int:
    """Open what waits in a project that is open as a whole, as far as its money goes; how many.

    The project is locked by the caller: two at once must not both count the same money as free.
    """
    room = covered_count(session, project) - known_service.asked_count(session, project.id)
    return _open_rest(session, project, room) if room > 0 else 0


def open_image(session: Session, project: Project, image_id: int) -> bool:
    """A task for this picture, while there is money for one more, and in a pilot while that lacks one; False when it waits.

    The project is locked by the caller.
    """
    covered = covered_count(session, project)
    most = covered if project.pilot_tasks is None else min(project.pilot_tasks, covered)
    if known_service.asked_count(session, project.id) >= most:
        return False
    _make_tasks(session, project, _ready(project).where(Image.id == image_id))
    return True


def covered_count(session: Session, project: Project) -> int:
    """For how many pictures and clips the money is enough, those that are open among them: the rule of publishing."""
    plan = plan_of(project, 0, *_promised(session, project))
    return portions_covered(plan, project.redundancy_max, project.funded_e4)


def _promised(session: Session, project: Project) -> tuple[int, int]:
    """What verifying and answers made anew may still cost."""
    return verify_cost_e4(session, project.id), rework_service.promised_e4(session, project.id)


@dataclass(frozen=True)
class Waiting:
    """Pictures and clips that wait for money.

    tasks: how many. cost_e4: what they cost at most. missing_e4: what must still be put on account for all of them, in whole minor units.
    """

    tasks: int
    cost_e4: int
    missing_e4: int


def waiting_of(session: Session, project: Project) -> Waiting:
    """What came to an open project and is not covered yet; nothing in a draft or a pilot, which wait for publishing."""
    if not _was_whole(project):
        return Waiting(0, 0, 0)
    asked = known_service.asked_count(session, project.id)
    wanted = known_service.wanted_portions(session, project.id)
    if wanted <= asked:
        return Waiting(0, 0, 0)
    promised = _promised(session, project)
    needed_e4, open_e4 = (budget_of(plan_of(project, n, *promised)).needed_e4 for n in (wanted, asked))
    missing_e4 = whole_minor(max(0, needed_e4 - project.funded_e4), project.currency)
    if project.state is ProjectState.PAUSED and not missing_e4:
        # Not for money, but for the project to be opened again.
        return Waiting(0, 0, 0)
    return Waiting(wanted - asked, needed_e4 - open_e4, missing_e4)


def _ready(project: Project) -> sa.Select[int]:
    """Single pictures that can be worked on and have no task."""
    has_task = sa.select(Task.id).where(Task.image_id == Image.id, Task.kind == TaskKind.LABEL).exists()
    return sa.select(Image.id).where(
        Image.project_id == project.id, Image.state == "ready", Image.sequence_id.is_(None), ~has_task
    )


def _make_tasks(session: Session, project: Project, image_ids: sa.Select[int]) -> int:
    """A task for each of these pictures."""
    chosen = image_ids.with_only_columns(
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
    )
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
        sa.insert(Task).from_select(columns, chosen),
        execution_options={"preserve_rowcount": True},
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def _make_all_clips(session: Session, project: Project, most: int | None) -> int:
    made = 0
    for sequence in sequences_of(session, project.id):
        made += _make_clips(session, project, sequence, None if most is None else most - made)
    return made


def _make_clips(session: Session, project: Project, sequence: Sequence, most: int | None = None) -> int:
    """A task for each clip of a video that has none, so many at most; a clip is known by its first frame."""
    made = 0
    for first, count in clips_of(sequence.frame_count or 0):
        if most is not None and made >= most:
            break
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


def _locked(session: Session, task_id: int) -> Task:
    return session.get_one(Task, task_id, with_for_update=True, populate_existing=True)


def ask_one_more(session: Session, task_id: int, gain: float = 0.0) -> bool:
    """Open a task for one more answer; False when it has had as many as the project allows.

    gain: 0 ... 1, how much that answer would settle; the most helpful goes out first.
    """
    task = _locked(session, task_id)
    project = session.get_one(Project, task.project_id)
    if task.done >= project.redundancy_max:
        return False
    task.target = max(task.target, task.done + 1)
    task.state, task.priority, task.rank = TaskState.OPEN, 1, rank_of(1, gain)
    task.offered_at = clock.now()
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
    project = session.get_one(Project, task.project_id)
    if task.state is not TaskState.CLOSED:
        return
    # One that an upload made a check waits with the others until its project is open.
    if task.import_run_id is None or (known_service.is_wholly_open(project) and task.taken):
        known_service.open_again(task, project)
    elif known_service.is_wholly_open(project):
        # Nothing is held for its answers yet: it opens as late pictures do. Begun ones do not wait, they may be settled now.
        outbox.announce(session, "funds.changed", project.id)
