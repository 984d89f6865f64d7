"""What stands in somebody's inbox; the jobs that told it, done once or as often as a test likes."""

import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.messages.models import Message
from worker_tasks.once import run_event


def told(account_id: int, *kinds: str) -> list[Message]:
    """Oldest first; of these kinds, or of all."""
    query = sa.select(Message).where(Message.account_id == account_id).order_by(Message.id)
    with reading() as session:
        return list(session.scalars(query.where(Message.kind.in_(kinds)) if kinds else query))


def event_of(kind: str) -> int:
    """The one event of a kind."""
    with reading() as session:
        return session.scalars(sa.select(OutboxEvent.id).where(OutboxEvent.kind == kind)).one()


def again(event_id: int) -> None:
    """As if the receipt of an event's job had been lost with its process: the whole work is done anew."""
    with transaction() as session:
        event = session.get_one(OutboxEvent, event_id)
        event.done_at, event.leased_until = None, None
    assert run_event(event_id)
