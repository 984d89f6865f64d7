"""What she has to mend or to make anew, for her home page and for the editor."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.projects.models import GuidelineVersion, Project
from annotate.work.mend_service import Version, mended_versions
from annotate.work.models import Mending, Rework, Submission
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
        for row in session.execute(
            query.where(Mending.assignment_id.in_(mending_ids), Mending.closed_at.is_(None))
        )
    }
    redone = _reworks(session, [one for one in mending_ids if one not in fixes])
    mended = mended_versions(session, [one.task_id for one in found if one.id in redone])
    shown = [_with_fix(one, *fixes[one.id]) if one.id in fixes else one for one in found]
    return [_with_rework(one, *redone[one.id], mended) if one.id in redone else one for one in shown]


def _reworks(session: Session, assignment_ids: Sequence[int]) -> dict[int, tuple[Rework, list[Any], int]]:
    """Open work by assignment: with her first answer, and the number of the guideline's new version."""
    if not assignment_ids:
        return {}
    query = (
        sa.select(Rework, Submission.annotations, GuidelineVersion.number)
        .join(Submission, Submission.id == Rework.submission_id)
        .join(GuidelineVersion, GuidelineVersion.id == Rework.guideline_version_id)
        .where(Rework.assignment_id.in_(assignment_ids), Rework.closed_at.is_(None))
    )
    return {row[0].assignment_id: (row[0], row[1], row[2]) for row in session.execute(query)}


def _with_rework(
    one: HandedOut, rework: Rework, first: list[Any], version: int, mended: Mapping[str, Version]
) -> HandedOut:
    came = mended.get(rework.submission_id)
    fix = {
        "note": "",
        "comments": [],
        "asked_at": rework.asked_at.isoformat(),
        "until": rework.until.isoformat(),
        "rework": {"guideline_version": version, "rate_e4": rework.rate_e4, "currency": rework.currency},
    }
    start = {"annotations": came.annotations if came else first, "decided": [], "active_ms": 0, "revision": 0}
    return replace(one, fix=fix, draft=one.draft or start, prelabels=None, guideline_version=version)


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


@dataclass(frozen=True)
class ToRedo:
    """What she may make anew in one project, and what it pays in all. until: the nearest deadline."""

    project_id: int
    project_name: str
    count: int
    amount_e4: int
    currency: str
    until: dt.datetime


def to_redo(session: Session, annotator_id: int) -> list[ToRedo]:
    """Answers of hers that a changed guideline asks for anew, the most urgent project first."""
    amount = sa.cast(sa.func.sum(Rework.rate_e4), sa.BigInteger)
    until = sa.func.min(Rework.until).label("until")
    query = (
        sa.select(Project.id, Project.name, sa.func.count(), amount, Project.currency, until)
        .join(Project, Project.id == Rework.project_id)
        .where(Rework.annotator_id == annotator_id, Rework.closed_at.is_(None))
        .group_by(Project.id, Project.name, Project.currency)
        .order_by("until", Project.id)
    )
    return [ToRedo(*row) for row in session.execute(query)]
