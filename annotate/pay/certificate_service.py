"""A certificate of her work that anybody may verify by its code: only what she chose, until she takes it back."""

import json
import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.crypto import cipher
from annotate.core.errors import NotFound
from annotate.pay import queries
from annotate.pay.certificates import Item, Shown
from annotate.pay.errors import NothingToCertify
from annotate.pay.models import Certificate
from annotate.people import service as people
from annotate.people.identity_rules import CODE_ALPHABET, normal_code

# 16 letters of 32: 80 random bits, which nobody guesses.
_CODE_LETTERS = 16
_CODE, _SHOWN = "certificate.code", "certificate.shown"


def make_certificate(session: Session, annotator_id: int, items: Sequence[Item], currency: str) -> int:
    """Freeze what she chose as it stands today; its id.

    Raises NothingToCertify before her first paid picture, and when she chose nothing.
    """
    work = queries.whole_work(session, annotator_id, currency)
    if work is None or not items:
        raise NothingToCertify
    values: dict[Item, str | int] = {
        Item.NAME: people.display_name(session, annotator_id),
        Item.PERIOD: f"{work.first_month} – {work.last_month}",
        Item.PICTURES: work.answers,
        Item.HOURS: round(work.active_ms / 3_600_000),
        Item.PAY: work.gross_e4,
    }
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(_CODE_LETTERS))
    shown = json.dumps({item.value: values[item] for item in Item if item in items}, ensure_ascii=False)
    certificate = Certificate(
        annotator_id=annotator_id,
        code_index=cipher().blind_index("certificate", code),
        code_sealed=people.seal_for(session, annotator_id, _CODE, code),
        shown_sealed=people.seal_for(session, annotator_id, _SHOWN, shown),
    )
    session.add(certificate)
    session.flush()
    detail = {"items": [item.value for item in Item if item in items]}
    audit.record(session, annotator_id, "certificate.made", "certificate", certificate.id, detail)
    return certificate.id


def _shown(session: Session, certificate: Certificate) -> Shown:
    code = people.open_for(session, certificate.annotator_id, _CODE, certificate.code_sealed)
    values = json.loads(people.open_for(session, certificate.annotator_id, _SHOWN, certificate.shown_sealed))
    return Shown(
        id=certificate.id,
        code="-".join(code[at : at + 4] for at in range(0, len(code), 4)),
        values={Item(name): value for name, value in values.items()},
        made_at=certificate.made_at,
        is_revoked=certificate.revoked_at is not None,
    )


def verified(session: Session, code: str) -> Shown:
    """What a certificate shows to whoever holds its code.

    Raises NotFound for a code that was never given, was taken back, or whose owner was erased: all alike.
    """
    index = cipher().blind_index("certificate", normal_code(code))
    certificate = session.scalar(sa.select(Certificate).where(Certificate.code_index == index))
    if certificate is None or certificate.revoked_at is not None:
        raise NotFound
    return _shown(session, certificate)


def own_certificates(session: Session, annotator_id: int) -> list[Shown]:
    """Hers, newest first."""
    query = (
        sa.select(Certificate).where(Certificate.annotator_id == annotator_id).order_by(Certificate.id.desc())
    )
    return [_shown(session, certificate) for certificate in session.scalars(query)]


def _own(session: Session, annotator_id: int, certificate_id: int) -> Certificate:
    certificate = session.get(Certificate, certificate_id)
    if certificate is None or certificate.annotator_id != annotator_id:
        raise NotFound
    return certificate


def own_certificate(session: Session, annotator_id: int, certificate_id: int) -> Shown:
    """One of hers that still holds. Raises NotFound."""
    certificate = _own(session, annotator_id, certificate_id)
    if certificate.revoked_at is not None:
        raise NotFound
    return _shown(session, certificate)


def revoke(session: Session, annotator_id: int, certificate_id: int) -> None:
    """From now on nobody can verify it; twice is once."""
    certificate = _own(session, annotator_id, certificate_id)
    if certificate.revoked_at is None:
        certificate.revoked_at = clock.now()
        audit.record(session, annotator_id, "certificate.revoked", "certificate", certificate_id)
