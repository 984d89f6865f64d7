"""The audit log: append-only, chained by hashes that a job gives, verified by anybody."""

import hashlib
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.models import AuditEvent

_START = "0" * 64


def record(
    session: Session,
    actor_id: int | None,
    action: str,
    object_kind: str,
    object_id: int | str,
    detail: dict[str, Any] | None = None,
    request_id: str | None = None,
) -> None:
    """Note an act into the caller's transaction. `detail` never holds names, phones or amounts of one person."""
    session.add(
        AuditEvent(
            actor_id=actor_id,
            action=action,
            object_kind=object_kind,
            object_id=str(object_id),
            detail=detail or {},
            request_id=request_id,
            at=clock.now(),
        )
    )


def _hash(event: AuditEvent, seq: int, prev_hash: str) -> str:
    said = [
        seq,
        prev_hash,
        event.id,
        event.at.isoformat(),
        event.actor_id,
        event.action,
        event.object_kind,
        event.object_id,
        event.detail,
        event.request_id,
    ]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the last sealed row: print it elsewhere and the past cannot be rewritten."""
    row = session.execute(
        sa.select(AuditEvent.seq, AuditEvent.hash)
        .where(AuditEvent.seq.is_not(None))
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    ).one_or_none()
    return (row.seq, row.hash) if row else (0, _START)


def last(session: Session, action: str) -> AuditEvent | None:
    """The newest row of one kind of act."""
    query = sa.select(AuditEvent).where(AuditEvent.action == action)
    return session.scalar(query.order_by(AuditEvent.id.desc()).limit(1))


def seal(session: Session, limit: int = 1000) -> int:
    """Chain the rows that wait; returns how many. One sealer at a time (the schedule's job)."""
    seq, last = head(session)
    waiting = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.seq.is_(None)).order_by(AuditEvent.id).limit(limit)
    ).all()
    for event in waiting:
        seq += 1
        event.prev_hash, event.hash, event.seq = last, _hash(event, seq, last), seq
        last = event.hash
    return len(waiting)


def verify(session: Session) -> list[str]:
    """Walk the chain; each broken place in one sentence, nothing when it is whole."""
    broken, last, expected = [], _START, 1
    rows = session.scalars(
        sa.select(AuditEvent)
        .where(AuditEvent.seq.is_not(None))
        .order_by(AuditEvent.seq)
        .execution_options(yield_per=1000)
    )
    for event in rows:
        if event.seq != expected:
            broken.append(f"audit row number {expected} is missing before id {event.id}")
            expected = event.seq or expected
        if event.prev_hash != last or event.hash != _hash(event, event.seq or 0, event.prev_hash or ""):
            broken.append(f"audit row id {event.id} (number {event.seq}) was altered")
        last, expected = event.hash or "", expected + 1
    return broken
