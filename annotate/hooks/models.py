"""Addresses that are called, what they are told, and how each try went."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.hooks.states import DeliveryState, OffReason


class Hook(Base):
    """One address of a project. A removed one stays for its log, but is never called again."""

    __tablename__ = "hook"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    url: Mapped[str] = mapped_column(sa.String(500))
    events: Mapped[list[str]] = mapped_column(Json)
    # The secrets under a key of this row's own, as identities are.
    wrapped: Mapped[str] = mapped_column(sa.Text)
    secret_sealed: Mapped[str] = mapped_column(sa.Text)
    old_secret_sealed: Mapped[str | None] = mapped_column(sa.Text)
    old_secret_until: Mapped[dt.datetime | None]
    off: Mapped[OffReason | None]
    # Tries without an answer since the last that was answered; nobody calls before `rests_until`.
    misses: Mapped[int] = mapped_column(default=0)
    missing_since: Mapped[dt.datetime | None]
    rests_until: Mapped[dt.datetime | None]
    # One job at a time speaks to a receiver, so that what it is told keeps its order.
    calling_until: Mapped[dt.datetime | None]
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class HookDelivery(Base):
    """One message to one address: told at least once, always under the same id."""

    __tablename__ = "hook_delivery"
    __table_args__ = (
        sa.UniqueConstraint("hook_id", "key"),
        # Counted on each page of the log, which holds a message for every picture of a month.
        sa.Index("ix_hook_delivery_state", "hook_id", "state"),
        sa.Index(
            "ix_hook_delivery_waiting",
            "hook_id",
            "due_at",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    hook_id: Mapped[int] = mapped_column(sa.ForeignKey("hook.id"))
    event: Mapped[str] = mapped_column(sa.String(40))
    # What it is about: told again it is the same message.
    key: Mapped[str] = mapped_column(sa.String(100))
    # JSON as it is sent, byte for byte: the signature is over it.
    body: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    ended_at: Mapped[dt.datetime | None]


class HookTry(Base):
    """One call and how it ended. What the receiver wrote is not kept: it may hold anything."""

    __tablename__ = "hook_try"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(
        sa.ForeignKey("hook_delivery.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    # Of the answer; none when nobody answered, and then why.
    status: Mapped[int | None]
    fault: Mapped[str | None] = mapped_column(sa.String(40))
    took_ms: Mapped[int]
