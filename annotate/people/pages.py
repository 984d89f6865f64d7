"""Signing in and out, registering by invitation, one's own file, the operator's list of people."""

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as form_session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import N_, AnnotateError, Fault, Invalid
from annotate.people import consents, queries, quick_pin_service, service, sign_in_service
from annotate.people.browsers import short_browser
from annotate.people.errors import WrongOldPassword, WrongSignIn
from annotate.people.roles import Purpose, Role
from annotate.people.service import InvitationOffer, Registration
from annotate.web import identity
from annotate.web.access import public, roles, signed_in
from annotate.web.i18n import choose_locale, say_error
from annotate.web.site import own_path

pages = Blueprint("people", __name__)


@pages.get("/sign-in")
@public
def sign_in() -> Response | str:
    if identity.current_or_none():
        return redirect(own_path(request.args.get("next")))
    with reading() as session:
        people = quick_pin_service.people_here(session, request.cookies.get(identity.device_cookie()))
    next_path = own_path(request.args.get("next"))
    return render_template("public/sign_in.html", error=None, phone="", next=next_path, people=people)


@pages.post("/sign-in")
@public
def try_sign_in() -> Response | tuple[str, int]:
    phone, next_path = request.form.get("phone", ""), own_path(request.form.get("next"))
    try:
        opened = _check_and_open(phone, request.form.get("password", ""))
    except AnnotateError as error:
        page = render_template("public/sign_in.html", error=say_error(error), phone=phone, next=next_path)
        return page, error.status
    return _enter(opened, next_path)


def _check_and_open(phone: str, password: str) -> sign_in_service.Opened:
    device = request.cookies.get(identity.device_cookie())
    with reading() as session:
        attempt = sign_in_service.prepare_sign_in(session, phone, device)
    fits = sign_in_service.password_fits(attempt, password)
    with transaction() as session:
        if fits and attempt.account_id is not None:
            quick_pin_service.forgive(session, attempt.account_id)
            return sign_in_service.open_session(
                session, attempt.account_id, device, request.user_agent.string
            )
        sign_in_service.refuse_sign_in(session, attempt)
    raise WrongSignIn


def _enter(opened: sign_in_service.Opened, next_path: str) -> Response:
    # A new form token too: whoever planted one before the sign-in must not know it after.
    form_session.clear()
    return identity.remember(make_response(redirect(next_path)), opened)


