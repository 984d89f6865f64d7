"""Counters for /metrics. With several web processes they are summed through PROMETHEUS_MULTIPROC_DIR."""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_REQUESTS = Counter("douya_requests_total", "Answers by route and status", ["method", "route", "status"])
_SECONDS = Histogram(
    "douya_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_GAUGES = {
    "outbox_waiting": Gauge(
        "douya_outbox_waiting", "Events due and not done", multiprocess_mode="mostrecent"
    ),
    "outbox_oldest_seconds": Gauge(
        "douya_outbox_oldest_seconds", "Age of the oldest", multiprocess_mode="mostrecent"
    ),
    "outbox_dead": Gauge("douya_outbox_dead", "Events that gave up", multiprocess_mode="mostrecent"),
}


def observe(method: str, route: str, status: int, seconds: float) -> None:
    _REQUESTS.labels(method, route, str(status)).inc()
    _SECONDS.labels(route).observe(seconds)


def set_gauge(name: str, value: float) -> None:
    _GAUGES[name].set(value)


def exposition() -> bytes:
    """The text that a Prometheus server reads."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
