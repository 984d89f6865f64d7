"""Proof of paying out: each payment's state and its entries in the ledger tell the same."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.ledger import proof_service
from annotate.ledger import service as ledger
from annotate.ledger.models import JournalEntry, Posting
from annotate.ledger.rules import Side, Violation, ViolationKind
from annotate.pay import accounts
from annotate.pay.models import PayoutLine
from annotate.pay.payouts import LineState

# Which entries a payment in each state has, besides the one about tax.
_ENTRIES = {
    LineState.LISTED: frozenset[str](),
    LineState.DROPPED: frozenset[str](),
    LineState.SENT: frozenset({"payout_sent"}),
    LineState.WAITING: frozenset({"payout_sent"}),
    LineState.PAID: frozenset({"payout_sent", "payout_paid"}),
    LineState.FAILED: frozenset({"payout_sent", "payout_failed"}),
    LineState.RETURNED: frozenset({"payout_sent", "payout_paid", "payout_returned"}),
}


def verify_payouts(session: Session) -> Iterator[Violation]:
    """Every payment is booked as its state says, with its own amount; what is in transit is what is under way."""
    booked: dict[str, dict[str, int]] = {}
    credits = sa.func.coalesce(sa.func.sum(Posting.amount_e4).filter(Posting.side == Side.CREDIT), 0)
    query = (
        sa.select(JournalEntry.source_id, JournalEntry.event, credits)
        .join(Posting, Posting.entry_id == JournalEntry.id, isouter=True)
        .where(JournalEntry.source_kind == "payout_line", JournalEntry.reverses_id.is_(None))
        .group_by(JournalEntry.id, JournalEntry.source_id, JournalEntry.event)
    )
    for number, event, amount_e4 in session.execute(query):
        booked.setdefault(number, {})[event] = int(amount_e4)
    under_way: dict[str, int] = {}
    for line in session.scalars(sa.select(PayoutLine).execution_options(yield_per=1000)):
        yield from _differences(line, booked.pop(line.number, {}))
        if line.state in (LineState.SENT, LineState.WAITING):
            under_way[line.currency] = under_way.get(line.currency, 0) + line.net_e4
    for number in booked:
        yield Violation(ViolationKind.PAYOUT_DIFFERS, f"payment {number}", "is booked, and no batch lists it")
    yield from _in_transit(session, under_way)


def _differences(line: PayoutLine, booked: dict[str, int]) -> Iterator[Violation]:
    where = f"payment {line.number}"
    tax = booked.pop("tax_withheld", 0)
    is_sent = line.state not in (LineState.LISTED, LineState.DROPPED)
    if tax != (line.tax_e4 if is_sent else 0):
        yield Violation(ViolationKind.PAYOUT_DIFFERS, where, f"tax of {line.tax_e4} e4, booked {tax} e4")
    if set(booked) != _ENTRIES[line.state]:
        said = ", ".join(sorted(booked)) or "nothing"
        yield Violation(ViolationKind.PAYOUT_DIFFERS, where, f"is {line.state}, and {said} is booked")
    for event, amount_e4 in sorted(booked.items()):
        if amount_e4 != line.net_e4:
            what = f"{line.net_e4} e4 listed, {event} booked with {amount_e4} e4"
            yield Violation(ViolationKind.PAYOUT_DIFFERS, where, what)


def _in_transit(session: Session, under_way: dict[str, int]) -> Iterator[Violation]:
    for currency in sorted(under_way):
        code = accounts.in_transit(currency).code
        held = ledger.balance_of_code(session, code)
        if held != under_way[currency]:
            what = f"holds {held} e4, payments under way are {under_way[currency]} e4"
            yield Violation(ViolationKind.PAYOUT_DIFFERS, code, what)


proof_service.register_check("payouts", verify_payouts)
