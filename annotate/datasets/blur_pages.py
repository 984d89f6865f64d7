"""The page and the call that make faces and plates unrecognisable by the boxes of a label file."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from annotate.core.db import reading
from annotate.core.errors import AnnotateError
from annotate.datasets import queries
from annotate.datasets.blur_api import take_blur
from annotate.datasets.formats.registry import FORMATS
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.i18n import say_error, say_fault
from annotate.web.identity import current

pages = Blueprint("blur", __name__)


@pages.get("/projects/<int:project_id>/blur")
@roles(Role.MANAGER)
def blur_page(project_id: int, error: str | None = None) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        imports = queries.imports_of(session, project_id, blur=True)
    labels = request.form.get("labels", "face, license plate")
    facts = {"imports": imports, "formats": FORMATS, "labels": labels, "error": error}
    return render_template("manager/blur.html", project=project, **facts)


@pages.post("/projects/<int:project_id>/blur")
@roles(Role.MANAGER)
def upload_blur(project_id: int) -> BaseResponse | tuple[str, int]:
    try:
        taken = take_blur(project_id)
    except AnnotateError as error:
        words = say_fault(error.faults[0]) if error.faults else say_error(error)
        return blur_page(project_id, words), error.status
    return redirect(url_for("datasets.import_page", import_id=taken.import_id))
