"""Where another person looks at rejections that were held back: the list by day, and one answer with its reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.datasets import service as datasets
from annotate.people.roles import Role
from annotate.quality import breaker_service, comparison_queries, held_queries
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("held", __name__)
datasets.let_see_images(breaker_service.may_see_for_held)


@pages.get("/review/held")
@roles(Role.MANAGER, Role.REVIEWER, Role.COORDINATOR)
def held_page() -> str:
    with reading() as session:
        days = held_queries.held_days(session, current().account_id)
    return render_template("reviewer/held.html", days=days)


@pages.get("/review/held/<int:judgement_id>")
@roles(Role.MANAGER, Role.REVIEWER, Role.COORDINATOR)
def held_answer(judgement_id: int) -> str:
    with reading() as session:
        held = breaker_service.held_for(session, current().account_id, judgement_id)
        found = comparison_queries.comparison(session, judgement_id)
    if found is None:
        raise NotFound
    mine = held.reviewer_id == current().account_id
    return render_template("reviewer/held_answer.html", held=held, found=found, is_mine=mine)


@pages.post("/review/held/<int:judgement_id>")
@roles(Role.MANAGER, Role.REVIEWER, Role.COORDINATOR)
def decide_held(judgement_id: int) -> Response:
    stands = request.form.get("stands") == "1"
    try:
        with transaction() as session:
            breaker_service.decide_held(session, current().account_id, judgement_id, stands)
            following = _following(session)
        flash(_("The rejection stands.") if stands else _("She is paid in full."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
        following = url_for("held.held_page")
    return redirect(following)


def _following(session: Session) -> str:
    after = held_queries.next_held(session, current().account_id)
    return url_for("held.held_answer", judgement_id=after) if after else url_for("held.held_page")


@pages.post("/review/held-days")
@roles(Role.MANAGER, Role.REVIEWER, Role.COORDINATOR)
def lift_day() -> Response:
    """Pay a whole day in full. Letting all rejections stand unseen is not offered."""
    names = [name for name in request.form.get("judgements", "").split(",") if name.isdecimal()]
    try:
        with transaction() as session:
            for judgement_id in sorted(int(name) for name in names[:200] if len(name) < 19):
                breaker_service.decide_held(session, current().account_id, judgement_id, stands=False)
        flash(_("All of them are paid in full."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("held.held_page"))
