"""Where a person's pay goes: her own account, sealed; a change is held for three days."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session
from stdnum import luhn

from annotate.core import audit, clock
from annotate.pay.errors import BadPayee
from annotate.pay.models import PayeeAccount
from annotate.pay.payouts import PAYEE_HOLD, Channel
from annotate.people import sealing_service
from annotate.people import service as people

_FIELD = "payee_account.number"
# What each channel calls an account: a phone or mail address, an openid, a card.
_SHAPES = {
    Channel.ALIPAY: re.compile(r"1[3-9][0-9]{9}|[^@\s,|=+\-]{1}[^@\s,|]{0,63}@[A-Za-z0-9.-]{3,80}"),
    Channel.WECHAT: re.compile(r"o[A-Za-z0-9_-]{27}"),
    Channel.BANK: re.compile(r"[0-9]{12,19}"),
}


def _normal(channel: Channel, number: str) -> str:
    """Raises BadPayee."""
    plain = re.sub(r"\s", "", number)
    is_card = channel is Channel.BANK
    if not _SHAPES[channel].fullmatch(plain) or (is_card and len(plain) >= 16 and not luhn.is_valid(plain)):
        raise BadPayee
    return plain


def set_payee(session: Session, annotator_id: int, channel: Channel, number: str) -> PayeeAccount:
    """Enter or change her account. The first is used at once, a changed one after 72 hours.

    Until then pay days leave her out, so that nobody diverts her pay overnight. Raises BadPayee.
    """
    plain = _normal(channel, number)
    known = payee_of(session, annotator_id)
    if known and known.channel is channel and open_number(session, known) == plain:
        return known
    now = clock.now()
    payee = PayeeAccount(
        annotator_id=annotator_id,
        channel=channel,
        number_sealed=people.seal_for(session, annotator_id, _FIELD, plain),
        last_4=plain[-4:],
        entered_at=now,
        usable_from=now + PAYEE_HOLD if known else now,
    )
    session.add(payee)
    session.flush()
    audit.record(session, annotator_id, "payee.changed", "account", annotator_id, {"channel": channel})
    return payee


def payee_of(session: Session, annotator_id: int) -> PayeeAccount | None:
    """Her newest account."""
    query = sa.select(PayeeAccount).where(PayeeAccount.annotator_id == annotator_id)
    return session.scalar(query.order_by(PayeeAccount.id.desc()).limit(1))


def open_number(session: Session, payee: PayeeAccount) -> str:
    """The number in clear: for the payment file alone."""
    return people.open_for(session, payee.annotator_id, _FIELD, payee.number_sealed)


def open_numbers(session: Session, sealed: Mapping[int, str]) -> dict[int, str]:
    """Numbers in clear by person, for the payment file alone; whoever was erased is left out."""
    return sealing_service.open_many(session, _FIELD, sealed)


@dataclass(frozen=True)
class PayeeShown:
    """What pages may show. held_until: empty once it is in use."""

    channel: Channel
    last_4: str
    entered_at: dt.datetime
    held_until: dt.datetime | None


def payee_shown(session: Session, annotator_id: int) -> PayeeShown | None:
    payee = payee_of(session, annotator_id)
    if payee is None:
        return None
    held = payee.usable_from if payee.usable_from > clock.now() else None
    return PayeeShown(payee.channel, payee.last_4, payee.entered_at, held)
