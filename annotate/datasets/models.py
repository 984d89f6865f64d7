"""Datasets, pictures, imports with their problems, exports."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.datasets.states import ExportScope, ImageState, LabelPurpose, RunState


class Dataset(Base):
    """The pictures of one project."""

    __tablename__ = "dataset"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Sequence(Base):
    """The frames of one video, in the natural order of their names."""

    __tablename__ = "sequence"
    __table_args__ = (
        sa.UniqueConstraint("dataset_id", "name"),
        sa.CheckConstraint("fps > 0", name="fps"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    dataset_id: Mapped[int] = mapped_column(sa.ForeignKey("dataset.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    fps: Mapped[float]
    # None until the upload is whole: only then is the order of the frames known.
    frame_count: Mapped[int | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Image(Base):
    """One picture, upright and without its EXIF; `sha256` is of the file as it was sent."""

    __tablename__ = "image"
    __table_args__ = (
        # A single picture is stored once. In a video two frames may well be alike: cars wait at a light.
        sa.Index(
            "uq_image_dataset_id_sha256",
            "dataset_id",
            "sha256",
            unique=True,
            sqlite_where=sa.text("sequence_id IS NULL"),
            postgresql_where=sa.text("sequence_id IS NULL"),
        ),
        sa.UniqueConstraint("sequence_id", "name"),
        sa.Index("ix_image_frame", "sequence_id", "frame_index"),
        sa.Index("ix_image_dataset_sha256", "dataset_id", "sha256"),
        sa.Index("ix_image_project_state", "project_id", "state", "id"),
        sa.CheckConstraint("width_px > 0 AND height_px > 0", name="size"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    dataset_id: Mapped[int] = mapped_column(sa.ForeignKey("dataset.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    # As sent, with its folders: shown and exported, never used as a path here.
    name: Mapped[str] = mapped_column(sa.String(400))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    width_px: Mapped[int]
    height_px: Mapped[int]
    byte_size: Mapped[int] = mapped_column(sa.BigInteger)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    # In our own store, or 'source:NAME:KEY' in a bucket that the operator declared.
    storage_key: Mapped[str] = mapped_column(sa.String(1100))
    preview_key: Mapped[str | None] = mapped_column(sa.String(200))
    preview_width_px: Mapped[int | None]
    preview_height_px: Mapped[int | None]
    preview_bytes: Mapped[int | None]
    state: Mapped[ImageState] = mapped_column(default=ImageState.ADDED)
    # Where it came from; a job that runs again knows its own pictures from doubles.
    import_run_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_run.id"), index=True)
    position: Mapped[int | None]
    # Of a frame: its video, and its place there from 0 once the upload is whole.
    sequence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sequence.id"))
    frame_index: Mapped[int | None]
    # What a manifest said of it, such as its weather; none for what was uploaded.
    attributes: Mapped[dict[str, str] | None] = mapped_column(Json)
    # Since then faces and plates in it cannot be recognised; `sha256` stays that of the file as it was sent.
    blurred_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class PictureLook(Base):
    """How a single picture looks: 64 bits in four bands, each found by an index."""

    __tablename__ = "picture_look"
    __table_args__ = tuple(sa.Index(f"ix_picture_look_{band}", "dataset_id", band) for band in "abcd")

    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"), primary_key=True)
    dataset_id: Mapped[int] = mapped_column(sa.ForeignKey("dataset.id"))
    a: Mapped[int]
    b: Mapped[int]
    c: Mapped[int]
    d: Mapped[int]


class Likeness(Base):
    """A picture that looks like an older one of its data set; taken all the same."""

    __tablename__ = "likeness"

    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"), primary_key=True)
    like_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"), index=True)
    # Bits between them, of 64.
    distance: Mapped[int] = mapped_column(sa.SmallInteger)


class ImportRun(Base):
    """One upload and what became of it."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    # As the file is called at the sender's; tells two uploads apart on the page.
    name: Mapped[str] = mapped_column(sa.String(400), default="")
    state: Mapped[RunState] = mapped_column(default=RunState.RECEIVING)
    # What it brings are the frames of this video.
    sequence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sequence.id"))
    # So many frames a second are taken of its video files; none: only their key frames.
    film_rate: Mapped[float | None]
    # Files inside the uploads: how many were looked at, of how many.
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[dt.datetime | None]


