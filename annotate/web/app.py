"""Puts the house together: settings, stores, frame, and the doors of every room."""

import importlib
import importlib.util
from pathlib import Path
from typing import Any

import click
from flask import Flask, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from annotate.core.settings import Settings, load_settings
from annotate.core.stores import open_stores
from annotate.web import (
    access,
    assets,
    errors,
    headers,
    i18n,
    idempotency,
    identity,
    limits,
    logs,
    nav,
    offline,
    operations,
    site,
    words,
)

ROOT = Path(__file__).parent.parent.parent
ROOMS = (
    "people",
    "messages",
    "registry",
    "projects",
    "datasets",
    "work",
    "consensus",
    "quality",
    "insight",
    "gallery",
    "hooks",
    "questions",
    "training",
    "ledger",
    "pay",
    "households",
    "programmes",
    "care",
    "reports",
    "oversight",
)
TOOLS = ("host", "demo", "simulate")
# Uploads are streamed in pieces; nothing else comes near this.
_MAX_REQUEST = 64 * 1024 * 1024


def _csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _page_names() -> dict[str, Any]:
    """What every template may use."""
    who = identity.current_or_none()
    easy = who.easy_mode if who else request.cookies.get("douya_easy") == "1"
    return {
        "identity": who,
        "nav": nav.items(who),
        "easy_mode": easy,
        "locale": i18n.choose_locale(),
        "csrf_field": _csrf_field,
        "asset_url": assets.asset_url,
        "editor_script": assets.editor_script,
    }


def _protect_forms(app: Flask) -> None:
    csrf = CSRFProtect()
    csrf.init_app(app)

    def check() -> None:
        # A token in a header is never sent by a browser on its own.
        if request.endpoint and identity.bearer() is None:
            csrf.protect()

    app.before_request(check)


def _parts(room: str, kind: str) -> list[Any]:
    """A room's doors of one kind: `pages.py` and `<use>_pages.py`; none where the room has no such door."""
    names = sorted(path.stem for path in (ROOT / "annotate" / room).glob(f"*{kind}.py"))
    return [
        importlib.import_module(f"annotate.{room}.{name}") for name in names if name.split("_")[-1] == kind
    ]


class ShortNumber(IntegerConverter):
    """`<int:...>` in addresses: longer numbers fit no column of a database, so nothing is there."""

    regex = r"\d{1,16}"


def _open_doors(app: Flask) -> None:
    app.register_blueprint(operations.health)
    app.register_blueprint(operations.operations)
    app.register_blueprint(site.site)
    for room in ROOMS:
        for door in _parts(room, "pages"):
            app.register_blueprint(door.pages)
        for door in _parts(room, "api"):
            app.register_blueprint(door.api, url_prefix="/api/v1")


def _add_commands(app: Flask) -> None:
    # Demo, migrations and drawing cost 25 MB, which a web process has no use for.
    if not app.testing and click.get_current_context(silent=True) is None:
        return
    for room in (*ROOMS, *TOOLS):
        for door in _parts(room, "cli"):
            for command in door.commands:
                app.cli.add_command(command)


def create_app(settings: Settings | None = None, testing: bool = False) -> Flask:
    """The WSGI application. Raises SettingError with a sentence that says what to write instead."""
    settings = settings or load_settings()
    app = Flask("annotate", static_folder=None, template_folder=str(ROOT / "templates"))
    app.config.update(
        DOUYA=settings,
        TESTING=testing,
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=("__Host-" if settings.secure_cookies else "") + "douya-form",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=_MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        PREFERRED_URL_SCHEME="https" if settings.secure_cookies else "http",
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.auto_reload = app.config["TEMPLATES_AUTO_RELOAD"] = testing
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    open_stores(settings)
    logs.configure_logging()
    # after_request runs last installed first: headers and logs see the final answer.
    logs.install(app)
    headers.install(app)
    identity.install(app)
    i18n.install(app, settings)
    _protect_forms(app)
    access.install(app)
    idempotency.install(app)
    errors.install(app)
    assets.install(app, ROOT / "static")
    app.context_processor(_page_names)
    words.install(app)
    app.url_map.converters["int"] = ShortNumber
    _open_doors(app)
    offline.install(app)
    _add_commands(app)
    limits.install(app)
    return app
