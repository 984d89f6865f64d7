"""Her home page and the page of the editor."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.datasets import service as datasets
from annotate.people import service as people
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.assets import script_in_page
from annotate.web.headers import allow_script
from annotate.web.home import home_facts, project_facts
from annotate.web.i18n import say_fault
from annotate.web.identity import current
from annotate.work import mend_queries, queries, task_service
from annotate.work.errors import NotReadyToPublish

pages = Blueprint("work", __name__)
datasets.let_see_images(queries.has_had_image)
project_facts.register("work", queries.project_facts)


@pages.get("/work")
@roles(Role.ANNOTATOR)
def home() -> str:
    who = current()
    with reading() as session:
        return render_template(
            "annotator/home.html",
            name=people.display_name(session, who.account_id),
            hour=clock.local(clock.now()).hour,
            offers=queries.offers(session, who.account_id),
            to_mend=mend_queries.to_mend(session, who.account_id),
            facts=home_facts.collect(session, who.account_id),
        )


@pages.get("/work/<int:project_id>")
@roles(Role.ANNOTATOR)
def editor(project_id: int) -> Response:
    with reading() as session:
        facts = queries.editor_facts(session, project_id)
    if facts is None or facts.state == "draft":
        raise NotFound
    ahead = script_in_page("js/editor/ahead.js")
    page = make_response(
        render_template("annotator/editor.html", project_id=project_id, project_name=facts.name, ahead=ahead)
    )
    allow_script(page, ahead)
    return page


@pages.post("/projects/<int:project_id>/publish")
@roles(Role.MANAGER)
def publish(project_id: int) -> Response:
    who = current()
    try:
        with transaction() as session:
            projects.project_for(session, who.account_id, project_id)
            made = task_service.publish_project(session, who.account_id, project_id)
        flash(_("The project is open. %(count)s pictures wait for annotators.", count=made), "success")
    except NotReadyToPublish as error:
        for fault in error.faults:
            flash(_("Before publishing: %(what)s.", what=say_fault(fault)), "error")
    return redirect(url_for("projects.project_page", project_id=project_id))
