"""Reads that pages and programs need."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.models import OutboxEvent
from annotate.datasets.models import (
    BlurImport,
    BlurredPicture,
    Export,
    FilmFile,
    FilmProgress,
    Image,
    ImportProblem,
    ImportRun,
    Parcel,
    Prelabel,
    PrelabelImport,
    PrelabelPolicy,
)
from annotate.datasets.models import Sequence as Video
from annotate.datasets.problems import HERE_ALREADY, NOTES
from annotate.datasets.states import ExportScope, ImageState, LabelPurpose, RunState


@dataclass(frozen=True)
class Problem:
    name: str
    code: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class LabelsFacts:
    """An upload of labels. objects: that were taken; left_out: that did not fit.

    refused: pictures of which nothing was taken, by the code of the reason.
    """

    format: str
    source: str
    objects: int
    left_out: int
    purpose: LabelPurpose = LabelPurpose.PRELABELS
    refused: Mapping[str, int] = field(default_factory=dict)
    undone_at: dt.datetime | None = None


@dataclass(frozen=True)
class BlurFacts:
    """An upload of boxes to blur. pictures, areas: that cannot be recognised now."""

    labels: tuple[str, ...]
    pictures: int
    areas: int


@dataclass(frozen=True)
class VideoFacts:
    """A video file that became a sequence."""

    id: int
    name: str
    fps: float
    frames: int


@dataclass(frozen=True)
class FramesFacts:
    """Videos whose frames are being taken out. written: frames so far; expected: of about so many, None if unknown."""

    videos: int
    written: int
    expected: int | None


@dataclass(frozen=True)
class ImportFacts:
    """An upload as its page shows it. state: running also while bytes are still coming in.

    labels: whose labels it brought, none for an upload of pictures; taken: pictures, or pictures with labels.
    problem_count: what was not taken; twice: how many of these are here already; noted: what was taken with a change.
    """

    id: int
    project_id: int
    name: str
    file_count: int
    state: RunState
    is_receiving: bool
    done: int
    total: int
    taken: int
    received_bytes: int
    total_bytes: int
    created_at: dt.datetime
    finished_at: dt.datetime | None
    problem_count: int
    labels: LabelsFacts | None = None
    videos: tuple[VideoFacts, ...] = ()
    blur: BlurFacts | None = None
    frames: FramesFacts | None = None
    twice: int = 0
    noted: int = 0


def _gave_up(session: Session, key: str) -> bool:
    """Whether the job behind an event failed so often that it is left to the operator."""
    query = sa.select(OutboxEvent.dead_at).where(OutboxEvent.key == key)
    return session.scalar(query) is not None


def _state(session: Session, state: RunState, key: str) -> RunState:
    if state is RunState.RUNNING and _gave_up(session, key):
        return RunState.FAILED
    return RunState.RUNNING if state is RunState.RECEIVING else state


def _videos_of(session: Session, import_id: int) -> tuple[VideoFacts, ...]:
    """Whole ones, in the order of the upload."""
    files = sa.select(Video).join(FilmFile, FilmFile.sequence_id == Video.id)
    query = files.where(FilmFile.import_run_id == import_id, Video.frame_count.is_not(None))
    return tuple(
        VideoFacts(one.id, one.name, one.fps, one.frame_count or 0)
        for one in session.scalars(query.order_by(FilmFile.position))
    )


def _frames_of(session: Session, import_id: int) -> FramesFacts | None:
    """Of all videos at work together; how many there will be only where each of them tells."""
    query = sa.select(FilmProgress.position, FilmProgress.written, FilmProgress.expected)
    rows = session.execute(query.where(FilmProgress.import_run_id == import_id)).all()
    if not rows:
        return None
    # A head may tell a little less than there is.
    expected = (
        sum(max(row.expected, row.written) for row in rows) if all(row.expected for row in rows) else None
    )
    return FramesFacts(len(rows), sum(row.written for row in rows), expected)


def _is_known(about: PrelabelImport) -> bool:
    return about.purpose is not LabelPurpose.PRELABELS


def _labels_facts(about: PrelabelImport) -> LabelsFacts:
    return LabelsFacts(
        format=about.format,
        source=about.source,
        objects=about.objects,
        left_out=about.left_out,
        purpose=about.purpose,
        refused=about.refused,
        undone_at=about.undone_at,
    )


def _blur_of(session: Session, import_id: int) -> BlurFacts | None:
    about = session.get(BlurImport, import_id)
    if about is None:
        return None
    made = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(BlurredPicture.areas), 0))
    pictures, areas = session.execute(made.where(BlurredPicture.import_run_id == import_id)).one()
    return BlurFacts(tuple(about.labels), pictures, int(areas))


def import_facts(session: Session, run: ImportRun) -> ImportFacts:
    files, received, total = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(Parcel.received_bytes), 0),
            sa.func.coalesce(sa.func.sum(Parcel.total_bytes), 0),
        ).where(Parcel.import_run_id == run.id)
    ).one()
    about = session.get(PrelabelImport, run.id)
    # Each picture once: verifying writes what is proposed anew, still as this import's words.
    brought = Image.id if about is None else Prelabel.image_id
    run_of = Image.import_run_id if about is None else Prelabel.import_run_id
    taken = sa.select(sa.func.count(sa.distinct(brought))).where(run_of == run.id)
    listed = sa.select(ImportProblem.code, sa.func.count()).where(ImportProblem.import_run_id == run.id)
    codes = {str(code): int(count) for code, count in session.execute(listed.group_by(ImportProblem.code))}
    noted = sum(count for code, count in codes.items() if code in NOTES)
    return ImportFacts(
        id=run.id,
        project_id=run.project_id,
        name=run.name,
        file_count=files,
        state=_state(session, run.state, f"import-received-{run.id}"),
        is_receiving=run.state is RunState.RECEIVING,
        done=run.done,
        total=run.total,
        taken=about.pictures if about and _is_known(about) else session.scalar(taken) or 0,
        received_bytes=int(received),
        total_bytes=int(total),
        created_at=run.created_at,
        finished_at=run.finished_at,
        problem_count=sum(codes.values()) - noted,
        twice=sum(count for code, count in codes.items() if code in HERE_ALREADY),
        noted=noted,
        labels=_labels_facts(about) if about else None,
        videos=_videos_of(session, run.id),
        blur=_blur_of(session, run.id),
        frames=_frames_of(session, run.id),
    )


def problems_of(
    session: Session,
    import_id: int,
    limit: int = 10_000,
    codes: Collection[str] = (),
    but: Collection[str] = (),
) -> list[Problem]:
    """Refused files in the order of the upload. codes: only these; but: none of these."""
    query = sa.select(ImportProblem).where(ImportProblem.import_run_id == import_id)
    query = query.where(ImportProblem.code.not_in(but))
    if codes:
        query = query.where(ImportProblem.code.in_(codes))
    return [
        Problem(one.name, one.code, one.detail)
        for one in session.scalars(query.order_by(ImportProblem.position).limit(limit))
    ]


def imports_of(
    session: Session, project_id: int, limit: int = 20, labels: bool = False, blur: bool = False
) -> list[ImportFacts]:
    """Uploads of pictures, or of labels, or of boxes to blur, newest first."""
    of_labels = sa.select(PrelabelImport).where(PrelabelImport.import_run_id == ImportRun.id).exists()
    of_blur = sa.select(BlurImport).where(BlurImport.import_run_id == ImportRun.id).exists()
    kind = of_labels if labels else of_blur if blur else sa.and_(~of_labels, ~of_blur)
    query = sa.select(ImportRun).where(ImportRun.project_id == project_id, kind)
    runs = session.scalars(query.order_by(ImportRun.id.desc()).limit(limit)).all()
    return [import_facts(session, run) for run in runs]


@dataclass(frozen=True)
class ImageCounts:
    ready: int
    added: int
    failed: int
    left_out: int
    byte_size: int

    @property
    def total(self) -> int:
        return self.ready + self.added + self.failed + self.left_out


def image_counts(session: Session, project_id: int) -> ImageCounts:
    query = (
        sa.select(Image.state, sa.func.count(), sa.func.sum(Image.byte_size))
        .where(Image.project_id == project_id)
        .group_by(Image.state)
    )
    rows = {state: (count, size or 0) for state, count, size in session.execute(query)}
    return ImageCounts(
        ready=rows.get(ImageState.READY, (0, 0))[0],
        added=rows.get(ImageState.ADDED, (0, 0))[0],
        failed=rows.get(ImageState.FAILED, (0, 0))[0],
        left_out=rows.get(ImageState.LEFT_OUT, (0, 0))[0],
        byte_size=int(sum(size for _, size in rows.values())),
    )


def images_of(
    session: Session, project_id: int, after_id: int | None = None, limit: int = 60
) -> Sequence[Image]:
    """Pictures of a project by id, from above `after_id` on."""
    query = sa.select(Image).where(Image.project_id == project_id).order_by(Image.id).limit(limit)
    return session.scalars(query.where(Image.id > after_id) if after_id else query).all()


def ready_images(session: Session, project_id: int, limit: int) -> Sequence[Image]:
    """The first pictures of a project that can be drawn on."""
    query = sa.select(Image).where(Image.project_id == project_id, Image.state == ImageState.READY)
    return session.scalars(query.order_by(Image.id).limit(limit)).all()


@dataclass(frozen=True)
class PrelabelSource:
    """What one model or older data set proposes now."""

    source: str
    pictures: int
    since: dt.datetime


def prelabel_sources(session: Session, project_id: int) -> list[PrelabelSource]:
    """Sources with something proposed, by name."""
    query = (
        sa.select(
            Prelabel.source, sa.func.count(), sa.func.max(Prelabel.created_at, type_=Prelabel.created_at.type)
        )
        .where(Prelabel.project_id == project_id, Prelabel.replaced_at.is_(None))
        .group_by(Prelabel.source)
        .order_by(Prelabel.source)
    )
    return [PrelabelSource(*row) for row in session.execute(query)]


# Asked at every hand-out and every answer: built once.
_PROPOSED = (
    sa.select(Prelabel)
    .where(Prelabel.image_id.in_(sa.bindparam("image_ids", expanding=True)), Prelabel.replaced_at.is_(None))
    .order_by(Prelabel.id)
)
_EVER_PROPOSED = (
    sa.select(Prelabel.source, Prelabel.annotations)
    .where(Prelabel.image_id == sa.bindparam("image_id"))
    .order_by(Prelabel.id)
)


def proposed_for(session: Session, image_ids: Sequence[int]) -> dict[int, Prelabel]:
    """What is proposed for pictures, by image id: the newest import's words, of whatever source."""
    found = session.scalars(_PROPOSED, {"image_ids": list(image_ids)})
    return {prelabel.image_id: prelabel for prelabel in found}


