"""Reads that pages need."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.projects.budget import Plan
from annotate.projects.models import GuidelineVersion, OntologyVersion, Project, ProjectMember
from annotate.projects.states import ProjectState


def projects_of(
    session: Session, account_id: int, before_id: int | None = None, limit: int = 50
) -> Sequence[Project]:
    """Projects that this person may see, newest first, from below `before_id` on."""
    account = session.get_one(Account, account_id)
    member_of = sa.select(ProjectMember.project_id).where(ProjectMember.account_id == account_id)
    mine = sa.or_(
        Project.owner_id == account_id,
        Project.id.in_(member_of),
        # Never true for a person without an organisation: NULL equals nothing.
        Project.organisation_id == account.organisation_id
        if account.organisation_id is not None
        else sa.false(),
        sa.true() if account.role is Role.ADMIN else sa.false(),
    )
    query = sa.select(Project).where(mine).order_by(Project.id.desc()).limit(limit)
    return session.scalars(query.where(Project.id < before_id) if before_id else query).all()


def facts_of(project: Project) -> dict[str, Any]:
    """A project's own row in the words of the API."""
    return {
        "id": project.id,
        "name": project.name,
        "state": project.state.value,
        "currency": project.currency,
        "rate_e4": project.rate_e4,
        "redundancy": {
            "min": project.redundancy_min,
            "max": project.redundancy_max,
            "confidence": project.confidence,
        },
        "lease_minutes": project.lease_minutes,
        "funded_e4": project.funded_e4,
        "pilot_tasks": project.pilot_tasks,
        "programme_id": project.programme_id,
        "gold_share": project.gold_share,
        "needs_training": project.needs_training,
        "training_reserve_e4": project.training_reserve_e4,
        "created_at": project.created_at.isoformat(),
        "published_at": project.published_at.isoformat() if project.published_at else None,
    }


def plan_of(project: Project, portions: int, verify_e4: int = 0, rework_e4: int = 0) -> Plan:
    """What the project may come to. portions: pictures and clips; verify_e4: its verify tasks at their plain price.

    rework_e4: what it promised for answers made anew.
    """
    return Plan(
        answers=portions * project.redundancy_max,
        rate_e4=project.rate_e4,
        level_bonus=project.level_bonus,
        gold_share=project.gold_share,
        verify_e4=verify_e4,
        training_reserve_e4=project.training_reserve_e4,
        rework_e4=rework_e4,
    )


@dataclass(frozen=True)
class Versions:
    """What a project's newest labels and guideline are."""

    ontology_number: int | None
    ontology: dict[str, Any]
    guideline_number: int | None
    guideline_sha256: str
    text_zh: str
    text_en: str
    html_zh: str
    html_en: str
    guideline_at: dt.datetime | None


def newest_versions(session: Session, project: Project) -> Versions:
    ontology = session.get(OntologyVersion, project.ontology_version_id or 0)
    guideline = session.get(GuidelineVersion, project.guideline_version_id or 0)
    return Versions(
        ontology_number=ontology.number if ontology else None,
        ontology=ontology.document if ontology else {"labels": []},
        guideline_number=guideline.number if guideline else None,
        guideline_sha256=guideline.sha256 if guideline else "",
        text_zh=guideline.text_zh if guideline else "",
        text_en=guideline.text_en if guideline else "",
        html_zh=guideline.html_zh if guideline else "",
        html_en=guideline.html_en if guideline else "",
        guideline_at=guideline.created_at if guideline else None,
    )


@dataclass(frozen=True)
class LabelVersion:
    """One version of a project's labels."""

    number: int
    document: dict[str, Any]
    created_at: dt.datetime


def label_versions(session: Session, project_id: int, limit: int = 50) -> list[LabelVersion]:
    """The newest first."""
    query = sa.select(OntologyVersion).where(OntologyVersion.project_id == project_id)
    found = session.scalars(query.order_by(OntologyVersion.number.desc()).limit(limit))
    return [LabelVersion(one.number, one.document, one.created_at) for one in found]


def published_ids(session: Session) -> Sequence[int]:
    """Projects that hand out work now."""
    query = sa.select(Project.id).where(Project.state == ProjectState.PUBLISHED).order_by(Project.id)
    return session.scalars(query).all()


def project_ids(session: Session) -> Sequence[int]:
    """Ids of all projects, oldest first."""
    return session.scalars(sa.select(Project.id).order_by(Project.id)).all()


@dataclass(frozen=True)
class GuidelineText:
    """One version of a guideline as it was written."""

    number: int
    text_zh: str
    text_en: str
    created_at: dt.datetime

    def text(self, locale: str) -> str:
        """In this language, else in the other: one language is better than an empty page."""
        first, second = (self.text_en, self.text_zh) if locale == "en" else (self.text_zh, self.text_en)
        return first if first.strip() else second


def _guideline_text(version: GuidelineVersion) -> GuidelineText:
    return GuidelineText(version.number, version.text_zh, version.text_en, version.created_at)


def guideline_versions(session: Session, project_id: int, limit: int = 50) -> list[GuidelineText]:
    """All versions of a project's guideline, newest first."""
    query = sa.select(GuidelineVersion).where(GuidelineVersion.project_id == project_id)
    return [
        _guideline_text(one)
        for one in session.scalars(query.order_by(GuidelineVersion.number.desc()).limit(limit))
    ]


def guideline_text(session: Session, version_id: int | None) -> GuidelineText | None:
    """The version with this id; None for none."""
    version = session.get(GuidelineVersion, version_id or 0)
    return _guideline_text(version) if version else None
