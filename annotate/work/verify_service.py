"""Making tasks that verify objects: priced by the object, paid for before, one a picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.db import insert_once
from annotate.core.errors import N_, Fault, Invalid
from annotate.core.money import format_e4, whole_minor
from annotate.projects import service as projects
from annotate.projects.budget import Plan, budget_needed_e4
from annotate.projects.errors import WrongState
from annotate.projects.models import Project
from annotate.projects.new_project import HIGHEST_RATE_E4, MOST_ANSWERS
from annotate.projects.states import ProjectState
from annotate.work import task_service
from annotate.work.claim_order import rank_of
from annotate.work.errors import NothingToVerify, VerifyNotFunded
from annotate.work.models import Task, VerifyTask
from annotate.work.states import TaskKind, TaskState, VerifySource

# Where the first answers differ, so many more are asked before it stays open.
MORE_ANSWERS = 2


@dataclass(frozen=True)
class VerifyOrder:
    """What a manager asks for. rate_e4: of one object; answers: how many people look at each, at first."""

    source: VerifySource
    rate_e4: int
    answers: int = 2


@dataclass(frozen=True)
class VerifyPicture:
    """origin_id: row of the pre-label or the consensus round; objects: documents as in verifying.py."""

    image_id: int
    origin_id: int
    objects: list[dict[str, Any]]


@dataclass(frozen=True)
class VerifyMade:
    """tasks, objects: that were made now; at_most_e4: what they cost at most, with all reserves."""

    tasks: int
    objects: int
    at_most_e4: int


def make_verify_tasks(
    session: Session, actor_id: int, project_id: int, order: VerifyOrder, pictures: Iterable[VerifyPicture]
) -> VerifyMade:
    """One task for each picture that has none of this kind yet; asking again makes only what is new.

    Raises NotFound, WrongState unless the project is published, Invalid, NothingToVerify, and
    VerifyNotFunded with the amount that is missing.
    """
    project = projects.project_for(session, actor_id, project_id)
    session.refresh(project, with_for_update=True)
    if project.state is not ProjectState.PUBLISHED:
        raise WrongState
    if faults := _order_faults(order):
        raise Invalid(faults)
    have = set(session.scalars(_verified_images(project_id)))
    wanted = [picture for picture in pictures if picture.objects and picture.image_id not in have]
    objects = sum(len(picture.objects) for picture in wanted)
    if not wanted:
        raise NothingToVerify
    plan = Plan(objects * (order.answers + MORE_ANSWERS), order.rate_e4, project.level_bonus)
    cost_e4 = budget_needed_e4(plan)
    _check_money(session, project, cost_e4)
    for picture in wanted:
        _make(session, actor_id, project, order, picture)
    detail = {
        "source": order.source.value,
        "tasks": len(wanted),
        "objects": objects,
        "rate_e4": order.rate_e4,
    }
    audit.record(session, actor_id, "project.verify_tasks", "project", project.id, detail)
    return VerifyMade(len(wanted), objects, cost_e4)


def _order_faults(order: VerifyOrder) -> list[Fault]:
    faults = []
    if not 1 <= order.rate_e4 <= HIGHEST_RATE_E4:
        faults.append(Fault("rate_e4", "rate", N_("must be above 0 and at most 10,000 an object")))
    if not 1 <= order.answers <= MOST_ANSWERS - MORE_ANSWERS:
        most = {"most": MOST_ANSWERS - MORE_ANSWERS}
        faults.append(Fault("answers", "redundancy", N_("must be from 1 to %(most)s"), most))
    return faults


def _verified_images(project_id: int) -> sa.Select[int]:
    return sa.select(Task.image_id).where(Task.project_id == project_id, Task.kind == TaskKind.VERIFY)


def _check_money(session: Session, project: Project, cost_e4: int) -> None:
    """The pictures' own answers keep their money; what was promised for verifying before is counted too."""
    needed = task_service.budget_of_project(session, project).needed_e4 + cost_e4
    if project.funded_e4 < needed:
        words = N_(
            "fund %(amount)s more: verifying costs up to %(cost)s, with 3 %% overshoot and 10 %% reserve"
        )
        missing_e4 = whole_minor(needed - project.funded_e4, project.currency)
        amounts = {"amount": format_e4(missing_e4), "cost": format_e4(cost_e4)}
        raise VerifyNotFunded([Fault("budget", "not_funded", words, amounts)])


def _make(
    session: Session, actor_id: int, project: Project, order: VerifyOrder, picture: VerifyPicture
) -> None:
    task = {
        "project_id": project.id,
        "image_id": picture.image_id,
        "kind": TaskKind.VERIFY,
        "state": TaskState.OPEN,
        "target": order.answers,
        "taken": 0,
        "done": 0,
        "priority": 0,
        "settle_round": 0,
        "created_at": clock.now(),
    }
    if not insert_once(session, Task, task):
        return
    one = (Task.project_id == project.id) & (Task.image_id == picture.image_id)
    task_id = session.scalars(sa.select(Task.id).where(one, Task.kind == TaskKind.VERIFY)).one()
    session.add(
        VerifyTask(
            task_id=task_id,
            source=order.source,
            origin_id=picture.origin_id,
            objects=picture.objects,
            object_count=len(picture.objects),
            rate_e4=order.rate_e4,
            answers_min=order.answers,
            answers_max=order.answers + MORE_ANSWERS,
            created_by=actor_id,
        )
    )


# Asked with every bag: built once.
_RATES = sa.select(VerifyTask.task_id, VerifyTask.rate_e4 * VerifyTask.object_count).where(
    VerifyTask.task_id.in_(sa.bindparam("ids", expanding=True))
)


def rates_of(session: Session, task_ids: Iterable[int]) -> dict[int, int]:
    """Price of a whole verify task by its id, in 1/10000; label tasks are not in it."""
    return {task_id: int(rate_e4) for task_id, rate_e4 in session.execute(_RATES, {"ids": list(task_ids)})}


def ask_one_more(session: Session, task_id: int) -> bool:
    """Open a verify task for one more answer; False when it has had as many as were ordered."""
    task = session.get_one(Task, task_id, with_for_update=True, populate_existing=True)
    if task.done >= session.get_one(VerifyTask, task_id).answers_max:
        return False
    task.target, task.state, task.priority = max(task.target, task.done + 1), TaskState.OPEN, 1
    task.rank, task.offered_at = rank_of(1, 0.0), clock.now()
    task.settle_round += 1
    return True
