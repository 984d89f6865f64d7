"""Every route says who may use it; a route that says nothing fails the build and is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request

from annotate.core.errors import Forbidden, OtherPerson, SignInNeeded
from annotate.people.roles import Role
from annotate.web.identity import PERSON_HEADER, Identity, current_or_none
from annotate.web.scopes import check_scopes

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """roles None: anybody, signed in or not; empty: anybody signed in."""

    roles: frozenset[Role] | None


def _declare(view: View, access: Access) -> View:
    view.__access__ = access  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anybody may, signed in or not."""
    return _declare(view, Access(None))


def signed_in(view: View) -> View:
    """Anybody with an account may."""
    return _declare(view, Access(frozenset()))


def roles(*allowed: Role) -> Callable[[View], View]:
    """Only these roles may."""
    return lambda view: _declare(view, Access(frozenset(allowed)))


def access_of(view: Callable[..., Any] | None) -> Access | None:
    return getattr(view, "__access__", None)


def _check_person(identity: Identity) -> None:
    """A page says whose it is: the work of one must not be sent in the name of whoever signed in after her."""
    meant = request.headers.get(PERSON_HEADER)
    if meant is not None and meant != str(identity.account_id):
        raise OtherPerson


def _check() -> None:
    if request.endpoint is None or request.endpoint == "static":
        return
    access = access_of(current_app.view_functions[request.endpoint])
    if access is None:
        raise Forbidden
    if access.roles is None:
        return
    identity = current_or_none()
    if identity is None:
        raise SignInNeeded
    _check_person(identity)
    check_scopes(identity.scopes, request.endpoint, request.method)
    if access.roles and identity.role not in access.roles:
        raise Forbidden


def install(app: Flask) -> None:
    app.before_request(_check)
