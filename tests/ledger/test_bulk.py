"""Many entries booked at once are the same books as one by one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from annotate.core.db import Database, reading, transaction
from annotate.ledger.bulk_service import post_entries
from annotate.ledger.models import JournalEntry
from annotate.ledger.proof_service import verify
from annotate.ledger.service import balance_of_code
from tests.ledger.books import accepted, book, open_books


@pytest.fixture
def books(database: Database) -> Database:
    with transaction() as session:
        open_books(session)
        book(session, accepted(1), accepted(2))
    return database


def test_what_is_new_is_booked_and_what_was_booked_stays_as_it_was(books: Database) -> None:
    entries = [
        accepted(n, owed="payable:2:CNY" if n % 2 == 0 and n > 2 else "payable:1:CNY") for n in range(1, 1203)
    ]

    with transaction() as session:
        found = post_entries(session, entries)
        again = post_entries(session, entries)

    assert [is_new for _, is_new in found] == [False, False] + [True] * 1200
    assert [booked for booked, _ in again] == [booked for booked, _ in found]
    with reading() as session:
        assert verify(session) == []
        assert balance_of_code(session, "piece_pay:CNY") == 1202 * 4200
        assert balance_of_code(session, "payable:2:CNY") == 600 * 4200


def test_bad_entries_are_refused_and_nothing_is_booked(books: Database) -> None:
    for entries, said in (
        ([accepted(3), accepted(3)], "twice"),
        ([accepted(3), accepted(1, amount_e4=1)], "another content"),
        ([accepted(3), accepted(4, owed="payable:9:CNY")], "no such ledger account"),
    ):
        with pytest.raises(ValueError, match=said), transaction() as session:
            post_entries(session, entries)

    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(JournalEntry)) == 2
        assert verify(session) == []


def test_two_at_once_book_each_entry_once(books: Database) -> None:
    def post(_n: int) -> int:
        with transaction() as session:
            return sum(is_new for _, is_new in post_entries(session, [accepted(n) for n in range(3, 103)]))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(post, range(4))) == 100

    with reading() as session:
        assert verify(session) == []
