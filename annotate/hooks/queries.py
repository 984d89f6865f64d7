"""What pages and the API show of a project's addresses and their log."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.hooks.models import Hook, HookDelivery, HookTry
from annotate.hooks.states import DeliveryState, OffReason


@dataclass(frozen=True)
class HookLine:
    """One address with how it goes."""

    id: int
    url: str
    events: Sequence[str]
    off: OffReason | None
    missing_since: dt.datetime | None
    rests_until: dt.datetime | None
    old_secret_until: dt.datetime | None
    created_at: dt.datetime
    waiting: int
    taken: int
    given_up: int


def _count(state: DeliveryState) -> sa.ColumnElement[int]:
    counted = sa.select(sa.func.count()).where(HookDelivery.hook_id == Hook.id, HookDelivery.state == state)
    return counted.scalar_subquery()


def hooks_of(session: Session, project_id: int) -> list[HookLine]:
    """All but the removed ones, oldest first. taken and given_up are of as long as the log is kept."""
    query = sa.select(
        Hook.id,
        Hook.url,
        Hook.events,
        Hook.off,
        Hook.missing_since,
        Hook.rests_until,
        Hook.old_secret_until,
        Hook.created_at,
        _count(DeliveryState.WAITING).label("waiting"),
        _count(DeliveryState.TAKEN).label("taken"),
        _count(DeliveryState.GIVEN_UP).label("given_up"),
    ).where(Hook.project_id == project_id, sa.or_(Hook.off.is_(None), Hook.off != OffReason.REMOVED))
    return [_line(row) for row in session.execute(query.order_by(Hook.id))]


def _line(row: Any) -> HookLine:
    facts, now = dict(row._mapping), clock.now()
    # What is over needs no words.
    for name in ("rests_until", "old_secret_until"):
        facts[name] = facts[name] if facts[name] is not None and facts[name] > now else None
    return HookLine(**facts)


@dataclass(frozen=True)
class DeliveryLine:
    """One message and how its newest try went."""

    id: int
    uuid: str
    event: str
    state: DeliveryState
    tries: int
    created_at: dt.datetime
    due_at: dt.datetime
    ended_at: dt.datetime | None
    status: int | None
    fault: str | None
    took_ms: int | None


def deliveries_of(
    session: Session,
    hook_id: int,
    before_id: int | None = None,
    limit: int = 50,
    state: DeliveryState | None = None,
) -> list[DeliveryLine]:
    """The log, newest first, paged by id."""
    newest = (
        sa.select(sa.func.max(HookTry.id))
        .where(HookTry.delivery_id == HookDelivery.id)
        .correlate(HookDelivery)
        .scalar_subquery()
    )
    query = (
        sa.select(
            HookDelivery.id,
            HookDelivery.uuid,
            HookDelivery.event,
            HookDelivery.state,
            HookDelivery.tries,
            HookDelivery.created_at,
            HookDelivery.due_at,
            HookDelivery.ended_at,
            HookTry.status,
            HookTry.fault,
            HookTry.took_ms,
        )
        .join(HookTry, HookTry.id == newest, isouter=True)
        .where(HookDelivery.hook_id == hook_id)
    )
    if before_id is not None:
        query = query.where(HookDelivery.id < before_id)
    if state is not None:
        query = query.where(HookDelivery.state == state)
    return [
        DeliveryLine(**row._mapping)
        for row in session.execute(query.order_by(HookDelivery.id.desc()).limit(limit))
    ]


@dataclass(frozen=True)
class TryLine:
    at: dt.datetime
    status: int | None
    fault: str | None
    took_ms: int


@dataclass(frozen=True)
class DeliveryFacts:
    """One message whole: what was sent, and every try, oldest first."""

    id: int
    hook_id: int
    uuid: str
    event: str
    state: DeliveryState
    body: str
    due_at: dt.datetime
    tries: Sequence[TryLine]


def delivery_facts(session: Session, delivery_id: int) -> DeliveryFacts | None:
    delivery = session.get(HookDelivery, delivery_id)
    if delivery is None:
        return None
    tries = sa.select(HookTry.at, HookTry.status, HookTry.fault, HookTry.took_ms).where(
        HookTry.delivery_id == delivery_id
    )
    return DeliveryFacts(
        delivery.id,
        delivery.hook_id,
        delivery.uuid,
        delivery.event,
        delivery.state,
        delivery.body,
        delivery.due_at,
        [TryLine(**row._mapping) for row in session.execute(tries.order_by(HookTry.id))],
    )
