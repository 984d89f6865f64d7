"""Opening accounts, booking entries once, taking them back, chaining them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.db import insert_once
from annotate.ledger.booking import Line, NewEntry
from annotate.ledger.models import AccountBalance, JournalEntry, LedgerAccount, Posting
from annotate.ledger.rules import (
    CHAIN_START,
    AccountKind,
    Entry,
    Posted,
    chain_hash,
    check_postings,
    entry_hash,
    reversed_postings,
)

# Rows over which the balance of an account is spread that everybody's entries touch.
BALANCE_PARTS = 16


def open_account(
    session: Session,
    code: str,
    kind: AccountKind,
    currency: str,
    owner_account_id: int | None = None,
    project_id: int | None = None,
) -> LedgerAccount:
    """The account of this code, opened when it is not there yet.

    Raises ValueError when it is there as another kind or in another currency.
    """
    wanted = {
        "code": code,
        "kind": kind,
        "currency": currency,
        "owner_account_id": owner_account_id,
        "project_id": project_id,
    }
    account = _account_of_code(session, code)
    if account is None:
        insert_once(session, LedgerAccount, wanted)
        account = _account_of_code(session, code)
    if account is None or any(getattr(account, name) != value for name, value in wanted.items()):
        raise ValueError(f"ledger account {code} is not {wanted}")
    return account


def _account_of_code(session: Session, code: str) -> LedgerAccount | None:
    return session.scalar(sa.select(LedgerAccount).where(LedgerAccount.code == code))


def post_entry(session: Session, new: NewEntry) -> tuple[JournalEntry, bool]:
    """Book an entry and seal it; (entry, True), or the first one and False when its key was booked before.

    Raises ValueError when the key was booked with another content, when debits and credits differ, and
    when an account is unknown.
    """
    postings = _postings(session, new.lines)
    check_postings(postings)
    entry_id = _insert_entry(session, new)
    if entry_id is None:
        return _first(session, new, postings), False
    for posting in postings:
        session.add(Posting(entry_id=entry_id, **vars(posting)))
    session.flush()
    entry = session.get_one(JournalEntry, entry_id)
    entry.hash = entry_hash(stored_entry(entry, postings))
    session.flush()
    _add_to_balances(session, entry_id, postings)
    return entry, True


def is_booked(session: Session, key: str) -> bool:
    """Whether an entry of this key is there."""
    return session.scalar(sa.select(JournalEntry.id).where(JournalEntry.key == key)) is not None


def _postings(session: Session, lines: Sequence[Line]) -> list[Posted]:
    ids = {line.account for line in lines if isinstance(line.account, int)}
    codes = {line.account for line in lines if isinstance(line.account, str)}
    either = sa.or_(LedgerAccount.id.in_(ids), LedgerAccount.code.in_(codes))
    accounts: dict[int | str, LedgerAccount] = {}
    for account in session.scalars(sa.select(LedgerAccount).where(either)):
        accounts[account.id] = accounts[account.code] = account
    unknown = sorted(str(line.account) for line in lines if line.account not in accounts)
    if unknown:
        raise ValueError(f"no such ledger account: {', '.join(unknown)}")
    return [
        Posted(number, accounts[line.account].id, line.side, line.amount_e4, accounts[line.account].currency)
        for number, line in enumerate(lines, start=1)
    ]


def _insert_entry(session: Session, new: NewEntry) -> int | None:
    """Id of the new row; None when the key is there already, be it by somebody who commits while we wait."""
    values: dict[str, Any] = {
        "key": new.key,
        "event": new.event,
        "source_kind": new.source_kind,
        "source_id": new.source_id,
        "effective_at": new.effective_at,
        "posted_at": clock.now(),
        "actor_id": new.actor_id,
        "reverses_id": new.reverses_id,
        "memo": new.memo,
    }
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = make(JournalEntry).values(**values).on_conflict_do_nothing(index_elements=["key"])
    return session.scalar(statement.returning(JournalEntry.id))


def _first(session: Session, new: NewEntry, postings: Sequence[Posted]) -> JournalEntry:
    entry = session.scalar(sa.select(JournalEntry).where(JournalEntry.key == new.key))
    assert entry is not None
    said = (new.event, new.source_kind, new.source_id, new.reverses_id)
    before = (entry.event, entry.source_kind, entry.source_id, entry.reverses_id)
    if said != before or list(postings) != list(postings_of(session, entry.id)):
        raise ValueError(f"key {new.key} was booked with another content")
    return entry


def postings_of(session: Session, entry_id: int) -> tuple[Posted, ...]:
    """The lines of an entry in their order."""
    query = sa.select(Posting).where(Posting.entry_id == entry_id).order_by(Posting.line)
    return tuple(
        Posted(p.line, p.account_id, p.side, p.amount_e4, p.currency) for p in session.scalars(query)
    )


def stored_entry(row: JournalEntry | sa.Row[Any], postings: Sequence[Posted]) -> Entry:
    """A row with its lines, as the rules see it."""
    return Entry(
        id=row.id,
        key=row.key,
        event=row.event,
        source_kind=row.source_kind,
        source_id=row.source_id,
        effective_at=row.effective_at,
        posted_at=row.posted_at,
        actor_id=row.actor_id,
        reverses_id=row.reverses_id,
        memo=row.memo,
        postings=tuple(postings),
    )


def _add_to_balances(session: Session, entry_id: int, postings: Sequence[Posted]) -> None:
    ids = sorted({p.account_id for p in postings})
    owned = sa.select(LedgerAccount.id).where(
        LedgerAccount.id.in_(ids), LedgerAccount.owner_account_id.is_not(None)
    )
    one_person = set(session.scalars(owned))
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    # In the order of ids: two entries over the same accounts must not lock them crosswise.
    for account_id in ids:
        change = sum(p.signed_e4 for p in postings if p.account_id == account_id)
        part = 0 if account_id in one_person else entry_id % BALANCE_PARTS
        statement = make(AccountBalance).values(account_id=account_id, part=part, balance_e4=change)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["account_id", "part"],
                set_={"balance_e4": AccountBalance.balance_e4 + statement.excluded.balance_e4},
            ),
            execution_options={"synchronize_session": False},
        )


def reverse_entry(
    session: Session, entry_id: int, key: str, actor_id: int | None, memo: str
) -> tuple[JournalEntry, bool]:
    """Take an entry back by one with all sides turned; once only.

    Raises ValueError for an entry that is itself a reversal, or was reversed under another key.
    """
    entry = session.get_one(JournalEntry, entry_id)
    if entry.reverses_id is not None:
        raise ValueError(f"entry {entry_id} is itself a reversal")
    earlier = session.scalar(sa.select(JournalEntry.key).where(JournalEntry.reverses_id == entry_id))
    if earlier not in (None, key):
        raise ValueError(f"entry {entry_id} was reversed before, by {earlier}")
    turned = reversed_postings(postings_of(session, entry_id))
    new = NewEntry(
        key=key,
        event="reversal",
        source_kind=entry.source_kind,
        source_id=entry.source_id,
        effective_at=clock.now(),
        lines=tuple(Line(*line) for line in turned),
    )
    return post_entry(session, replace(new, actor_id=actor_id, reverses_id=entry_id, memo=memo))


def balance(session: Session, account_id: int) -> int:
    """What an account holds, positive on the side on which its kind grows."""
    kind = session.scalar(sa.select(LedgerAccount.kind).where(LedgerAccount.id == account_id))
    parts = sa.select(sa.func.sum(AccountBalance.balance_e4)).where(AccountBalance.account_id == account_id)
    raw = int(session.scalar(parts) or 0)
    return raw if kind is None or kind.grows_by == "debit" else -raw


def balance_of_code(session: Session, code: str) -> int:
    """As `balance`; 0 for an account that was never opened."""
    account = _account_of_code(session, code)
    return balance(session, account.id) if account else 0


def chain_head(session: Session) -> tuple[int, str]:
    """Number and hash of the newest chained entry; (0, zeros) before the first."""
    query = sa.select(JournalEntry.seq, JournalEntry.chain_hash).where(JournalEntry.seq.is_not(None))
    row = session.execute(query.order_by(JournalEntry.seq.desc()).limit(1)).one_or_none()
    return (row.seq, row.chain_hash) if row else (0, CHAIN_START)


def chain_entries(session: Session, limit: int = 5000) -> int:
    """Chain the entries that wait, in the order of their ids; returns how many. The schedule's job.

    Two at once would give the same number twice, which the table refuses: the later one tries again.
    The head is noted in the audit log, whose own chain then vouches for this one.
    """
    seq, last = chain_head(session)
    waiting = session.scalars(
        sa.select(JournalEntry)
        .where(JournalEntry.seq.is_(None), JournalEntry.hash.is_not(None))
        .order_by(JournalEntry.id)
        .limit(limit)
    ).all()
    for entry in waiting:
        assert entry.hash is not None
        seq += 1
        entry.prev_hash, entry.chain_hash, entry.seq = last, chain_hash(seq, last, entry.hash), seq
        last = entry.chain_hash
    if waiting:
        audit.record(
            session, None, "ledger.chained", "journal_entry", waiting[-1].id, {"seq": seq, "hash": last}
        )
    session.flush()
    return len(waiting)
