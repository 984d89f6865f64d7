"""The inbox of whoever is signed in."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.messages import queries, service
from annotate.web.access import signed_in
from annotate.web.api import query_int
from annotate.web.home import home_facts
from annotate.web.i18n import choose_locale
from annotate.web.identity import current
from annotate.web.nav import counts
from annotate.web.site import own_path

pages = Blueprint("messages", __name__)
_PAGE = 30

# On her home page: the newest that she has not read.
_AT_HOME = 2


def _told_at_home(session: Session, account_id: int) -> dict[str, Any]:
    return {"lines": queries.unread(session, account_id, choose_locale(), _AT_HOME)}


counts["messages.inbox"] = queries.unread_count
home_facts.register("messages", _told_at_home)


@pages.get("/messages")
@signed_in
def inbox() -> str:
    who, before = current().account_id, query_int("before")
    with reading() as session:
        lines = queries.inbox(session, who, choose_locale(), before, _PAGE)
        unread = queries.unread_count(session, who)
    older = lines[-1].id if len(lines) == _PAGE else None
    return render_template("base/inbox.html", lines=lines, unread=unread, before=before, older=older)


@pages.post("/messages/<int:message_id>/open")
@signed_in
def open_message(message_id: int) -> Response:
    """By a form: looking at a list marks nothing, and no link read ahead does."""
    with transaction() as session:
        link = service.open_message(session, current().account_id, message_id)
    return redirect(own_path(link) if link else url_for("messages.inbox"))


@pages.post("/messages/read")
@signed_in
def read_all() -> Response:
    up_to_id = request.form.get("up_to", 0, type=int)
    with transaction() as session:
        service.mark_all_read(session, current().account_id, up_to_id)
    flash(_("All messages are marked as read."), "success")
    return redirect(url_for("messages.inbox"))
