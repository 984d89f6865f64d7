"""Pictures as files; the manager's pages of uploads, pictures and exports."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.core.sources import sources_for
from annotate.datasets import export_service, likeness_service, queries, service
from annotate.datasets.api import say_problem, sent_files, sent_taking, sent_video
from annotate.datasets.errors import NoVideos, UnknownFormat
from annotate.datasets.export_faults import said
from annotate.datasets.films import MOST_FRAMES
from annotate.datasets.formats.registry import EXPORTS
from annotate.datasets.manifests import COLUMNS
from annotate.datasets.problems import HERE_ALREADY, NOTES
from annotate.datasets.sequence_service import portions_of
from annotate.datasets.service import Upload
from annotate.datasets.states import ExportScope, RunState
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles, signed_in
from annotate.web.home import project_facts
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("datasets", __name__)
# Once lent, a picture never changes under its id, so her browser keeps it; nobody in between may.
_KEEP = "private, max-age=31536000, immutable"
# Before, a face in it may be blurred: who manages it asks each time, and is mostly told 'as you have it'.
_ASK = "private, no-cache"


def _page_facts(session: Session, project_id: int) -> dict[str, Any]:
    counts = queries.image_counts(session, project_id)
    imports = queries.imports_of(session, project_id, limit=5)
    return {
        "ready": counts.ready,
        "portions": portions_of(session, project_id),
        "failed": counts.failed,
        "byte_size": counts.byte_size,
        "importing": [one for one in imports if one.state is RunState.RUNNING and not one.is_receiving],
        "imports": imports,
        "problems": sum(one.problem_count for one in imports),
        "exports": queries.exports_of(session, project_id, limit=3),
        "first": queries.images_of(session, project_id, limit=6),
    }


project_facts.register("pictures", _page_facts)


def send_picture(file: service.ImageFile, keeps: bool = True) -> Response:
    """A stored picture, or 'as you have it'."""
    response = Response(mimetype=file.media_type)
    response.set_etag(file.tag)
    response.headers["Cache-Control"] = _KEEP if keeps else _ASK
    # Opened by itself a picture may run nothing, whatever it really is.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if request.if_none_match.contains(file.tag):
        response.status_code = 304
        return response
    response.response, response.content_length = file.stream(), file.byte_size
    return response


@pages.get("/media/images/<int:image_id>/<any(full, preview):size>")
@signed_in
def image_file(image_id: int, size: str) -> Response:
    with reading() as session:
        file = service.image_file(session, current().account_id, image_id, size == "preview")
    return send_picture(file, keeps=current().role is Role.ANNOTATOR)


@pages.get("/projects/<int:project_id>/upload")
@roles(Role.MANAGER)
def upload_page(project_id: int, error: str | None = None) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        imports = queries.imports_of(session, project_id)
        sources = sources_for(project.organisation_id)
    facts = {"imports": imports, "most_frames": MOST_FRAMES, "sources": sources, "columns": COLUMNS}
    return render_template("manager/upload.html", project=project, error=error, **facts)


@pages.post("/projects/<int:project_id>/upload")
@roles(Role.MANAGER)
def upload(project_id: int) -> BaseResponse | tuple[str, int]:
    """The way that needs no script: all files in one request."""
    who = current()
    with reading() as session:
        projects.project_for(session, who.account_id, project_id)
    try:
        video, taking = sent_video(), sent_taking()
        with service.stored_pieces(sent_files()) as pieces, transaction() as session:
            sent = Upload(pieces, video=video, taking=taking)
            run = service.receive_upload(session, who.account_id, project_id, sent)
    except AnnotateError as error:
        return upload_page(project_id, say_error(error)), error.status
    return redirect(url_for("datasets.import_page", import_id=run.id))


@pages.get("/imports/<int:import_id>")
@roles(Role.MANAGER)
def import_page(import_id: int) -> str:
    with reading() as session:
        run = service.import_for(session, current().account_id, import_id)
        facts = queries.import_facts(session, run)
        # What has to be mended stands apart from what is here already and what was only changed.
        found = {
            "problems": queries.problems_of(session, import_id, 500, but=HERE_ALREADY | NOTES),
            "twice": queries.problems_of(session, import_id, 500, codes=HERE_ALREADY),
            "notes": queries.problems_of(session, import_id, 500, codes=NOTES),
        }
        project = projects.project_for(session, current().account_id, run.project_id)
        alike = likeness_service.alike_in_import(session, import_id)
    said = {name: [(one.name, say_problem(one)) for one in some] for name, some in found.items()}
    return render_template("manager/import.html", run=facts, **said, project=project, alike=alike)


@pages.get("/projects/<int:project_id>/exports")
@roles(Role.MANAGER)
def export_page(project_id: int) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        exports = queries.exports_of(session, project_id)
    return render_template(
        "manager/exports.html", project=project, exports=exports, formats=EXPORTS, said=said
    )


@pages.post("/exports/<int:export_id>/again")
@roles(Role.MANAGER)
def try_export_again(export_id: int) -> BaseResponse:
    with transaction() as session:
        project_id = export_service.try_again(session, current().account_id, export_id).project_id
    flash(_("The file is being made. It appears below when it is ready."), "success")
    return redirect(url_for("datasets.export_page", project_id=project_id))


@pages.post("/projects/<int:project_id>/exports")
@roles(Role.MANAGER)
def start_export(project_id: int) -> BaseResponse:
    only = ExportScope.ALL if request.form.get("only") == "all" else ExportScope.CONSENSUS
    try:
        with transaction() as session:
            service.start_export(
                session, current().account_id, project_id, request.form.get("format", ""), only
            )
        flash(_("The file is being made. It appears below when it is ready."), "success")
    except (UnknownFormat, NoVideos) as error:
        flash(say_error(error), "error")
    return redirect(url_for("datasets.export_page", project_id=project_id))
