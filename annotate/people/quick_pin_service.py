"""Several women at one PC of a centre: each taps her name and six digits of her own.

Only on a PC that a coordinator has linked to the centre, only for women of that centre, and only after each has signed in there
once with her password. Elsewhere the digits open nothing.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.people import passwords, sealing_service, sign_in_service
from annotate.people.errors import NotAtThisDevice, PinTooSimple, PinUsedUp, WrongPin
from annotate.people.identity_rules import token_hash
from annotate.people.masks import masked_name
from annotate.people.models import Account, KnownDevice, QuickPin
from annotate.people.roles import AccountState, Role
from annotate.people.sign_in_service import Opened

TRIES = 5
_SIX_DIGITS = re.compile(r"\d{6}")
_RISING, _FALLING = "01234567890", "09876543210"

# (session, hash of the browser's device secret) -> who works at that PC; written in by the room that knows the PCs.
Shared = Callable[[Session, str], Iterable[int]]
_shared: list[Shared] = []


def register_shared(people_at: Shared) -> None:
    _shared.append(people_at)


def is_simple(pin: str) -> bool:
    """What everybody tries first: 111111, 123456, 654321, 121212."""
    return len(set(pin)) < 3 or pin in _RISING or pin in _FALLING


def set_pin(session: Session, account_id: int, pin: str) -> None:
    """Raises PinTooSimple."""
    if not _SIX_DIGITS.fullmatch(pin) or is_simple(pin):
        raise PinTooSimple
    account = session.get_one(Account, account_id)
    if account.role is not Role.ANNOTATOR:
        raise NotAtThisDevice
    session.merge(
        QuickPin(
            account_id=account_id, pin_hash=passwords.hash_password(pin), wrong_tries=0, set_at=clock.now()
        )
    )
    session.flush()
    audit.record(session, account_id, "pin.set", "account", account_id)


def remove_pin(session: Session, account_id: int) -> None:
    """Twice is once."""
    session.execute(sa.delete(QuickPin).where(QuickPin.account_id == account_id))
    audit.record(session, account_id, "pin.removed", "account", account_id)


def has_pin(session: Session, account_id: int) -> bool:
    return session.get(QuickPin, account_id) is not None


@dataclass(frozen=True)
class PersonHere:
    """As she stands on the screen that everybody in the room sees: in part."""

    account_id: int
    alias: str
    name: str


def is_shared(session: Session, device: str | None) -> bool:
    """Whether this browser is a PC of a centre."""
    return device is not None and any(_at(session, token_hash(device)))


def _at(session: Session, device_hash: str) -> set[int]:
    return {account_id for people_at in _shared for account_id in people_at(session, device_hash)}


def people_here(session: Session, device: str | None) -> list[PersonHere]:
    """Who may tap her name at this PC, in order of their numbers."""
    if device is None:
        return []
    device_hash = token_hash(device)
    query = (
        sa.select(Account.id, Account.alias, Account.name_sealed)
        .join(QuickPin, QuickPin.account_id == Account.id)
        .join(KnownDevice, KnownDevice.account_id == Account.id)
        .where(
            KnownDevice.token_hash == device_hash,
            Account.id.in_(_at(session, device_hash)),
            Account.state == AccountState.ACTIVE,
            QuickPin.wrong_tries < TRIES,
        )
    )
    rows = session.execute(query.order_by(Account.alias)).all()
    names = sealing_service.open_many(
        session, "account.name", {row.id: row.name_sealed for row in rows if row.name_sealed}
    )
    return [PersonHere(row.id, row.alias, masked_name(names.get(row.id, ""))) for row in rows]


def begin_try(session: Session, device: str | None, account_id: int) -> str:
    """Count a try before its slow check, so that many at once are no more than five; the hash to check against.

    Raises NotAtThisDevice, PinUsedUp.
    """
    if account_id not in {one.account_id for one in people_here(session, device)}:
        pin = session.get(QuickPin, account_id)
        raise (PinUsedUp if pin is not None and pin.wrong_tries >= TRIES else NotAtThisDevice)
    counted = (
        sa.update(QuickPin)
        .where(QuickPin.account_id == account_id, QuickPin.wrong_tries < TRIES)
        .values(wrong_tries=QuickPin.wrong_tries + 1)
        .returning(QuickPin.pin_hash)
    )
    pin_hash = session.scalar(counted, execution_options={"synchronize_session": False})
    if pin_hash is None:
        raise PinUsedUp
    return pin_hash


def sign_in(
    session: Session, device: str, account_id: int, pin_hash: str, is_right: bool, browser: str
) -> Opened:
    """After the check: a session that ends with the work day. Raises WrongPin (the try stays counted)."""
    if not is_right:
        raise WrongPin
    forgive(session, account_id, pin_hash)
    return sign_in_service.open_session(session, account_id, device, browser, is_shared=True)


def forgive(session: Session, account_id: int, pin_hash: str | None = None) -> None:
    """She has proved who she is: wrong tries count from nothing. pin_hash: unless it was changed meanwhile."""
    mine = sa.update(QuickPin).where(QuickPin.account_id == account_id)
    mine = mine.where(QuickPin.pin_hash == pin_hash) if pin_hash else mine
    session.execute(mine.values(wrong_tries=0))
