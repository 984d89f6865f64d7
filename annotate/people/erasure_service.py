"""Closing an account for good: asked by her, a week to think it over, then her key is destroyed; the ledger stays.

What is sealed under her key can never be opened again here. A backup of the days before still holds her wrapped key: it has to
be deleted when its time is over, and one that is restored is caught up with by the register (erasure_register_service.py). What cannot
be taken back (money that was paid, answers that are part of a data set) stays under a number: forgetting.py says what and why.
"""

import datetime as dt
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.errors import AnnotateError, NotFound
from annotate.core.groups import batched
from annotate.people.errors import NotErasable
from annotate.people.models import (
    Account,
    ApiToken,
    DeviceCheck,
    ErasureRequest,
    IdentityNumber,
    KnownDevice,
    PersonKey,
    QuickPin,
    WebSession,
)
from annotate.people.roles import AccountState, Role

TO_THINK_OVER = dt.timedelta(days=7)
_AT_ONCE = 500

# A later room says why she cannot go yet (by raising), and forgets what it keeps in words of its own.
Check = Callable[[Session, int], None]
Forget = Callable[[Session, int], None]
_checks: list[Check] = []
_forgets: list[Forget] = []


def register_check(check: Check) -> None:
    """check(session, account_id) raises a refusal in words while something has to be settled first."""
    _checks.append(check)


def register_forget(forget: Forget) -> None:
    """forget(session, account_id) deletes or blanks what is about her and not sealed under her key."""
    _forgets.append(forget)


def request_of(session: Session, account_id: int) -> ErasureRequest | None:
    """Her open request."""
    return session.scalar(
        sa.select(ErasureRequest).where(
            ErasureRequest.account_id == account_id, ErasureRequest.done_at.is_(None)
        )
    )


def ask(session: Session, account_id: int) -> ErasureRequest:
    """Note her wish; asking again changes nothing. Raises NotErasable for staff, and what the rooms' checks raise."""
    account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    if account.role is not Role.ANNOTATOR:
        raise NotErasable
    found = request_of(session, account_id)
    if found is not None:
        return found
    _check(session, account_id)
    now = clock.now()
    request = ErasureRequest(account_id=account_id, asked_at=now, due_at=now + TO_THINK_OVER)
    session.add(request)
    session.flush()
    audit.record(session, account_id, "erasure.asked", "account", account_id)
    return request


def take_back(session: Session, account_id: int) -> None:
    """She stays; without a request it changes nothing."""
    request = request_of(session, account_id)
    if request is not None:
        session.delete(request)
        session.flush()
        audit.record(session, account_id, "erasure.taken_back", "account", account_id)


def due(session: Session) -> list[int]:
    """Accounts whose week is over, in order."""
    query = sa.select(ErasureRequest.account_id).where(
        ErasureRequest.done_at.is_(None), ErasureRequest.due_at <= clock.now()
    )
    return list(session.scalars(query.order_by(ErasureRequest.id)))


def erase_due(session: Session, account_id: int) -> bool:
    """Do it, when it is still wanted, due, and nothing has to be settled first; otherwise it waits for the next day.

    What it waits for is noted on the request (her page says it) and told by `erasure.held`, once for each cause.
    """
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    request = request_of(session, account_id)
    if account is None or request is None or request.due_at > clock.now():
        return False
    try:
        _check(session, account_id)
    except AnnotateError as refused:
        # She earned something meanwhile: that is paid first.
        if request.held_by != refused.code:
            request.held_by = refused.code
            audit.record(session, None, "erasure.held", "account", account_id, {"by": refused.code})
            outbox.announce(session, "erasure.held", account_id)
        return False
    _erase(session, account)
    request.done_at = clock.now()
    audit.record(session, None, "account.erased", "account", account_id)
    session.flush()
    return True


def erased(session: Session) -> list[str]:
    """The uuids of all whose accounts were closed for good."""
    query = sa.select(Account.uuid).where(Account.state == AccountState.ERASED)
    return list(session.scalars(query.order_by(Account.id)))


def came_back(session: Session, uuids: Sequence[str]) -> list[int]:
    """Of these the accounts that are there as if nothing had been erased: an older backup was restored."""
    found: list[int] = []
    for part in batched(uuids, _AT_ONCE):
        query = sa.select(Account.id).where(Account.uuid.in_(part), Account.state != AccountState.ERASED)
        found += session.scalars(query.order_by(Account.id))
    return found


def erase_again(session: Session, account_id: int) -> None:
    """Close anew what a restored backup had brought back. Nothing is asked: she had been paid when she left."""
    account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    if account.state is AccountState.ERASED:
        return
    _erase(session, account)
    request = request_of(session, account_id)
    if request is not None:
        request.done_at = clock.now()
    audit.record(session, None, "account.erased_again", "account", account_id)
    session.flush()


def _check(session: Session, account_id: int) -> None:
    for check in _checks:
        check(session, account_id)


def _erase(session: Session, account: Account) -> None:
    for forget in _forgets:
        forget(session, account.id)
    for table in (WebSession, ApiToken, KnownDevice, DeviceCheck, IdentityNumber, QuickPin, PersonKey):
        session.execute(sa.delete(table).where(table.account_id == account.id))
    account.state = AccountState.ERASED
    account.alias = f"#{account.id}"
    account.county_code = None
    account.phone_index = account.phone_sealed = account.name_sealed = account.password_hash = None


def state_for(session: Session, account_id: int) -> tuple[ErasureRequest | None, AnnotateError | None]:
    """Her open request, and what has to be settled before she can ask, or before it can be done. Raises NotFound."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    request = request_of(session, account_id)
    try:
        if account.role is not Role.ANNOTATOR:
            raise NotErasable
        _check(session, account_id)
    except AnnotateError as refused:
        return request, refused
    return request, None
