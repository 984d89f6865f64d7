"""Booking, booking again, taking back."""

import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from annotate.core.db import Database, reading, transaction
from annotate.ledger.booking import Line, credit, debit
from annotate.ledger.models import AccountBalance, JournalEntry, LedgerAccount, Posting
from annotate.ledger.proof_service import verify
from annotate.ledger.rules import AccountKind, Side
from annotate.ledger.service import (
    balance_of_code,
    chain_entries,
    open_account,
    post_entry,
    reverse_entry,
)
from tests.ledger.books import accepted, book, open_books

pytestmark = pytest.mark.usefixtures("database")


def test_an_accepted_piece_moves_its_rate_to_what_she_is_owed() -> None:
    with transaction() as session:
        open_books(session)

        entry, created = post_entry(session, accepted(1))

        assert created
        assert len(entry.hash) == 64
        assert balance_of_code(session, "payable:1:CNY") == 4200
        assert balance_of_code(session, "piece_pay:CNY") == 4200
        assert balance_of_code(session, "payable:2:CNY") == 0


def test_the_same_key_again_gives_the_first_entry_and_books_nothing() -> None:
    with transaction() as session:
        open_books(session)
        (first,) = book(session, accepted(1))
    with transaction() as session:
        again, created = post_entry(session, accepted(1))

        assert (again.id, created) == (first.id, False)
        assert session.scalar(sa.select(sa.func.count()).select_from(Posting)) == 2
        assert balance_of_code(session, "payable:1:CNY") == 4200


@pytest.mark.parametrize(
    "other",
    [accepted(1, 4300), accepted(1, owed="payable:2:CNY"), replace(accepted(1), source_id="2")],
    ids=["amount", "account", "source"],
)
def test_the_same_key_with_another_content_is_refused(other) -> None:
    with transaction() as session:
        open_books(session)
        book(session, accepted(1))
    with pytest.raises(ValueError, match="another content"), transaction() as session:
        post_entry(session, other)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ((debit("bank:CNY", 1), credit("client:CNY", 2)), "differ"),
        ((debit("bank:CNY", 1),), "two lines"),
        ((debit("bank:CNY", 0), credit("client:CNY", 0)), "positive"),
        ((debit("bank:CNY", -5), credit("client:CNY", -5)), "positive"),
        ((Line("bank:CNY", Side.DEBIT, 1.0), Line("client:CNY", Side.CREDIT, 1.0)), "positive"),  # type: ignore[arg-type]
        ((debit("bank:CNY", 1), credit("nobody", 1)), "no such ledger account: nobody"),
        ((debit("bank:CNY", 1), credit("bank:USD", 1)), "differ"),
    ],
    ids=["unbalanced", "one line", "zero", "negative", "float", "unknown account", "two currencies"],
)
def test_an_entry_that_cannot_be_right_is_refused(lines, says) -> None:
    with transaction() as session:
        open_books(session)
        open_account(session, "bank:USD", AccountKind.ASSET, "USD")
    with pytest.raises(ValueError, match=says), transaction() as session:
        post_entry(session, replace(accepted(1), lines=lines))
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(JournalEntry)) == 0


def test_two_currencies_in_one_entry_balance_each_for_itself() -> None:
    with transaction() as session:
        open_books(session)
        for code, kind in (("bank:USD", AccountKind.ASSET), ("client:USD", AccountKind.LIABILITY)):
            open_account(session, code, kind, "USD")
        lines = (debit("bank:CNY", 7), credit("client:CNY", 7), debit("bank:USD", 1), credit("client:USD", 1))

        post_entry(session, replace(accepted(1), lines=lines))

        assert verify(session) == []


def test_taking_back_turns_every_line_and_happens_once() -> None:
    with transaction() as session:
        open_books(session)
        (entry,) = book(session, accepted(1))

        back, created = reverse_entry(session, entry.id, "undo-1", None, "booked for the wrong person")
        again, repeated = reverse_entry(session, entry.id, "undo-1", None, "booked for the wrong person")

        assert created
        assert (again.id, repeated) == (back.id, False)
        assert balance_of_code(session, "payable:1:CNY") == 0
        assert verify(session) == []
        with pytest.raises(ValueError, match="reversed before"):
            reverse_entry(session, entry.id, "undo-2", None, "")
        with pytest.raises(ValueError, match="itself a reversal"):
            reverse_entry(session, back.id, "undo-undo", None, "")


def test_what_was_taken_back_may_be_booked_anew_under_a_new_key() -> None:
    with transaction() as session:
        open_books(session)
        (entry,) = book(session, accepted(1))
        reverse_entry(session, entry.id, "undo-1", None, "")

        book(session, accepted(1, 4300, key="accept-1-again"))

        assert verify(session) == []
        assert balance_of_code(session, "payable:1:CNY") == 4300


def test_opening_twice_opens_once_and_another_kind_is_refused() -> None:
    with transaction() as session:
        first = open_account(session, "bank:CNY", AccountKind.ASSET, "CNY")

        assert open_account(session, "bank:CNY", AccountKind.ASSET, "CNY").id == first.id
        with pytest.raises(ValueError, match="is not"):
            open_account(session, "bank:CNY", AccountKind.INCOME, "CNY")


def test_shared_accounts_are_spread_and_one_persons_is_not(people) -> None:
    with transaction() as session:
        open_books(session)
        open_account(session, "payable:mei", AccountKind.LIABILITY, "CNY", owner_account_id=people.mei)

        book(session, *(accepted(n, owed="payable:mei") for n in range(1, 41)))

        rows = (
            sa.select(LedgerAccount.code, sa.func.count()).join(AccountBalance).group_by(LedgerAccount.code)
        )
        parts = dict(tuple(row) for row in session.execute(rows))
        assert parts == {"piece_pay:CNY": 16, "payable:mei": 1}
        assert balance_of_code(session, "piece_pay:CNY") == 40 * 4200
        assert verify(session) == []


def test_ten_at_once_with_one_key_book_once(database: Database) -> None:
    with transaction() as session:
        open_books(session)
    together, made = threading.Barrier(10), []

    def tell() -> None:
        together.wait()
        with transaction() as session:
            made.append(post_entry(session, accepted(1))[1])

    threads = [threading.Thread(target=tell) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [False] * 9 + [True]
    with reading() as session:
        assert verify(session) == []
        assert balance_of_code(session, "payable:1:CNY") == 4200


def test_chaining_gives_each_entry_one_place_and_may_be_repeated() -> None:
    with transaction() as session:
        open_books(session)
        book(session, *(accepted(n) for n in range(1, 8)))

        assert chain_entries(session, limit=5) == 5
        assert chain_entries(session) == 2
        assert chain_entries(session) == 0

        places = session.scalars(sa.select(JournalEntry.seq).order_by(JournalEntry.id)).all()
        assert list(places) == [1, 2, 3, 4, 5, 6, 7]
        assert verify(session) == []
