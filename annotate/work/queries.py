"""Reads that pages and the editor need."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.datasets.models import Image
from annotate.datasets.models import Sequence as Video
from annotate.datasets.sequence_service import frames_between
from annotate.projects.models import GuidelineVersion, OntologyVersion, Project
from annotate.work import no_work_queries, rework_service, task_service
from annotate.work.leasing import hourly_pay_e4
from annotate.work.models import Assignment, Draft, Submission, Task, VerifyTask
from annotate.work.proposal_queries import shown_prelabels, shown_tracks
from annotate.work.states import TaskKind, TaskState


@dataclass(frozen=True)
class Frame:
    """One picture of an assignment. number: from 0 within the clip; None for a single picture."""

    image_id: int
    name: str
    width_px: int
    height_px: int
    preview_bytes: int
    number: int | None


@dataclass(frozen=True)
class Clip:
    """The video that a clip is part of, and how many frames the clip has."""

    name: str
    fps: float
    frames: int


@dataclass(frozen=True)
class HandedOut:
    """One assignment as the editor gets it. frames: one of a single picture, in order of a clip."""

    id: int
    task_id: int
    frames: tuple[Frame, ...]
    clip: Clip | None
    rate_e4: int
    currency: str
    lease_expires_at: dt.datetime
    ontology_version: int
    guideline_version: int | None
    offline_until: dt.datetime | None
    draft: dict[str, Any] | None
    # {"source", "annotations": each with `confidence` where the source told it}, or nothing.
    prelabels: dict[str, Any] | None = None
    # {"note", "comments", "asked_at", "until"} of an answer that was given back, or nothing.
    fix: dict[str, Any] | None = None
    kind: TaskKind = TaskKind.LABEL
    # Of a verify task: {"source", "objects": annotations that are to be judged}.
    verify: dict[str, Any] | None = None


_HANDED_OUT = (
    sa.select(
        Assignment, Task, Image, Video, OntologyVersion.number, GuidelineVersion.number, Draft, VerifyTask
    )
    .join(Task, Task.id == Assignment.task_id)
    .join(Image, Image.id == Task.image_id)
    .join(Video, Video.id == Task.sequence_id, isouter=True)
    .join(OntologyVersion, OntologyVersion.id == Assignment.ontology_version_id)
    .join(GuidelineVersion, GuidelineVersion.id == Assignment.guideline_version_id, isouter=True)
    .join(Draft, Draft.assignment_id == Assignment.id, isouter=True)
    .join(VerifyTask, VerifyTask.task_id == Task.id, isouter=True)
    .where(Assignment.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(Assignment.id)
)


def handed_out(session: Session, assignment_ids: Sequence[int]) -> list[HandedOut]:
    """Assignments with their picture and draft, in one query and one more for each clip, oldest first."""
    rows = session.execute(_HANDED_OUT, {"ids": list(assignment_ids)}).all()
    drawn = [row for row in rows if row[1].kind is TaskKind.LABEL]
    alone, clips = (
        [(row[0].task_id, row[0].project_id, row[2].id) for row in drawn if (row[3] is not None) is is_clip]
        for is_clip in (False, True)
    )
    shown = shown_prelabels(session, alone) | shown_tracks(session, clips)
    return [_handed_out(session, *row, prelabels=shown.get(row[0].task_id)) for row in rows]


def _frame(image: Image, number: int | None) -> Frame:
    size = image.preview_bytes or image.byte_size
    return Frame(image.id, image.name, image.width_px, image.height_px, size, number)


def _frames(session: Session, task: Task, image: Image) -> tuple[Frame, ...]:
    if task.sequence_id is None:
        return (_frame(image, None),)
    found = frames_between(session, task.sequence_id, task.first_frame, task.frame_count)
    return tuple(_frame(one, number) for number, one in enumerate(found))


def frames_of(session: Session, task: Task) -> tuple[tuple[Frame, ...], Clip | None]:
    """The pictures of a task in order, and of a clip its video."""
    video = session.get(Video, task.sequence_id) if task.sequence_id is not None else None
    clip = Clip(video.name, video.fps, task.frame_count) if video else None
    return _frames(session, task, session.get_one(Image, task.image_id)), clip


def _handed_out(
    session: Session,
    assignment: Assignment,
    task: Task,
    image: Image,
    video: Video | None,
    ontology_version: int,
    guideline_version: int | None,
    draft: Draft | None,
    verify: VerifyTask | None,
    prelabels: dict[str, Any] | None,
) -> HandedOut:
    return HandedOut(
        id=assignment.id,
        task_id=assignment.task_id,
        frames=_frames(session, task, image),
        clip=Clip(video.name, video.fps, task.frame_count) if video else None,
        rate_e4=assignment.rate_e4,
        currency=assignment.currency,
        lease_expires_at=assignment.leased_until,
        ontology_version=ontology_version,
        guideline_version=guideline_version,
        offline_until=assignment.offline_until,
        draft=_draft(draft) if draft else None,
        prelabels=prelabels,
        kind=task.kind,
        verify={"source": verify.source.value, "objects": verify.objects} if verify else None,
    )


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "annotations": draft.annotations,
        "decided": draft.decided or [],
        "active_ms": draft.active_ms,
        "revision": draft.revision,
    }


# As many answers tell a project's pace as well as all of them would.
_NEWEST = 200


def _recent_times(project_id: int) -> sa.Select[tuple[int, int]]:
    recent = (
        sa.select(Submission.project_id, Submission.active_ms)
        .join(Task, Task.id == Submission.task_id)
        .where(Submission.project_id == project_id, Submission.active_ms > 0, Task.kind == TaskKind.LABEL)
        .order_by(Submission.received_at.desc())
        .limit(_NEWEST)
        .subquery()
    )
    return sa.select(recent.c.project_id, recent.c.active_ms)


def median_seconds_of(session: Session, project_ids: Sequence[int]) -> dict[int, float]:
    """Median active time of each project's newest answers, in one query; left out before there are five."""
    if not project_ids:
        return {}
    times: dict[int, list[int]] = {}
    for row in session.execute(sa.union_all(*map(_recent_times, project_ids))):
        times.setdefault(row.project_id, []).append(row.active_ms)
    return {number: median(known) / 1000 for number, known in times.items() if len(known) >= 5}


