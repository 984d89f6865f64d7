"""The page on which a manager says how a project hands its work out, and what comes after it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.i18n import say_error, say_fault
from annotate.web.identity import current
from annotate.work import no_work_queries, reserved_queries, rules_service
from annotate.work.handout_form import quota_text, read_rules
from annotate.work.handout_rules import LIMITS
from annotate.work.rules_service import NewRules

pages = Blueprint("handout", __name__)


@pages.get("/projects/<int:project_id>/handout")
@roles(Role.MANAGER)
def handout_page(project_id: int) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        rules = rules_service.rules_for(session, project_id)
        return render_template(
            "manager/handout.html",
            project=project,
            rules=rules,
            quotas=quota_text(rules.quotas),
            limits=LIMITS,
            choices=rules_service.possible_successors(session, project),
            reserved=reserved_queries.reserved(session, project_id=project_id),
            without_work=no_work_queries.without_work_after(session, project_id),
        )


@pages.post("/projects/<int:project_id>/handout")
@roles(Role.MANAGER)
def change_handout(project_id: int) -> Response:
    who = current().account_id
    try:
        rules, bonus = read_rules(request.form, request.form.getlist("successors"))
        with transaction() as session:
            project = projects.project_for(session, who, project_id)
            rules_service.set_rules(session, who, project, NewRules(rules, bonus))
        flash(_("Saved. It holds for the bags that are handed out from now on."), "success")
    except AnnotateError as error:
        for words in map(say_fault, error.faults) if error.faults else [say_error(error)]:
            flash(_("Nothing was changed: %(what)s.", what=words), "error")
    return redirect(url_for("handout.handout_page", project_id=project_id))
