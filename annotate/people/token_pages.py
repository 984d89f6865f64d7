"""The page of one's keys for programs."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid
from annotate.people import scopes, token_service
from annotate.people.roles import STAFF
from annotate.people.token_service import NewToken
from annotate.web.access import roles
from annotate.web.i18n import say_fault
from annotate.web.identity import current

pages = Blueprint("tokens", __name__)


@pages.get("/account/keys")
@roles(*STAFF)
def keys(token: str | None = None, faults: list[str] | None = None) -> str:
    with reading() as session:
        lines = token_service.tokens_of(session, current().account_id)
    return render_template(
        "public/keys.html",
        lines=lines,
        areas=[(area, scopes.AREAS[area]) for area in scopes.OF_ROLE[current().role]],
        titles={area.value: words.title for area, words in scopes.AREAS.items()},
        most_days=token_service.LONGEST_DAYS,
        token=token,
        faults=faults or [],
        typed=request.form,
    )


@pages.post("/account/keys")
@roles(*STAFF)
def make_key() -> str | tuple[str, int]:
    """Answered with the page itself, not with a redirect: the key is shown this once and kept nowhere."""
    chosen = [request.form.get(f"area-{area}", "") for area in scopes.OF_ROLE[current().role]]
    wish = NewToken(
        request.form.get("name", ""), request.form.get("days", type=int), [one for one in chosen if one]
    )
    try:
        with transaction() as session:
            token = token_service.ask_token(session, current().account_id, wish)
    except Invalid as error:
        return keys(faults=[say_fault(fault) for fault in error.faults]), error.status
    return keys(token=token)


@pages.post("/account/keys/<int:token_id>/end")
@roles(*STAFF)
def end_key(token_id: int) -> Response:
    with transaction() as session:
        token_service.revoke_token(session, current().account_id, token_id)
    flash(_("The key opens nothing any more."), "success")
    return redirect(url_for("tokens.keys"))
