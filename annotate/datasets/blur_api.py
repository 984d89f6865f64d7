"""JSON route: boxes of faces and plates that are to be made unrecognisable."""

from flask import Blueprint, Response, request

from annotate.core.db import reading, transaction
from annotate.datasets import blur_service, service
from annotate.datasets.api import LARGEST_REQUEST_BYTES, MOST_PARTS, UploadReply, sent_files
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import describe, reply
from annotate.web.identity import current

api = Blueprint("blur_api", __name__)


@api.post("/projects/<int:project_id>/blur")
@roles(Role.MANAGER)
@describe(
    "Upload labels as form field `file`, with `format`, and in `labels` the names (with commas) of what is to be made "
    "unrecognisable in the pictures; only in those that nobody was lent yet; the originals are removed",
    replies={202: UploadReply},
    media="multipart/form-data",
)
def blur(project_id: int) -> Response:
    return reply(take_blur(project_id), 202)


def take_blur(project_id: int) -> UploadReply:
    """The boxes of this request, on their way to be blurred. Raises NotFound, UnknownFormat, NothingSent, Invalid."""
    request.max_content_length, request.max_form_parts = LARGEST_REQUEST_BYTES, MOST_PARTS
    who, files, form = current(), sent_files(), request.form
    with reading() as session:
        projects.project_for(session, who.account_id, project_id)
    with service.stored_pieces(files) as pieces, transaction() as session:
        told = form.get("format", ""), form.get("labels", "")
        run = blur_service.receive_blur(session, who.account_id, project_id, pieces, *told)
        size = sum(piece.byte_size for piece in pieces)
    return UploadReply(import_id=run.id, received_bytes=size, total_bytes=size)
