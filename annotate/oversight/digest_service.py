"""Once a month: the audit log in figures, its chain walked, the end of it told to the operators."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.db import insert_once
from annotate.core.models import AuditEvent
from annotate.core.months import shifted
from annotate.messages import service as messages
from annotate.oversight.models import AuditDigest
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role

# Of these the digest names the sum in its message: somebody saw something of a person.
LOOKS = (
    "name.revealed",
    "woman.file_opened",
    "woman.survey_opened",
    "case.opened_to_read",
    "correction.opened",
    "payout.file_fetched",
)
PAGE = 100


def month_to_digest(day: dt.date) -> str:
    """The whole month before a day: '2026-10' on any day of November."""
    return shifted(f"{day:%Y-%m}", -1)


def make_digest(session: Session, month: str) -> bool:
    """Write a month's digest and tell the operators; False when it is there already."""
    # Asked for every day: the whole chain is walked only for a month that has none yet.
    if session.get(AuditDigest, month) is not None:
        return False
    start, end = clock.month_bounds(month)
    query = sa.select(AuditEvent.action, sa.func.count()).where(AuditEvent.at >= start, AuditEvent.at < end)
    counts = {row[0]: row[1] for row in session.execute(query.group_by(AuditEvent.action))}
    seq, head = audit.head(session)
    values = {
        "month": month,
        "rows": sum(counts.values()),
        "counts": counts,
        "head_seq": seq,
        "head_hash": head,
        "broken": audit.verify(session)[:20],
        "made_at": clock.now(),
    }
    if not insert_once(session, AuditDigest, values):
        return False
    _tell(session, values)
    return True


def _tell(session: Session, values: dict[str, Any]) -> None:
    operators = sa.select(Account.id).where(Account.role == Role.ADMIN, Account.state == AccountState.ACTIVE)
    params = {"of_month": values["month"], "count": values["rows"], "looks": _looks(values["counts"])}
    params |= {"broken": len(values["broken"]), "head": values["head_hash"][:16]}
    for account_id in session.scalars(operators):
        key = f"audit-digest-{values['month']}-{account_id}"
        messages.send(session, account_id, "audit.digest", params, "/audit", key)


def digests(session: Session) -> Sequence[AuditDigest]:
    """Newest first."""
    return session.scalars(sa.select(AuditDigest).order_by(AuditDigest.month.desc()).limit(36)).all()


@dataclass(frozen=True)
class Wanted:
    """What of the log is to be shown; '' and None: all."""

    action: str = ""
    alias: str = ""
    before_id: int | None = None


def acts(session: Session, wanted: Wanted) -> Sequence[sa.Row[AuditEvent, str]]:
    """(event, alias of who did it), newest first, a page."""
    query = sa.select(AuditEvent, Account.alias).join(
        Account, Account.id == AuditEvent.actor_id, isouter=True
    )
    if wanted.action:
        query = query.where(AuditEvent.action == wanted.action)
    if wanted.alias:
        query = query.where(Account.alias == wanted.alias)
    if wanted.before_id:
        query = query.where(AuditEvent.id < wanted.before_id)
    return session.execute(query.order_by(AuditEvent.id.desc()).limit(PAGE)).all()


def known_actions(session: Session) -> Sequence[str]:
    """All kinds of acts in the log, by name."""
    return session.scalars(sa.select(AuditEvent.action).distinct().order_by(AuditEvent.action)).all()


def looks_in(digest: AuditDigest) -> int:
    """How often somebody saw something of a person in the digest's month."""
    return _looks(digest.counts)


def _looks(counts: Mapping[str, int]) -> int:
    return sum(counts.get(action, 0) for action in LOOKS)
