"""Accounts: making, inviting, registering, signing in, tokens, consents."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.crypto import cipher, last_4
from annotate.core.errors import NotFound
from annotate.core.groups import batched
from annotate.people import consents, identity_service, passwords
from annotate.people.errors import (
    BadPhone,
    ConsentMissing,
    InvitationNotValid,
    NameMissing,
    PasswordTooWeak,
    PhoneTaken,
)
from annotate.people.identity_rules import (
    CODE_ALPHABET,
    CODE_LENGTH,
    normal_code,
    normal_phone,
    password_is_usable,
)
from annotate.people.models import (
    Account,
    Consent,
    Invitation,
    Organisation,
    PersonKey,
    WebSession,
)
from annotate.people.roles import STAFF, AccountState, OrganisationKind, Purpose, Role
from annotate.people.token_service import create_token as create_token

INVITATION_LIFE = dt.timedelta(hours=72)
LEAST_LETTERS = 8
LEAST_LETTERS_STAFF = 12
# A query takes so many ids at once on both engines.
_AT_ONCE = 500


@dataclass(frozen=True)
class NewAccount:
    role: Role
    phone: str
    name: str
    password: str | None = None
    organisation_id: int | None = None
    county_code: str | None = None
    locale: str = "zh_CN"
    is_synthetic: bool = False


def create_organisation(session: Session, name: str, kind: OrganisationKind) -> Organisation:
    organisation = Organisation(name=name, kind=kind)
    session.add(organisation)
    session.flush()
    return organisation


def organisation_named(session: Session, name: str, kind: OrganisationKind) -> Organisation:
    """The organisation of that name, made when it is not there."""
    found = session.scalar(sa.select(Organisation).where(Organisation.name == name).order_by(Organisation.id))
    return found or create_organisation(session, name, kind)


def check_password(password: str, role: Role) -> None:
    """Raises PasswordTooWeak; staff, who see more, need a longer one."""
    least = LEAST_LETTERS_STAFF if role in STAFF else LEAST_LETTERS
    if not password_is_usable(password, least):
        raise PasswordTooWeak(letters=least)


def create_account(session: Session, new: NewAccount, actor_id: int | None = None) -> Account:
    """Make an account; identity is sealed before it reaches the database.

    Raises BadPhone, NameMissing, PhoneTaken, PasswordTooWeak.
    """
    phone, name = normal_phone(new.phone), new.name.strip()
    if phone is None:
        raise BadPhone
    if not name or len(name) > 100:
        raise NameMissing
    if new.password is not None:
        check_password(new.password, new.role)
    index = cipher().blind_index("phone", phone)
    if session.scalar(sa.select(Account.id).where(Account.phone_index == index)) is not None:
        raise PhoneTaken
    account = _insert(session, new, phone, name, index)
    audit.record(session, actor_id, "account.created", "account", account.id, {"role": new.role})
    outbox.announce(session, "account.registered", account.id, key=f"account-registered-{account.id}")
    return account


def _insert(session: Session, new: NewAccount, phone: str, name: str, index: str) -> Account:
    owner = str(uuid.uuid4())
    wrapped = cipher().new_data_key(owner)
    account = Account(
        uuid=owner,
        role=new.role,
        alias=f"{secrets.randbelow(900_000) + 100_000}",
        phone_index=index,
        phone_sealed=cipher().seal(wrapped, owner, "account.phone", phone),
        name_sealed=cipher().seal(wrapped, owner, "account.name", name),
        password_hash=passwords.hash_password(new.password) if new.password else None,
        locale=new.locale,
        organisation_id=new.organisation_id,
        county_code=new.county_code,
        is_synthetic=new.is_synthetic,
    )
    session.add(account)
    session.flush()
    session.add(PersonKey(account_id=account.id, wrapped=wrapped))
    session.flush()
    return account


def _open(session: Session, account_id: int, field_name: str) -> str | None:
    query = (
        sa.select(Account, PersonKey.wrapped).join(PersonKey, isouter=True).where(Account.id == account_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    account, wrapped = row
    sealed = account.name_sealed if field_name == "name" else account.phone_sealed
    return (
        cipher().open(wrapped, account.uuid, f"account.{field_name}", sealed) if wrapped and sealed else None
    )


def seal_for(session: Session, account_id: int, field_name: str, text: str) -> str:
    """A later room's identity field under her own key; field_name: 'table.column'. Raises NotFound when she was erased."""
    wrapped, owner = _key_of(session, account_id)
    return cipher().seal(wrapped, owner, field_name, text)


