"""Reads that pages need."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.crypto import cipher, last_4
from annotate.people.identity_rules import token_hash
from annotate.people.models import Account, ApiToken, Consent, Organisation, PersonKey, WebSession
from annotate.people.roles import AccountState, Role


@dataclass(frozen=True)
class Who:
    """The signed-in person, as every request needs her. Exactly one of session_id and token_id is set."""

    account_id: int
    role: Role
    organisation_id: int | None
    organisation_kind: str | None
    alias: str
    locale: str
    easy_mode: bool
    county_code: str | None
    is_synthetic: bool
    text_px: int | None = None
    session_id: int | None = None
    token_id: int | None = None
    # Of a token with limits: what it may do (scopes.py).
    scopes: tuple[str, ...] | None = None
    last_seen_at: dt.datetime | None = None


# Every request asks one of these: built once, and only the columns that are wanted.
_WHO = (
    Account.id.label("account_id"),
    Account.role,
    Account.organisation_id,
    Organisation.kind.label("organisation_kind"),
    Account.alias,
    Account.locale,
    Account.easy_mode,
    Account.county_code,
    Account.is_synthetic,
    Account.text_px,
)
_BY_SESSION = (
    sa.select(*_WHO, WebSession.id.label("session_id"), WebSession.last_seen_at, WebSession.idle_seconds)
    .join(WebSession, WebSession.account_id == Account.id)
    .join(Organisation, isouter=True)
    .where(
        WebSession.token_hash == sa.bindparam("token_hash"),
        WebSession.revoked_at.is_(None),
        WebSession.expires_at > sa.bindparam("now"),
        Account.state == AccountState.ACTIVE,
    )
)
_BY_TOKEN = (
    sa.select(*_WHO, ApiToken.id.label("token_id"), ApiToken.scopes, ApiToken.last_used_at)
    .join(ApiToken, ApiToken.account_id == Account.id)
    .join(Organisation, isouter=True)
    .where(
        ApiToken.token_hash == sa.bindparam("token_hash"),
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > sa.bindparam("now"),
        Account.state == AccountState.ACTIVE,
    )
)


def who_by_session(session: Session, token: str) -> Who | None:
    """The person of a session cookie, unless it ended, idled out, was revoked, or the account was closed."""
    now = clock.now()
    row = session.execute(_BY_SESSION, {"token_hash": token_hash(token), "now": now}).one_or_none()
    if row is None or row.last_seen_at + dt.timedelta(seconds=row.idle_seconds) < now:
        return None
    facts = dict(row._mapping)
    del facts["idle_seconds"]
    return Who(**facts)


def who_by_token(session: Session, token: str) -> Who | None:
    """The person of an API token."""
    row = session.execute(_BY_TOKEN, {"token_hash": token_hash(token), "now": clock.now()}).one_or_none()
    if row is None:
        return None
    facts = dict(row._mapping)
    scopes, last_used_at = facts.pop("scopes"), facts.pop("last_used_at")
    return Who(**facts, scopes=None if scopes is None else tuple(scopes), last_seen_at=last_used_at)


@dataclass(frozen=True)
class PersonLine:
    """One row of a list of people: masked, but for the name where the list is the operator's own."""

    account_id: int
    role: Role
    state: AccountState
    alias: str
    name: str
    phone_last_4: str
    organisation: str | None
    county_code: str | None
    is_synthetic: bool
    created_at: dt.datetime


def people(
    session: Session,
    role: Role | None = None,
    county_code: str | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[PersonLine]:
    """Newest first, paged by id."""
    query = (
        sa.select(Account, PersonKey.wrapped, Organisation.name)
        .join(PersonKey, isouter=True)
        .join(Organisation, isouter=True)
    )
    for condition, wanted in (
        (Account.role == role, role),
        (Account.county_code == county_code, county_code),
    ):
        query = query.where(condition) if wanted else query
    query = query.where(Account.id < before_id) if before_id else query
    return [_line(*row) for row in session.execute(query.order_by(Account.id.desc()).limit(limit))]


def _line(account: Account, wrapped: str | None, organisation: str | None) -> PersonLine:
    def opened(field: str, sealed: str | None) -> str:
        return cipher().open(wrapped, account.uuid, f"account.{field}", sealed) if wrapped and sealed else ""

    phone = opened("phone", account.phone_sealed)
    return PersonLine(
        account_id=account.id,
        role=account.role,
        state=account.state,
        alias=account.alias,
        name=opened("name", account.name_sealed),
        phone_last_4=last_4(phone) if phone else "",
        organisation=organisation,
        county_code=account.county_code,
        is_synthetic=account.is_synthetic,
        created_at=account.created_at,
    )


def consents_of(session: Session, account_id: int) -> Sequence[Consent]:
    query = sa.select(Consent).where(Consent.account_id == account_id, Consent.withdrawn_at.is_(None))
    return session.scalars(query).all()


def sessions_of(session: Session, account_id: int) -> Sequence[WebSession]:
    query = sa.select(WebSession).where(
        WebSession.account_id == account_id,
        WebSession.revoked_at.is_(None),
        WebSession.expires_at > clock.now(),
    )
    return session.scalars(query.order_by(WebSession.last_seen_at.desc())).all()


def organisations(session: Session) -> Sequence[Organisation]:
    return session.scalars(sa.select(Organisation).order_by(Organisation.name)).all()


def account_ids_called(session: Session, pseudonym: str) -> Sequence[int]:
    """Who goes by a pseudonym; '#17' is the account of that number."""
    if pseudonym.startswith("#"):
        number = pseudonym[1:]
        is_number = number.isascii() and number.isdigit() and len(number) < 16
        return (
            session.scalars(sa.select(Account.id).where(Account.id == int(number))).all() if is_number else []
        )
    return session.scalars(sa.select(Account.id).where(Account.alias == pseudonym).order_by(Account.id)).all()
