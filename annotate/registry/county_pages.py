"""The operator's register of division codes."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.registry import county_service
from annotate.web.access import roles
from annotate.web.i18n import say_error, say_fault
from annotate.web.identity import current

pages = Blueprint("counties", __name__)
_LARGEST_BYTES = 2_000_000
_SHOWN = 50


@pages.get("/registry/counties")
@roles(Role.ADMIN)
def listed() -> str:
    return _page(None)


def _page(error: AnnotateError | None) -> str:
    province = request.args.get("province", "")
    faults = [f"{one.path}: {say_fault(one)}" for one in (error.faults if error else ())]
    with reading() as session:
        return render_template(
            "admin/counties.html",
            rows=county_service.register(session, province),
            province=province,
            provinces=county_service.provinces(session),
            waiting=[(one, found[:_SHOWN], len(found)) for one, found in county_service.waiting(session)],
            me=current().account_id,
            faults=faults[:_SHOWN],
            error=say_error(error) if error and not faults else None,
            typed=request.form,
        )


@pages.post("/registry/counties")
@roles(Role.ADMIN)
def propose() -> Response | tuple[str, int]:
    sent, form = request.files.get("file"), request.form
    text = sent.read(_LARGEST_BYTES).decode("utf-8", errors="replace") if sent else ""
    try:
        with transaction() as session:
            source, document = form.get("source", ""), form.get("document", "")
            county_service.propose(session, current().account_id, text, source, document)
    except AnnotateError as error:
        return _page(error), error.status
    flash(_("The list is entered. Another operator has to compare it with the document."), "success")
    return redirect(url_for("counties.listed"))


@pages.post("/registry/counties/<int:proposal_id>")
@roles(Role.ADMIN)
def decide(proposal_id: int) -> Response | tuple[str, int]:
    is_right, who, count = request.form.get("is_right") == "1", current().account_id, 0
    try:
        with transaction() as session:
            if is_right:
                count = county_service.approve(session, who, proposal_id)
            else:
                county_service.refuse(session, who, proposal_id, request.form.get("why", ""))
    except AnnotateError as error:
        if error.status == 404:
            raise
        return _page(error), error.status
    said = ngettext("%(num)s code is in force.", "%(num)s codes are in force.", count)
    flash(said if is_right else _("The list is refused; the register stays as it was."), "success")
    return redirect(url_for("counties.listed"))
