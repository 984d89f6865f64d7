"""JSON routes: uploads, imports, pictures, exports."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from pydantic import BaseModel, Field

from annotate.core.db import reading, transaction
from annotate.core.errors import N_, Fault, Invalid
from annotate.core.storage import storage
from annotate.datasets import export_service, likeness_service, prelabel_service, queries, service
from annotate.datasets.errors import ExportNotReady
from annotate.datasets.films import Taking, taking_of
from annotate.datasets.problems import sentence_of
from annotate.datasets.queries import ExportFacts, ImportFacts, LabelsFacts, Problem
from annotate.datasets.ranges import Range, parse_content_range
from annotate.datasets.sequence_service import Video, video_of
from annotate.datasets.service import Upload
from annotate.datasets.states import ExportScope, LabelPurpose, RunState
from annotate.datasets.zip_rules import Refusal
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import Strict, describe, query_int, read_body, reply
from annotate.web.identity import current

api = Blueprint("datasets_api", __name__)

# Streamed to disk as it comes; a longer file is sent in ranges.
LARGEST_REQUEST_BYTES = 2_000_000_000
# Each waits in an open file while the request is read.
MOST_PARTS = 500


class UploadReply(BaseModel):
    import_id: int
    received_bytes: int
    total_bytes: int


class ProblemReply(BaseModel):
    name: str
    code: str
    detail: str


class LabelsReply(BaseModel):
    """Of an upload of labels: objects that were taken, and those that did not fit.

    refused: pictures of known answers or finished work of which nothing was taken, by the code of the reason.
    """

    format: str
    source: str
    objects: int
    left_out: int
    purpose: str
    refused: dict[str, int]
    undone: bool


class VideoReply(BaseModel):
    """Of a video file: the sequence that was made of it. fps: of the frames that were taken."""

    id: int
    name: str
    fps: float
    frames: int


class BlurReply(BaseModel):
    """Of boxes to blur: in how many pictures how many areas cannot be recognised now."""

    labels: list[str]
    pictures: int
    areas: int


class AlikeReply(BaseModel):
    """A picture that was taken though it looks like an older one, packed or sized anew."""

    name: str
    looks_like: str


class FramesReply(BaseModel):
    """Videos whose frames are being taken out: how many frames so far, of about how many."""

    videos: int
    written: int
    expected: int | None


class ImportReply(BaseModel):
    id: int
    project_id: int
    state: str
    done: int
    total: int
    taken: int
    refused: int
    received_bytes: int
    total_bytes: int
    problems: list[ProblemReply]
    labels: LabelsReply | None = None
    videos: list[VideoReply] = []
    alike: list[AlikeReply] = []
    blur: BlurReply | None = None
    frames: FramesReply | None = None


class ImageReply(BaseModel):
    id: int
    name: str
    width: int
    height: int
    sha256: str
    state: str
    url: str
    preview_url: str
    attributes: dict[str, str]


class ImagesReply(BaseModel):
    images: list[ImageReply]
    next_cursor: int | None


class ExportRequest(Strict):
    format: str = "coco"
    only: str = Field("consensus", pattern="^(consensus|all)$")


class ExportStartedReply(BaseModel):
    export_id: int


class ExportReply(BaseModel):
    id: int
    project_id: int
    format: str
    only: str
    state: str
    url: str | None
    byte_size: int | None
    sha256: str | None
    # Of an export that failed: stopped, too_long, storage or broken.
    error: str | None
    manifest: dict[str, Any]


def sent_files() -> list[tuple[str, BinaryIO]]:
    """(name, stream) of every file of the form field `file`."""
    return [
        (one.filename or "", cast(BinaryIO, one.stream))
        for one in request.files.getlist("file")
        if one.filename
    ]


def _sent_range(files: list[tuple[str, BinaryIO]]) -> Range | None:
    text = request.headers.get("Content-Range")
    if text is None:
        return None
    if len(files) != 1:
        raise Invalid([Fault("file", "one", N_("a range is of exactly one file"))])
    return parse_content_range(text)


def _import_id() -> int | None:
    text = request.form.get("import_id", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Invalid([Fault("import_id", "number", N_("must be a whole number"))])
    return int(text) if text else None


def sent_video() -> Video | None:
    """The video whose frames the files are, when the form names one."""
    return video_of(request.form.get("sequence", ""), request.form.get("fps", ""))


def sent_taking() -> Taking:
    """Which frames of video files the form wants."""
    return taking_of(request.form.get("take", ""), request.form.get("rate", ""))


@api.post("/projects/<int:project_id>/images")
@roles(Role.MANAGER)
@describe(
    "Upload pictures or one zip as form field `file`; Content-Range resumes, `import_id` goes on, `more=1` keeps it open; "
    "with `sequence=NAME` (and `fps`) the files are the frames of one video, in the natural order of their names; "
    "a video file (MP4, MOV, MKV, WebM, AVI) becomes a sequence of its own: `take=rate` with `rate` frames per second "
    "(0.1 to 60, usually 2), or `take=key_frames`; a list (CSV or JSON lines: name, url or key, source, sha256, width, height, "
    "sequence, fps, attributes) names pictures that stay in a bucket which the operator has declared",
    replies={202: UploadReply},
    media="multipart/form-data",
)
def upload(project_id: int) -> Response:
    request.max_content_length, request.max_form_parts = LARGEST_REQUEST_BYTES, MOST_PARTS
    who, files = current(), sent_files()
    with reading() as session:
        # Before gigabytes are stored for somebody who may not.
        projects.project_for(session, who.account_id, project_id)
    with service.stored_pieces(files, _sent_range(files)) as pieces, transaction() as session:
        more = request.form.get("more") == "1"
        sent = Upload(pieces, _import_id(), more=more, video=sent_video(), taking=sent_taking())
        run = service.receive_upload(session, who.account_id, project_id, sent)
        facts = queries.import_facts(session, run)
    return reply(
        UploadReply(import_id=run.id, received_bytes=facts.received_bytes, total_bytes=facts.total_bytes), 202
    )


@api.post("/projects/<int:project_id>/prelabels")
@roles(Role.MANAGER)
@describe(
    "Upload labels of a model or an older data set as form field `file`, with `format` and, if you like, `source`: "
    "they become proposals, and the same source again replaces what it said; with `purpose=gold` the known answers of check "
    "pictures, with `purpose=finished` the agreed labels of pictures that nobody need be asked about",
    replies={202: UploadReply},
    media="multipart/form-data",
)
def upload_prelabels(project_id: int) -> Response:
    request.max_content_length, request.max_form_parts = LARGEST_REQUEST_BYTES, MOST_PARTS
    return reply(take_labels(project_id), 202)


def take_labels(project_id: int) -> UploadReply:
    """The labels of this request, on their way to be read. Raises NotFound, UnknownFormat, NothingSent."""
    who, files, form = current(), sent_files(), request.form
    with reading() as session:
        projects.project_for(session, who.account_id, project_id)
    with service.stored_pieces(files) as pieces, transaction() as session:
        named = form.get("format", ""), form.get("source", ""), _purpose(form.get("purpose", ""))
        run = prelabel_service.receive_labels(session, who.account_id, project_id, pieces, *named)
        size = sum(piece.byte_size for piece in pieces)
    return UploadReply(import_id=run.id, received_bytes=size, total_bytes=size)


def _purpose(text: str) -> LabelPurpose:
    if text and text not in set(LabelPurpose):
        words = N_("must be one of %(known)s")
        raise Invalid([Fault("purpose", "choice", words, {"known": ", ".join(LabelPurpose)})])
    return LabelPurpose(text) if text else LabelPurpose.PRELABELS


def _labels_reply(facts: LabelsFacts) -> LabelsReply:
    return LabelsReply(
        format=facts.format,
        source=facts.source,
        objects=facts.objects,
        left_out=facts.left_out,
        purpose=facts.purpose.value,
        refused=dict(facts.refused),
        undone=facts.undone_at is not None,
    )


def say_refusal(refusal: Refusal) -> str:
    """Why a file is not taken, in the language of the request."""
    return say_problem(Problem("", refusal.code, refusal.params))


def say_problem(problem: Problem) -> str:
    """Why a file was refused, in the language of the request."""
    return sentence_of(problem.code, problem.detail, _)


def _problem(problem: Problem) -> ProblemReply:
    return ProblemReply(name=problem.name, code=problem.code, detail=say_problem(problem))


def _import_reply(facts: ImportFacts, problems: list[Problem], alike: list[tuple[str, str]]) -> ImportReply:
    return ImportReply(
        id=facts.id,
        project_id=facts.project_id,
        state=facts.state.value,
        done=facts.done,
        total=facts.total,
        taken=facts.taken,
        refused=facts.problem_count,
        received_bytes=facts.received_bytes,
        total_bytes=facts.total_bytes,
        problems=[_problem(problem) for problem in problems],
        labels=_labels_reply(facts.labels) if facts.labels else None,
        videos=[VideoReply(**vars(video)) for video in facts.videos],
        blur=BlurReply(**{**vars(facts.blur), "labels": list(facts.blur.labels)}) if facts.blur else None,
        frames=FramesReply(**vars(facts.frames)) if facts.frames else None,
        alike=[AlikeReply(name=name, looks_like=other) for name, other in alike],
    )


@api.get("/imports/<int:import_id>")
@roles(Role.MANAGER, Role.ADMIN)
@describe("How far an upload is, and what was refused", replies={200: ImportReply})
def import_state(import_id: int) -> Response:
    with reading() as session:
        run = service.import_for(session, current().account_id, import_id)
        facts, problems = queries.import_facts(session, run), queries.problems_of(session, import_id)
        alike = likeness_service.alike_in_import(session, import_id)
    return reply(_import_reply(facts, problems, alike))


def _image_reply(image: Any) -> ImageReply:
    return ImageReply(
        id=image.id,
        name=image.name,
        width=image.width_px,
        height=image.height_px,
        sha256=image.sha256,
        state=image.state.value,
        url=url_for("datasets.image_file", image_id=image.id, size="full"),
        preview_url=url_for("datasets.image_file", image_id=image.id, size="preview"),
        attributes=image.attributes or {},
    )


@api.get("/projects/<int:project_id>/images")
@roles(Role.MANAGER, Role.REVIEWER, Role.ADMIN)
@describe(
    "Pictures of a project, oldest first",
    replies={200: ImagesReply},
    query={"cursor": "integer", "limit": "integer"},
)
def images(project_id: int) -> Response:
    limit = query_int("limit", 100, 1, 1000) or 100
    with reading() as session:
        projects.project_for(session, current().account_id, project_id)
        found = queries.images_of(session, project_id, query_int("cursor"), limit + 1)
    page = [_image_reply(image) for image in found[:limit]]
    return reply(ImagesReply(images=page, next_cursor=page[-1].id if len(found) > limit else None))


@api.post("/projects/<int:project_id>/exports")
@roles(Role.MANAGER)
@describe("Ask for the labels in one format", body=ExportRequest, replies={202: ExportStartedReply})
def start_export(project_id: int) -> Response:
    sent = read_body(ExportRequest)
    with transaction() as session:
        export = service.start_export(
            session, current().account_id, project_id, sent.format, ExportScope(sent.only)
        )
    return reply(ExportStartedReply(export_id=export.id), 202)


def _export_reply(facts: ExportFacts) -> ExportReply:
    is_done = facts.state is RunState.DONE
    return ExportReply(
        id=facts.id,
        project_id=facts.project_id,
        format=facts.format,
        only=facts.only.value,
        state=facts.state.value,
        url=url_for("datasets_api.export_file", export_id=facts.id) if is_done else None,
        byte_size=facts.byte_size,
        sha256=facts.sha256,
        error=facts.error,
        manifest=facts.manifest,
    )


@api.get("/exports/<int:export_id>")
@roles(Role.MANAGER, Role.ADMIN)
@describe("How far an export is, and where its file is", replies={200: ExportReply})
def export_state(export_id: int) -> Response:
    with reading() as session:
        facts = queries.export_facts(session, service.export_for(session, current().account_id, export_id))
    return reply(_export_reply(facts))


@api.post("/exports/<int:export_id>/again")
@roles(Role.MANAGER)
@describe("Try an export again that failed; of others nothing changes", replies={202: ExportStartedReply})
def try_export_again(export_id: int) -> Response:
    with transaction() as session:
        export = export_service.try_again(session, current().account_id, export_id)
    return reply(ExportStartedReply(export_id=export.id), 202)


@api.get("/exports/<int:export_id>/file")
@roles(Role.MANAGER, Role.ADMIN)
@describe("The zip of an export that is done")
def export_file(export_id: int) -> Response:
    with reading() as session:
        export = service.export_for(session, current().account_id, export_id)
    if export.storage_key is None:
        raise ExportNotReady
    response = Response(storage().stream(export.storage_key), mimetype="application/zip")
    response.content_length = export.byte_size or 0
    name = f"douya-{export.project_id}-{export.id}-{export.format}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
