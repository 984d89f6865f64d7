"""What she has to mend, for her home page and for the editor."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.projects.models import Project
from annotate.work.models import Mending, Submission
from annotate.work.queries import HandedOut


def with_fixes(session: Session, found: list[HandedOut], mending_ids: Sequence[int]) -> list[HandedOut]:
    """What is to be mended goes on from her own answer, without proposals."""
    if not mending_ids:
        return found
    query = sa.select(Mending, Submission.annotations).join(
        Submission, Submission.id == Mending.submission_id
    )
    fixes = {
        row[0].assignment_id: row
        for row in session.execute(query.where(Mending.assignment_id.in_(mending_ids)))
    }
    return [_with_fix(one, *fixes[one.id]) if one.id in fixes else one for one in found]


def _with_fix(one: HandedOut, mending: Mending, first: list[Any]) -> HandedOut:
    fix = {
        "note": mending.note,
        "comments": mending.comments,
        "asked_at": mending.asked_at.isoformat(),
        "until": mending.until.isoformat(),
    }
    start = {"annotations": first, "decided": [], "active_ms": 0, "revision": 0}
    return replace(one, fix=fix, draft=one.draft or start, prelabels=None)


@dataclass(frozen=True)
class ToMend:
    """What she has to mend in one project. until: the nearest deadline."""

    project_id: int
    project_name: str
    count: int
    until: dt.datetime


def to_mend(session: Session, annotator_id: int) -> list[ToMend]:
    """Answers that were given back to her, the most urgent project first."""
    query = (
        sa.select(Project.id, Project.name, sa.func.count(), sa.func.min(Mending.until).label("until"))
        .join(Project, Project.id == Mending.project_id)
        .where(Mending.annotator_id == annotator_id, Mending.closed_at.is_(None), Mending.mended_at.is_(None))
        .group_by(Project.id, Project.name)
        .order_by("until", Project.id)
    )
    return [ToMend(*row) for row in session.execute(query)]
