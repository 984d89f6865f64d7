"""The manager's page of pre-labels: labels that come with a project, and what people make of them."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.consensus import queries, verify_service
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.core.money import parse_major
from annotate.datasets import prelabel_service
from annotate.datasets import queries as datasets
from annotate.datasets.api import take_labels
from annotate.datasets.formats.registry import FORMATS, READABLE
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.i18n import say_error, say_fault
from annotate.web.identity import current
from annotate.work import proposal_queries as work
from annotate.work.states import VerifySource
from annotate.work.verify_service import VerifyOrder

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
            "verify": work.verify_progress(session, project_id),
            "verdicts": queries.verify_verdicts(session, project_id),
        }
    return render_template("manager/prelabels.html", formats=READABLE, pictures=FORMATS, error=error, **facts)


@pages.post("/projects/<int:project_id>/prelabels")
@roles(Role.MANAGER)
def upload_prelabels(project_id: int) -> Response | tuple[str, int]:
    try:
        taken = take_labels(project_id)
    except AnnotateError as error:
        return prelabel_page(project_id, say_error(error)), error.status
    return redirect(url_for("datasets.import_page", import_id=taken.import_id))


@pages.post("/projects/<int:project_id>/verify-tasks")
@roles(Role.MANAGER)
def make_verify_tasks(project_id: int) -> Response:
    try:
        with transaction() as session:
            who = current().account_id
            made = verify_service.order_verify_tasks(session, who, project_id, _order(request.form))
        words = _(
            "%(tasks)s tasks with %(objects)s objects are open.", tasks=made.tasks, objects=made.objects
        )
        flash(words, "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
        for fault in error.faults:
            flash(say_fault(fault), "error")
    return redirect(url_for("consensus.prelabel_page", project_id=project_id))


def _order(form: Mapping[str, str]) -> VerifyOrder:
    """What was typed; nonsense becomes a number that the service refuses with its reason."""
    agreed = form.get("verify_source") == VerifySource.CONSENSUS
    try:
        rate_e4, answers = parse_major(form.get("rate", "")), int(form.get("answers", ""))
    except ValueError:
        rate_e4, answers = 0, 0
    return VerifyOrder(VerifySource.CONSENSUS if agreed else VerifySource.PRELABELS, rate_e4, answers)


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
