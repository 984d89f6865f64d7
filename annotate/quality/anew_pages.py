"""One answer that was made anew: where a person decides on it, and where its maker reads what was decided."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people.roles import Role
from annotate.quality import anew_look_queries, anew_look_service, anew_queries, service
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("anew", __name__)


@pages.get("/review/anew/<int:rework_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def review(rework_id: int, error: str | None = None) -> str:
    who = current().account_id
    with reading() as session:
        beside = anew_look_queries.beside(session, rework_id)
        if beside is not None:
            service.check_reviewer(session, who, beside.anew.project_id)
        is_mine = beside is not None and anew_look_queries.said_first(session, rework_id) == who
    if beside is None:
        raise NotFound
    return render_template("reviewer/anew.html", beside=beside, is_mine=is_mine, error=error)


@pages.post("/review/anew/<int:rework_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def decide(rework_id: int) -> Response | tuple[str, int]:
    fits, fault, note = (request.form.get(name, "") for name in ("fits", "fault", "note"))
    try:
        with transaction() as session:
            look = anew_look_service.decide(
                session, current().account_id, rework_id, fits == "1", fault, note
            )
            following = _following(session)
    except AnnotateError as error:
        if error.status == 404:
            raise
        return review(rework_id, say_error(error)), error.status
    is_open = look.decided_at is None
    flash(_("Another person looks before less is paid.") if is_open else _("Decided."), "success")
    return redirect(following)


def _following(session: Session) -> str:
    waiting = anew_queries.waiting(session, current().account_id, limit=1)
    if not waiting:
        return url_for("quality.review_queue")
    return url_for("anew.review", rework_id=waiting[0].rework_id)


@pages.get("/answers/anew/<int:rework_id>")
@roles(Role.ANNOTATOR)
def mine(rework_id: int) -> str:
    with reading() as session:
        beside = anew_look_queries.beside(session, rework_id)
    if beside is None or beside.annotator_id != current().account_id:
        raise NotFound
    return render_template("annotator/anew.html", beside=beside)
