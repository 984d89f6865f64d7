"""Idempotency-Key: an unsafe API call that comes twice is done once and answered alike."""

import datetime as dt

import orjson
import sqlalchemy as sa
from flask import Flask, Response, g, request

from annotate.core import clock
from annotate.core.db import insert_once, transaction
from annotate.core.errors import N_, AnnotateError, Fault, Invalid
from annotate.core.models import IdempotencyKey
from annotate.web.api import body_hash
from annotate.web.identity import current_or_none

# A call that died half-way may be repeated after this; what it did is guarded by its own constraints.
_GIVE_UP = dt.timedelta(seconds=60)


class StillRunning(AnnotateError):
    code = "still_running"
    status = 409
    message = N_("The same request is still being worked on. Wait a moment and ask again.")


class KeyReused(AnnotateError):
    code = "idempotency_key_reused"
    status = 422
    message = N_("This Idempotency-Key was used for another request. Make a new key for each new request.")


def _applies() -> bool:
    return request.path.startswith("/api/") and request.method in ("POST", "PUT", "PATCH", "DELETE")


def _look_up() -> Response | None:
    key, identity = request.headers.get("Idempotency-Key"), current_or_none()
    # Uploads are made repeatable by their own ranges and hashes; their bodies are not read here.
    if key is None or identity is None or not _applies() or request.mimetype == "multipart/form-data":
        return None
    if not 1 <= len(key) <= 128 or not key.isprintable():
        raise Invalid([Fault("Idempotency-Key", "length", N_("must have 1 to 128 printable characters"))])
    digest, now = body_hash(), clock.now()
    with transaction() as session:
        values = {"account_id": identity.account_id, "key": key, "request_hash": digest}
        if insert_once(session, IdempotencyKey, values):
            g.idempotency = (identity.account_id, key)
            return None
        row = session.get_one(IdempotencyKey, (identity.account_id, key))
        if row.request_hash != digest:
            raise KeyReused
        if row.status is None:
            if row.created_at + _GIVE_UP > now:
                raise StillRunning
            row.created_at = now
            g.idempotency = (identity.account_id, key)
            return None
        return _again(row)


def _again(row: IdempotencyKey) -> Response:
    """The first answer, as it was."""
    status = row.status or 200
    body = b"" if row.body is None else orjson.dumps(row.body)
    return Response(
        body, status, mimetype="application/problem+json" if status >= 400 else "application/json"
    )


def _keep(response: Response) -> Response:
    held = g.pop("idempotency", None)
    if held is None:
        return response
    account_id, key = held
    mine = (IdempotencyKey.account_id == account_id) & (IdempotencyKey.key == key)
    with transaction() as session:
        if response.status_code >= 500 or response.is_streamed:
            session.execute(sa.delete(IdempotencyKey).where(mine))
        else:
            body = orjson.loads(response.get_data() or b"null")
            session.execute(
                sa.update(IdempotencyKey).where(mine).values(status=response.status_code, body=body)
            )
    return response


def install(app: Flask) -> None:
    app.before_request(_look_up)
    app.after_request(_keep)
