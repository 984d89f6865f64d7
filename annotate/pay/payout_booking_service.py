"""Bookings of payments: what leaves people's accounts, what is under way, what reached them, what came back."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.ledger.booking import NewEntry, credit, debit
from annotate.ledger.bulk_service import post_entries
from annotate.ledger.service import Booked
from annotate.pay import accounts
from annotate.pay.accounts import AccountName
from annotate.pay.models import PayoutLine, TaxWithheld
from annotate.pay.service import open_named


@dataclass(frozen=True)
class Move:
    """Money of one payment from one account to another."""

    event: str
    line: PayoutLine
    source: AccountName
    target: AccountName
    amount_e4: int


def owed_to_her(line: PayoutLine) -> AccountName:
    return accounts.payable(line.annotator_id, line.currency)


def under_way(line: PayoutLine) -> AccountName:
    return accounts.in_transit(line.currency)


def send_lines(session: Session, actor_id: int, lines: Sequence[PayoutLine]) -> None:
    """Keep the tax of each payment, and put the rest under way."""
    taxed = [line for line in lines if line.tax_e4]
    kept = [
        Move("tax_withheld", line, owed_to_her(line), accounts.tax_payable(line.currency), line.tax_e4)
        for line in taxed
    ]
    rows = [
        {
            "annotator_id": line.annotator_id,
            "currency": line.currency,
            "amount_e4": line.tax_e4,
            "entry_id": entry.id,
            "payout_line_id": line.id,
            "withheld_at": clock.now(),
        }
        for line, entry in zip(taxed, book(session, actor_id, kept), strict=True)
    ]
    if rows:
        session.execute(sa.insert(TaxWithheld), rows)
    sent = [Move("payout_sent", line, owed_to_her(line), under_way(line), line.net_e4) for line in lines]
    book(session, actor_id, sent)


def book(session: Session, actor_id: int, moves: Sequence[Move]) -> list[Booked]:
    """One entry a move. A person's account is there already: she is owed something."""
    shared = {name for move in moves for name in (move.source, move.target) if name.owner_account_id is None}
    for name in sorted(shared, key=lambda name: name.code):
        open_named(session, name)
    return [booked for booked, _is_new in post_entries(session, [_entry(actor_id, move) for move in moves])]


def _entry(actor_id: int, move: Move) -> NewEntry:
    return NewEntry(
        key=f"{move.event}-{move.line.number}",
        event=move.event,
        source_kind="payout_line",
        source_id=move.line.number,
        effective_at=clock.now(),
        lines=(debit(move.source.code, move.amount_e4), credit(move.target.code, move.amount_e4)),
        actor_id=actor_id,
    )
