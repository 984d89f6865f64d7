"""Whether newcomers of a project learn first, and the money that is held for it."""

from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.errors import N_, Fault
from annotate.projects.errors import InvalidProject
from annotate.projects.models import Project
from annotate.projects.training import MOST_RESERVE_E4


def set_training(session: Session, actor_id: int, project: Project, needed: bool, reserve_e4: int) -> None:
    """Ask newcomers to learn first, or no longer. reserve_e4: held for their pay. Raises InvalidProject."""
    if not 0 <= reserve_e4 <= MOST_RESERVE_E4:
        raise InvalidProject(
            [Fault("training_reserve_e4", "reserve", N_("must be from 0 to 1,000,000 for training"))]
        )
    project.needs_training, project.training_reserve_e4 = needed, reserve_e4
    detail = {"needed": needed, "reserve_e4": reserve_e4}
    audit.record(session, actor_id, "project.training_changed", "project", project.id, detail)
    session.flush()
