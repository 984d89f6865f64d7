"""Finds the changes of a guideline that an answer could not, or need not yet, know."""

import datetime as dt

from sqlalchemy.orm import Session

from annotate.projects.change_queries import altering_changes
from annotate.projects.guideline_change import Grace, grace_among
from annotate.work.models import Assignment, Submission


def grace_of(
    session: Session, submission: Submission, known_since: dt.datetime | None = None
) -> Grace | None:
    """The changes after the version of her lease that she does not answer for. known_since: see `grace_among`."""
    hers = session.get_one(Assignment, submission.assignment_id).guideline_version_id or 0
    changes = altering_changes(session, submission.project_id)
    return grace_among(changes, hers, submission.received_at, known_since)


def grace_of_answer(session: Session, submission_id: str) -> Grace | None:
    """The same for a reviewer's page."""
    return grace_of(session, session.get_one(Submission, submission_id))
