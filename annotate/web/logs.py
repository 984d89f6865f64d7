"""One JSON line per event, with a request id and only the fields of an allow-list."""

import logging
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

from annotate.web import metrics
from annotate.web.identity import current_or_none

# Anything else could carry a name, a phone or an amount.
ALLOWED = frozenset(
    [
        "event",
        "level",
        "timestamp",
        "request_id",
        "method",
        "route",
        "status",
        "milliseconds",
        "account_id",
        "code",
        "error",
        "where",
        "kind",
        "count",
        "part",
        "exception",
    ]
)


def _only_allowed(
    _logger: object, _method: str, fields: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {name: value for name, value in fields.items() if name in ALLOWED}


def configure_logging() -> None:
    """Send our own lines to standard error, one JSON object each."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


log = structlog.get_logger()


def request_id() -> str:
    """Names this request in logs, audit rows and error pages."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


def _start() -> None:
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def _finish(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    # The rule, never the address: an address may hold a code or a token.
    route = request.url_rule.rule if request.url_rule else "unknown"
    metrics.observe(request.method, route, response.status_code, seconds)
    identity = current_or_none() if request.endpoint != "static" else None
    if request.endpoint not in ("static", "health.healthz", "health.readyz"):
        log.info(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
            account_id=identity.account_id if identity else None,
        )
    response.headers["X-Request-Id"] = request_id()
    return response


def install(app: Flask) -> None:
    app.before_request(_start)
    app.after_request(_finish)
