"""The proof: every way in which the books can be wrong is looked for and named."""

import itertools
from collections.abc import Callable, Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.models import AuditEvent
from annotate.ledger.models import AccountBalance, JournalEntry, LedgerAccount, Posting
from annotate.ledger.rules import (
    Entry,
    Link,
    Posted,
    Violation,
    ViolationKind,
    chain_violations,
    entry_violations,
)
from annotate.ledger.service import stored_entry

Check = Callable[[Session], Iterable[Violation]]

_checks: dict[str, Check] = {}
_PAGE = 2000


def register_check(name: str, check: Check) -> None:
    """A later room adds what it knows of its own entries, e.g. that each accepted piece was paid once."""
    _checks[name] = check


def verify(session: Session) -> list[Violation]:
    """Everything wrong with the ledger, and with what later rooms registered; nothing when all is well."""
    rows: tuple[Check, ...] = (_check_entries, _check_chain, _check_orphans, _check_sources, _check_reversals)
    sums: tuple[Check, ...] = (_check_currencies, _check_balances, _check_trial_balance)
    checks = (*rows, *sums, *_checks.values())
    return sorted({violation for check in checks for violation in check(session)})


def stored_entries(session: Session) -> Iterator[tuple[Entry, str | None]]:
    """Every entry with its lines and its hash, by id, a page at a time."""
    last_id = 0
    while True:
        # Plain rows, not objects: the proof reads what is stored, not what this session remembers.
        query = sa.select(*JournalEntry.__table__.columns).where(JournalEntry.id > last_id)
        rows = session.execute(query.order_by(JournalEntry.id).limit(_PAGE)).all()
        if not rows:
            return
        lines = _lines_between(session, rows[0].id, rows[-1].id)
        for row in rows:
            yield stored_entry(row, lines.get(row.id, [])), row.hash
        last_id = rows[-1].id


def _lines_between(session: Session, first_id: int, last_id: int) -> dict[int, list[Posted]]:
    columns = (Posting.line, Posting.account_id, Posting.side, Posting.amount_e4, Posting.currency)
    query = sa.select(Posting.entry_id, *columns).where(Posting.entry_id.between(first_id, last_id))
    rows = session.execute(query.order_by(Posting.entry_id, Posting.line))
    return {
        entry_id: [Posted(*row[1:]) for row in group]
        for entry_id, group in itertools.groupby(rows, lambda row: row.entry_id)
    }


def _check_entries(session: Session) -> Iterator[Violation]:
    for entry, stored_hash in stored_entries(session):
        yield from entry_violations(entry, stored_hash)


def _links(session: Session) -> Iterator[Link]:
    columns = (
        JournalEntry.seq,
        JournalEntry.id,
        JournalEntry.hash,
        JournalEntry.prev_hash,
        JournalEntry.chain_hash,
    )
    query = sa.select(*columns).where(JournalEntry.seq.is_not(None)).order_by(JournalEntry.seq)
    for row in session.execute(query, execution_options={"yield_per": _PAGE}):
        yield Link(row.seq, row.id, row.hash or "", row.prev_hash or "", row.chain_hash or "")


def _check_chain(session: Session) -> Iterator[Violation]:
    yield from chain_violations(_links(session))
    # Rows cut off the end leave a chain without a gap: the audit log remembers how long it was.
    noted = sa.select(AuditEvent.detail).where(AuditEvent.action == "ledger.chained")
    newest = session.scalar(noted.order_by(AuditEvent.id.desc()).limit(1))
    if newest is None:
        return
    there = sa.select(JournalEntry.chain_hash).where(JournalEntry.seq == newest["seq"])
    found = session.scalar(there)
    where = f"chain number {newest['seq']}"
    if found is None:
        yield Violation(ViolationKind.DELETED, where, "was noted in the audit log and is gone")
    elif found != newest["hash"]:
        yield Violation(ViolationKind.CHAIN_BROKEN, where, "is not what was noted in the audit log")


