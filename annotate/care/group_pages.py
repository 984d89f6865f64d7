"""Work for a county: what is kept for its women, who waits for work, a whole group offered some; women in transition."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from annotate.care import centre_queries, group_queries, group_service, transition_service
from annotate.care.service import Place
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.web import identity
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.work import reserved_queries

pages = Blueprint("county_work", __name__)


@pages.get("/county-work")
@roles(Role.COORDINATOR)
def county_work() -> str:
    return _page()


def _page(error: AnnotateError | None = None) -> str:
    county = identity.county() or ""
    with reading() as session:
        return render_template(
            "coordinator/county_work.html",
            reserved=reserved_queries.reserved(session, county),
            women=group_queries.women_to_move(session, county),
            projects=group_queries.open_projects(session),
            centres=centre_queries.centres(session, county),
            transitions=transition_service.of_county(session, county),
            error=say_error(error) if error else None,
            chosen=request.form.getlist("account_id", type=int),
        )


@pages.post("/county-work")
@roles(Role.COORDINATOR)
def move() -> Response | tuple[str, int]:
    where = Place(request.form.get("centre_id", type=int), request.form.get("project_id", type=int))
    chosen = request.form.getlist("account_id", type=int)
    try:
        with transaction() as session:
            actor_id, county = identity.current().account_id, identity.county()
            count = group_service.move_group(session, actor_id, county, chosen, where)
    except AnnotateError as error:
        if error.status == 404:
            raise
        return _page(error), error.status
    words = ngettext("%(num)s woman is told.", "%(num)s women are told.", count)
    flash(words, "success")
    return redirect(url_for("county_work.county_work"))
