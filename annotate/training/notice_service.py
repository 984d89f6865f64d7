"""Tells her how an exam ended, and when the next one opens."""

import datetime as dt

from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.messages import service as messages
from annotate.projects.models import Project
from annotate.training.models import Round


def tell_passed(session: Session, one: Round) -> None:
    """Once, though it may first have been told as failed."""
    project = session.get_one(Project, one.project_id)
    key = f"exam-passed-{one.id}"
    messages.send(session, one.annotator_id, "exam.passed", {"project": project.name}, "/work", key)


def tell_failed(session: Session, one: Round, next_at: dt.datetime | None) -> None:
    """next_at: from when she may try again; None at once."""
    project = session.get_one(Project, one.project_id)
    params = {"project": project.name, "again_at": (next_at or clock.now()).isoformat()}
    link, key = f"/learn/rounds/{one.id}/result", f"exam-failed-{one.id}"
    messages.send(session, one.annotator_id, "exam.failed", params, link, key)
