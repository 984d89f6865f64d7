"""`ledger verify` names each thing that is planted, and is silent when nothing is."""

from collections.abc import Iterator

import pytest
from flask import Flask

from annotate.core.db import Database, reading, transaction
from annotate.ledger import cli, proof_service
from annotate.ledger.proof_service import register_check, verify
from annotate.ledger.rules import Violation, ViolationKind
from annotate.ledger.service import chain_entries, reverse_entry
from tests.ledger.books import accepted, book, open_books
from tests.ledger.tampering import tamper

ENTRY_3 = "(SELECT id FROM journal_entry WHERE key = 'accept-3')"
ACCOUNT = "(SELECT id FROM ledger_account WHERE code = '{}')"

PLANTED = {
    "unbalanced entry": (
        f"UPDATE posting SET amount_e4 = amount_e4 + 1 WHERE entry_id = {ENTRY_3} AND line = 1",
        {"unbalanced_entry", "edited_row", "cached_balance_wrong", "trial_balance_not_zero"},
    ),
    "edited row": (f"UPDATE journal_entry SET memo = 'x' WHERE id = {ENTRY_3}", {"edited_row"}),
    "both sides raised": (
        f"UPDATE posting SET amount_e4 = amount_e4 * 10 WHERE entry_id = {ENTRY_3}",
        {"edited_row", "cached_balance_wrong"},
    ),
    "paid to somebody else": (
        f"UPDATE posting SET account_id = {ACCOUNT.format('payable:2:CNY')} WHERE entry_id = {ENTRY_3} AND line = 2",
        {"edited_row", "cached_balance_wrong"},
    ),
    "deleted line": (
        f"DELETE FROM posting WHERE entry_id = {ENTRY_3} AND line = 1",
        {
            "deleted_row",
            "too_few_lines",
            "unbalanced_entry",
            "edited_row",
            "cached_balance_wrong",
            "trial_balance_not_zero",
        },
    ),
    "deleted entry": (
        f"DELETE FROM posting WHERE entry_id = {ENTRY_3}; DELETE FROM journal_entry WHERE key = 'accept-3'",
        {"deleted_row", "cached_balance_wrong"},
    ),
    "deleted newest entries": (
        "DELETE FROM posting WHERE entry_id IN (SELECT id FROM journal_entry WHERE key IN ('accept-4', 'accept-5'));"
        " DELETE FROM journal_entry WHERE key IN ('accept-4', 'accept-5')",
        {"deleted_row", "cached_balance_wrong"},
    ),
    "orphan posting": (
        f"INSERT INTO posting (entry_id, line, account_id, side, amount_e4, currency)"
        f" VALUES (9999, 1, {ACCOUNT.format('bank:CNY')}, 'debit', 5, 'CNY')",
        {"orphan_posting", "cached_balance_wrong", "trial_balance_not_zero"},
    ),
    "chain altered": (
        f"UPDATE journal_entry SET chain_hash = 'x' WHERE id = {ENTRY_3}",
        {"chain_broken"},
    ),
    "content and its hash altered": (
        f"UPDATE journal_entry SET hash = 'x', memo = 'y' WHERE id = {ENTRY_3}",
        {"edited_row", "chain_broken"},
    ),
    "unsealed": (
        f"UPDATE journal_entry SET hash = NULL WHERE id = {ENTRY_3}",
        {"unsealed_entry", "chain_broken"},
    ),
    "cached balance wrong": (
        f"UPDATE account_balance SET balance_e4 = balance_e4 + 1 WHERE account_id = {ACCOUNT.format('payable:1:CNY')}",
        {"cached_balance_wrong"},
    ),
    "cached balance gone": ("DELETE FROM account_balance", {"cached_balance_wrong"}),
    "booked twice": (
        f"UPDATE journal_entry SET source_id = '2' WHERE id = {ENTRY_3}",
        {"booked_twice", "edited_row"},
    ),
    "another currency": (
        f"UPDATE posting SET currency = 'USD' WHERE entry_id = {ENTRY_3}",
        {"wrong_currency", "edited_row"},
    ),
}


@pytest.fixture
def books(database: Database) -> Database:
    """Five accepted pieces, all chained, one more taken back."""
    with transaction() as session:
        open_books(session)
        (taken_back,) = book(session, accepted(9))
        reverse_entry(session, taken_back.id, "undo-9", None, "")
        book(session, *(accepted(n) for n in range(1, 6)))
        chain_entries(session)
    return database


def found() -> list[Violation]:
    with reading() as session:
        return verify(session)


def test_true_books_have_no_violation(books: Database) -> None:
    assert found() == []


@pytest.mark.parametrize(("planted", "kinds"), PLANTED.values(), ids=PLANTED.keys())
def test_each_planted_violation_is_named(books: Database, planted: str, kinds: set[str]) -> None:
    tamper(books, *planted.split("; "))

    assert {v.kind.value for v in found()} == kinds


def test_a_second_payment_under_another_key_is_named(books: Database) -> None:
    with transaction() as session:
        (again,) = book(session, accepted(2, key="accept-2-by-hand"))

    assert found() == [
        Violation(
            ViolationKind.BOOKED_TWICE,
            f"entry {again.id}",
            "work_paid of judgement 2 was booked 2 times",
        )
    ]


def test_a_reversal_that_takes_back_something_else_is_named(books: Database) -> None:
    tamper(
        books,
        "UPDATE posting SET amount_e4 = 1 WHERE entry_id = (SELECT id FROM journal_entry WHERE key = 'undo-9')",
    )

    assert ViolationKind.BAD_REVERSAL in {v.kind for v in found()}


@pytest.fixture
def _no_more_checks() -> Iterator[None]:
    before = dict(proof_service._checks)
    yield
    proof_service._checks.clear()
    proof_service._checks.update(before)


@pytest.mark.usefixtures("_no_more_checks")
def test_a_later_room_adds_its_own_check(books: Database) -> None:
    unpaid = Violation(ViolationKind.NOT_PAID, "judgement 7", "nothing was booked")

    register_check("pieces", lambda session: [unpaid])

    assert found() == [unpaid]


def test_the_command_prints_each_violation_and_fails(books: Database) -> None:
    app = Flask(__name__)
    app.cli.add_command(cli.ledger)
    runner = app.test_cli_runner()

    clean = runner.invoke(args=["ledger", "verify"])
    tamper(books, "UPDATE journal_entry SET memo = 'x'")
    broken = runner.invoke(args=["ledger", "verify"])

    assert (clean.exit_code, clean.output) == (0, "The books are right.\n")
    assert broken.exit_code == 1
    assert broken.output.count("edited_row") == 7