def _check_orphans(session: Session) -> Iterator[Violation]:
    entries = sa.select(JournalEntry.id).where(JournalEntry.id == Posting.entry_id).exists()
    accounts = sa.select(LedgerAccount.id).where(LedgerAccount.id == Posting.account_id).exists()
    for condition, what in (
        (~entries, "entry {0.entry_id} is gone"),
        (~accounts, "account {0.account_id} is gone"),
    ):
        for row in session.execute(
            sa.select(Posting.id, Posting.entry_id, Posting.account_id).where(condition)
        ):
            yield Violation(ViolationKind.ORPHAN, f"posting {row.id}", what.format(row))


def _check_sources(session: Session) -> Iterator[Violation]:
    """One source is booked once for one event, but for entries that were taken back."""
    turned = sa.orm.aliased(JournalEntry)
    taken_back = sa.select(turned.id).where(turned.reverses_id == JournalEntry.id).exists()
    source = (JournalEntry.event, JournalEntry.source_kind, JournalEntry.source_id)
    query = (
        sa.select(*source, sa.func.count().label("times"), sa.func.max(JournalEntry.id).label("newest"))
        .where(JournalEntry.reverses_id.is_(None), ~taken_back)
        .group_by(*source)
        .having(sa.func.count() > 1)
    )
    for row in session.execute(query):
        what = f"{row.event} of {row.source_kind} {row.source_id} was booked {row.times} times"
        yield Violation(ViolationKind.BOOKED_TWICE, f"entry {row.newest}", what)


def _check_reversals(session: Session) -> Iterator[Violation]:
    """A reversal mirrors its entry line by line."""
    first, second = sa.orm.aliased(Posting), sa.orm.aliased(Posting)
    mirrored = sa.select(first.id).where(
        first.entry_id == JournalEntry.reverses_id,
        first.line == second.line,
        first.account_id == second.account_id,
        first.amount_e4 == second.amount_e4,
        first.side != second.side,
    )
    query = (
        sa.select(JournalEntry.id)
        .distinct()
        .join(second, second.entry_id == JournalEntry.id)
        .where(JournalEntry.reverses_id.is_not(None), ~mirrored.exists())
    )
    for entry_id in session.scalars(query):
        yield Violation(ViolationKind.BAD_REVERSAL, f"entry {entry_id}", "does not mirror what it takes back")


def _check_currencies(session: Session) -> Iterator[Violation]:
    query = (
        sa.select(Posting.entry_id, LedgerAccount.code, Posting.currency)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(Posting.currency != LedgerAccount.currency)
    )
    for row in session.execute(query):
        yield Violation(
            ViolationKind.WRONG_CURRENCY, f"entry {row.entry_id}", f"{row.currency} onto {row.code}"
        )


_SIGNED = sa.case((Posting.side == "debit", Posting.amount_e4), else_=-Posting.amount_e4)


def _check_balances(session: Session) -> Iterator[Violation]:
    replayed = (
        sa.select(Posting.account_id, sa.func.sum(_SIGNED).label("sum_e4"))
        .group_by(Posting.account_id)
        .subquery()
    )
    cached = (
        sa.select(AccountBalance.account_id, sa.func.sum(AccountBalance.balance_e4).label("sum_e4"))
        .group_by(AccountBalance.account_id)
        .subquery()
    )
    replay_e4, cache_e4 = sa.func.coalesce(replayed.c.sum_e4, 0), sa.func.coalesce(cached.c.sum_e4, 0)
    query = (
        sa.select(LedgerAccount.id, LedgerAccount.code, replay_e4, cache_e4)
        .join(replayed, replayed.c.account_id == LedgerAccount.id, isouter=True)
        .join(cached, cached.c.account_id == LedgerAccount.id, isouter=True)
        .where(replay_e4 != cache_e4)
    )
    for account_id, code, replay, cache in session.execute(query):
        what = f"the cache says {int(cache)} e4, a replay {int(replay)} e4"
        yield Violation(ViolationKind.BALANCE_WRONG, f"account {account_id} ({code})", what)


def _check_trial_balance(session: Session) -> Iterator[Violation]:
    query = sa.select(Posting.currency, sa.func.sum(_SIGNED)).group_by(Posting.currency)
    for currency, off in session.execute(query):
        if off:
            yield Violation(ViolationKind.TRIAL_BALANCE, currency, f"debits - credits = {int(off)} e4")
