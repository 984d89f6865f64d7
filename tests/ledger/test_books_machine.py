"""Whatever is booked, repeated, refused, taken back and chained in any order: the books stay true."""

from collections.abc import Iterator
from itertools import count
from typing import ClassVar

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from annotate.core.db import reading, transaction
from annotate.ledger.booking import Line, NewEntry
from annotate.ledger.models import JournalEntry
from annotate.ledger.proof_service import verify
from annotate.ledger.rules import AccountKind, Side
from annotate.ledger.service import balance_of_code, chain_entries, open_account, post_entry, reverse_entry
from tests.ledger.books import NOON

KINDS = {
    "bank": AccountKind.ASSET,
    "client": AccountKind.LIABILITY,
    "piece_pay": AccountKind.EXPENSE,
    "payable": AccountKind.LIABILITY,
    "revenue": AccountKind.INCOME,
}
# From the smallest there is up to 100,000,000 yuan.
AMOUNTS = st.one_of(st.integers(1, 50), st.integers(1, 10**12))
MOVES = st.lists(st.tuples(st.sampled_from(sorted(KINDS)), AMOUNTS), min_size=1, max_size=4)


def lines_of(codes: dict[str, str], signed: tuple[tuple[str, int], ...]) -> tuple[Line, ...]:
    return tuple(
        Line(codes[name], Side.DEBIT if amount > 0 else Side.CREDIT, abs(amount)) for name, amount in signed
    )


class Books(RuleBasedStateMachine):
    """A model in plain dictionaries beside the real ledger.

    All examples share one database, each with accounts of its own: rows cannot be deleted.
    """

    numbers: ClassVar[Iterator[int]] = count(1)

    def __init__(self) -> None:
        super().__init__()
        self.number = next(self.numbers)
        self.codes = {name: f"{name}:{self.number}" for name in KINDS}
        self.balances = dict.fromkeys(KINDS, 0)
        self.entries: dict[str, tuple[tuple[str, int], ...]] = {}
        self.reversed: set[str] = set()
        with transaction() as session:
            for name, kind in KINDS.items():
                open_account(session, self.codes[name], kind, "CNY")

    @rule(name=st.sampled_from("abcdef"), moves=MOVES, against=st.sampled_from(sorted(KINDS)))
    def book(self, name: str, moves: list[tuple[str, int]], against: str) -> None:
        """Debits against one credit; an event that was booked before is a repeat or a clash."""
        key = f"{name}-{self.number}"
        signed = (*moves, (against, -sum(amount for _, amount in moves)))
        new = NewEntry(key, "moved", "event", key, NOON, lines_of(self.codes, signed))
        if self.entries.get(key, signed) != signed:
            with pytest.raises(ValueError, match="another content"), transaction() as session:
                post_entry(session, new)
            return
        with transaction() as session:
            _, created = post_entry(session, new)
        assert created is (key not in self.entries)
        if created:
            self.entries[key] = signed
            self._move(signed, 1)

    def _move(self, signed: tuple[tuple[str, int], ...], sign: int) -> None:
        for name, amount in signed:
            self.balances[name] += sign * amount

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def tell_again(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.entries)))
        lines = lines_of(self.codes, self.entries[key])
        with transaction() as session:
            assert post_entry(session, NewEntry(key, "moved", "event", key, NOON, lines))[1] is False

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.entries)))
        with transaction() as session:
            entry_id = session.scalars(sa.select(JournalEntry.id).where(JournalEntry.key == key)).one()
            _, created = reverse_entry(session, entry_id, f"undo-{key}", None, "")
        assert created is (key not in self.reversed)
        if created:
            self.reversed.add(key)
            self._move(self.entries[key], -1)

    @rule(limit=st.integers(1, 3))
    def chain(self, limit: int) -> None:
        with transaction() as session:
            chain_entries(session, limit)

    @rule(moves=MOVES)
    def refuse_unbalanced(self, moves: list[tuple[str, int]]) -> None:
        lines = lines_of(self.codes, tuple(moves))
        with pytest.raises(ValueError, match=r"differ|two lines"), transaction() as session:
            post_entry(session, NewEntry(f"bad-{self.number}", "moved", "event", "bad", NOON, lines))

    @rule(amount=AMOUNTS)
    def die_half_way(self, amount: int) -> None:
        """A transaction that is rolled back after it booked leaves nothing."""
        lines = lines_of(self.codes, (("bank", amount), ("client", -amount)))
        with pytest.raises(ZeroDivisionError), transaction() as session:
            post_entry(session, NewEntry(f"lost-{self.number}", "moved", "event", "lost", NOON, lines))
            raise ZeroDivisionError

    @invariant()
    def books_are_true(self) -> None:
        mine = sa.select(sa.func.count()).where(JournalEntry.key.like(f"%-{self.number}"))
        with reading() as session:
            assert verify(session) == []
            assert session.scalar(mine) == len(self.entries) + len(self.reversed)
            for name, debits_minus_credits in self.balances.items():
                sign = 1 if KINDS[name].grows_by is Side.DEBIT else -1
                assert balance_of_code(session, self.codes[name]) == sign * debits_minus_credits


@pytest.mark.usefixtures("database")
def test_books_stay_true_in_any_order() -> None:
    run_state_machine_as_test(
        Books, settings=settings(max_examples=15, stateful_step_count=15, deadline=None, derandomize=True)
    )
