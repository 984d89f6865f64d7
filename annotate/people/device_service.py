"""Looks at devices: one row for each browser that she signed in from."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.people.browsers import short_browser
from annotate.people.device_rules import DeviceFacts, Finding, findings_of
from annotate.people.identity_rules import token_hash
from annotate.people.models import DeviceCheck


def note_check(
    session: Session, account_id: int, device: str, user_agent: str, facts: DeviceFacts
) -> Sequence[Finding]:
    """Keep what was seen of this browser, in place of what was seen before; what to tell her.

    device: the secret of the browser, of which only a hash is kept.
    """
    found = findings_of(facts, user_agent)
    key = (account_id, token_hash(device))
    told = {**vars(facts), "findings": [finding.value for finding in found]}
    browser, now = short_browser(user_agent)[:60], clock.now()
    fresh = {
        "account_id": key[0],
        "device_hash": key[1],
        "browser": browser,
        "facts": told,
        "checked_at": now,
    }
    if not insert_once(session, DeviceCheck, fresh):
        row = session.get_one(DeviceCheck, key, with_for_update=True)
        row.browser, row.facts, row.checked_at = browser, told, now
        session.flush()
    return found


def check_of(session: Session, account_id: int, device: str) -> DeviceCheck | None:
    """What was seen of this browser; None before the first look."""
    return session.get(DeviceCheck, (account_id, token_hash(device)))


def checks_of(session: Session, account_id: int) -> Sequence[DeviceCheck]:
    """All her devices, the newest look first."""
    query = sa.select(DeviceCheck).where(DeviceCheck.account_id == account_id)
    return session.scalars(query.order_by(DeviceCheck.checked_at.desc()).limit(20)).all()
