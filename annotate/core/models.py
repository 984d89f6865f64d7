"""Tables that every room stands on: outbox, audit log, idempotency keys."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json


class OutboxEvent(Base):
    """Something to be done in the background, written in the same transaction as its cause.

    The row is also the job's receipt and its fence: a job may finish only with the newest token.
    """

    __tablename__ = "outbox_event"
    __table_args__ = (
        sa.Index(
            "ix_outbox_event_waiting",
            "due_at",
            "id",
            sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(64))
    ref: Mapped[str] = mapped_column(sa.String(64))
    # Given by schedules and by causes that may be told twice.
    key: Mapped[str | None] = mapped_column(sa.String(128), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    due_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[dt.datetime | None]
    token: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[dt.datetime | None]
    dead_at: Mapped[dt.datetime | None]
    error: Mapped[str | None] = mapped_column(sa.Text)


class AuditEvent(Base):
    """Who saw, filtered, exported, revealed, decided what. Sealed rows form a hash chain."""

    __tablename__ = "audit_event"
    __table_args__ = (sa.Index("ix_audit_event_object", "object_kind", "object_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None] = mapped_column(Id)
    action: Mapped[str] = mapped_column(sa.String(64))
    object_kind: Mapped[str] = mapped_column(sa.String(64))
    object_id: Mapped[str] = mapped_column(sa.String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    request_id: Mapped[str | None] = mapped_column(sa.String(64))
    # Given by the sealing job, not by the request: no hot row.
    seq: Mapped[int | None] = mapped_column(Id, unique=True)
    prev_hash: Mapped[str | None] = mapped_column(sa.String(64))
    hash: Mapped[str | None] = mapped_column(sa.String(64))


class IdempotencyKey(Base):
    """The first answer to an unsafe call, given again when the same call comes again."""

    __tablename__ = "idempotency_key"

    account_id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(128), primary_key=True)
    request_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int | None]
    body: Mapped[Any | None] = mapped_column(Json)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class SiteKey(Base):
    """A key of the installation itself, wrapped by the master key: that of the blind index."""

    __tablename__ = "site_key"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    wrapped: Mapped[str] = mapped_column(sa.Text)
