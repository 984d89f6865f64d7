"""She says what is wrong in her file; somebody who can look at her papers puts it right, or says why not."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.crypto import cipher
from annotate.core.errors import NotFound
from annotate.people import identity_service, service
from annotate.people.errors import (
    BadPhone,
    CorrectionDecided,
    CorrectionEmpty,
    NameMissing,
    PhoneTaken,
    ReasonNeeded,
)
from annotate.people.file_words import CorrectionState, FilePart
from annotate.people.identity_rules import normal_phone
from annotate.people.models import Account, CorrectionRequest, IdentityNumber

TOLD, ANSWER = "correction_request.told", "correction_request.answer"
_LONGEST = 500


def ask(session: Session, account_id: int, part: str, text: str) -> CorrectionRequest:
    """Note what is right; asked anew for the same part, the newer words count.

    Raises CorrectionEmpty, NameMissing, BadPhone, PhoneTaken, BadIdentityNumber, TooYoung, IdentityTaken.
    """
    if part not in set(FilePart):
        raise CorrectionEmpty
    right = _checked(session, account_id, FilePart(part), text.strip())
    sealed = service.seal_for(session, account_id, TOLD, right)
    found = session.scalar(
        sa.select(CorrectionRequest)
        .where(
            CorrectionRequest.account_id == account_id,
            CorrectionRequest.part == FilePart(part),
            CorrectionRequest.state == CorrectionState.OPEN,
        )
        .with_for_update()
    )
    if found is None:
        found = CorrectionRequest(account_id=account_id, part=FilePart(part), told_sealed=sealed)
        session.add(found)
        session.flush()
        outbox.announce(session, "correction.asked", found.id)
    found.told_sealed = sealed
    audit.record(session, account_id, "correction.asked", "account", account_id, {"part": part})
    return found


def _checked(session: Session, account_id: int, part: FilePart, text: str) -> str:
    if not text or len(text) > _LONGEST:
        raise CorrectionEmpty
    if part is FilePart.NAME and len(text) > 100:
        raise NameMissing
    if part is FilePart.PHONE:
        return _free_phone(session, account_id, text)
    if part is FilePart.IDENTITY_NUMBER:
        return identity_service.check_number(session, text)
    return text


def _free_phone(session: Session, account_id: int, text: str) -> str:
    phone = normal_phone(text)
    if phone is None:
        raise BadPhone
    index = cipher().blind_index("phone", phone)
    taken = sa.select(Account.id).where(Account.phone_index == index, Account.id != account_id)
    if session.scalar(taken) is not None:
        raise PhoneTaken
    return phone


def take_back(session: Session, account_id: int, request_id: int) -> None:
    """Raises NotFound, CorrectionDecided."""
    request = _open_request(session, request_id)
    if request.account_id != account_id:
        raise NotFound
    request.state, request.decided_at, request.decided_by = (
        CorrectionState.TAKEN_BACK,
        clock.now(),
        account_id,
    )


def of_person(session: Session, account_id: int) -> Sequence[CorrectionRequest]:
    """Hers, newest first."""
    query = sa.select(CorrectionRequest).where(CorrectionRequest.account_id == account_id)
    return session.scalars(query.order_by(CorrectionRequest.id.desc()).limit(50)).all()


def _whose(county_code: str | None) -> sa.ColumnElement[bool]:
    # Operators (no county) see all: somebody without a county has no coordinator.
    return sa.true() if county_code is None else Account.county_code == county_code


def waiting(session: Session, county_code: str | None) -> list[tuple[CorrectionRequest, Account]]:
    """Open ones of a coordinator's county, or all; oldest first."""
    query = sa.select(CorrectionRequest, Account).join(Account, Account.id == CorrectionRequest.account_id)
    query = query.where(CorrectionRequest.state == CorrectionState.OPEN, _whose(county_code))
    rows = session.execute(query.order_by(CorrectionRequest.id).limit(200))
    return [(row[0], row[1]) for row in rows]


def open_to_decide(
    session: Session, actor_id: int, county_code: str | None, request_id: int
) -> tuple[CorrectionRequest, Account, str]:
    """The request, her account and what she says is right, in clear; the look is written down. Raises NotFound."""
    request = session.get(CorrectionRequest, request_id)
    account = session.get(Account, request.account_id) if request else None
    if request is None or account is None or (county_code is not None and account.county_code != county_code):
        raise NotFound
    audit.record(session, actor_id, "correction.opened", "account", account.id, {"part": request.part})
    return request, account, service.open_for(session, account.id, TOLD, request.told_sealed)


def _open_request(session: Session, request_id: int) -> CorrectionRequest:
    request = session.get(CorrectionRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None:
        raise NotFound
    if request.state is not CorrectionState.OPEN:
        raise CorrectionDecided
    return request


def decide(
    session: Session, actor_id: int, county_code: str | None, request_id: int, is_right: bool, words: str
) -> None:
    """Put it right, or say why not. What cannot be put right by itself (OTHER) was done by hand before.

    Raises NotFound, CorrectionDecided, ReasonNeeded, and what `ask` raises when things changed meanwhile.
    """
    request, account, told = open_to_decide(session, actor_id, county_code, request_id)
    request = _open_request(session, request_id)
    words = words.strip()[:_LONGEST]
    if not is_right and not words:
        raise ReasonNeeded
    if is_right:
        _apply(session, account, request.part, told)
    request.answer_sealed = service.seal_for(session, account.id, ANSWER, words) if words else None
    request.decided_at, request.decided_by = clock.now(), actor_id
    request.state = CorrectionState.DONE if is_right else CorrectionState.REFUSED
    action = "correction.done" if is_right else "correction.refused"
    audit.record(session, actor_id, action, "account", account.id, {"part": request.part})
    outbox.announce(session, "correction.decided", request.id)


def _apply(session: Session, account: Account, part: FilePart, told: str) -> None:
    right = _checked(session, account.id, part, told)
    if part is FilePart.NAME:
        account.name_sealed = service.seal_for(session, account.id, "account.name", right)
    elif part is FilePart.PHONE:
        account.phone_index = cipher().blind_index("phone", right)
        account.phone_sealed = service.seal_for(session, account.id, "account.phone", right)
        # The old number may be somebody else's by now.
        service.end_sessions(session, account.id)
    elif part is FilePart.IDENTITY_NUMBER:
        session.execute(sa.delete(IdentityNumber).where(IdentityNumber.account_id == account.id))
        identity_service.keep_number(session, account.id, right)
    session.flush()
