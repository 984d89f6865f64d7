"""The operator's watch lists of counties."""

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.registry import watch_service
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("watch_lists", __name__)


@pages.get("/registry/watch-lists")
@roles(Role.ADMIN)
def listed() -> str:
    return _page(None)


def _page(error: AnnotateError | None) -> str:
    with reading() as session:
        return render_template(
            "admin/watch_lists.html",
            lists=watch_service.lists(session),
            me=current().account_id,
            error=say_error(error) if error else None,
            typed=request.form,
        )


def _day(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


@pages.post("/registry/watch-lists")
@roles(Role.ADMIN)
def enter() -> Response | tuple[str, int]:
    form = request.form
    codes, days = watch_service.read_codes(form.get("codes", "")), (_day("valid_from"), _day("valid_to"))
    try:
        with transaction() as session:
            title, document = form.get("title", ""), form.get("document", "")
            watch_service.enter(session, current().account_id, title, document, *days, codes)
    except AnnotateError as error:
        return _page(error), error.status
    flash(_("The list is entered. Another operator has to compare it with the document."), "success")
    return redirect(url_for("watch_lists.listed"))


@pages.post("/registry/watch-lists/<int:list_id>/approve")
@roles(Role.ADMIN)
def approve(list_id: int) -> Response | tuple[str, int]:
    try:
        with transaction() as session:
            watch_service.approve(session, current().account_id, list_id)
    except AnnotateError as error:
        if error.status == 404:
            raise
        return _page(error), error.status
    flash(_("The list is in force from its first day on."), "success")
    return redirect(url_for("watch_lists.listed"))
