"""Finance reads the books; nobody else does."""

from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.db import Database, transaction
from annotate.ledger.service import reverse_entry
from tests.conftest import People
from tests.datasets.conftest import browser_of
from tests.ledger.books import accepted, book, open_books
from tests.ledger.tampering import tamper

__all__ = ["browser_of"]
Browser = Callable[[int], Any]


@pytest.fixture
def books(database: Database) -> int:
    """Sixty entries, the first taken back; its id."""
    with transaction() as session:
        open_books(session)
        entries = book(session, *(accepted(n) for n in range(1, 61)))
        reverse_entry(session, entries[0].id, "undo-1", None, "")
        return entries[0].id


def test_the_trial_balance_says_that_the_books_balance(
    browser_of: Browser, people: People, books: int
) -> None:
    page = browser_of(people.qian).get("/finance").text

    assert "账是平的" in page
    assert "25.6200" in page


def test_an_altered_line_is_shouted(
    browser_of: Browser, people: People, books: int, database: Database
) -> None:
    tamper(database, "UPDATE posting SET amount_e4 = amount_e4 + 1 WHERE id = 1")

    assert "账是平的" not in browser_of(people.qian).get("/finance").text


def test_the_journal_goes_back_page_by_page(browser_of: Browser, people: People, books: int) -> None:
    qian = browser_of(people.qian)

    newest = qian.get("/finance/entries")
    older = qian.get("/finance/entries?before=12")

    assert newest.status_code == older.status_code == 200
    assert "before=" in newest.text
    assert "#11<" in older.text
    assert "#12<" not in older.text
    assert qian.get("/finance/entries?before=x").status_code == 422


def test_an_entry_and_an_account_are_read_in_full(browser_of: Browser, people: People, books: int) -> None:
    qian = browser_of(people.qian)

    entry, account = qian.get(f"/finance/entries/{books}"), qian.get("/finance/accounts/1")

    assert "accept-1" in entry.text
    assert "/finance/entries/61" in entry.text
    assert account.status_code == 200
    assert qian.get("/finance/entries/999").status_code == 404
    assert qian.get("/finance/accounts/999").status_code == 404


@pytest.mark.parametrize(
    "path", ["/finance", "/finance/entries", "/finance/entries/1", "/finance/accounts/1"]
)
def test_the_books_are_closed_to_others(browser_of: Browser, people: People, books: int, path: str) -> None:
    for somebody in (people.mei, people.lin, people.zhao, people.sun):
        assert browser_of(somebody).get(path).status_code == 403
