"""The operator's list of cases that are late or nobody's."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.care import late_queries, late_service
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people.roles import Role
from annotate.web import identity, nav
from annotate.web.access import roles
from annotate.web.i18n import say_error

pages = Blueprint("late_cases", __name__)
nav.counts["late_cases.late_list"] = late_queries.count_late


@pages.get("/late-cases")
@roles(Role.ADMIN)
def late_list() -> str:
    return _page()


def _page(refused: str | None = None) -> str:
    with reading() as session:
        desk = late_queries.late_desk(session)
        return render_template("admin/late_cases.html", desk=desk, refused=refused)


@pages.post("/late-cases/<int:case_id>/owner")
@roles(Role.ADMIN)
def give(case_id: int) -> Response | tuple[str, int]:
    owner_id = request.form.get("coordinator_id", type=int) or 0
    try:
        with transaction() as session:
            late_service.give_to(session, identity.current().account_id, case_id, owner_id)
    except NotFound:
        raise
    except AnnotateError as error:
        return _page(say_error(error)), error.status
    flash(_("The coordinator has the case now, and has been told."), "success")
    return redirect(url_for("late_cases.late_list"))
