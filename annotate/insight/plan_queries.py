"""What the wish of a project costs, before it is published and while it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.planning import Trial, read_trials
from annotate.consensus.usual_trials import USUAL_TRIALS
from annotate.insight.figures import Rate, rate_of
from annotate.insight.models import ProjectInsight, WorkHour
from annotate.insight.plan import WISHES, Ahead, Choice, Measured, choices
from annotate.insight.queries import days_of
from annotate.insight.tally import add
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work.known_service import wanted_portions
from annotate.work.models import Task
from annotate.work.states import TaskKind, TaskState
from annotate.work.task_service import budget_of_project

# Below this many answers their mean price says little.
LEAST_PRICED = 20


@dataclass(frozen=True)
class Plan:
    """now: the wish in force; tried: another one that is looked at. is_own: from the project's own crowd.
    right: of what consensus believed on known pictures, how much was right. most_e4: what must be on account."""

    pictures: int
    left: int
    now: Choice
    tried: Choice | None
    curve: Sequence[Choice]
    is_own: bool
    measured: Measured | None
    right: Rate | None
    most_e4: int


def plan_of(session: Session, project: Project, tried: float | None = None) -> Plan:
    """The project's wish, and a curve of others. tried: one more wish, 0.5 ... 0.9999."""
    insight = session.get(ProjectInsight, project.id)
    trials = _trials(insight)
    total = wanted_portions(session, project.id)
    ahead, measured = _ahead(session, project, total), _measured(session, project.id)
    wanted = {*WISHES, project.confidence, *([] if tried is None else [tried])}
    found = choices(trials, project.redundancy_min, project.redundancy_max, ahead, wanted, measured)
    by_wish = {one.wish: one for one in found}
    return Plan(
        pictures=total,
        left=ahead.pictures,
        now=by_wish[project.confidence],
        tried=None if tried is None else by_wish[tried],
        curve=found,
        is_own=trials is not USUAL_TRIALS,
        measured=measured,
        right=_right(insight),
        most_e4=budget_of_project(session, project).needed_e4,
    )


def usual_plan(
    answers_min: int, answers_max: int, rate_e4: int, wish: float, pictures: int = 100
) -> list[Choice]:
    """What wishes cost a crowd that nobody knows yet, for so many pictures; the wish itself is among them."""
    ahead = Ahead(pictures, 0, rate_e4, 0)
    return choices(USUAL_TRIALS, answers_min, answers_max, ahead, {0.9, 0.95, 0.97, 0.99, wish})


def _trials(insight: ProjectInsight | None) -> Sequence[Trial]:
    return read_trials(insight.trials) if insight is not None and insight.trials else USUAL_TRIALS


def _ahead(session: Session, project: Project, total: int) -> Ahead:
    if project.state is ProjectState.DRAFT:
        return Ahead(total, 0, project.rate_e4, 0)
    waiting = sa.and_(
        Task.project_id == project.id,
        Task.kind == TaskKind.LABEL,
        Task.state.in_((TaskState.OPEN, TaskState.SETTLING)),
    )
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Task.done), 0)).where(waiting)
    left, answers_in = session.execute(query).one()
    sums = sa.select(
        sa.func.coalesce(sa.func.sum(WorkHour.answers), 0), sa.func.coalesce(sa.func.sum(WorkHour.rate_e4), 0)
    )
    answers, spent_e4 = session.execute(sums.where(WorkHour.project_id == project.id)).one()
    # What an answer costs with the bonus of the levels, once there are enough to tell.
    rate_e4 = -(-int(spent_e4) // int(answers)) if answers >= LEAST_PRICED else project.rate_e4
    return Ahead(left, int(answers_in), rate_e4, int(spent_e4))


def _measured(session: Session, project_id: int) -> Measured | None:
    plans: Mapping[str, Any] = reduce(
        add, (one.tally.get("plan", {}) for one in days_of(session, project_id)), {}
    )
    pictures = round(plans.get("pictures", 0))
    if not pictures:
        return None
    return Measured(pictures, plans["answers"] / pictures, 1 - plans["target"] / pictures / 2)


def _right(insight: ProjectInsight | None) -> Rate | None:
    """Of objects that consensus puts out (stated from a half on), as people know them."""
    parts = [one["part"] for one in (insight.calibration if insight else {}).values()]
    rows = [row for part in parts for row in part[len(part) // 2 :]]
    return rate_of(sum(row[2] for row in rows), round(sum(row[0] for row in rows)))
