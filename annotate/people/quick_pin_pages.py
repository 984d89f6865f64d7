"""At a shared PC: who are you? A name, six digits, on with the work. And the PIN in her own file."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import session as form_session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people import passwords, quick_pin_service, service, sign_in_service
from annotate.people.errors import WrongOldPassword
from annotate.people.roles import Role
from annotate.people.sign_in_service import Opened
from annotate.web import identity
from annotate.web.access import public, roles
from annotate.web.i18n import say_error

pages = Blueprint("quick_pin", __name__)


def _device() -> str | None:
    return request.cookies.get(identity.device_cookie())


@pages.get("/switch")
@public
def switch() -> Response | str:
    return _switch_page()


def _switch_page(chosen: int | None = None, error: AnnotateError | None = None) -> Response | str:
    with reading() as session:
        people = quick_pin_service.people_here(session, _device())
    if not people and error is None:
        return redirect(url_for("people.sign_in"))
    who = identity.current_or_none()
    return render_template(
        "public/switch.html",
        people=people,
        chosen=chosen or request.args.get("who", type=int),
        now=who.alias if who else None,
        error=say_error(error) if error else None,
    )


@pages.post("/switch")
@public
def enter() -> Response | tuple[str, int]:
    account_id = request.form.get("account_id", 0, type=int)
    try:
        opened = _opened(account_id, request.form.get("pin", ""))
    except AnnotateError as error:
        return make_response(_switch_page(account_id, error), error.status)
    form_session.clear()
    return identity.remember(make_response(redirect(url_for("site.start"))), opened)


def _opened(account_id: int, pin: str) -> Opened:
    device = _device()
    with transaction() as session:
        pin_hash = quick_pin_service.begin_try(session, device, account_id)
    is_right = passwords.verify(pin_hash, pin)
    with transaction() as session:
        who, browser = identity.current_or_none(), request.user_agent.string
        if is_right and who and who.session_id:
            # Whoever sat here before is signed out: she left.
            sign_in_service.close_session(session, who.session_id)
        return quick_pin_service.sign_in(session, device or "", account_id, pin_hash, is_right, browser)


@pages.get("/account/pin")
@roles(Role.ANNOTATOR)
def pin() -> str:
    return _pin_page(None)


def _pin_page(error: AnnotateError | None) -> str:
    with reading() as session:
        has_pin = quick_pin_service.has_pin(session, identity.current().account_id)
    return render_template("public/pin.html", has_pin=has_pin, error=say_error(error) if error else None)


@pages.post("/account/pin")
@roles(Role.ANNOTATOR)
def set_pin() -> Response | tuple[str, int]:
    who, form = identity.current().account_id, request.form
    try:
        with transaction() as session:
            if not service.password_is(session, who, form.get("password", "")):
                raise WrongOldPassword
            quick_pin_service.set_pin(session, who, form.get("pin", ""))
    except AnnotateError as error:
        return _pin_page(error), error.status
    flash(_("Your PIN is set. It works on the PCs of your centre."), "success")
    return redirect(url_for("people.account"))


@pages.post("/account/pin/removal")
@roles(Role.ANNOTATOR)
def remove_pin() -> Response:
    with transaction() as session:
        quick_pin_service.remove_pin(session, identity.current().account_id)
    flash(_("The PIN is removed."), "success")
    return redirect(url_for("people.account"))
