"""Who is asking: flask-login over our own revocable session rows, or an API token."""

import datetime as dt
from dataclasses import dataclass, fields

from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import SignInNeeded
from annotate.people import queries, sign_in_service, token_service
from annotate.people.queries import Who

# Whose page this is: said by pages to the service worker, and by scripts to the server.
PERSON_HEADER = "X-Douya-Person"
# An idle clock need not be exact to the second, and a write per request would be dear.
_TOUCH_EVERY = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Identity(Who, UserMixin):  # type: ignore[misc]
    """The signed-in person as flask-login wants her."""

    def get_id(self) -> str:
        return str(self.account_id)

    def __hash__(self) -> int:
        return hash(self.account_id)


def session_cookie() -> str:
    """'__Host-' binds the cookie to this host; browsers take it over https only."""
    return "__Host-douya" if current_app.config["SESSION_COOKIE_SECURE"] else "douya"


def device_cookie() -> str:
    return session_cookie() + "-device"


def bearer() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _load(_request: object) -> Identity | None:
    token, cookie = bearer(), request.cookies.get(session_cookie())
    if not token and not cookie:
        return None
    with reading() as session:
        # With a token the cookie counts for nothing: a token needs no CSRF check.
        who = queries.who_by_token(session, token) if token else queries.who_by_session(session, cookie or "")
    if who is None:
        return None
    _touch(who)
    return Identity(**{field.name: getattr(who, field.name) for field in fields(Who)})


def _touch(who: Who) -> None:
    if who.last_seen_at is not None and clock.now() - who.last_seen_at <= _TOUCH_EVERY:
        return
    if who.session_id and who.last_seen_at:
        with transaction() as session:
            sign_in_service.touch_session(session, who.session_id)
    elif who.token_id:
        with transaction() as session:
            token_service.touch_token(session, who.token_id)


def current_or_none() -> Identity | None:
    """The signed-in person, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def current() -> Identity:
    """The signed-in person. Raises SignInNeeded."""
    identity = current_or_none()
    if identity is None:
        raise SignInNeeded
    return identity


def county() -> str | None:
    """Division code of the county that the signed-in person belongs to. Raises SignInNeeded."""
    return current().county_code


def remember(response: Response, opened: sign_in_service.Opened) -> Response:
    """Put the session's and the device's secrets into the browser."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    for name, value, lives in (
        (session_cookie(), opened.session_token, opened.lives),
        (device_cookie(), opened.device_token, dt.timedelta(days=365)),
    ):
        response.set_cookie(
            name, value, max_age=lives, httponly=True, secure=secure, samesite="Lax", path="/"
        )
    g.pop("_login_user", None)
    return response


def install(app: Flask) -> None:
    manager = LoginManager(app)
    # 'strong' signs out people whose address changes, as phones' addresses do.
    manager.session_protection = None
    manager.request_loader(_load)
