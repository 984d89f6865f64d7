"""Events written with their cause; the relay rings the bell later. The commit is the acknowledgement."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.core.models import OutboxEvent

LEASE = dt.timedelta(seconds=60)
MAX_ATTEMPTS = 5


@dataclass(frozen=True)
class Claim:
    """The right to do one event's work until the lease ends, proved by the token."""

    event_id: int
    kind: str
    ref: str
    token: int
    attempt: int


Listener = Callable[[Session, str, str], None]
_listeners: dict[str, list[Listener]] = {}


def listen(kinds: Collection[str], listener: Listener) -> None:
    """Have listener(session, kind, ref) called in the transaction that announces an event for the first time.

    For a later room that must miss nothing, not even what a job of its own would come too late for.
    """
    for kind in kinds:
        if listener not in _listeners.setdefault(kind, []):
            _listeners[kind].append(listener)


def announce(
    session: Session, kind: str, ref: int | str, key: str | None = None, due_at: dt.datetime | None = None
) -> None:
    """Write an event into the caller's transaction. With a key, the same event told again is one event."""
    values = {"kind": kind, "ref": str(ref), "key": key, "due_at": due_at or clock.now()}
    if key is None:
        session.add(OutboxEvent(**values))
    elif not insert_once(session, OutboxEvent, values):
        return
    for listener in _listeners.get(kind, ()):
        listener(session, kind, str(ref))


def _waiting(now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        OutboxEvent.done_at.is_(None),
        OutboxEvent.dead_at.is_(None),
        OutboxEvent.due_at <= now,
        sa.or_(OutboxEvent.leased_until.is_(None), OutboxEvent.leased_until <= now),
    )


def due_events(session: Session, kinds: Collection[str], limit: int = 500) -> Sequence[tuple[int, str]]:
    """(id, kind) of events of these kinds that want doing now, oldest first."""
    query = sa.select(OutboxEvent.id, OutboxEvent.kind).where(
        _waiting(clock.now()), OutboxEvent.kind.in_(kinds)
    )
    return [
        (row.id, row.kind)
        for row in session.execute(query.order_by(OutboxEvent.due_at, OutboxEvent.id).limit(limit))
    ]


def claim(session: Session, event_id: int, lease: dt.timedelta = LEASE) -> Claim | None:
    """Take an event for a while; None when it is done, dead, not yet due, or in other hands."""
    now = clock.now()
    query = (
        sa.update(OutboxEvent)
        .where(OutboxEvent.id == event_id, _waiting(now))
        .values(token=OutboxEvent.token + 1, attempts=OutboxEvent.attempts + 1, leased_until=now + lease)
        .returning(OutboxEvent.kind, OutboxEvent.ref, OutboxEvent.token, OutboxEvent.attempts)
    )
    row = session.execute(query, execution_options={"synchronize_session": False}).one_or_none()
    return Claim(event_id, row.kind, row.ref, row.token, row.attempts) if row else None


def _held(held: Claim) -> sa.ColumnElement[bool]:
    return sa.and_(
        OutboxEvent.id == held.event_id, OutboxEvent.token == held.token, OutboxEvent.done_at.is_(None)
    )


def _update(session: Session, held: Claim, **values: object) -> bool:
    query = sa.update(OutboxEvent).where(_held(held)).values(**values)
    result = session.execute(query, execution_options={"synchronize_session": False})
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]


def renew(session: Session, held: Claim, lease: dt.timedelta = LEASE) -> bool:
    """Hold on to long work; False when somebody newer has it."""
    return _update(session, held, leased_until=clock.now() + lease)


def finish(session: Session, held: Claim) -> bool:
    """Write the receipt into the work's own transaction; False for a late 'zombie', who must roll back."""
    return _update(session, held, done_at=clock.now(), leased_until=None, error=None)


def fail(session: Session, held: Claim, error: str) -> bool:
    """Note why it failed; come back later (2, 4, 8, 16 s), after five tries to the dead letters: True then."""
    now = clock.now()
    dead = now if held.attempt >= MAX_ATTEMPTS else None
    noted = _update(
        session,
        held,
        error=error[:2000],
        leased_until=None,
        dead_at=dead,
        due_at=now + dt.timedelta(seconds=2**held.attempt),
    )
    return noted and dead is not None


def revive(session: Session, event_id: int) -> bool:
    """Give a dead letter five new tries (an operator mended the cause)."""
    return _revive(session, OutboxEvent.id == event_id)


def revive_keyed(session: Session, key: str) -> bool:
    """The same by the event's key; False when it is no dead letter: it runs, is done, or was just revived."""
    return _revive(session, OutboxEvent.key == key)


def _revive(session: Session, which: sa.ColumnElement[bool]) -> bool:
    query = sa.update(OutboxEvent).where(which, OutboxEvent.dead_at.is_not(None))
    result = session.execute(query.values(dead_at=None, attempts=0, due_at=clock.now()))
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class OutboxHealth:
    waiting: int
    oldest_age_seconds: float
    dead: int


def health(session: Session) -> OutboxHealth:
    """How much waits, how long the oldest has been due, how many gave up."""
    now = clock.now()
    waiting, oldest = session.execute(
        sa.select(sa.func.count(), sa.func.min(OutboxEvent.due_at, type_=OutboxEvent.due_at.type)).where(
            OutboxEvent.done_at.is_(None), OutboxEvent.dead_at.is_(None), OutboxEvent.due_at <= now
        )
    ).one()
    dead = session.scalar(sa.select(sa.func.count()).where(OutboxEvent.dead_at.is_not(None))) or 0
    return OutboxHealth(waiting, (now - oldest).total_seconds() if oldest else 0.0, dead)


def forget_done(session: Session, before: dt.datetime, scheduled: Collection[str] = ()) -> int:
    """Drop receipts of events done long ago. Keyed ones stay, they guard against repeats, but for the kinds
    of the schedule, whose keys are moments that never come again."""
    may_go = sa.or_(OutboxEvent.key.is_(None), OutboxEvent.kind.in_(scheduled))
    query = sa.delete(OutboxEvent).where(OutboxEvent.done_at < before, may_go)
    return int(session.execute(query).rowcount)  # type: ignore[attr-defined]


def gave_up(session: Session, kind: str, ref: int | str) -> bool:
    """Whether the work of this event broke at every try."""
    query = sa.select(OutboxEvent.id).where(
        OutboxEvent.kind == kind, OutboxEvent.ref == str(ref), OutboxEvent.dead_at.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None
