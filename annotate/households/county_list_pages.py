"""A coordinator brings in her county's list of registered families: looked at line by line, then kept as keyed hashes."""

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.households import county_list_service
from annotate.households.county_lists import ListTitle, ReadList, read_list
from annotate.people import own_data_service
from annotate.people.roles import Role
from annotate.web import identity
from annotate.web.access import roles
from annotate.web.i18n import say_error, say_fault

pages = Blueprint("county_lists", __name__)
own_data_service.register_part("registered_family", county_list_service.own_standing)
LARGEST_BYTES = 20_000_000
_SHOWN_FAULTS = 50


def _county() -> str:
    county = identity.county()
    if county is None:
        raise NotFound
    return county


@pages.get("/county-lists")
@roles(Role.COORDINATOR)
def lists() -> str:
    return _page()


def _page(error: AnnotateError | None = None, read: ReadList | None = None) -> str:
    with reading() as session:
        kept = county_list_service.lists_of(session, identity.county() or "")
    faults = [f"{one.path}: {say_fault(one)}" for one in (read.faults if read else ())]
    return render_template(
        "coordinator/county_lists.html",
        lists=kept,
        faults=faults[:_SHOWN_FAULTS],
        more=max(0, len(faults) - _SHOWN_FAULTS),
        right=len(read.rows) if read else 0,
        error=say_error(error) if error else None,
        typed=request.form,
    )


@pages.post("/county-lists")
@roles(Role.COORDINATOR)
def take() -> Response | tuple[str, int]:
    sent = request.files.get("file")
    read = read_list(sent.read(LARGEST_BYTES) if sent else b"")
    if not read.rows or (read.faults and "leave_out" not in request.form):
        return _page(read=read), 422
    try:
        with transaction() as session:
            who = identity.current().account_id
            kept = county_list_service.take_list(session, who, _county(), _title(), read.rows)
    except AnnotateError as error:
        return _page(error), error.status
    told = {"count": kept.people, "left": len(read.faults), "again": read.repeated}
    flash(_("%(count)s people are kept, %(left)s lines left out, %(again)s repeated.", **told), "success")
    return redirect(url_for("county_lists.lists"))


def _title() -> ListTitle:
    try:
        as_of = dt.date.fromisoformat(request.form.get("as_of", ""))
    except ValueError:
        as_of = None
    return ListTitle(request.form.get("title", ""), request.form.get("document", ""), as_of)