def open_for(session: Session, account_id: int, field_name: str, sealed: str) -> str:
    """What `seal_for` sealed. Raises NotFound when she was erased."""
    wrapped, owner = _key_of(session, account_id)
    return cipher().open(wrapped, owner, field_name, sealed)


def _key_of(session: Session, account_id: int) -> tuple[str, str]:
    query = sa.select(PersonKey.wrapped, Account.uuid).join(Account, Account.id == PersonKey.account_id)
    row = session.execute(query.where(Account.id == account_id)).one_or_none()
    if row is None:
        raise NotFound
    return row.wrapped, row.uuid


def display_name(session: Session, account_id: int) -> str:
    """Her name in clear: for herself, and for staff with a logged reason."""
    return _open(session, account_id, "name") or f"#{account_id}"


def names_of(session: Session, account_ids: Sequence[int]) -> dict[int, str]:
    """Names in clear of people who were not erased, for a payment file; reading them is the caller's to log."""
    found: dict[int, str] = {}
    for part in batched(account_ids, _AT_ONCE):
        query = (
            sa.select(Account.id, Account.uuid, Account.name_sealed, PersonKey.wrapped)
            .join(PersonKey, PersonKey.account_id == Account.id)
            .where(Account.id.in_(part), Account.name_sealed.is_not(None))
        )
        for row in session.execute(query):
            found[row.id] = cipher().open(row.wrapped, row.uuid, "account.name", row.name_sealed)
    return found


def phone_of(session: Session, account_id: int) -> str:
    """Her phone in clear; pages show only its last four digits."""
    return _open(session, account_id, "phone") or ""


def masked_phone(session: Session, account_id: int) -> str:
    """'**** 5678'."""
    return last_4(phone_of(session, account_id))


def alias_of(session: Session, account_id: int) -> str:
    """What everybody may see of her."""
    return session.scalars(sa.select(Account.alias).where(Account.id == account_id)).one()


def account_by_phone(session: Session, phone: str) -> Account | None:
    normal = normal_phone(phone)
    if normal is None:
        return None
    return session.scalar(
        sa.select(Account).where(Account.phone_index == cipher().blind_index("phone", normal))
    )


def get_account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


@dataclass(frozen=True)
class InvitationOffer:
    role: Role = Role.ANNOTATOR
    county_code: str | None = None
    organisation_id: int | None = None
    purpose: dict[str, Any] = field(default_factory=dict)


