"""Reads of questions: the queue of those who answer, and hers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.datasets.models import Image
from annotate.people.models import Account
from annotate.projects.models import OntologyVersion, Project
from annotate.quality.queries import reviewed_by
from annotate.questions.models import Question
from annotate.work.models import Assignment


@dataclass(frozen=True)
class Asked:
    """One question with its picture. titles: names of the labels, by locale."""

    question: Question
    project_name: str
    alias: str
    image_id: int
    width_px: int
    height_px: int
    titles: Mapping[str, Mapping[str, str]]

    @property
    def is_overdue(self) -> bool:
        return self.question.answered_at is None and self.question.due_at <= clock.now()

    @property
    def label(self) -> str:
        return str((self.question.mark or {}).get("label", ""))

    @property
    def asked_about(self) -> list[dict[str, Any]]:
        return [self.question.mark] if self.question.mark else []

    @property
    def shown_at(self) -> list[dict[str, Any]]:
        return [{"box": self.question.region}] if self.question.region else []


_ASKED = (
    sa.select(Question, Project.name, Account.alias, Image, OntologyVersion.document)
    .join(Project, Project.id == Question.project_id)
    .join(Account, Account.id == Question.annotator_id)
    .join(Image, Image.id == Question.image_id)
    .join(Assignment, Assignment.id == Question.assignment_id)
    .join(OntologyVersion, OntologyVersion.id == Assignment.ontology_version_id)
)


def _all(session: Session, query: sa.Select[Any]) -> list[Asked]:
    return [
        Asked(question, name, alias, image.id, image.width_px, image.height_px, _titles(document))
        for question, name, alias, image, document in session.execute(query)
    ]


def _titles(document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {one["name"]: one.get("title", {}) for one in document.get("labels", [])}


def waiting(session: Session, account_id: int, limit: int = 50) -> list[Asked]:
    """Questions without an answer that this person may answer, the longest waiting first."""
    query = _ASKED.where(reviewed_by(session, account_id), Question.answered_at.is_(None))
    return _all(session, query.order_by(Question.due_at, Question.id).limit(limit))


def answered(session: Session, account_id: int, limit: int = 20) -> list[Asked]:
    """Those answered last, newest first."""
    query = _ASKED.where(reviewed_by(session, account_id), Question.answered_at.is_not(None))
    return _all(session, query.order_by(Question.answered_at.desc(), Question.id.desc()).limit(limit))


def waiting_count(session: Session, account_id: int) -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(Question)
        .join(Project, Project.id == Question.project_id)
        .where(reviewed_by(session, account_id), Question.answered_at.is_(None))
    )
    return session.scalar(query) or 0


def one_asked(session: Session, question_id: int) -> Asked:
    """Of a question that is known to be there."""
    return _all(session, _ASKED.where(Question.id == question_id))[0]


def hers(session: Session, annotator_id: int, project_id: int | None = None, limit: int = 30) -> list[Asked]:
    """Her own, newest first."""
    query = _ASKED.where(Question.annotator_id == annotator_id)
    if project_id is not None:
        query = query.where(Question.project_id == project_id)
    return _all(session, query.order_by(Question.id.desc()).limit(limit))
