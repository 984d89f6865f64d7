"""What the manager's pages of quality show: a few prepared rows, however many pictures there are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.insight.calibration import Calibration, calibration_of, empty_part, sum_parts
from annotate.insight.figures import Day, ProjectQuality, quality_from
from annotate.insight.models import ProjectInsight, QualityDay
from annotate.projects.models import OntologyVersion, Project

# Two years of work days; older ones no longer say how it goes.
MOST_DAYS = 500


def days_of(session: Session, project_id: int, since: dt.date | None = None) -> Sequence[Day]:
    """Oldest first."""
    query = sa.select(QualityDay).where(QualityDay.project_id == project_id, QualityDay.settled > 0)
    if since is not None:
        query = query.where(QualityDay.day >= since)
    found = session.scalars(query.order_by(QualityDay.day.desc()).limit(MOST_DAYS)).all()
    return [
        Day(
            one.day,
            one.settled,
            one.agreed,
            one.answers,
            one.objects,
            one.agreement_sum,
            one.errors_sum,
            one.tally,
        )
        for one in reversed(found)
    ]


def quality_of(session: Session, project_id: int) -> ProjectQuality:
    """Agreement over time and by class, and who was called what."""
    query = sa.select(ProjectInsight.updated_at).where(ProjectInsight.project_id == project_id)
    return quality_from(days_of(session, project_id), session.scalar(query))


def agreement_of(session: Session, project_id: int) -> tuple[float | None, int]:
    """(mean agreement, settled pictures) as they were last counted; None before one is settled."""
    query = sa.select(sa.func.sum(QualityDay.agreement_sum), sa.func.sum(QualityDay.settled))
    total, settled = session.execute(query.where(QualityDay.project_id == project_id)).one()
    return (total / settled, int(settled)) if settled else (None, 0)


@dataclass(frozen=True)
class ProjectCalibration:
    """all: both kinds of known pictures; golds, decided: each alone."""

    all: Calibration
    golds: Calibration
    decided: Calibration


def calibration_of_project(session: Session, project_id: int) -> ProjectCalibration:
    query = sa.select(ProjectInsight.calibration).where(ProjectInsight.project_id == project_id)
    stored = session.scalar(query) or {}

    def one(*names: str) -> Calibration:
        found = [stored[name] for name in names if name in stored]
        parts = [each["part"] for each in found] or [empty_part()]
        return calibration_of(sum_parts(parts), sum(each["pictures"] for each in found))

    return ProjectCalibration(one("gold", "decided"), one("gold"), one("decided"))


def label_titles(session: Session, project_id: int) -> dict[str, dict[str, str]]:
    """Words of the newest labels by name, a language each."""
    query = (
        sa.select(OntologyVersion.document)
        .join(Project, Project.ontology_version_id == OntologyVersion.id)
        .where(Project.id == project_id)
    )
    document = session.scalar(query) or {"labels": []}
    return {label["name"]: label.get("title", {}) for label in document["labels"]}
