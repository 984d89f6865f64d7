"""The manager's page of pre-labels: labels that come with a project, and what people make of them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.datasets import prelabel_service
from annotate.datasets import queries as datasets
from annotate.datasets.api import take_labels
from annotate.datasets.formats.registry import FORMATS
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.identity import current
from annotate.work import queries as work

pages = Blueprint("consensus", __name__)


@pages.get("/projects/<int:project_id>/prelabels")
@roles(Role.MANAGER)
def prelabel_page(project_id: int, error: str | None = None) -> str:
    with reading() as session:
        facts = {
            "project": projects.project_for(session, current().account_id, project_id),
            "imports": datasets.imports_of(session, project_id, labels=True),
            "sources": datasets.prelabel_sources(session, project_id),
            "hidden": datasets.hidden_percent(session, project_id),
            "figures": work.proposal_figures(session, project_id),
        }
    return render_template("manager/prelabels.html", formats=FORMATS, error=error, **facts)


@pages.post("/projects/<int:project_id>/prelabels")
@roles(Role.MANAGER)
def upload_prelabels(project_id: int) -> Response | tuple[str, int]:
    try:
        taken = take_labels(project_id)
    except AnnotateError as error:
        return prelabel_page(project_id, say_error(error)), error.status
    return redirect(url_for("datasets.import_page", import_id=taken.import_id))


@pages.post("/projects/<int:project_id>/prelabels/hidden")
@roles(Role.MANAGER)
def hide_prelabels(project_id: int) -> Response:
    percent = request.form.get("percent", type=int)
    try:
        with transaction() as session:
            who = current().account_id
            prelabel_service.set_hidden_percent(session, who, project_id, -1 if percent is None else percent)
        flash(_("The changes are saved."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("consensus.prelabel_page", project_id=project_id))
