"""Paying out: batches, two signatures, sending, what the channel answers. Every step may be pressed twice.

Made, then signed by two people, then sent: only sending moves money in the books (payable -> in transit). A result
file moves it on: paid (in transit -> bank), finally failed (in transit -> payable), returned (bank -> payable).
"""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

import annotate.pay.payout_proof_service  # noqa: F401 -- whoever pays out is proved
from annotate.core import audit, clock
from annotate.core.db import insert_once
from annotate.core.errors import N_, Fault, NotFound
from annotate.core.groups import batched
from annotate.pay import bank_files, payout_queries
from annotate.pay import payout_booking_service as booking
from annotate.pay.bank_templates import TEMPLATES
from annotate.pay.errors import (
    BalanceFell,
    NotForThisState,
    NothingToPay,
    SameSignature,
)
from annotate.pay.models import PayoutBatch, PayoutLine
from annotate.pay.notice_service import tell_payout
from annotate.pay.payout_queries import Owed
from annotate.pay.payouts import (
    LEAST_ON_DEMAND_E4,
    BatchState,
    Channel,
    LineState,
    batch_key,
    cut_payout,
    line_number,
)
from annotate.people import sealing_service

STATE_WORDS = {
    BatchState.PREPARED: N_("prepared"),
    BatchState.SIGNED: N_("signed once"),
    BatchState.APPROVED: N_("signed twice"),
    BatchState.SENT: N_("sent"),
    BatchState.SETTLED: N_("settled"),
    BatchState.CANCELLED: N_("cancelled"),
}
_NOT_SENT = (BatchState.PREPARED, BatchState.SIGNED, BatchState.APPROVED)
_MOST_FAULTS = 50
# Her name as it was listed.
NAME_FIELD = "payout_line.name"


def prepare_batches(
    session: Session, actor_id: int | None, channel: Channel, currency: str, is_payday: bool = False
) -> list[PayoutBatch]:
    """List what is owed to everybody whose account is at this channel; nothing is booked yet.

    From 10 yuan on demand, on a pay day from one minor unit; as many batches as the channel's file length asks for.
    While batches of this channel and day are not sent, those are given back: two officers who press together make
    one. A pay day only adds whom they left out. Raises NothingToPay.
    """
    day = clock.local_day(clock.now())
    earlier = _batches_of(session, channel, currency, day)
    open_now = [batch for batch in earlier if batch.state in _NOT_SENT]
    if open_now and not is_payday:
        return open_now
    owed = payout_queries.owed_people(session, channel, currency, 1 if is_payday else LEAST_ON_DEMAND_E4)
    writable = [one for one in owed if _is_writable(channel, one.name)]
    unlisted = [one.annotator_id for one in owed if not _is_writable(channel, one.name)]
    made: list[PayoutBatch] = []
    for part in batched(writable, TEMPLATES[channel].most_lines):
        key = batch_key(channel, currency, day, len(earlier) + len(made) + 1)
        batch, is_new = _open_batch(session, actor_id, key, channel, currency, day)
        if not is_new:
            return [batch]
        if _list_people(session, batch, part):
            made.append(batch)
        else:
            session.delete(batch)
            session.flush()
    if not made:
        # Whoever pressed a moment earlier has listed everybody between our two looks: that batch is ours too.
        open_now = [one for one in _batches_of(session, channel, currency, day) if one.state in _NOT_SENT]
        if not open_now:
            raise NothingToPay
    for batch in made:
        batch.unlisted = unlisted
        audit.record(session, actor_id, "payout.prepared", "payout_batch", batch.id, {"channel": channel})
    return open_now + made


def _batches_of(session: Session, channel: Channel, currency: str, day: dt.date) -> Sequence[PayoutBatch]:
    that_day = (PayoutBatch.channel == channel, PayoutBatch.currency == currency, PayoutBatch.day == day)
    return session.scalars(sa.select(PayoutBatch).where(*that_day).order_by(PayoutBatch.id)).all()


def _open_batch(
    session: Session, actor_id: int | None, key: str, channel: Channel, currency: str, day: dt.date
) -> tuple[PayoutBatch, bool]:
    values = {
        "key": key,
        "channel": channel,
        "currency": currency,
        "day": day,
        "state": BatchState.PREPARED,
        "made_by": actor_id,
        "made_at": clock.now(),
    }
    # Whoever presses at the same moment waits here for the first one's commit, and then gets that batch.
    is_new = insert_once(session, PayoutBatch, values)
    return session.scalars(sa.select(PayoutBatch).where(PayoutBatch.key == key)).one(), is_new


def _is_writable(channel: Channel, name: str) -> bool:
    return bank_files.writable_by(TEMPLATES[channel], name) and bank_files.is_plain(name)


