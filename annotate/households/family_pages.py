"""A woman's own page of her family: what is written down, from where, and what she tells herself."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core import audit
from annotate.core.db import transaction
from annotate.core.errors import AnnotateError
from annotate.households import family_queries, family_service
from annotate.households.forms import read_amounts
from annotate.households.words import IncomeKind
from annotate.people import own_data_service
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("family", __name__)
own_data_service.register_part("family_income", family_queries.own_family)
own_data_service.register_seen("household", family_queries.households_of)


@pages.get("/family")
@roles(Role.ANNOTATOR)
def family() -> str:
    return _page()


def _page(**more: Any) -> str:
    account_id = current().account_id
    # Opened amounts are written down, also her own.
    with transaction() as session:
        view = family_queries.family_view(session, account_id)
        if view is not None:
            audit.record(session, account_id, "household.own_file_opened", "account", account_id)
    return render_template(
        "annotator/family.html",
        view=view,
        kinds=list(IncomeKind),
        months=family_service.months_to_tell(),
        **{"typed": {}, "faults": {}, "refused": None} | more,
    )


@pages.post("/family")
@roles(Role.ANNOTATOR)
def tell() -> Response | tuple[str, int]:
    typed = read_amounts(request.form)
    if typed.faults:
        return _page(typed=request.form, faults=typed.faults), 422
    amounts = {
        kind: e4 for kind, e4 in (typed.amounts or {}).items() if request.form.get(kind.value, "").strip()
    }
    month, note = request.form.get("month", ""), request.form.get("evidence", "").strip()
    try:
        with transaction() as session:
            family_service.tell_month(session, current().account_id, month, amounts, note)
    except AnnotateError as error:
        return _page(typed=request.form, refused=say_error(error)), error.status
    flash(_("What you told is kept, marked as told by yourself."), "success")
    return redirect(url_for("family.family"))
