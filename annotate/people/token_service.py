"""Keys of programs: made, listed, taken back. Only their hashes are kept."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import N_, Fault, Invalid, NotFound
from annotate.people.identity_rules import token_hash
from annotate.people.models import ApiToken
from annotate.people.scopes import SCOPES

LONGEST_DAYS = 365
MOST_KEYS = 50


def create_token(
    session: Session,
    account_id: int,
    days: int = 90,
    name: str = "",
    scopes: Sequence[str] | None = None,
) -> str:
    """An API token, shown once; only its hash is kept. scopes: None allows all that its owner may."""
    token = f"dy_{secrets.token_urlsafe(32)}"
    session.add(
        ApiToken(
            token_hash=token_hash(token),
            account_id=account_id,
            name=name,
            scopes=None if scopes is None else sorted(set(scopes)),
            expires_at=clock.now() + dt.timedelta(days=days),
        )
    )
    detail = {"days": days, "scopes": None if scopes is None else sorted(set(scopes))}
    audit.record(session, account_id, "token.created", "account", account_id, detail)
    return token


@dataclass(frozen=True)
class NewToken:
    """What a person wishes on the page of her keys."""

    name: str
    days: int | None
    scopes: Sequence[str]


def ask_token(session: Session, account_id: int, wish: NewToken) -> str:
    """A named key with limits. Raises Invalid with each fault."""
    faults = []
    if not 1 <= len(wish.name.strip()) <= 100:
        faults.append(
            Fault("name", "length", N_("Please say which program it is for, in up to 100 letters."))
        )
    if wish.days is None or not 1 <= wish.days <= LONGEST_DAYS:
        words = N_("Please write a number of days from 1 to %(most)s.")
        faults.append(Fault("days", "out_of_range", words, {"most": LONGEST_DAYS}))
    if not wish.scopes or set(wish.scopes) - set(SCOPES):
        faults.append(Fault("scopes", "none", N_("Please tick at least one thing that it may do.")))
    if len(tokens_of(session, account_id)) >= MOST_KEYS:
        words = N_("There are %(most)s keys already. Take one back that is not needed any more.")
        faults.append(Fault("name", "too_many", words, {"most": MOST_KEYS}))
    if faults:
        raise Invalid(faults)
    assert wish.days is not None
    return create_token(session, account_id, wish.days, wish.name.strip(), wish.scopes)


@dataclass(frozen=True)
class TokenLine:
    """One living key as its owner sees it."""

    id: int
    name: str
    scopes: Sequence[str] | None
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_at: dt.datetime | None


def tokens_of(session: Session, account_id: int) -> list[TokenLine]:
    """Her keys that still open something, newest first."""
    columns = (
        ApiToken.id,
        ApiToken.name,
        ApiToken.scopes,
        ApiToken.created_at,
        ApiToken.expires_at,
        ApiToken.last_used_at,
    )
    query = sa.select(*columns).where(
        ApiToken.account_id == account_id,
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > clock.now(),
    )
    return [TokenLine(**row._mapping) for row in session.execute(query.order_by(ApiToken.id.desc()))]


def revoke_token(session: Session, account_id: int, token_id: int) -> None:
    """From now on it opens nothing. Raises NotFound for what is not hers."""
    token = session.get(ApiToken, token_id)
    if token is None or token.account_id != account_id:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        audit.record(session, account_id, "token.revoked", "account", account_id, {"token": token_id})


def touch_token(session: Session, token_id: int) -> None:
    """It was used just now."""
    session.execute(sa.update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=clock.now()))
