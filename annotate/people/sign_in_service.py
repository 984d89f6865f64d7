"""Signing in: tries, sessions, known devices. The slow password check happens outside any transaction."""

import datetime as dt
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.crypto import cipher
from annotate.core.db import insert_once
from annotate.people import passwords
from annotate.people.errors import TriesUsedUp
from annotate.people.identity_rules import normal_phone, token_hash
from annotate.people.models import Account, KnownDevice, SignInAttempt, WebSession
from annotate.people.roles import STAFF, AccountState, Role
from annotate.people.service import get_account


@dataclass(frozen=True)
class SignIn:
    """What is known before the slow check of the password, which must not hold the database."""

    account_id: int | None
    role: Role | None
    password_hash: str | None
    phone_index: str
    device_hash: str | None


TRIES_AN_HOUR = 10


def prepare_sign_in(session: Session, phone: str, device: str | None) -> SignIn:
    """Look up the account and count the tries of the last hour.

    A device she used before has a counter of its own, so strangers cannot lock her out. Raises TriesUsedUp.
    """
    index = cipher().blind_index("phone", normal_phone(phone) or phone[:40])
    account = session.scalar(
        sa.select(Account).where(Account.phone_index == index, Account.state == AccountState.ACTIVE)
    )
    device_hash = token_hash(device) if device else None
    known = account is not None and device_hash is not None
    if not known or session.get(KnownDevice, (device_hash, account.id if account else 0)) is None:
        device_hash = None
    hour_ago = clock.now() - dt.timedelta(hours=1)
    tries = sa.select(sa.func.count()).where(
        SignInAttempt.phone_index == index,
        SignInAttempt.at > hour_ago,
        SignInAttempt.succeeded.is_(False),
        SignInAttempt.device_hash.is_not_distinct_from(device_hash),
    )
    if (session.scalar(tries) or 0) >= TRIES_AN_HOUR:
        raise TriesUsedUp(minutes=60)
    return SignIn(
        account_id=account.id if account else None,
        role=account.role if account else None,
        password_hash=account.password_hash if account else None,
        phone_index=index,
        device_hash=device_hash,
    )


def password_fits(sign_in: SignIn, password: str) -> bool:
    """The slow check; equally slow when there is no such account."""
    return passwords.verify(sign_in.password_hash, password) and sign_in.account_id is not None


@dataclass(frozen=True)
class Opened:
    """The two secrets that her browser keeps."""

    session_token: str
    device_token: str
    lives: dt.timedelta


def refuse_sign_in(session: Session, sign_in: SignIn) -> None:
    session.add(
        SignInAttempt(phone_index=sign_in.phone_index, device_hash=sign_in.device_hash, succeeded=False)
    )


def open_session(
    session: Session, account_id: int, device: str | None, browser: str, is_shared: bool = False
) -> Opened:
    """A new session in the database: 14 idle days of 30 for annotators, half an idle hour of 12 for staff and shared PCs."""
    role = get_account(session, account_id).role
    idle, lives = (
        (dt.timedelta(minutes=30), dt.timedelta(hours=12))
        if role in STAFF or is_shared
        else (dt.timedelta(days=14), dt.timedelta(days=30))
    )
    token, device = secrets.token_urlsafe(32), device or secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=token_hash(token),
            account_id=account_id,
            idle_seconds=int(idle.total_seconds()),
            expires_at=clock.now() + lives,
            device=browser[:200],
        )
    )
    insert_once(session, KnownDevice, {"token_hash": token_hash(device), "account_id": account_id})
    audit.record(session, account_id, "signed_in", "account", account_id)
    return Opened(token, device, lives)


def close_session(session: Session, session_id: int) -> None:
    session.execute(sa.update(WebSession).where(WebSession.id == session_id).values(revoked_at=clock.now()))


def touch_session(session: Session, session_id: int) -> None:
    session.execute(sa.update(WebSession).where(WebSession.id == session_id).values(last_seen_at=clock.now()))


def forget_old_attempts(session: Session) -> None:
    """Wrong tries are kept a day; ended sessions a month."""
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < clock.now() - dt.timedelta(days=1)))
    session.execute(sa.delete(WebSession).where(WebSession.expires_at < clock.now() - dt.timedelta(days=30)))