@pages.post("/sign-out")
@public
def sign_out() -> Response:
    who = identity.current_or_none()
    with transaction() as session:
        if who and who.session_id:
            sign_in_service.close_session(session, who.session_id)
        people = quick_pin_service.people_here(session, request.cookies.get(identity.device_cookie()))
    form_session.clear()
    response = make_response(redirect(url_for("quick_pin.switch" if people else "site.start")))
    response.delete_cookie(
        identity.session_cookie(), path="/", secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


@pages.get("/register")
@public
def register() -> str:
    return _register_form(error=None)


def _register_form(error: AnnotateError | None) -> str:
    kept = {name: request.form.get(name, "") for name in ("phone", "name", "identity_number")}
    return render_template(
        "public/register.html",
        error=say_error(error) if error else None,
        error_code=error.code if error else None,
        code=request.form.get("code") or request.args.get("code", ""),
        consents=consents.TEXTS,
        given=request.form.getlist("consent"),
        asks_for_identity=_asks_for_identity(),
        **kept,
    )


def _asks_for_identity() -> bool:
    """Where pay is in yuan the law wants to know who works, and that she is old enough."""
    return bool(current_app.config["DOUYA"].currency == "CNY")


def _registration() -> Registration:
    given = {purpose for purpose in Purpose if purpose.value in request.form.getlist("consent")}
    return Registration(
        code=request.form.get("code", ""),
        phone=request.form.get("phone", ""),
        name=request.form.get("name", ""),
        password=request.form.get("password", ""),
        locale=choose_locale(),
        purposes=frozenset(given),
        identity_number=request.form.get("identity_number", "") if _asks_for_identity() else None,
    )


@pages.post("/register")
@public
def try_register() -> Response | tuple[str, int]:
    sent = _registration()
    device = request.cookies.get(identity.device_cookie())
    try:
        with transaction() as session:
            account = service.register(session, sent)
            opened = sign_in_service.open_session(session, account.id, device, request.user_agent.string)
    except AnnotateError as error:
        return _register_form(error), error.status
    return _enter(opened, "/")


@pages.get("/account")
@signed_in
def account() -> str:
    who = identity.current()
    with reading() as session:
        return render_template(
            "public/account.html",
            name=service.display_name(session, who.account_id),
            phone=service.masked_phone(session, who.account_id),
            consents=consents.TEXTS,
            given={consent.purpose for consent in queries.consents_of(session, who.account_id)},
            sessions=queries.sessions_of(session, who.account_id),
            short_browser=short_browser,
            text_sizes=_text_sizes(),
            text_px=who.text_px or (service.TEXT_SIZES_PX[1] if who.easy_mode else service.TEXT_SIZES_PX[0]),
        )


def _text_sizes() -> list[tuple[int, str]]:
    names = (_("Ordinary"), _("A little larger"), _("Larger"), _("Largest"))
    return list(zip(service.TEXT_SIZES_PX, names, strict=True))


@pages.post("/account/reading")
@signed_in
def change_text_size() -> Response:
    size_px = request.form.get("text_px", type=int)
    if size_px not in service.TEXT_SIZES_PX:
        raise Invalid([Fault("text_px", "unknown", N_("Please choose one of the sizes."))])
    with transaction() as session:
        service.set_text_size(session, identity.current().account_id, size_px)
    flash(_("The size of letters is saved, for the labelling window too."), "success")
    response = redirect(url_for("people.account"))
    # What was chosen on this device before gives way.
    response.delete_cookie("douya_text", path="/")
    return response


@pages.post("/account/password")
@signed_in
def change_password() -> Response:
    back = redirect(url_for("people.account"))
    try:
        opened = _change_password(
            identity.current().account_id, request.form.get("old", ""), request.form.get("new", "")
        )
    except AnnotateError as error:
        flash(say_error(error), "error")
        return back
    flash(_("The password is changed. You were signed out everywhere else."), "success")
    return identity.remember(make_response(back), opened)


def _change_password(account_id: int, old: str, new: str) -> sign_in_service.Opened:
    with transaction() as session:
        if not service.change_password(session, account_id, old, new):
            raise WrongOldPassword
        return sign_in_service.open_session(session, account_id, None, request.user_agent.string)


@pages.post("/account/consents")
@signed_in
def change_consents() -> Response:
    who = identity.current()
    wanted = {purpose for purpose in Purpose if purpose.value in request.form.getlist("consent")}
    with transaction() as session:
        service.set_consents(session, who.account_id, wanted)
    flash(_("Your consents are saved. You can change them at any time."), "success")
    return redirect(url_for("people.account"))


@pages.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> Response:
    with transaction() as session:
        service.end_sessions(session, identity.current().account_id)
    return redirect(url_for("people.sign_in"))


@pages.get("/people")
@roles(Role.ADMIN)
def people_list() -> str:
    return _people_page(code=None)


def _people_page(code: str | None) -> str:
    before = request.args.get("before", type=int)
    role = Role(request.args["role"]) if request.args.get("role") in set(Role) else None
    with reading() as session:
        lines = queries.people(session, role=role, before_id=before)
        organisations = queries.organisations(session)
    return render_template(
        "admin/people.html",
        lines=lines,
        organisations=organisations,
        roles=list(Role),
        role=role,
        code=code,
        older=lines[-1].account_id if len(lines) == 50 else None,
    )


@pages.post("/people/invitations")
@roles(Role.ADMIN)
def make_invitation() -> str:
    offer = InvitationOffer(
        role=Role(request.form.get("role", Role.ANNOTATOR)),
        county_code=request.form.get("county_code") or None,
        organisation_id=request.form.get("organisation_id", type=int),
    )
    with transaction() as session:
        code = service.invite(session, identity.current().account_id, offer)
    return _people_page(code)


@pages.post("/people/<int:account_id>/state")
@roles(Role.ADMIN)
def change_state(account_id: int) -> Response:
    change = service.enable_account if request.form.get("active") == "1" else service.disable_account
    with transaction() as session:
        change(session, identity.current().account_id, account_id)
    flash(_("The account is changed."), "success")
    return redirect(url_for("people.people_list"))
