"""Pictures that look alike, side by side, and the button that leaves one of them out of the work."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.datasets import likeness_service
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.i18n import say_error
from annotate.web.identity import current
from annotate.work import late_service, leave_out_service
from annotate.work.errors import WorkedOnAlready

pages = Blueprint("alike", __name__)
PAGE = 30


@pages.get("/projects/<int:project_id>/alike")
@roles(Role.MANAGER)
def alike_page(project_id: int) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        counts = likeness_service.counts_of(session, project_id)
        pairs = likeness_service.pairs_of(session, project_id, query_int("after"), PAGE + 1)
    after = pairs[PAGE - 1].image.id if len(pairs) > PAGE else None
    facts = {"counts": counts, "pairs": pairs[:PAGE], "after": after}
    return render_template("manager/alike.html", project=project, **facts)


@pages.post("/pictures/<int:image_id>/leave-out")
@roles(Role.MANAGER)
def leave_out(image_id: int) -> Response:
    with reading() as session:
        project_id = leave_out_service.project_of_picture(session, current().account_id, image_id)
    try:
        with transaction() as session:
            image = leave_out_service.leave_out(session, current().account_id, image_id)
        flash(_("“%(name)s” is left out. You can take it in again here.", name=image.name), "success")
    except WorkedOnAlready as error:
        flash(say_error(error), "error")
    return _back(project_id)


@pages.post("/pictures/<int:image_id>/take-in")
@roles(Role.MANAGER)
def take_in_again(image_id: int) -> Response:
    with transaction() as session:
        image = leave_out_service.take_in_again(session, current().account_id, image_id)
        is_waiting = late_service.is_waiting(session, image)
    if is_waiting:
        flash(_("“%(name)s” is taken in again, and waits for money.", name=image.name), "warning")
    else:
        flash(_("“%(name)s” takes part again.", name=image.name), "success")
    return _back(image.project_id)


def _back(project_id: int) -> Response:
    """To the same part of the list."""
    after = request.form.get("after", type=int)
    return redirect(url_for("alike.alike_page", project_id=project_id, after=after))
