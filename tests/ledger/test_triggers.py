"""The database refuses by itself, whatever program speaks to it."""

import pytest
import sqlalchemy as sa

from annotate.core.db import transaction
from annotate.ledger.service import chain_entries
from tests.ledger.books import accepted, book, open_books

pytestmark = pytest.mark.usefixtures("database")

NEW_ENTRY = (
    "INSERT INTO journal_entry (key, event, source_kind, source_id, effective_at, posted_at, memo{more})"
    " VALUES ('{key}', 'e', 'k', '1', '2026-03-02 04:00:00', '2026-03-02 04:00:00', ''{values})"
)
NEW_LINE = (
    "INSERT INTO posting (entry_id, line, account_id, side, amount_e4, currency)"
    " SELECT e.id, {line}, a.id, '{side}', {amount}, '{currency}' FROM journal_entry e, ledger_account a"
    " WHERE e.key = '{key}' AND a.code = '{code}'"
)


def line(key: str, number: int, side: str, amount: int, code: str = "bank:CNY", currency: str = "CNY") -> str:
    return NEW_LINE.format(key=key, line=number, side=side, amount=amount, code=code, currency=currency)


def entry(key: str, more: str = "", values: str = "") -> str:
    return NEW_ENTRY.format(key=key, more=more, values=values)


SEAL = "UPDATE journal_entry SET hash = 'x' WHERE key = 'raw'"
CASES = {
    "edited entry": ["UPDATE journal_entry SET memo = 'x' WHERE key = 'accept-1'"],
    "unsealed again": ["UPDATE journal_entry SET hash = NULL WHERE key = 'accept-1'"],
    "sealed twice": ["UPDATE journal_entry SET hash = 'x' WHERE key = 'accept-1'"],
    "chained anew": ["UPDATE journal_entry SET seq = 99 WHERE key = 'accept-1'"],
    "actor changed while chaining": [
        "UPDATE journal_entry SET actor_id = 5, seq = 2, prev_hash = 'x', chain_hash = 'x' WHERE key = 'accept-2'"
    ],
    "deleted entry": ["DELETE FROM journal_entry WHERE key = 'accept-1'"],
    "edited line": ["UPDATE posting SET amount_e4 = amount_e4 + 1"],
    "deleted line": ["DELETE FROM posting"],
    "edited account": ["UPDATE ledger_account SET code = 'x' WHERE code = 'bank:CNY'"],
    "deleted account": ["DELETE FROM ledger_account WHERE code = 'client:CNY'"],
    "line of a sealed entry": [line("accept-1", 3, "debit", 5)],
    "unbalanced": [entry("raw"), line("raw", 1, "debit", 5), line("raw", 2, "credit", 4), SEAL],
    "no lines": [entry("raw"), SEAL],
    "one line": [entry("raw"), line("raw", 1, "debit", 5), SEAL],
    "born sealed": [entry("raw", ", hash", ", 'x'")],
    "another currency": [entry("raw"), line("raw", 1, "debit", 5, currency="USD")],
    "nothing moved": [entry("raw"), line("raw", 1, "debit", 0)],
    "a third side": [entry("raw"), line("raw", 1, "both", 5)],
}


@pytest.mark.parametrize("statements", CASES.values(), ids=CASES.keys())
def test_the_database_refuses(statements: list[str]) -> None:
    with transaction() as session:
        open_books(session)
        book(session, accepted(1))
        chain_entries(session)
        book(session, accepted(2))

    with pytest.raises(sa.exc.DBAPIError), transaction() as session:
        for statement in statements:
            session.execute(sa.text(statement))


def test_postgresql_refuses_to_commit_an_unsealed_entry(engine_name: str) -> None:
    if engine_name == "sqlite":
        return  # no trigger at commit there: the proof finds it, see test_proof.py
    with transaction() as session:
        open_books(session)

    with pytest.raises(sa.exc.DBAPIError, match="unsealed"), transaction() as session:
        session.execute(sa.text(entry("raw")))