def ever_proposed(session: Session, image_id: int) -> dict[str, tuple[str, dict[str, Any]]]:
    """(source, annotation) by id of all that was ever proposed for a picture."""
    return {
        annotation["id"]: (source, annotation)
        for source, annotations in session.execute(_EVER_PROPOSED, {"image_id": image_id})
        for annotation in annotations
    }


def hidden_percent(session: Session, project_id: int) -> int:
    """Of how many tasks in 100 the pre-labels are kept back."""
    policy = session.get(PrelabelPolicy, project_id)
    return policy.hidden_percent if policy else 0


@dataclass(frozen=True)
class ExportFacts:
    id: int
    project_id: int
    format: str
    only: ExportScope
    state: RunState
    byte_size: int | None
    sha256: str | None
    storage_key: str | None
    manifest: dict[str, Any]
    created_at: dt.datetime
    finished_at: dt.datetime | None
    # A code, where it failed.
    error: str | None


def export_facts(session: Session, export: Export) -> ExportFacts:
    return ExportFacts(
        id=export.id,
        project_id=export.project_id,
        format=export.format,
        only=export.only,
        state=_state(session, export.state, f"export-requested-{export.id}"),
        byte_size=export.byte_size,
        sha256=export.sha256,
        storage_key=export.storage_key,
        manifest=export.manifest,
        created_at=export.created_at,
        finished_at=export.finished_at,
        error=export.error,
    )


def exports_of(session: Session, project_id: int, limit: int = 20) -> list[ExportFacts]:
    """Newest first."""
    query = sa.select(Export).where(Export.project_id == project_id)
    exports = session.scalars(query.order_by(Export.id.desc()).limit(limit)).all()
    return [export_facts(session, export) for export in exports]
