"""Soft limits per address against floods. Account rules live in SQL; a whole village may share one address."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

# Per process and in memory: a limit that needs Redis would fail with it.
_limiter = Limiter(get_remote_address, storage_uri="memory://")

DOORS = {
    "people.try_sign_in": "120 per minute",
    "people.try_register": "30 per minute",
    "certificates.verify": "60 per minute",
}


def install(app: Flask) -> None:
    """Limit the doors that strangers may knock at; call after the routes are there."""
    _limiter.init_app(app)
    for endpoint, limit in DOORS.items():
        app.view_functions[endpoint] = _limited(app.view_functions[endpoint], limit)


def forget() -> None:
    """Who has knocked how often: all of it, as a restart would."""
    _limiter.reset()


def _limited(view: Callable[..., Any], limit: str) -> Callable[..., Any]:
    limited: Callable[..., Any] = _limiter.limit(limit)(view)
    limited.__access__ = view.__access__  # type: ignore[attr-defined]
    return limited