def invite(session: Session, actor_id: int, offer: InvitationOffer) -> str:
    """Make a one-time code, shown once (printed on her card); valid for 72 hours."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    invitation = Invitation(
        code_index=cipher().blind_index("invitation", code),
        role=offer.role,
        county_code=offer.county_code,
        organisation_id=offer.organisation_id,
        purpose=offer.purpose,
        created_by=actor_id,
        expires_at=clock.now() + INVITATION_LIFE,
    )
    session.add(invitation)
    session.flush()
    audit.record(session, actor_id, "invitation.made", "invitation", invitation.id, {"role": offer.role})
    return f"{code[:5]}-{code[5:]}"


def open_invitation(session: Session, code: str) -> Invitation:
    """The unused, unexpired invitation of a code. Raises InvitationNotValid."""
    index = cipher().blind_index("invitation", normal_code(code))
    invitation = session.scalar(sa.select(Invitation).where(Invitation.code_index == index).with_for_update())
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= clock.now():
        raise InvitationNotValid
    return invitation


@dataclass(frozen=True)
class Registration:
    code: str
    phone: str
    name: str
    password: str
    locale: str
    purposes: frozenset[Purpose]
    # Of the identity card; None where the deployment does not ask for it.
    identity_number: str | None = None


def register(session: Session, sent: Registration) -> Account:
    """Turn an invitation into an account with its consents. Nothing happens when anything is refused."""
    invitation = open_invitation(session, sent.code)
    if Purpose.WORK not in sent.purposes:
        raise ConsentMissing
    is_asked = invitation.role is Role.ANNOTATOR and sent.identity_number is not None
    number = identity_service.check_number(session, sent.identity_number or "") if is_asked else None
    account = create_account(
        session,
        NewAccount(
            role=invitation.role,
            phone=sent.phone,
            name=sent.name,
            password=sent.password,
            organisation_id=invitation.organisation_id,
            county_code=invitation.county_code,
            locale=sent.locale,
        ),
    )
    if number:
        identity_service.keep_number(session, account.id, number)
    invitation.used_at, invitation.account_id = clock.now(), account.id
    outbox.announce(session, "invitation.used", invitation.id, key=f"invitation-used-{invitation.id}")
    give_consents(session, account.id, sent.purposes)
    return account


def invitation_of(session: Session, account_id: int) -> Invitation | None:
    """The invitation she registered with, for the rooms that act on its purpose."""
    return session.scalar(sa.select(Invitation).where(Invitation.account_id == account_id))


def give_consents(session: Session, account_id: int, purposes: Iterable[Purpose]) -> None:
    for text in consents.TEXTS:
        if text.purpose in purposes:
            session.add(
                Consent(
                    account_id=account_id,
                    purpose=text.purpose,
                    text_version=consents.VERSION,
                    text_hash=text.digest,
                )
            )
            audit.record(
                session, account_id, "consent.given", "account", account_id, {"purpose": text.purpose}
            )


def withdraw_consent(session: Session, account_id: int, purpose: Purpose) -> None:
    """As easily as it was given."""
    query = sa.update(Consent).where(
        Consent.account_id == account_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    session.execute(query.values(withdrawn_at=clock.now()))
    audit.record(session, account_id, "consent.withdrawn", "account", account_id, {"purpose": purpose})


def set_consents(session: Session, account_id: int, wanted: set[Purpose]) -> None:
    """Give what is new, withdraw what is gone; the consent that pay depends on stays while she works here."""
    query = sa.select(Consent.purpose).where(Consent.account_id == account_id, Consent.withdrawn_at.is_(None))
    given = set(session.scalars(query))
    give_consents(session, account_id, wanted - given)
    for purpose in given - wanted - {Purpose.WORK}:
        withdraw_consent(session, account_id, purpose)


def change_password(session: Session, account_id: int, old: str, new: str) -> bool:
    """False when the old one is wrong. All other sign-ins end."""
    account = get_account(session, account_id)
    if not passwords.verify(account.password_hash, old):
        return False
    check_password(new, account.role)
    account.password_hash = passwords.hash_password(new)
    end_sessions(session, account_id)
    audit.record(session, account_id, "password.changed", "account", account_id)
    return True


def password_is(session: Session, account_id: int, password: str) -> bool:
    """Whether it is her password, asked again before what cannot be undone."""
    return passwords.verify(get_account(session, account_id).password_hash, password)


def end_sessions(session: Session, account_id: int) -> None:
    """Sign her out everywhere, at once."""
    query = sa.update(WebSession).where(WebSession.account_id == account_id, WebSession.revoked_at.is_(None))
    session.execute(query.values(revoked_at=clock.now()))


def disable_account(session: Session, actor_id: int, account_id: int) -> None:
    """No more sign-ins; what was earned stays payable."""
    get_account(session, account_id).state = AccountState.DISABLED
    end_sessions(session, account_id)
    audit.record(session, actor_id, "account.disabled", "account", account_id)


def enable_account(session: Session, actor_id: int, account_id: int) -> None:
    get_account(session, account_id).state = AccountState.ACTIVE
    audit.record(session, actor_id, "account.enabled", "account", account_id)


# Ordinary letters, and the three sizes of easy mode.
TEXT_SIZES_PX = (18, 22, 26, 30)


def set_text_size(session: Session, account_id: int, size_px: int) -> None:
    """size_px: one of TEXT_SIZES_PX; anything above the first turns easy mode on."""
    if size_px not in TEXT_SIZES_PX:
        raise ValueError(size_px)
    account = get_account(session, account_id)
    account.easy_mode = size_px > TEXT_SIZES_PX[0]
    account.text_px = size_px if account.easy_mode else None


def set_preferences(
    session: Session, account_id: int, locale: str | None = None, easy_mode: bool | None = None
) -> None:
    account = get_account(session, account_id)
    account.locale = locale or account.locale
    account.easy_mode = account.easy_mode if easy_mode is None else easy_mode
