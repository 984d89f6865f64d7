"""The manager's page of check pictures: make, watch, withdraw, and how often they come."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.quality import gold_queries, gold_service
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("gold", __name__)
# Percent in the long run; beginners get up to four times as many.
SHARES = (0, 2, 5, 10)


@pages.get("/projects/<int:project_id>/golds")
@roles(Role.MANAGER)
def golds_page(project_id: int) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        golds = gold_queries.golds_of(session, project_id)
        candidates = gold_queries.candidates(session, project_id)
    percent = round(100 * project.gold_share)
    shares = sorted({*SHARES, percent})
    return render_template(
        "manager/golds.html",
        project=project,
        golds=golds,
        candidates=candidates,
        percent=percent,
        shares=shares,
    )


@pages.get("/projects/<int:project_id>/golds/<int:task_id>")
@roles(Role.MANAGER)
def gold_answers(project_id: int, task_id: int) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        gold = gold_queries.gold_facts(session, project_id, task_id)
        answers = gold_queries.answers_to(session, project_id, task_id)
    is_passed = request.args.get("which") == "passed"
    shown = [one for one in answers if one.passed or not is_passed]
    return render_template(
        "manager/gold_answers.html", project=project, gold=gold, answers=shown, is_passed=is_passed
    )


@pages.post("/projects/<int:project_id>/golds/<int:task_id>")
@roles(Role.MANAGER)
def change_gold(project_id: int, task_id: int) -> Response:
    who, act = current().account_id, request.form.get("act", "")
    try:
        with transaction() as session:
            if act == "withdraw":
                gold_service.withdraw(session, who, task_id, request.form.get("why", ""))
            else:
                gold_service.make_gold(session, who, task_id, "labels" if act == "labels" else "consensus")
        said = _("Withdrawn. What it took from anybody is given back.")
        flash(said if act == "withdraw" else _("This picture is a check from now on."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return _back(project_id)


def _back(project_id: int) -> Response:
    """Pressed beside a picture of the gallery she goes on there, and can take it back at once."""
    image_id = request.form.get("image_id", type=int)
    if image_id:
        return redirect(url_for("gallery.picture", project_id=project_id, image_id=image_id))
    return redirect(url_for("gold.golds_page", project_id=project_id))


@pages.post("/projects/<int:project_id>/gold-share")
@roles(Role.MANAGER)
def change_share(project_id: int) -> Response:
    who, percent = current().account_id, request.form.get("percent", "")
    # What is no percentage is refused below; it must not turn the checks off.
    share = int(percent) / 100 if percent.isdecimal() and len(percent) <= 3 else -1.0
    try:
        with transaction() as session:
            project = projects.project_for(session, who, project_id)
            projects.set_gold_share(session, who, project, share)
        flash(_("Saved. It holds for the bags that are handed out from now on."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("gold.golds_page", project_id=project_id))
