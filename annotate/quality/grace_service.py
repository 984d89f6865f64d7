"""Finds the changes of a guideline that an answer could not, or need not yet, know."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.projects.models import GuidelineChange, GuidelineVersion
from annotate.quality.grace import Grace
from annotate.work.models import Assignment, Submission


def grace_of(
    session: Session, submission: Submission, known_since: dt.datetime | None = None
) -> Grace | None:
    """The changes after the version of her lease, where her answer came within seven days of them or before.

    known_since: when the known answer of a check picture was made: changes after it speak against the known answer,
    not against hers, however she drew.
    """
    hers = session.get_one(Assignment, submission.assignment_id).guideline_version_id or 0
    excuses = sa.and_(GuidelineChange.version_id > hers, GuidelineChange.kind_until > submission.received_at)
    if known_since is not None:
        newer = sa.and_(GuidelineChange.version_id <= hers, GuidelineChange.changed_at > known_since)
        excuses = sa.or_(excuses, newer)
    query = (
        sa.select(GuidelineVersion.number, GuidelineChange.labels, GuidelineChange.everything)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineChange.version_id)
        .where(GuidelineChange.project_id == submission.project_id, GuidelineChange.alters, excuses)
    )
    rows = session.execute(query).all()
    if not rows:
        return None
    return Grace(
        version=max(row.number for row in rows),
        labels=frozenset(label for row in rows for label in row.labels),
        everything=any(row.everything for row in rows),
    )


def grace_of_answer(session: Session, submission_id: str) -> Grace | None:
    """The same for a reviewer's page."""
    return grace_of(session, session.get_one(Submission, submission_id))
