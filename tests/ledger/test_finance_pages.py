"""Finance reads the books; nobody else does."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from annotate.core import outbox
from annotate.core.db import Database, reading, transaction
from annotate.ledger.rules import AccountKind
from annotate.ledger.service import chain_entries, open_account, reverse_entry
from annotate.people.service import alias_of
from tests.conftest import People
from tests.ledger.books import accepted, book, open_books
from tests.ledger.tampering import tamper
from worker_tasks.once import run_event

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


def test_entries_are_found_by_number_person_and_day(browser_of: Browser, people: People, books: int) -> None:
    qian = browser_of(people.qian)
    with transaction() as session:
        open_account(session, "payable:mei:CNY", AccountKind.LIABILITY, "CNY", owner_account_id=people.mei)
        (hers,) = book(session, accepted(99, owed="payable:mei:CNY"))
        alias = alias_of(session, people.mei)

    def numbers(query: str) -> list[str]:
        return re.findall(r">#(\d+)</a>", qian.get(f"/finance/entries?{query}").text)

    assert numbers(f"person={alias}") == numbers(f"person=%23{people.mei}") == [str(hers.id)]
    assert numbers("entry=7") == numbers("entry=%237") == ["7"]
    assert numbers("person=nobody") == []
    # Everything happened on the 2nd of March 2026 but the reversal, which is of today.
    assert len(numbers("until=2026-03-02")) == 50
    assert "person=" in qian.get(f"/finance/entries?person={alias}&since=2026-03-02").text
    assert numbers("until=2026-03-01") == []
    assert numbers("since=2026-03-03") == ["61"]
    assert qian.get("/finance/entries?since=2026-13-01").status_code == 422
    assert qian.get("/finance/entries?entry=x").status_code == 422


def test_balances_are_told_as_of_a_day(browser_of: Browser, people: People, books: int) -> None:
    qian = browser_of(people.qian)

    before, then = qian.get("/finance?day=2026-03-01").text, qian.get("/finance?day=2026-03-02").text
    account = qian.get("/finance/accounts/4?day=2026-03-02").text

    # Sixty pieces at 0.42 yuan; one was taken back later.
    assert "25.2000" not in before
    assert "25.2000" in then
    assert "25.2000" in account
    assert "24.7800" in account


def test_an_entry_leads_along_the_chain(browser_of: Browser, people: People, books: int) -> None:
    with transaction() as session:
        chain_entries(session)

    page = browser_of(people.qian).get("/finance/entries/5").text

    assert "/finance/entries/4" in page
    assert "/finance/entries/6" in page


def test_finance_sees_what_the_nightly_proof_found(
    browser_of: Browser, people: People, books: int, database: Database
) -> None:
    qian = browser_of(people.qian)
    none_yet = qian.get("/finance").text

    def prove(night: str) -> str:
        with transaction() as session:
            outbox.announce(session, "ledger.prove", night, key=f"ledger.prove@{night}")
        with reading() as session:
            ids = [event_id for event_id, _ in outbox.due_events(session, ["ledger.prove"])]
        for event_id in ids:
            run_event(event_id)
        return str(qian.get("/finance").text)

    assert "今晚三点" in none_yet
    assert "没有查到问题" in prove("2026-11-24")
    tamper(database, "UPDATE journal_entry SET memo = 'x' WHERE id = 3")
    page = prove("2026-11-25")
    assert "查到 1 处不对" in page
    assert "edited_row: entry 3" in page
