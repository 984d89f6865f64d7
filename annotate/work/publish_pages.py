"""The page on which a manager opens a project: what an hour pays, what it costs line by line, pilot or whole."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import N_, AnnotateError, Fault, Invalid, NotFound
from annotate.core.money import parse_major
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.projects.expected_pay import PILOT_EACH, PILOT_PEOPLE, SMALL_PROJECT
from annotate.projects.time_plan import CREWS, HOURS_A_DAY, time_plan
from annotate.web.access import roles
from annotate.web.home import plans
from annotate.web.i18n import say_error, say_fault
from annotate.web.identity import current
from annotate.work import publish_queries, rate_service, task_service
from annotate.work.errors import NotReadyToPublish
from annotate.work.price_service import PublishOrder

pages = Blueprint("publishing", __name__)


def _answers_each(project: Any) -> float:
    """Expected answers of a picture for the wish of this project; as many as it may get where nothing is known."""
    wish = (project.redundancy_min, project.redundancy_max, project.rate_e4, project.confidence)
    told = [one.answers for one in plans.of(*wish) if abs(one.wish - project.confidence) < 1e-9]
    return float(told[0]) if told else float(project.redundancy_max)


@pages.get("/projects/<int:project_id>/publish")
@roles(Role.MANAGER)
def publish_page(project_id: int) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        told = publish_queries.publish_facts(session, project)
    rules = {"people": PILOT_PEOPLE, "each": PILOT_EACH, "small": SMALL_PROJECT, "hours": HOURS_A_DAY}
    time = time_plan(told.tasks, _answers_each(project), told.pay, told.earlier_s)
    return render_template(
        "manager/publish.html",
        project=project,
        told=told,
        rules=rules,
        time=time,
        crews=[(people, *time.days(people)) for people in CREWS] if time else [],
        missing=[say_fault(fault) for fault in told.missing],
        pilot_missing=[say_fault(fault) for fault in told.pilot_missing],
    )


def _order() -> PublishOrder:
    """Of the form. Raises Invalid."""
    text = request.form.get("pilot_tasks", "").strip()
    is_pilot = request.form.get("part") == "pilot"
    if is_pilot and not (text.isascii() and text.isdigit() and 0 < int(text) < 10**7):
        raise Invalid([Fault("pilot_tasks", "number", N_("must be a whole number"))])
    return PublishOrder(int(text) if is_pilot else None, "has_read" in request.form, needs_pilot=True)


@pages.post("/projects/<int:project_id>/publish")
@roles(Role.MANAGER)
def publish(project_id: int) -> Response:
    who = current()
    try:
        with transaction() as session:
            projects.project_for(session, who.account_id, project_id)
            made = task_service.publish_project(session, who.account_id, project_id, _order())
        flash(_("The project is open. %(count)s pictures wait for annotators.", count=made), "success")
    except AnnotateError as error:
        return _refused(project_id, error)
    return redirect(url_for("projects.project_page", project_id=project_id))


def _refused(project_id: int, error: AnnotateError) -> Response:
    """Back to the page, with what is missing in words."""
    if isinstance(error, NotFound):
        raise error
    if isinstance(error, NotReadyToPublish | Invalid):
        for fault in error.faults:
            flash(_("Before publishing: %(what)s.", what=say_fault(fault)), "error")
    else:
        flash(say_error(error), "error")
    return redirect(url_for("publishing.publish_page", project_id=project_id))


@pages.post("/projects/<int:project_id>/rate")
@roles(Role.MANAGER)
def raise_rate(project_id: int) -> Response:
    try:
        rate_e4 = parse_major(request.form.get("rate", ""))
    except ValueError:
        rate_e4 = 0
    try:
        with transaction() as session:
            rate_service.raise_rate(session, current().account_id, project_id, rate_e4)
        flash(_("The price is raised. Every picture that is handed out from now on pays it."), "success")
    except AnnotateError as error:
        return _refused(project_id, error)
    return redirect(url_for("publishing.publish_page", project_id=project_id))
