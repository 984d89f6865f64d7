"""A small set of books for tests."""

import datetime as dt

from sqlalchemy.orm import Session

from annotate.ledger.booking import NewEntry, credit, debit
from annotate.ledger.rules import AccountKind
from annotate.ledger.service import Booked, open_account, post_entry

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)


def open_books(session: Session) -> None:
    """A bank, what a client put in, what pieces cost, and what two people are owed."""
    open_account(session, "bank:CNY", AccountKind.ASSET, "CNY")
    open_account(session, "client:CNY", AccountKind.LIABILITY, "CNY")
    open_account(session, "piece_pay:CNY", AccountKind.EXPENSE, "CNY")
    open_account(session, "payable:1:CNY", AccountKind.LIABILITY, "CNY")
    open_account(session, "payable:2:CNY", AccountKind.LIABILITY, "CNY")


def accepted(
    number: int, amount_e4: int = 4200, owed: str = "payable:1:CNY", key: str | None = None
) -> NewEntry:
    """The event that one piece of work was accepted."""
    return NewEntry(
        key=key or f"accept-{number}",
        event="work_paid",
        source_kind="judgement",
        source_id=str(number),
        effective_at=NOON,
        lines=(debit("piece_pay:CNY", amount_e4), credit(owed, amount_e4)),
    )


def book(session: Session, *events: NewEntry) -> list[Booked]:
    return [post_entry(session, event)[0] for event in events]
