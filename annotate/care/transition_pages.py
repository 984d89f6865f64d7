"""A woman's transition on her file: begin with a mentor, write the review down, end it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.care import transition_service
from annotate.core.db import transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.web import identity
from annotate.web.access import roles
from annotate.web.i18n import say_error

pages = Blueprint("transitions", __name__)


def _done(account_id: int, act: Callable[[Session, int, str | None], object], said: str) -> Response:
    try:
        with transaction() as session:
            act(session, identity.current().account_id, identity.county())
    except AnnotateError as error:
        if error.status == 404:
            raise
        flash(say_error(error), "error")
    else:
        flash(said, "success")
    return redirect(url_for("women.woman", account_id=account_id))


@pages.post("/women/<int:account_id>/transition")
@roles(Role.COORDINATOR)
def begin(account_id: int) -> Response:
    mentor_id = request.form.get("mentor_id", 0, type=int)
    return _done(
        account_id,
        lambda session, actor, county: transition_service.begin(
            session, actor, county, account_id, mentor_id
        ),
        _("The transition has begun: short bags and twice the time from her next one on."),
    )


@pages.post("/women/<int:account_id>/transition/review")
@roles(Role.COORDINATOR)
def review(account_id: int) -> Response:
    words = request.form.get("words", "")
    return _done(
        account_id,
        lambda session, actor, county: transition_service.review(session, actor, county, account_id, words),
        _("The review is written down."),
    )


@pages.post("/women/<int:account_id>/transition/end")
@roles(Role.COORDINATOR)
def end(account_id: int) -> Response:
    outcome = request.form.get("outcome", "")
    return _done(
        account_id,
        lambda session, actor, county: transition_service.end(session, actor, county, account_id, outcome),
        _("The transition has ended. The usual pace holds from her next bag on."),
    )
