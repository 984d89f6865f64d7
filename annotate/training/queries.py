"""Reads that pages of learning need: what is next for her, a round as its page shows it, the manager's overview."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.datasets.models import Image
from annotate.projects.models import OntologyVersion, Project
from annotate.projects.queries import guideline_text
from annotate.projects.training import LEAST_CHECKS
from annotate.quality.gold_score import Hint, hints_of
from annotate.training import course_service, service
from annotate.training.models import GoldUse, LearningPath, Round, RoundTask
from annotate.training.rules import (
    RoundKind,
    RoundState,
    Step,
    Use,
    next_exam_at,
    next_step,
)
from annotate.work.models import Gold, Task
from annotate.work.queries import Frame, HandedOut
from annotate.work.states import Gate


@dataclass(frozen=True)
class Way:
    """Her way into one project. pages_read, right: of the course, of the newest exam."""

    project_id: int
    name: str
    step: Step
    hourly_e4: int
    currency: str
    pages_read: int
    pages: int
    practice: Round | None
    exam: Round | None
    next_exam_at: dt.datetime | None
    pictures: int
    pass_percent: int
    exam_is_paid: bool


def way_into(session: Session, annotator_id: int, project: Project, locale: str) -> Way:
    """Where she is and what comes next."""
    path = session.get(LearningPath, (annotator_id, project.id))
    course, rules = course_service.course_of(session, project), service.rules_of(session, project.id)
    practice = service.last_round(session, annotator_id, project.id, RoundKind.PRACTICE)
    exam = service.last_round(session, annotator_id, project.id, RoundKind.EXAM)
    from_then = next_exam_at(exam.ended_at if exam else None, rules)
    pages = len(course.pages(locale)) if course else 0
    step = next_step(
        pages > 0 and not course_service.is_read(path),
        bool(path and path.practised_at),
        bool(path and path.passed_at),
        from_then,
        clock.now(),
    )
    return Way(
        project_id=project.id,
        name=project.name,
        step=step,
        hourly_e4=rules.hourly_e4,
        currency=project.currency,
        pages_read=min(path.pages_read, pages) if path else 0,
        pages=pages,
        practice=practice,
        exam=exam,
        next_exam_at=from_then,
        pictures=rules.pictures,
        pass_percent=rules.pass_percent,
        exam_is_paid=(
            exam.number if exam and exam.state is RoundState.OPEN else exam.number + 1 if exam else 1
        )
        <= rules.paid_tries,
    )


@dataclass(frozen=True)
class OfferedPractice:
    """Paid practice that waits for her."""

    project_id: int
    name: str
    hourly_e4: int
    is_begun: bool


@dataclass(frozen=True)
class AtHome:
    """What her home page says of learning. ways: projects that are not open to her yet, those she is on first."""

    ways: Sequence[Way]
    practice: Sequence[OfferedPractice]

    @property
    def project_ids(self) -> list[int]:
        return [way.project_id for way in self.ways]


def at_home(session: Session, annotator_id: int, locale: str) -> AtHome:
    """Published projects whose gate is at training or exam for her, and practice that was offered."""
    query = sa.select(Project).where(Project.state == "published", Project.needs_training)
    ways = [
        way_into(session, annotator_id, project, locale)
        for project in session.scalars(query.order_by(Project.id))
        if service.gate_of(session, annotator_id, project) in (Gate.TRAINING, Gate.EXAM)
    ]
    offered = (
        sa.select(Round, Project.name)
        .join(Project, Project.id == Round.project_id)
        .where(
            Round.annotator_id == annotator_id,
            Round.kind == RoundKind.GATE,
            Round.state.in_((RoundState.OFFERED, RoundState.OPEN)),
            Project.state == "published",
        )
        .order_by(Round.id)
    )
    practice = [
        OfferedPractice(one.project_id, name, one.hourly_e4, one.state is RoundState.OPEN)
        for one, name in session.execute(offered)
        if len(service.golds_in_use(session, one.project_id)) >= LEAST_CHECKS
    ]
    return AtHome(
        sorted(ways, key=lambda way: (way.step is Step.WAIT, -way.pages_read, way.project_id)), practice
    )


def has_round_image(session: Session, account_id: int, image_id: int) -> bool:
    """Whether a picture is one of those she learns with."""
    query = (
        sa.select(RoundTask.id)
        .join(Round, Round.id == RoundTask.round_id)
        .join(Task, Task.id == RoundTask.task_id)
        .where(Round.annotator_id == account_id, Task.image_id == image_id)
    )
    return session.scalar(query.limit(1)) is not None


def handed_out(
    session: Session, one: Round, tasks: Sequence[RoundTask], until: dt.datetime
) -> list[HandedOut]:
    """Pictures of a round as the labelling window gets them."""
    number = session.scalar(
        sa.select(OntologyVersion.number).where(OntologyVersion.id == one.ontology_version_id)
    )
    guideline = guideline_text(session, one.guideline_version_id)
    images = _images(session, [task.task_id for task in tasks])
    return [
        HandedOut(
            id=task.id,
            task_id=task.task_id,
            frames=(_frame(images[task.task_id]),),
            clip=None,
            rate_e4=0,
            currency=one.currency,
            lease_expires_at=until,
            ontology_version=number or 0,
            guideline_version=guideline.number if guideline else None,
            offline_until=None,
            draft=task.draft and {**task.draft, "decided": []},
        )
        for task in tasks
    ]


def _frame(image: Image) -> Frame:
    size = image.preview_bytes or image.byte_size
    return Frame(image.id, image.name, image.width_px, image.height_px, size, None)


def _images(session: Session, task_ids: Sequence[int]) -> dict[int, Image]:
    query = sa.select(Task.id, Image).join(Image, Image.id == Task.image_id).where(Task.id.in_(task_ids))
    return {row.id: row.Image for row in session.execute(query)}


def ontology_of(session: Session, one: Round) -> tuple[int, dict[str, Any]]:
    """Number and document of the labels that a round is drawn with."""
    version = session.get_one(OntologyVersion, one.ontology_version_id)
    return version.number, version.document


@dataclass(frozen=True)
class Shown:
    """One picture of a finished round: her newest answer beside the known one."""

    image_id: int
    width_px: int
    height_px: int
    hers: Sequence[Mapping[str, Any]]
    reference: Sequence[Mapping[str, Any]]
    passed: bool
    hints: Sequence[Hint]


def shown_of(session: Session, one: Round) -> list[Shown]:
    """What the page of a finished round shows, in the order of the round; without checks that were withdrawn."""
    query = (
        sa.select(RoundTask, Gold.reference, Image)
        .join(Gold, Gold.task_id == RoundTask.task_id)
        .join(Task, Task.id == RoundTask.task_id)
        .join(Image, Image.id == Task.image_id)
        .where(RoundTask.round_id == one.id, RoundTask.answered_at.is_not(None), Gold.withdrawn_at.is_(None))
        .order_by(RoundTask.place)
    )
    # A picture that came again is shown as it was last.
    newest = {task.task_id: (task, reference, image) for task, reference, image in session.execute(query)}
    return [
        Shown(
            image.id,
            image.width_px,
            image.height_px,
            task.annotations or [],
            reference,
            bool(task.passed),
            hints_of(task.reason or {}),
        )
        for task, reference, image in newest.values()
    ]


def left_in(session: Session, one: Round) -> int:
    """Pictures of a round that want an answer."""
    query = (
        sa.select(sa.func.count())
        .select_from(RoundTask)
        .join(Gold, Gold.task_id == RoundTask.task_id)
        .where(RoundTask.round_id == one.id, RoundTask.answered_at.is_(None), Gold.withdrawn_at.is_(None))
    )
    return session.scalar(query) or 0


def titles_of(session: Session, one: Round) -> dict[str, dict[str, str]]:
    """Words of each label in both languages."""
    _number, document = ontology_of(session, one)
    return {label["name"]: label.get("title", {}) for label in document["labels"]}


@dataclass(frozen=True)
class KeptGold:
    """A check picture as the page of learning lists it. use: what it is kept for, if anything."""

    task_id: int
    image_id: int
    image_name: str
    use: Use | None


def golds_of(session: Session, project_id: int, limit: int = 100) -> list[KeptGold]:
    query = (
        sa.select(Gold.task_id, Image.id, Image.name, GoldUse.use)
        .join(Task, Task.id == Gold.task_id)
        .join(Image, Image.id == Task.image_id)
        .join(GoldUse, GoldUse.task_id == Gold.task_id, isouter=True)
        .where(Gold.project_id == project_id, Gold.withdrawn_at.is_(None))
        .order_by(Gold.task_id)
        .limit(limit)
    )
    return [KeptGold(*row) for row in session.execute(query)]


@dataclass(frozen=True)
class Overview:
    """Newcomers of a project by how far they are."""

    began: int
    practised: int
    passed: int
    tries: int
    golds: int

    @property
    def is_on(self) -> bool:
        """Whether there are enough check pictures to learn with."""
        return self.golds >= LEAST_CHECKS


def overview_of(session: Session, project_id: int) -> Overview:
    counts = sa.select(
        sa.func.count(), sa.func.count(LearningPath.practised_at), sa.func.count(LearningPath.passed_at)
    ).where(LearningPath.project_id == project_id)
    began, practised, passed = session.execute(counts).one()
    tries = sa.select(sa.func.count()).where(
        Round.project_id == project_id, Round.kind == RoundKind.EXAM, Round.ended_at.is_not(None)
    )
    return Overview(
        began, practised, passed, session.scalar(tries) or 0, len(service.golds_in_use(session, project_id))
    )


@dataclass(frozen=True)
class Result:
    """How a round stands. shown: only of one that is over; left: pictures that want an answer."""

    round: Round
    way: Way
    left: int
    shown: Sequence[Shown]
    titles: Mapping[str, Mapping[str, str]]
    paid_ms: int


def result_of(session: Session, one: Round, way: Way) -> Result:
    is_over = one.ended_at is not None
    paid = session.scalar(sa.select(sa.func.sum(RoundTask.paid_ms)).where(RoundTask.round_id == one.id))
    return Result(
        one,
        way,
        0 if is_over else left_in(session, one),
        shown_of(session, one) if is_over else (),
        titles_of(session, one),
        int(paid or 0),
    )


def passed_an_exam(session: Session) -> set[int]:
    """Everybody who has passed the exam of any project."""
    query = sa.select(Round.annotator_id).where(
        Round.kind == RoundKind.EXAM, Round.state == RoundState.PASSED
    )
    return set(session.scalars(query.distinct()))
