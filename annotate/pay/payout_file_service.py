"""The files of paying out: what goes to the channel, and what the channel answers, taken wholly or not at all."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import N_, Fault
from annotate.core.money import e4_to_minor
from annotate.pay import accounts, bank_files, payee_service, payout_queries, payout_service
from annotate.pay import payout_booking_service as booking
from annotate.pay.bank_templates import TEMPLATES
from annotate.pay.errors import ResultRefused, ResultTakenBefore
from annotate.pay.models import PayoutBatch, PayoutLine, PayoutResult
from annotate.pay.notice_service import tell_payout
from annotate.pay.payout_booking_service import Move
from annotate.pay.payouts import (
    UNDER_WAY,
    BatchState,
    Compared,
    Finding,
    LineState,
    Sent,
    Told,
    as_booked,
    is_fault,
    reconcile,
)
from annotate.people import sealing_service
from annotate.people import service as people

FINDING_WORDS = {
    Finding.UNKNOWN: N_("the payment %(number)s is not in this batch"),
    Finding.AMOUNT_DIFFERS: N_("the payment %(number)s has another amount than we sent"),
    Finding.STATE_DIFFERS: N_("the payment %(number)s was reported otherwise before"),
    Finding.NAME_DIFFERS: N_("the payment %(number)s names another person"),
}
_MOST_FAULTS = 50


def payment_file(session: Session, actor_id: int, batch_id: int) -> bytes:
    """The file for the channel, the same bytes whenever it is fetched; each look is logged.

    Whoever was erased since she was listed is left out: `payout_queries.left_out` names those payments.
    Raises NotForThisState before it is sent.
    """
    batch = payout_service.locked_batch(session, batch_id)
    payout_service.only_in(batch, BatchState.SENT, BatchState.SETTLED)
    lines = payout_service.lines_of(session, batch.id)
    numbers = payee_service.open_numbers(session, payout_queries.numbers_of_lines(session, batch.id))
    names = _names_as_listed(session, lines)
    payments = [
        bank_files.Payment(
            number=line.number,
            account=numbers[line.annotator_id],
            name=names[line.annotator_id],
            amount_minor=e4_to_minor(line.net_e4, line.currency)[0],
            memo=f"豆芽报酬 {batch.day.isoformat()}",
        )
        for line in lines
        if line.annotator_id in numbers
    ]
    audit.record(session, actor_id, "payout.file_fetched", "payout_batch", batch.id)
    return bank_files.payment_file(TEMPLATES[batch.channel], payments, batch.currency)


def _names_as_listed(session: Session, lines: Sequence[PayoutLine]) -> dict[int, str]:
    """By person; of payments older than that column the name of today. Whoever was erased has none."""
    sealed = {line.annotator_id: line.name_sealed for line in lines if line.name_sealed}
    unsealed = [line.annotator_id for line in lines if not line.name_sealed]
    return people.names_of(session, unsealed) | sealing_service.open_many(
        session, payout_service.NAME_FIELD, sealed
    )


@dataclass(frozen=True)
class ResultTaken:
    """How many lines a result file moved to which state; missing: sent, and not told of yet."""

    counts: dict[LineState, int]
    missing: int


def take_result(session: Session, actor_id: int, batch_id: int, name: str, content: bytes) -> ResultTaken:
    """Book what the channel's result file tells; all of it or nothing.

    Raises ResultTakenBefore for the same file again, ResultRefused with each fault, NotForThisState.
    """
    batch = payout_service.locked_batch(session, batch_id)
    payout_service.only_in(batch, BatchState.SENT, BatchState.SETTLED)
    digest = hashlib.sha256(content).hexdigest()
    if session.scalar(sa.select(PayoutResult.id).where(PayoutResult.sha256 == digest)) is not None:
        raise ResultTakenBefore
    told, faults = bank_files.read_result(TEMPLATES[batch.channel], content, batch.currency)
    lines = {line.number: line for line in payout_service.lines_of(session, batch.id)}
    compared = reconcile(_as_sent(session, list(lines.values())), told)
    faults += _faults(compared)
    if faults:
        raise ResultRefused(faults[:_MOST_FAULTS])
    moves = [_moved(lines[one.number], one) for one in told]
    booking.book(session, actor_id, [move for move in moves if move])
    for one, move in zip(told, moves, strict=True):
        if move:
            tell_payout(session, lines[one.number], lines[one.number].state)
    _note_result(session, actor_id, batch, name, digest, told)
    return _taken(compared)


def _as_sent(session: Session, lines: Sequence[PayoutLine]) -> list[Sent]:
    names = _names_as_listed(session, lines)
    return [
        Sent(
            line.number,
            names.get(line.annotator_id, ""),
            e4_to_minor(line.net_e4, line.currency)[0],
            line.state,
        )
        for line in lines
    ]


def _faults(compared: Sequence[Compared]) -> list[Fault]:
    return [
        Fault(f"line {one.told.row}", one.finding, FINDING_WORDS[one.finding], {"number": one.number})
        for one in compared
        if one.told and is_fault(one.finding)
    ]


def _moved(line: PayoutLine, told: Told) -> Move | None:
    """Put the line into the state that was told; what that moves in the books."""
    state = as_booked(line.state, told.state)
    if state is line.state:
        return None
    bank, under_way, hers = accounts.bank(line.currency), booking.under_way(line), booking.owed_to_her(line)
    line.state, line.told, line.changed_at = state, told.reason, clock.now()
    moves = {
        LineState.PAID: ("payout_paid", under_way, bank),
        LineState.FAILED: ("payout_failed", under_way, hers),
        LineState.RETURNED: ("payout_returned", bank, hers),
    }
    if state not in moves:
        return None
    event, source, target = moves[state]
    return Move(event, line, source, target, line.net_e4)


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
