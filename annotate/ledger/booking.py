"""What a room hands to the ledger to be booked."""

import datetime as dt
from dataclasses import dataclass

from annotate.ledger.rules import Side


@dataclass(frozen=True)
class Line:
    """An amount onto one side of one account. account: its id or its code."""

    account: int | str
    side: Side
    amount_e4: int


def debit(account: int | str, amount_e4: int) -> Line:
    return Line(account, Side.DEBIT, amount_e4)


def credit(account: int | str, amount_e4: int) -> Line:
    return Line(account, Side.CREDIT, amount_e4)


@dataclass(frozen=True)
class NewEntry:
    """An event in money, told once.

    key: the same key is the same event, however often it is told ('accept-4711').
    event, source_kind, source_id: what happened to what ('piece_accepted', 'judgement', '4711'); one source
    is booked once for one event. effective_at: when it happened, which may be before it is booked.
    memo: for people in finance; never a name, a phone or a bank account.
    """

    key: str
    event: str
    source_kind: str
    source_id: str
    effective_at: dt.datetime
    lines: tuple[Line, ...]
    actor_id: int | None = None
    reverses_id: int | None = None
    memo: str = ""
