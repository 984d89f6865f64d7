"""Tells those who work in a project what changes there, a part at a time: there may be thousands; and its manager what waits for money."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock, outbox
from annotate.messages import service as messages
from annotate.projects.models import GuidelineChange, GuidelineVersion, Project
from annotate.work.models import Submission
from annotate.work.offer_queries import offers

# Whoever handed nothing in for so long works elsewhere by now.
RECENT = dt.timedelta(days=30)
_MOST_NAMED = 3


def _workers_of(session: Session, project_id: int, after_id: int, limit: int) -> Sequence[int]:
    query = sa.select(Submission.annotator_id).where(
        Submission.project_id == project_id,
        Submission.received_at > clock.now() - RECENT,
        Submission.annotator_id > after_id,
    )
    return session.scalars(query.distinct().order_by(Submission.annotator_id).limit(limit)).all()


def tell_guideline_changed(
    session: Session, version_id: int, after_id: int = 0, limit: int = 500
) -> int | None:
    """Where to go on, None at the end."""
    project = session.get_one(Project, session.get_one(GuidelineVersion, version_id).project_id)
    change = session.get(GuidelineChange, version_id)
    kind, params = "guideline.changed", {"project": project.name}
    if change is not None and change.alters:
        kind, params = "guideline.grace", {**params, "until_at": change.kind_until.isoformat()}
    people = _workers_of(session, project.id, after_id, limit)
    for annotator_id in people:
        key = f"guideline-{version_id}-{annotator_id}"
        messages.send(session, annotator_id, kind, params, f"/work/{project.id}", key)
    return people[-1] if len(people) == limit else None


def tell_project_ends(session: Session, project_id: int, after_id: int = 0, limit: int = 100) -> int | None:
    """With the names of what she may do next. Where to go on, None at the end."""
    project = session.get_one(Project, project_id)
    people = _workers_of(session, project.id, after_id, limit)
    for annotator_id in people:
        named = [one.name for one in offers(session, annotator_id) if one.project_id != project.id]
        kind = "project.ending" if named else "project.ending_alone"
        params = {"project": project.name} | ({"names": named[:_MOST_NAMED]} if named else {})
        messages.send(session, annotator_id, kind, params, "/work", key=f"ending-{project.id}-{annotator_id}")
    return people[-1] if len(people) == limit else None


def tell_waiting(session: Session, project: Project) -> None:
    """Pictures that came after publishing wait for money: told once for what was put in."""
    link, key = f"/projects/{project.id}/fund", f"waiting-{project.id}-{project.funded_e4}"
    messages.send(session, project.owner_id, "pictures.waiting", {"project": project.name}, link, key)
    outbox.announce(session, "pictures.waiting", project.id, key=key)
