"""Closing her account for good: what stays, what goes, a week to think it over, and the way back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people import erasure_service, service
from annotate.people.errors import WrongOldPassword
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("erasure", __name__)


@pages.get("/account/close")
@roles(Role.ANNOTATOR)
def closing() -> str:
    return _page(None)


def _page(error: AnnotateError | None) -> str:
    with reading() as session:
        asked, refused = erasure_service.state_for(session, current().account_id)
    return render_template(
        "public/close_account.html",
        asked=asked,
        refused=say_error(refused) if refused else None,
        error=say_error(error) if error else None,
    )


@pages.post("/account/close")
@roles(Role.ANNOTATOR)
def ask() -> Response | tuple[str, int]:
    who = current().account_id
    try:
        with transaction() as session:
            if not service.password_is(session, who, request.form.get("password", "")):
                raise WrongOldPassword
            erasure_service.ask(session, who)
    except AnnotateError as error:
        return _page(error), error.status
    flash(_("It is noted. You can take it back until then."), "success")
    return redirect(url_for("erasure.closing"))


@pages.post("/account/close/back")
@roles(Role.ANNOTATOR)
def take_back() -> Response:
    with transaction() as session:
        erasure_service.take_back(session, current().account_id)
    flash(_("You stay. Nothing was deleted."), "success")
    return redirect(url_for("people.account"))
