"""Work for a whole group: women of a county are offered a project, or placed at a centre, together."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from annotate.care.centre_service import centre_of, place_at_centre
from annotate.care.errors import NobodyChosen
from annotate.care.service import Place
from annotate.core import audit, clock
from annotate.core.errors import NotFound
from annotate.messages import service as messages
from annotate.programmes.file_queries import woman_of
from annotate.projects.models import Project
from annotate.projects.states import ProjectState

MOST = 200


def move_group(
    session: Session, actor_id: int, county_code: str | None, account_ids: Sequence[int], where: Place
) -> int:
    """All of them or, when one is refused, none; how many. The same group and project twice in a day tells them once.

    Raises NobodyChosen, NotFound, CentreClosed.
    """
    chosen = sorted(set(account_ids))
    if not 1 <= len(chosen) <= MOST or (where.project_id is None and where.centre_id is None):
        raise NobodyChosen
    project = session.get(Project, where.project_id) if where.project_id is not None else None
    if where.project_id is not None and (project is None or project.state is not ProjectState.PUBLISHED):
        raise NotFound
    centre = centre_of(session, county_code, where.centre_id) if where.centre_id is not None else None
    day = clock.local_day(clock.now())
    for account_id in chosen:
        woman_of(session, county_code, account_id)
        if centre is not None:
            place_at_centre(session, actor_id, account_id, centre)
        if project is not None:
            key = f"group-{project.id}-{account_id}-{day}"
            messages.send(session, account_id, "project.offered", {"project": project.name}, "/work", key)
    detail = {"women": len(chosen), "project": where.project_id, "centre": where.centre_id}
    audit.record(session, actor_id, "group.moved", "county", county_code or "", detail)
    return len(chosen)
