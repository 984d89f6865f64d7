"""The workers' log: one JSON line per event, only fields of an allow-list."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Anything else could carry a name, a phone or an amount.
ALLOWED = frozenset(["event", "level", "timestamp", "kind", "count", "part", "error", "pid", "status"])


def _only_allowed(
    _logger: object, _method: str, fields: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {name: value for name, value in fields.items() if name in ALLOWED}


def configure_logging() -> None:
    """Send lines to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