def _list_people(session: Session, batch: PayoutBatch, people_owed: Sequence[Owed]) -> int:
    """How many lines it made; somebody whose tax takes all of what is owed gets none."""
    ids = [one.annotator_id for one in people_owed]
    tax_due_e4 = payout_queries.tax_due_e4(session, ids, batch.currency)
    tries = payout_queries.tries_of_day(session, ids, batch.day, batch.currency)
    failed = payout_queries.failed_before(session, ids, batch.currency)
    names = sealing_service.seal_many(
        session, NAME_FIELD, {one.annotator_id: one.name for one in people_owed}
    )
    lines = []
    for one in people_owed:
        cut = cut_payout(one.owed_e4, tax_due_e4.get(one.annotator_id, 0), batch.currency)
        if cut.net_e4 > 0:
            attempt = tries.get(one.annotator_id, 0) + 1
            number = line_number(batch.channel, batch.currency, batch.day, one.annotator_id, attempt)
            line = PayoutLine(
                batch_id=batch.id,
                number=number,
                annotator_id=one.annotator_id,
                payee_id=one.payee_id,
                name_sealed=names[one.annotator_id],
                currency=batch.currency,
                net_e4=cut.net_e4,
                tax_e4=cut.tax_e4,
                retries_id=failed.get(one.annotator_id),
            )
            lines.append(line)
    session.add_all(lines)
    session.flush()
    return len(lines)


def locked_batch(session: Session, batch_id: int) -> PayoutBatch:
    """Locked, so that signing, cancelling and sending come one after the other. Raises NotFound."""
    batch = session.get(PayoutBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None:
        raise NotFound
    return batch


def only_in(batch: PayoutBatch, *states: BatchState) -> None:
    if batch.state not in states:
        raise NotForThisState


def sign(session: Session, actor_id: int, batch_id: int) -> PayoutBatch:
    """One of two signatures. Raises SameSignature for the same person twice, NotForThisState."""
    batch = locked_batch(session, batch_id)
    if batch.state is BatchState.SIGNED and batch.first_signed_by == actor_id:
        raise SameSignature
    only_in(batch, BatchState.PREPARED, BatchState.SIGNED)
    if batch.state is BatchState.PREPARED:
        batch.first_signed_by, batch.first_signed_at = actor_id, clock.now()
        batch.state = BatchState.SIGNED
    else:
        batch.second_signed_by, batch.second_signed_at = actor_id, clock.now()
        batch.state = BatchState.APPROVED
    audit.record(session, actor_id, "payout.signed", "payout_batch", batch.id, {"state": batch.state})
    return batch


def cancel(session: Session, actor_id: int, batch_id: int) -> PayoutBatch:
    """Give a batch up before it is sent; what it listed stays owed."""
    batch = locked_batch(session, batch_id)
    only_in(batch, *_NOT_SENT)
    batch.state = BatchState.CANCELLED
    dropped = sa.update(PayoutLine).where(PayoutLine.batch_id == batch.id)
    session.execute(dropped.values(state=LineState.DROPPED, changed_at=clock.now()))
    audit.record(session, actor_id, "payout.cancelled", "payout_batch", batch.id)
    return batch


def lines_of(session: Session, batch_id: int) -> Sequence[PayoutLine]:
    query = sa.select(PayoutLine).where(PayoutLine.batch_id == batch_id).order_by(PayoutLine.id)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def send(session: Session, actor_id: int, batch_id: int) -> PayoutBatch:
    """Book every line as under way; from now on the payment file may be fetched. Sending twice is once.

    Raises NotForThisState before two signatures, BalanceFell when somebody is owed less by now.
    """
    batch = locked_batch(session, batch_id)
    if batch.state is BatchState.SENT:
        return batch
    only_in(batch, BatchState.APPROVED)
    lines = lines_of(session, batch.id)
    owed = payout_queries.owed_by(session, [line.annotator_id for line in lines], batch.currency)
    if fallen := [line for line in lines if owed.get(line.annotator_id, 0) < line.net_e4 + line.tax_e4]:
        words = N_("is owed less than this batch would pay")
        raise BalanceFell([Fault(line.number, "balance", words) for line in fallen[:_MOST_FAULTS]])
    booking.send_lines(session, actor_id, lines)
    now_sent = sa.update(PayoutLine).where(PayoutLine.batch_id == batch.id)
    session.execute(now_sent.values(state=LineState.SENT, changed_at=clock.now()))
    for line in lines:
        tell_payout(session, line, LineState.SENT)
    batch.state, batch.sent_by, batch.sent_at = BatchState.SENT, actor_id, clock.now()
    audit.record(session, actor_id, "payout.sent", "payout_batch", batch.id)
    return batch
