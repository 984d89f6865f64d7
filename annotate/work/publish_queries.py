"""What the page of publishing shows."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.errors import Fault
from annotate.datasets.models import Sequence
from annotate.projects.budget import Budget, Plan, budget_of
from annotate.projects.expected_pay import SMALL_PROJECT, ExpectedPay, PayVerdict, usual_pilot
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work import known_service, price_service, queries, task_service

# Of so many projects the newest answers are read, this one among them.
_EARLIER_PROJECTS = 5


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
    # Seconds of the newest answers to this and earlier projects; empty where clips would be reckoned as pictures.
    earlier_s: list[float]


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
        earlier_s=_earlier_seconds(session, project),
    )


def _earlier_seconds(session: Session, project: Project) -> list[float]:
    """How long answers take the people who work for this manager. Of pictures: a clip takes another time altogether."""
    if session.scalar(sa.select(sa.exists().where(Sequence.project_id == project.id))):
        return []
    own = Project.owner_id == project.owner_id
    if project.organisation_id is not None:
        own = sa.or_(own, Project.organisation_id == project.organisation_id)
    clips = sa.exists().where(Sequence.project_id == Project.id)
    newest = sa.select(Project.id).where(own, ~clips).order_by(Project.id.desc()).limit(_EARLIER_PROJECTS)
    return queries.recent_seconds(session, list(session.scalars(newest)))