def recent_seconds(session: Session, project_ids: Sequence[int]) -> list[float]:
    """Active time of the newest answers of these projects, all together."""
    if not project_ids:
        return []
    rows = session.execute(sa.union_all(*map(_recent_times, project_ids)))
    return [row.active_ms / 1000 for row in rows]


def median_seconds_per_picture(session: Session, project_id: int) -> float | None:
    """Median active time of the project's newest answers; None before there are five."""
    return median_seconds_of(session, [project_id]).get(project_id)


def hourly_estimate_e4(session: Session, project: Project) -> int | None:
    """About what an hour pays at the rate of today: rate x 3600 / median seconds; None while unknown."""
    return hourly_pay_e4(project.rate_e4, median_seconds_per_picture(session, project.id))


@dataclass(frozen=True)
class EditorFacts:
    """What the editor must know before the first picture."""

    project_id: int
    name: str
    state: str
    lease_minutes: int
    rate_e4: int
    currency: str
    hourly_estimate_e4: int | None
    ontology_version: int
    ontology: dict[str, Any]


def editor_facts(session: Session, project_id: int) -> EditorFacts | None:
    query = (
        sa.select(Project, OntologyVersion)
        .join(OntologyVersion, OntologyVersion.id == Project.ontology_version_id)
        .where(Project.id == project_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    project, ontology = row
    return EditorFacts(
        project_id=project.id,
        name=project.name,
        state=project.state,
        lease_minutes=project.lease_minutes,
        rate_e4=project.rate_e4,
        currency=project.currency,
        hourly_estimate_e4=hourly_estimate_e4(session, project),
        ontology_version=ontology.number,
        ontology=ontology.document,
    )


def ontology_document(session: Session, project_id: int, number: int) -> dict[str, Any] | None:
    """The labels of one version: each assignment is drawn and checked by the version it was handed out with.

    None for a project that was never opened: it is nobody's business yet.
    """
    return session.scalar(
        sa.select(OntologyVersion.document)
        .join(Project, Project.id == OntologyVersion.project_id)
        .where(
            OntologyVersion.project_id == project_id,
            OntologyVersion.number == number,
            Project.state != "draft",
        )
    )


@dataclass(frozen=True)
class Progress:
    total: int
    open: int
    done: int
    to_reviewer: int
    submissions: int
    annotators: int


def progress(session: Session, project_id: int) -> Progress:
    """Counts of pictures and clips by state, and of all answers; tasks that verify are counted apart."""
    states = (
        sa.select(Task.state, sa.func.count().label("tasks"))
        .where(Task.project_id == project_id, Task.kind == TaskKind.LABEL)
        .group_by(Task.state)
    )
    counts: dict[TaskState, int] = {row.state: row.tasks for row in session.execute(states)}
    answers = sa.select(sa.func.count(), sa.func.count(sa.distinct(Submission.annotator_id)))
    submissions, annotators = session.execute(answers.where(Submission.project_id == project_id)).one()
    return Progress(
        total=sum(counts.values()),
        open=counts.get(TaskState.OPEN, 0) + counts.get(TaskState.SETTLING, 0),
        done=counts.get(TaskState.AGREED, 0) + counts.get(TaskState.CLOSED, 0),
        to_reviewer=counts.get(TaskState.TO_REVIEWER, 0),
        submissions=submissions,
        annotators=annotators,
    )


def project_facts(session: Session, project_id: int) -> dict[str, Any]:
    """Progress and speed for the manager's page."""
    seconds = median_seconds_per_picture(session, project_id)
    project = session.get_one(Project, project_id)
    return {
        **vars(progress(session, project_id)),
        "seconds_per_picture": seconds,
        "hourly_estimate_e4": hourly_pay_e4(project.rate_e4, seconds),
        "without_work": no_work_queries.without_work_after(session, project_id),
        "missing": task_service.missing_for_publishing(session, project),
        "waiting": task_service.waiting_of(session, project),
        "verify_e4": task_service.verify_cost_e4(session, project_id),
        "rework_e4": rework_service.promised_e4(session, project_id),
    }


def has_had_image(session: Session, account_id: int, image_id: int) -> bool:
    """Whether she holds or held an assignment of this image, or of a clip that it is a frame of."""
    place = session.execute(sa.select(Image.sequence_id, Image.frame_index).where(Image.id == image_id)).one()
    shows = Task.image_id == image_id
    if place.sequence_id is not None and place.frame_index is not None:
        in_clip = sa.and_(
            Task.sequence_id == place.sequence_id,
            Task.first_frame <= place.frame_index,
            Task.first_frame + Task.frame_count > place.frame_index,
        )
        # A frame may also be asked about by itself: what is proposed on it is verified frame by frame.
        shows = sa.or_(shows, in_clip)
    query = (
        sa.select(Assignment.id)
        .join(Task, Task.id == Assignment.task_id)
        .where(shows, Assignment.annotator_id == account_id)
    )
    return session.scalar(query.limit(1)) is not None


def answers_of_task(session: Session, task_id: int) -> Sequence[Submission]:
    """All answers to a task, in an order that does not depend on arrival."""
    return session.scalars(
        sa.select(Submission).where(Submission.task_id == task_id).order_by(Submission.id)
    ).all()
