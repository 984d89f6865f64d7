"""The door of the house: start page, language, easy mode."""

from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from annotate.core.db import transaction
from annotate.core.settings import LOCALES
from annotate.people import service
from annotate.web import nav
from annotate.web.access import public
from annotate.web.i18n import LOCALE_COOKIE
from annotate.web.identity import current_or_none

site = Blueprint("site", __name__)
_YEAR = 365 * 24 * 3600


def own_path(target: str | None) -> str:
    """A path of this site, or '/': nobody is sent elsewhere by a link to us."""
    parts = urlsplit(target or "/")
    plain = (target or "").isascii() and "\\" not in (target or "") and not any(c < " " for c in target or "")
    if (
        parts.scheme
        or parts.netloc
        or not plain
        or not parts.path.startswith("/")
        or parts.path.startswith("//")
    ):
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


@site.get("/")
@public
def start() -> Response | str:
    """Her own home when she is signed in, else what Douya is."""
    identity = current_or_none()
    return redirect(nav.home_of(identity)) if identity else render_template("public/home.html")


@site.post("/locale")
@public
def set_locale() -> Response:
    chosen = request.form.get("locale", "")
    response = make_response(redirect(own_path(request.form.get("next"))))
    if chosen in LOCALES:
        identity = current_or_none()
        if identity:
            with transaction() as session:
                service.set_preferences(session, identity.account_id, locale=chosen)
        response.set_cookie(LOCALE_COOKIE, chosen, max_age=_YEAR, samesite="Lax", httponly=True)
    return response


@site.post("/easy-mode")
@public
def set_easy_mode() -> Response:
    """Larger letters and targets."""
    on = request.form.get("easy_mode") == "1"
    identity = current_or_none()
    if identity:
        with transaction() as session:
            service.set_preferences(session, identity.account_id, easy_mode=on)
    response = make_response(redirect(own_path(request.form.get("next"))))
    response.set_cookie("douya_easy", "1" if on else "0", max_age=_YEAR, samesite="Lax", httponly=True)
    return response
