"""Reads of judgements: what is accepted, what waits, how an answer compares, what she has had judged."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.models import OutboxEvent
from annotate.datasets.models import Image
from annotate.people.models import Account
from annotate.projects.models import OntologyVersion, Project, ProjectMember
from annotate.quality.judgement import (
    REVIEW_HOURS,
    AppealState,
    Lesson,
    Verdict,
    lesson_of,
    shows_lesson,
)
from annotate.quality.models import Appeal, Judgement
from annotate.work.models import Mending, Submission, Task


@dataclass(frozen=True)
class AcceptedWork:
    """An answer that is to be paid, with the price frozen when it was handed out."""

    judgement_id: int
    submission_id: str
    annotator_id: int
    project_id: int
    programme_id: int | None
    rate_e4: int
    share_percent: int
    currency: str
    active_ms: int
    judged_at: dt.datetime


def _accepted() -> Any:
    return (
        sa.select(
            Judgement.id.label("judgement_id"),
            Judgement.submission_id,
            Judgement.annotator_id,
            Judgement.project_id,
            Project.programme_id,
            Submission.rate_e4,
            Judgement.share_percent,
            Submission.currency,
            # Mending is work too.
            (Submission.active_ms + sa.func.coalesce(Mending.active_ms, 0)).label("active_ms"),
            Judgement.judged_at,
        )
        .join(Submission, Submission.id == Judgement.submission_id)
        .join(Project, Project.id == Judgement.project_id)
        .join(Mending, Mending.submission_id == Submission.id, isouter=True)
        .where(Judgement.final, Judgement.share_percent > 0)
    )


def accepted_work(session: Session, judgement_id: int) -> AcceptedWork | None:
    """The answer of a paying judgement; None when the judgement pays nothing."""
    row = session.execute(_accepted().where(Judgement.id == judgement_id)).one_or_none()
    return AcceptedWork(**row._asdict()) if row else None


def judgements_in_progress(session: Session) -> set[int]:
    """Paying judgements whose payment is still on its way, as the outbox says."""
    query = sa.select(OutboxEvent.ref).where(
        OutboxEvent.kind.in_(("submission.accepted", "submission.accepted_part")),
        OutboxEvent.done_at.is_(None),
        OutboxEvent.dead_at.is_(None),
    )
    return {int(ref) for ref in session.scalars(query)}


def reviewed_by(session: Session, account_id: int) -> sa.ColumnElement[bool]:
    """Condition on Project: this person may judge its answers."""
    account = session.get_one(Account, account_id)
    member_of = sa.select(ProjectMember.project_id).where(ProjectMember.account_id == account_id)
    mine = [Project.owner_id == account_id, Project.id.in_(member_of)]
    if account.organisation_id is not None:
        mine.append(Project.organisation_id == account.organisation_id)
    return sa.or_(*mine)


@dataclass(frozen=True)
class Waiting:
    """One answer that a person must look at. until: when it is accepted without a decision."""

    judgement_id: int
    project_id: int
    project_name: str
    task_id: int
    image_id: int
    image_name: str
    alias: str
    score: float | None
    counts: dict[str, int]
    since: dt.datetime
    until: dt.datetime


def review_queue(
    session: Session, account_id: int, project_id: int | None = None, after_id: int = 0, limit: int = 50
) -> list[Waiting]:
    """Answers that wait for this reviewer, the longest waiting first."""
    query = (
        sa.select(Judgement, Project.name, Image.id, Image.name, Account.alias)
        .join(Project, Project.id == Judgement.project_id)
        .join(Task, Task.id == Judgement.task_id)
        .join(Image, Image.id == Task.image_id)
        .join(Account, Account.id == Judgement.annotator_id)
        .where(
            Judgement.is_current, ~Judgement.final, Judgement.verdict != Verdict.FIX, Judgement.id > after_id
        )
        .where(reviewed_by(session, account_id))
        .order_by(Judgement.id)
        .limit(limit)
    )
    if project_id is not None:
        query = query.where(Judgement.project_id == project_id)
    return [
        Waiting(
            judgement_id=judgement.id,
            project_id=judgement.project_id,
            project_name=project_name,
            task_id=judgement.task_id,
            image_id=image_id,
            image_name=image_name,
            alias=alias,
            score=judgement.score,
            counts=judgement.reason.get("counts", {}),
            since=judgement.judged_at,
            until=judgement.judged_at + dt.timedelta(hours=REVIEW_HOURS),
        )
        for judgement, project_name, image_id, image_name, alias in session.execute(query)
    ]


def next_waiting(session: Session, account_id: int, after_id: int) -> int | None:
    """The next answer to look at; from the start again after the last."""
    for start in (after_id, 0):
        found = review_queue(session, account_id, after_id=start, limit=1)
        if found:
            return found[0].judgement_id
    return None


@dataclass(frozen=True)
class MyAnswer:
    """One answer of hers. judgement_id, verdict: none while others still work on the picture."""

    submission_id: str
    received_at: dt.datetime
    project_name: str
    image_id: int
    image_name: str
    rate_e4: int
    currency: str
    judgement_id: int | None
    verdict: Verdict | None
    share_percent: int | None
    counts: dict[str, int]


def my_answers(
    session: Session, annotator_id: int, before: dt.datetime | None = None, limit: int = 30
) -> list[MyAnswer]:
    """Her answers, newest first, from before a moment on."""
    query = (
        sa.select(Submission, Project.name, Image.id, Image.name, Judgement)
        .join(Project, Project.id == Submission.project_id)
        .join(Task, Task.id == Submission.task_id)
        .join(Image, Image.id == Task.image_id)
        .join(
            Judgement, sa.and_(Judgement.submission_id == Submission.id, Judgement.is_current), isouter=True
        )
        .where(Submission.annotator_id == annotator_id)
        .order_by(Submission.received_at.desc(), Submission.id)
        .limit(limit)
    )
    if before is not None:
        query = query.where(Submission.received_at < before)
    return [
        MyAnswer(
            submission_id=submission.id,
            received_at=submission.received_at,
            project_name=project_name,
            image_id=image_id,
            image_name=image_name,
            rate_e4=submission.rate_e4,
            currency=submission.currency,
            judgement_id=judgement.id if judgement else None,
            verdict=judgement.verdict if judgement else None,
            share_percent=judgement.share_percent if judgement else None,
            counts=judgement.reason.get("counts", {}) if judgement else {},
        )
        for submission, project_name, image_id, image_name, judgement in session.execute(query)
    ]


@dataclass(frozen=True)
class Feedback:
    """What to tell her on her home page. clean: how many of her newest answers had nothing to improve. example: her newest
    judgement that shows the lesson."""

    judged: int
    clean: int
    lesson: Lesson | None
    label_titles: dict[str, str]
    example: int | None


def feedback_of(session: Session, annotator_id: int, newest: int = 20) -> Feedback:
    """Over her newest judged answers."""
    query = (
        sa.select(Judgement.id, Judgement.reason, OntologyVersion.document)
        .join(Submission, Submission.id == Judgement.submission_id)
        .join(OntologyVersion, OntologyVersion.id == Submission.ontology_version_id, isouter=True)
        .where(Judgement.annotator_id == annotator_id, Judgement.is_current, Judgement.final)
        .order_by(Judgement.id.desc())
        .limit(newest)
    )
    rows = session.execute(query).all()
    reasons = [row.reason for row in rows]
    lesson = lesson_of(reasons)
    labels = [label for row in rows if row.document for label in row.document["labels"]]
    titles: dict[str, str] = next(
        (label.get("title", {}) for label in labels if lesson and label["name"] == lesson.label), {}
    )
    clean = sum(not any(reason.get("counts", {}).values()) for reason in reasons)
    example = next((row.id for row in rows if lesson and shows_lesson(row.reason, lesson)), None)
    return Feedback(len(rows), clean, lesson, titles, example)


@dataclass(frozen=True)
class OpenAppeal:
    appeal_id: int
    judgement_id: int
    project_name: str
    image_name: str
    alias: str
    text: str
    due_at: dt.datetime


def open_appeals(session: Session, account_id: int, limit: int = 50) -> Sequence[OpenAppeal]:
    """Wishes for another look that this reviewer may decide, the most urgent first."""
    query = (
        sa.select(
            Appeal.id.label("appeal_id"),
            Appeal.judgement_id,
            Project.name.label("project_name"),
            Image.name.label("image_name"),
            Account.alias,
            Appeal.text,
            Appeal.due_at,
        )
        .join(Judgement, Judgement.id == Appeal.judgement_id)
        .join(Project, Project.id == Judgement.project_id)
        .join(Task, Task.id == Judgement.task_id)
        .join(Image, Image.id == Task.image_id)
        .join(Account, Account.id == Appeal.annotator_id)
        .where(Appeal.state == AppealState.OPEN, reviewed_by(session, account_id))
        .where(Judgement.judged_by.is_distinct_from(account_id))
        .order_by(Appeal.due_at, Appeal.id)
        .limit(limit)
    )
    return [OpenAppeal(**row._asdict()) for row in session.execute(query)]


def waiting_count(session: Session, project_id: int) -> int:
    """How many answers of a project wait for a person."""
    query = sa.select(sa.func.count()).where(
        Judgement.project_id == project_id,
        Judgement.is_current,
        ~Judgement.final,
        Judgement.verdict != Verdict.FIX,
    )
    return session.scalar(query) or 0


def hours_left(until: dt.datetime) -> int:
    """Whole hours until a moment, never below 0."""
    return max(0, int((until - clock.now()).total_seconds() // 3600))
