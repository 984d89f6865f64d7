"""Accounts, organisations, sessions, tokens, invitations, consents. Identity fields are sealed."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.people.file_words import CorrectionState, FilePart, RevealReason
from annotate.people.roles import AccountState, OrganisationKind, Purpose, Role


class Organisation(Base):
    """A client company, a foundation, or the operator of this installation."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[OrganisationKind]
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Account(Base):
    """One person. Name and phone are sealed under the person's own key; the phone is found by a keyed hash."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    role: Mapped[Role] = mapped_column(index=True)
    state: Mapped[AccountState] = mapped_column(default=AccountState.ACTIVE)
    # What others see of her: 'bean sprout' and a number, never her name.
    alias: Mapped[str] = mapped_column(sa.String(40))
    phone_index: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    phone_sealed: Mapped[str | None] = mapped_column(sa.Text)
    name_sealed: Mapped[str | None] = mapped_column(sa.Text)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    locale: Mapped[str] = mapped_column(sa.String(10), default="zh_CN")
    easy_mode: Mapped[bool] = mapped_column(default=False)
    # Size of letters in easy mode; None until she chose one.
    text_px: Mapped[int | None]
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    county_code: Mapped[str | None] = mapped_column(sa.String(6), index=True)
    is_synthetic: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class PersonKey(Base):
    """Her data key, wrapped by the master key. Deleting this row erases her."""

    __tablename__ = "person_key"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    wrapped: Mapped[str] = mapped_column(sa.Text)


class IdentityNumber(Base):
    """The number of her identity card, sealed under her key; a keyed hash knows it again, so that one person has one account."""

    __tablename__ = "identity_number"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    number_index: Mapped[str] = mapped_column(sa.String(64), unique=True)
    number_sealed: Mapped[str] = mapped_column(sa.Text)


class WebSession(Base):
    """One signed-in browser; revoked at once by one row."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    last_seen_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    idle_seconds: Mapped[int]
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    device: Mapped[str] = mapped_column(sa.String(200), default="")


class KnownDevice(Base):
    """A browser that she signed in from: strangers' wrong tries elsewhere cannot lock her out here."""

    __tablename__ = "known_device"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class DeviceCheck(Base):
    """What a look at one of her browsers showed: screen, memory, pictures, line. Never a reason to refuse."""

    __tablename__ = "device_check"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    device_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    # As a person recognises it: 'Chrome · Android'.
    browser: Mapped[str] = mapped_column(sa.String(60))
    # `device_rules.DeviceFacts`, and "findings": codes of what to tell.
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    checked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class SignInAttempt(Base):
    """One evaluated try; kept a day."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (sa.Index("ix_sign_in_attempt_who", "phone_index", "at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    phone_index: Mapped[str] = mapped_column(sa.String(64))
    device_hash: Mapped[str | None] = mapped_column(sa.String(64))
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    succeeded: Mapped[bool]


class ApiToken(Base):
    """A program's key to one account."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(100), default="")
    # Areas of the API, scopes.py; None: whatever its owner may.
    scopes: Mapped[list[str] | None] = mapped_column(Json)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[dt.datetime]
    # To five minutes.
    last_used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]


class Invitation(Base):
    """A printed one-time code; only its keyed hash is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code_index: Mapped[str] = mapped_column(sa.String(64), unique=True)
    role: Mapped[Role]
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    county_code: Mapped[str | None] = mapped_column(sa.String(6))
    # What a later room wants to find again when she registers, such as the programme to enrol her in.
    purpose: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class Consent(Base):
    """What she agreed to, in which words, and when she took it back."""

    __tablename__ = "consent"
    __table_args__ = (sa.Index("ix_consent_account", "account_id", "purpose"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    purpose: Mapped[Purpose]
    text_version: Mapped[str] = mapped_column(sa.String(20))
    text_hash: Mapped[str] = mapped_column(sa.String(64))
    given_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[dt.datetime | None]


class ErasureRequest(Base):
    """Her wish to close her account for good; one open at a time, and the receipt when it was done."""

    __tablename__ = "erasure_request"
    __table_args__ = (
        sa.Index(
            "uq_erasure_request_open",
            "account_id",
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    due_at: Mapped[dt.datetime]
    # Code of what had to be settled first when it was due.
    held_by: Mapped[str | None] = mapped_column(sa.String(60))
    done_at: Mapped[dt.datetime | None]


class Reveal(Base):
    """Who may see a person's name and phone in clear, why, and until when: sixty seconds."""

    __tablename__ = "reveal"
    __table_args__ = (
        sa.Index("ix_reveal_hers", "account_id", "id"),
        sa.Index("ix_reveal_by", "by_id", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    reason: Mapped[RevealReason]
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    until: Mapped[dt.datetime]


class CorrectionRequest(Base):
    """What she says is wrong in her file, and what is right; one open at a time for each part of it."""

    __tablename__ = "correction_request"
    __table_args__ = (
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        sa.Index(
            "uq_correction_request_open",
            "account_id",
            "part",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    part: Mapped[FilePart]
    # What is right, in her words, and why it was refused: sealed under her key.
    told_sealed: Mapped[str] = mapped_column(sa.Text)
    answer_sealed: Mapped[str | None] = mapped_column(sa.Text)
    state: Mapped[CorrectionState] = mapped_column(default=CorrectionState.OPEN)
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class QuickPin(Base):
    """Six digits by which she signs in on a shared PC of her centre, and nowhere else. Five wrong tries: the password again."""

    __tablename__ = "quick_pin"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    pin_hash: Mapped[str] = mapped_column(sa.String(200))
    wrong_tries: Mapped[int] = mapped_column(default=0)
    set_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
