"""The end of a project: what it leaves behind is shown before it is closed, for it does not open again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.people.roles import Role
from annotate.projects import service
from annotate.projects.errors import WrongState
from annotate.projects.states import ProjectState
from annotate.web.access import roles
from annotate.web.home import project_facts
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("project_end", __name__)


@pages.get("/projects/<int:project_id>/close")
@roles(Role.MANAGER)
def close_page(project_id: int) -> str | Response:
    with reading() as session:
        project = service.project_for(session, current().account_id, project_id)
        told = project_facts.collect(session, project_id)
    if project.state is ProjectState.CLOSED:
        return redirect(url_for("projects.project_page", project_id=project_id))
    left_e4 = project.funded_e4 - told.get("money", {}).get("spent_e4", 0)
    return render_template("manager/close.html", project=project, work=told.get("work", {}), left_e4=left_e4)


@pages.post("/projects/<int:project_id>/state")
@roles(Role.MANAGER)
def change_state(project_id: int) -> Response:
    who, act = current(), service.mark_closed if request.form.get("to") == "closed" else service.mark_paused
    try:
        with transaction() as session:
            act(session, who.account_id, service.project_for(session, who.account_id, project_id))
    except WrongState as error:
        flash(say_error(error), "error")
    else:
        closed = act is service.mark_closed
        flash(_("The project is closed.") if closed else _("Paused. Nothing new is handed out."), "success")
    return redirect(url_for("projects.project_page", project_id=project_id))
