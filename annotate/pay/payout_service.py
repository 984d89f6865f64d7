"""Paying out: batches, two signatures, sending, what the channel answers. Every step may be pressed twice.

Made, then signed by two people, then sent: only sending moves money in the books (payable -> in transit). A result
file moves it on: paid (in transit -> bank), finally failed (in transit -> payable), returned (bank -> payable).
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

import annotate.pay.payout_proof_service  # noqa: F401 -- whoever pays out is proved
from annotate.core import audit, clock
from annotate.core.db import insert_once
from annotate.core.errors import N_, Fault, NotFound
from annotate.core.groups import batched
from annotate.core.money import e4_to_minor
from annotate.ledger import service as ledger
from annotate.ledger.booking import Line, NewEntry, credit, debit
from annotate.pay import accounts, bank_files, payee_service, payout_queries
from annotate.pay.bank_templates import TEMPLATES
from annotate.pay.errors import (
    BalanceFell,
    NotForThisState,
    NothingToPay,
    ResultRefused,
    ResultTakenBefore,
    SameSignature,
)
from annotate.pay.models import PayoutBatch, PayoutLine, PayoutResult, TaxWithheld
from annotate.pay.payout_queries import Owed
from annotate.pay.payouts import (
    LEAST_ON_DEMAND_E4,
    UNDER_WAY,
    BatchState,
    Channel,
    Compared,
    Finding,
    LineState,
    Sent,
    Told,
    as_booked,
    batch_key,
    cut_payout,
    is_fault,
    line_number,
    reconcile,
)
from annotate.pay.service import open_named
from annotate.people import service as people

STATE_WORDS = {
    BatchState.PREPARED: N_("prepared"),
    BatchState.SIGNED: N_("signed once"),
    BatchState.APPROVED: N_("signed twice"),
    BatchState.SENT: N_("sent"),
    BatchState.SETTLED: N_("settled"),
    BatchState.CANCELLED: N_("cancelled"),
}
FINDING_WORDS = {
    Finding.UNKNOWN: N_("the payment %(number)s is not in this batch"),
    Finding.AMOUNT_DIFFERS: N_("the payment %(number)s has another amount than we sent"),
    Finding.STATE_DIFFERS: N_("the payment %(number)s was reported otherwise before"),
    Finding.NAME_DIFFERS: N_("the payment %(number)s names another person"),
}
_NOT_SENT = (BatchState.PREPARED, BatchState.SIGNED, BatchState.APPROVED)
_MOST_FAULTS = 50


def prepare_batches(
    session: Session, actor_id: int | None, channel: Channel, currency: str, is_payday: bool = False
) -> list[PayoutBatch]:
    """List what is owed to everybody whose account is at this channel; nothing is booked yet.

    On a pay day from one minor unit, else from 10 yuan; as many batches as the channel's file length asks for. While
    batches of this channel and day are not sent, those are given back: two officers who press together make one.
    Raises NothingToPay.
    """
    day = clock.local_day(clock.now())
    that_day = (PayoutBatch.channel == channel, PayoutBatch.currency == currency, PayoutBatch.day == day)
    earlier = session.scalars(sa.select(PayoutBatch).where(*that_day).order_by(PayoutBatch.id)).all()
    open_now = [batch for batch in earlier if batch.state in _NOT_SENT]
    if open_now:
        return open_now
    made: list[PayoutBatch] = []
    owed = payout_queries.owed_people(session, channel, currency, 1 if is_payday else LEAST_ON_DEMAND_E4)
    for part in batched(
        [one for one in owed if _is_writable(channel, one.name)], TEMPLATES[channel].most_lines
    ):
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
        raise NothingToPay
    for batch in made:
        audit.record(session, actor_id, "payout.prepared", "payout_batch", batch.id, {"channel": channel})
    return made


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
    tries = payout_queries.tries_of_day(session, ids, batch.day)
    failed = payout_queries.failed_before(session, ids, batch.currency)
    lines = []
    for one in people_owed:
        cut = cut_payout(one.owed_e4, tax_due_e4.get(one.annotator_id, 0), batch.currency)
        if cut.net_e4 > 0:
            number = line_number(
                batch.channel, batch.day, one.annotator_id, tries.get(one.annotator_id, 0) + 1
            )
            line = PayoutLine(
                batch_id=batch.id,
                number=number,
                annotator_id=one.annotator_id,
                payee_id=one.payee_id,
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


def _only_in(batch: PayoutBatch, *states: BatchState) -> None:
    if batch.state not in states:
        raise NotForThisState


def sign(session: Session, actor_id: int, batch_id: int) -> PayoutBatch:
    """One of two signatures. Raises SameSignature for the same person twice, NotForThisState."""
    batch = locked_batch(session, batch_id)
    if batch.state is BatchState.SIGNED and batch.first_signed_by == actor_id:
        raise SameSignature
    _only_in(batch, BatchState.PREPARED, BatchState.SIGNED)
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
    _only_in(batch, *_NOT_SENT)
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
    _only_in(batch, BatchState.APPROVED)
    for line in lines_of(session, batch.id):
        owed = ledger.balance_of_code(session, accounts.payable(line.annotator_id, line.currency).code)
        if owed < line.net_e4 + line.tax_e4:
            raise BalanceFell([Fault(line.number, "balance", N_("is owed less than this batch would pay"))])
        _withhold(session, actor_id, line)
        _book(session, "payout_sent", line, _between("payable", "in_transit", line), actor_id)
        line.state, line.changed_at = LineState.SENT, clock.now()
    batch.state, batch.sent_by, batch.sent_at = BatchState.SENT, actor_id, clock.now()
    audit.record(session, actor_id, "payout.sent", "payout_batch", batch.id)
    return batch


def _withhold(session: Session, actor_id: int, line: PayoutLine) -> None:
    if line.tax_e4 == 0:
        return
    owed = open_named(session, accounts.payable(line.annotator_id, line.currency))
    tax = open_named(session, accounts.tax_payable(line.currency))
    entry = _book(
        session, "tax_withheld", line, (debit(owed, line.tax_e4), credit(tax, line.tax_e4)), actor_id
    )
    session.add(
        TaxWithheld(
            annotator_id=line.annotator_id,
            currency=line.currency,
            amount_e4=line.tax_e4,
            entry_id=entry.id,
            payout_line_id=line.id,
        )
    )


def _between(source: str, target: str, line: PayoutLine) -> tuple[Line, ...]:
    return debit(source, line.net_e4), credit(target, line.net_e4)


def _book(
    session: Session, event: str, line: PayoutLine, lines: tuple[Line, ...], actor_id: int | None
) -> ledger.Booked:
    named = {
        "payable": accounts.payable(line.annotator_id, line.currency),
        "in_transit": accounts.in_transit(line.currency),
        "bank": accounts.bank(line.currency),
    }
    for name in {one.account for one in lines if isinstance(one.account, str)}:
        open_named(session, named[name])
    known = [
        Line(named[o.account].code if isinstance(o.account, str) else o.account, o.side, o.amount_e4)
        for o in lines
    ]
    new = NewEntry(
        key=f"{event}-{line.number}",
        event=event,
        source_kind="payout_line",
        source_id=line.number,
        effective_at=clock.now(),
        lines=tuple(known),
        actor_id=actor_id,
    )
    return ledger.post_entry(session, new)[0]


def payment_file(session: Session, actor_id: int, batch_id: int) -> bytes:
    """The file for the channel, the same bytes whenever it is fetched; each look is logged.

    Raises NotForThisState before it is sent.
    """
    batch = locked_batch(session, batch_id)
    _only_in(batch, BatchState.SENT, BatchState.SETTLED)
    payments = [
        bank_files.Payment(
            number=line.number,
            account=payee_service.open_number(session, payout_queries.payee_of_line(session, line)),
            name=people.display_name(session, line.annotator_id),
            amount_minor=e4_to_minor(line.net_e4, line.currency)[0],
            memo=f"豆芽报酬 {batch.day.isoformat()}",
        )
        for line in lines_of(session, batch.id)
    ]
    audit.record(session, actor_id, "payout.file_fetched", "payout_batch", batch.id)
    return bank_files.payment_file(TEMPLATES[batch.channel], payments, batch.currency)


@dataclass(frozen=True)
class ResultTaken:
    """How many lines a result file moved to which state; missing: sent, and not told of yet."""

    counts: dict[LineState, int]
    missing: int


def take_result(session: Session, actor_id: int, batch_id: int, name: str, content: bytes) -> ResultTaken:
    """Book what the channel's result file tells; all of it or nothing.

    Raises ResultTakenBefore for the same file again, ResultRefused with each fault, NotForThisState.
    """
    batch = locked_batch(session, batch_id)
    _only_in(batch, BatchState.SENT, BatchState.SETTLED)
    digest = hashlib.sha256(content).hexdigest()
    if session.scalar(sa.select(PayoutResult.id).where(PayoutResult.sha256 == digest)) is not None:
        raise ResultTakenBefore
    told, faults = bank_files.read_result(TEMPLATES[batch.channel], content, batch.currency)
    lines = {line.number: line for line in lines_of(session, batch.id)}
    compared = reconcile([_sent(session, line) for line in lines.values()], told)
    faults += _faults(compared)
    if faults:
        raise ResultRefused(faults[:_MOST_FAULTS])
    for one in told:
        _move(session, actor_id, lines[one.number], one)
    _note_result(session, actor_id, batch, name, digest, told)
    return _taken(compared)


def _sent(session: Session, line: PayoutLine) -> Sent:
    name = people.display_name(session, line.annotator_id)
    return Sent(line.number, name, e4_to_minor(line.net_e4, line.currency)[0], line.state)


def _faults(compared: Sequence[Compared]) -> list[Fault]:
    return [
        Fault(f"line {one.told.row}", one.finding, FINDING_WORDS[one.finding], {"number": one.number})
        for one in compared
        if one.told and is_fault(one.finding)
    ]


def _move(session: Session, actor_id: int, line: PayoutLine, told: Told) -> None:
    state = as_booked(line.state, told.state)
    if state is line.state:
        return
    moves = {
        LineState.PAID: ("payout_paid", "in_transit", "bank"),
        LineState.FAILED: ("payout_failed", "in_transit", "payable"),
        LineState.RETURNED: ("payout_returned", "bank", "payable"),
    }
    if state in moves:
        event, source, target = moves[state]
        _book(session, event, line, _between(source, target, line), actor_id)
    line.state, line.told, line.changed_at = state, told.reason, clock.now()


def _note_result(
    session: Session, actor_id: int, batch: PayoutBatch, name: str, digest: str, told: Sequence[Told]
) -> None:
    session.add(
        PayoutResult(batch_id=batch.id, sha256=digest, name=name[:200], lines=len(told), taken_by=actor_id)
    )
    session.flush()
    under_way = sa.select(PayoutLine.id).where(
        PayoutLine.batch_id == batch.id, PayoutLine.state.in_(UNDER_WAY)
    )
    batch.state = BatchState.SENT if session.scalar(under_way.limit(1)) is not None else BatchState.SETTLED
    audit.record(session, actor_id, "payout.result_taken", "payout_batch", batch.id, {"lines": len(told)})


def _taken(compared: Sequence[Compared]) -> ResultTaken:
    counts: dict[LineState, int] = {}
    for one in compared:
        if one.told:
            counts[one.told.state] = counts.get(one.told.state, 0) + 1
    return ResultTaken(counts, sum(one.finding is Finding.MISSING for one in compared))