class Parcel(Base):
    """One file as it is being sent: a picture or a zip, in as many pieces as the link needed."""

    __tablename__ = "parcel"
    __table_args__ = (
        sa.UniqueConstraint("import_run_id", "position"),
        sa.CheckConstraint("received_bytes <= total_bytes", name="received"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    import_run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(400))
    received_bytes: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    total_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    # Of a file that came in one piece: the same file sent again is known by it.
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    # Storage keys in order; emptied once the import is done and the pieces are deleted.
    pieces: Mapped[list[str]] = mapped_column(Json, default=list)


class FilmProgress(Base):
    """How far the frames of one video of an upload are, while a job takes them out; gone once it is whole or refused."""

    __tablename__ = "film_progress"

    import_run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    written: Mapped[int]
    # By the length that its head tells; 0 for key frames, whose number no head tells.
    expected: Mapped[int]


class FilmFile(Base):
    """What a sequence was made of: a video file, or lines of a manifest; a job that runs again knows its own by it."""

    __tablename__ = "film_file"
    __table_args__ = (
        sa.UniqueConstraint("import_run_id", "position"),
        sa.Index("ix_film_file_sha256", "sha256"),
    )

    sequence_id: Mapped[int] = mapped_column(sa.ForeignKey("sequence.id"), primary_key=True)
    import_run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id"))
    position: Mapped[int]
    # Empty for lines of a manifest.
    sha256: Mapped[str] = mapped_column(sa.String(64))


class ImportProblem(Base):
    """One file that was refused, or taken otherwise than it was sent, and why."""

    __tablename__ = "import_problem"
    __table_args__ = (sa.UniqueConstraint("import_run_id", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    import_run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id"))
    # Place of the file in the upload: a job that runs again notes a problem once.
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(400))
    code: Mapped[str] = mapped_column(sa.String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class BlurImport(Base):
    """What is special about an upload of boxes to blur: which labels are meant."""

    __tablename__ = "blur_import"

    import_run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id"), primary_key=True)
    format: Mapped[str] = mapped_column(sa.String(40))
    labels: Mapped[list[str]] = mapped_column(Json)


class BlurredPicture(Base):
    """A picture that was blurred, and the files that it was made of until they are removed."""

    __tablename__ = "blurred_picture"

    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"), primary_key=True)
    import_run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id"), primary_key=True, index=True)
    areas: Mapped[int]
    old_key: Mapped[str] = mapped_column(sa.String(1100))
    old_preview_key: Mapped[str] = mapped_column(sa.String(200))
    removed_at: Mapped[dt.datetime | None]


class PrelabelImport(Base):
    """What is special about an upload of labels: whose they are, and what became of them."""

    __tablename__ = "prelabel_import"

    import_run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id"), primary_key=True)
    format: Mapped[str] = mapped_column(sa.String(40))
    source: Mapped[str] = mapped_column(sa.String(100))
    purpose: Mapped[LabelPurpose] = mapped_column(
        default=LabelPurpose.PRELABELS, server_default=LabelPurpose.PRELABELS.value
    )
    # Pictures whose labels were taken.
    pictures: Mapped[int] = mapped_column(default=0, server_default="0")
    objects: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    # Pictures that were refused whole, by the code of the reason: there may be more than the list of problems holds.
    refused: Mapped[dict[str, int]] = mapped_column(Json, default=dict, server_default="{}")
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class Prelabel(Base):
    """What one source says of one picture. Never changed: newer words of a source replace older ones."""

    __tablename__ = "prelabel"
    __table_args__ = (
        sa.Index(
            "uq_prelabel_current",
            "image_id",
            "source",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
        sa.Index("ix_prelabel_project", "project_id", "source"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"), index=True)
    # The model, or the older data set.
    source: Mapped[str] = mapped_column(sa.String(100))
    # Annotations of the API, each with `confidence` where the source told it.
    annotations: Mapped[list[Any]] = mapped_column(Json)
    import_run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    replaced_at: Mapped[dt.datetime | None]


class PrelabelPolicy(Base):
    """How a project shows its pre-labels; absent means to everybody."""

    __tablename__ = "prelabel_policy"
    __table_args__ = (sa.CheckConstraint("hidden_percent BETWEEN 0 AND 100", name="percent"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    # Share of tasks that are drawn without them, against anchoring.
    hidden_percent: Mapped[int] = mapped_column(sa.SmallInteger, default=0)


class Export(Base):
    """Labels of a project in one format, as a zip with a manifest. A version: never written again."""

    __tablename__ = "export"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    format: Mapped[str] = mapped_column(sa.String(40))
    only: Mapped[ExportScope] = mapped_column(default=ExportScope.CONSENSUS)
    state: Mapped[RunState] = mapped_column(default=RunState.RUNNING)
    storage_key: Mapped[str | None] = mapped_column(sa.String(200))
    byte_size: Mapped[int | None] = mapped_column(sa.BigInteger)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    manifest: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    error: Mapped[str | None] = mapped_column(sa.String(64))
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[dt.datetime | None]


class GuidePicture(Base):
    """A picture that a guideline shows: written anew, small, without metadata; never changed."""

    __tablename__ = "guide_picture"
    __table_args__ = (sa.UniqueConstraint("project_id", "sha256"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    # Of the file as it was sent.
    sha256: Mapped[str] = mapped_column(sa.String(64))
    storage_key: Mapped[str] = mapped_column(sa.String(200))
    width_px: Mapped[int]
    height_px: Mapped[int]
    byte_size: Mapped[int]
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
