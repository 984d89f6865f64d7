"""A name and a phone in clear: for a reason, for sixty seconds, and written down where she can read it."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.people import service
from annotate.people.errors import RevealReasonMissing, RevealsUsedUp
from annotate.people.file_words import RevealReason
from annotate.people.models import Reveal

LASTS = dt.timedelta(seconds=60)
# Whoever needs more in an hour copies a list.
MOST_IN_AN_HOUR = 30


@dataclass(frozen=True)
class InClear:
    """What is shown, and how many seconds are left."""

    name: str
    phone: str
    seconds_left: int


def reveal(session: Session, actor_id: int, account_id: int, reason: str) -> None:
    """Open it for a minute; again within the minute it is written down again and the minute begins anew.

    Raises RevealReasonMissing, RevealsUsedUp. Whether the person is one of the actor's is asked by the caller.
    """
    if reason not in set(RevealReason):
        raise RevealReasonMissing
    now = clock.now()
    lately = sa.select(sa.func.count()).where(
        Reveal.by_id == actor_id, Reveal.at > now - dt.timedelta(hours=1)
    )
    if (session.scalar(lately) or 0) >= MOST_IN_AN_HOUR:
        raise RevealsUsedUp(count=MOST_IN_AN_HOUR)
    session.add(
        Reveal(account_id=account_id, by_id=actor_id, reason=RevealReason(reason), at=now, until=now + LASTS)
    )
    audit.record(session, actor_id, "name.revealed", "account", account_id, {"why": reason})


def in_clear(session: Session, actor_id: int, account_id: int) -> InClear | None:
    """Her name and phone while the actor's minute lasts; afterwards None."""
    now = clock.now()
    query = sa.select(Reveal.until).where(
        Reveal.by_id == actor_id, Reveal.account_id == account_id, Reveal.until > now
    )
    until = session.scalar(query.order_by(Reveal.id.desc()).limit(1))
    if until is None:
        return None
    left = max(1, round((until - now).total_seconds()))
    return InClear(service.display_name(session, account_id), service.phone_of(session, account_id), left)
