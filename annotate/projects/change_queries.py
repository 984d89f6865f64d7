"""The versions of a guideline that altered what is right."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.projects.guideline_change import Change
from annotate.projects.models import GuidelineChange, GuidelineVersion


def altering_changes(session: Session, project_id: int) -> list[Change]:
    """Oldest first; a handful in the life of a project."""
    query = (
        sa.select(
            GuidelineChange.version_id,
            GuidelineVersion.number,
            GuidelineChange.labels,
            GuidelineChange.everything,
            GuidelineChange.changed_at,
            GuidelineChange.kind_until,
        )
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineChange.version_id)
        .where(GuidelineChange.project_id == project_id, GuidelineChange.alters)
        .order_by(GuidelineChange.version_id)
    )
    return [
        Change(version_id, number, frozenset(labels), everything, changed_at, kind_until)
        for version_id, number, labels, everything, changed_at, kind_until in session.execute(query)
    ]
