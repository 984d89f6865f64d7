"""Bookings of a payment: what leaves a person's account, what is under way, what reached her, what came back."""

from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.ledger import service as ledger
from annotate.ledger.booking import NewEntry, credit, debit
from annotate.pay import accounts
from annotate.pay.accounts import AccountName
from annotate.pay.models import PayoutLine, TaxWithheld
from annotate.pay.service import open_named


def owed_to_her(line: PayoutLine) -> AccountName:
    return accounts.payable(line.annotator_id, line.currency)


def under_way(line: PayoutLine) -> AccountName:
    return accounts.in_transit(line.currency)


def withhold(session: Session, actor_id: int, line: PayoutLine) -> None:
    if line.tax_e4 == 0:
        return
    source, target = owed_to_her(line), accounts.tax_payable(line.currency)
    entry = _book(session, actor_id, "tax_withheld", line, source, target, line.tax_e4)
    session.add(
        TaxWithheld(
            annotator_id=line.annotator_id,
            currency=line.currency,
            amount_e4=line.tax_e4,
            entry_id=entry.id,
            payout_line_id=line.id,
        )
    )


def move_money(
    session: Session, actor_id: int, event: str, line: PayoutLine, source: AccountName, target: AccountName
) -> None:
    """What the payment is about, from one account to another."""
    _book(session, actor_id, event, line, source, target, line.net_e4)


def _book(
    session: Session,
    actor_id: int,
    event: str,
    line: PayoutLine,
    source: AccountName,
    target: AccountName,
    amount_e4: int,
) -> ledger.Booked:
    new = NewEntry(
        key=f"{event}-{line.number}",
        event=event,
        source_kind="payout_line",
        source_id=line.number,
        effective_at=clock.now(),
        lines=(
            debit(open_named(session, source), amount_e4),
            credit(open_named(session, target), amount_e4),
        ),
        actor_id=actor_id,
    )
    return ledger.post_entry(session, new)[0]
