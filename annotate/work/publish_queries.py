"""What the page of publishing shows."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.core.errors import Fault
from annotate.projects.budget import Budget, Plan, budget_of
from annotate.projects.expected_pay import SMALL_PROJECT, ExpectedPay, PayVerdict, usual_pilot
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work import known_service, price_service, task_service


@dataclass(frozen=True)
class PublishFacts:
    """tasks: pictures and clips of the whole project. may_open_whole: nothing but money may stand in the way."""

    tasks: int
    pay: ExpectedPay
    plan: Plan
    budget: Budget
    pilot_tasks: int
    pilot_budget: Budget
    missing: list[Fault]
    pilot_missing: list[Fault]
    may_open_whole: bool
    may_open_pilot: bool


def publish_facts(session: Session, project: Project) -> PublishFacts:
    tasks = known_service.wanted_portions(session, project.id)
    pay = price_service.expected_pay_of(session, project)
    pilot_tasks = project.pilot_tasks or usual_pilot(tasks, project.redundancy_min)
    plan = task_service.plan_of_project(session, project)
    is_whole = project.state is not ProjectState.DRAFT and project.pilot_tasks is None
    is_fair = pay.verdict is not PayVerdict.UNDER
    is_known = pay.verdict is not PayVerdict.NO_FIGURES or tasks <= SMALL_PROJECT or is_whole
    return PublishFacts(
        tasks=tasks,
        pay=pay,
        plan=plan,
        budget=budget_of(plan),
        pilot_tasks=pilot_tasks,
        pilot_budget=task_service.budget_of_project(session, project, pilot_tasks),
        missing=task_service.missing_for_publishing(session, project),
        pilot_missing=task_service.missing_for_publishing(session, project, pilot_tasks),
        may_open_whole=is_fair and is_known and not (is_whole and project.state is ProjectState.PUBLISHED),
        may_open_pilot=is_fair and not is_whole and tasks > 0,
    )
