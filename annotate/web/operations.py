"""For operators: is it alive, is it ready, is anything stuck, can the past be trusted."""

import datetime as dt
import time
from typing import Any

import redis
import sqlalchemy as sa
from flask import Blueprint, Response, current_app, render_template, request
from pydantic import BaseModel

from annotate.core import audit, outbox
from annotate.core.db import current_database, reading, sqlite_warning
from annotate.core.errors import Forbidden
from annotate.people.roles import Role
from annotate.web import metrics
from annotate.web.access import public, roles
from annotate.web.api import describe, openapi, reply
from annotate.web.home import operation_facts
from annotate.web.identity import current_or_none

health = Blueprint("health", __name__)
operations = Blueprint("operations", __name__)


class LongWork(BaseModel):
    """A project whose crowd is being read anew: tasks read and to read."""

    name: str
    done: int
    total: int


class Integrity(BaseModel):
    outbox_waiting: int
    outbox_oldest_seconds: float
    dead_letters: int
    audit_rows: int
    audit_head: str
    # The nightly proof of the ledger: when, and how many violations; none before the first night.
    last_proof_at: str | None
    last_proof_violations: int | None
    database: str
    warnings: list[str]
    job_queue: bool
    refits: list[LongWork]


def _queue_answers() -> bool:
    address = current_app.config["DOUYA"].redis_address
    client = redis.Redis.from_url(address, socket_timeout=0.5, socket_connect_timeout=0.5)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def integrity_now() -> Integrity:
    """Read now from the database; the queue is asked whether it lives."""
    with reading() as session:
        state = outbox.health(session)
        rows, head = audit.head(session)
        proof = audit.last(session, "ledger.proved")
        told = operation_facts.collect(session, 0)
    metrics.set_gauge("outbox_waiting", state.waiting)
    metrics.set_gauge("outbox_oldest_seconds", state.oldest_age_seconds)
    metrics.set_gauge("outbox_dead", state.dead)
    warning = sqlite_warning() if current_database().is_sqlite else None
    return Integrity(
        outbox_waiting=state.waiting,
        outbox_oldest_seconds=round(state.oldest_age_seconds, 3),
        dead_letters=state.dead,
        audit_rows=rows,
        audit_head=head,
        last_proof_at=proof.at.isoformat() if proof else None,
        last_proof_violations=proof.detail["violations"] if proof else None,
        database="sqlite" if current_database().is_sqlite else "postgresql",
        warnings=[warning] if warning else [],
        job_queue=_queue_answers(),
        refits=[LongWork(**work) for work in told.get("refit", {}).get("under_way", [])],
    )


@health.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return reply({"status": "ok"})


@health.get("/readyz")
@public
def readyz() -> Response:
    """The database answers; Redis may be away, work goes on without it."""
    started = time.perf_counter()
    with reading() as session:
        session.execute(sa.text("SELECT 1"))
    return reply({"status": "ready", "database_ms": round((time.perf_counter() - started) * 1000, 1)})


@health.get("/metrics")
@public
def prometheus() -> Response:
    """For a scraper on this machine, or an operator's token."""
    identity = current_or_none()
    if request.remote_addr not in ("127.0.0.1", "::1") and (identity is None or identity.role != Role.ADMIN):
        raise Forbidden
    integrity_now()
    return Response(metrics.exposition(), mimetype="text/plain; version=0.0.4")


@operations.get("/api/v1/openapi.json")
@public
def openapi_document() -> Response:
    return reply(openapi(current_app))


@operations.get("/api/v1/ops/integrity")
@operations.get("/ops/integrity", endpoint="integrity_short")
@roles(Role.ADMIN)
@describe("Outbox, dead letters, audit chain", replies={200: Integrity})
def integrity_document() -> Response:
    return reply(integrity_now())


@operations.get("/operations")
@roles(Role.ADMIN)
def integrity_page() -> str:
    state: dict[str, Any] = integrity_now().model_dump()
    proved = state["last_proof_at"]
    state["last_proof_at"] = dt.datetime.fromisoformat(proved) if proved else None
    return render_template("admin/integrity.html", state=state)
