"""Raising the price of a project that people work for already; lowering it would break what they were told."""

from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.errors import N_, Fault, Invalid
from annotate.projects import service as projects
from annotate.projects.errors import WrongState
from annotate.projects.models import Project
from annotate.projects.new_project import HIGHEST_RATE_E4
from annotate.projects.states import ProjectState
from annotate.work import task_service


def raise_rate(session: Session, actor_id: int, project_id: int, rate_e4: int) -> Project:
    """From now on each picture that is handed out pays this; what is handed out already keeps its price.

    Raises NotFound, WrongState for a draft (it is simply edited) and a closed project, Invalid for a price that
    is not higher, and for an open project whose budget would not hold at it.
    """
    project = projects.project_for(session, actor_id, project_id)
    session.refresh(project, with_for_update=True)
    if project.state not in (ProjectState.PUBLISHED, ProjectState.PAUSED):
        raise WrongState
    if not project.rate_e4 < rate_e4 <= HIGHEST_RATE_E4:
        raise Invalid(
            [Fault("rate_e4", "rate", N_("must be higher than it is now, and at most 10,000 a picture"))]
        )
    before, project.rate_e4 = project.rate_e4, rate_e4
    if project.state is ProjectState.PUBLISHED:
        faults = task_service.missing_for_publishing(session, project, project.pilot_tasks)
        if faults:
            raise Invalid(faults)
    audit.record(
        session, actor_id, "project.rate_raised", "project", project.id, {"from": before, "to": rate_e4}
    )
    return project
