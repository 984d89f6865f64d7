"""Opening accounts, booking entries once, taking them back, chaining them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.db import Base, insert_once
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


@dataclass(frozen=True)
class Booked:
    """An entry that is in the journal, sealed."""

    id: int
    hash: str


def post_entry(session: Session, new: NewEntry) -> tuple[Booked, bool]:
    """Book an entry and seal it; (entry, True), or the first one and False when its key was booked before.

    Raises ValueError when the key was booked with another content, when debits and credits differ, and
    when an account is unknown.
    """
    accounts = known_accounts(session, new.lines)
    postings = postings_by_line(accounts, new.lines)
    check_postings(postings)
    said = own_columns(new)
    sql = statements_for(session)
    entry_id = session.execute(sql.insert_entry, said).scalar()
    if entry_id is None:
        return first_booked(session, new, postings), False
    session.execute(sql.insert_postings, [{"entry_id": entry_id, **vars(posting)} for posting in postings])
    content_hash = entry_hash(Entry(id=entry_id, postings=tuple(postings), **said))
    session.execute(sql.seal, {"sealed_id": entry_id, "content_hash": content_hash})
    session.execute(sql.add_to_balance, balance_changes(entry_id, accounts, postings))
    return Booked(entry_id, content_hash), True


@dataclass(frozen=True)
class Statements:
    """Built once: building them anew for each entry costs more than running them."""

    insert_entry: sa.Executable
    insert_entry_with_key: sa.Executable
    insert_postings: sa.Executable
    seal: sa.Executable
    add_to_balance: sa.Executable


def statements_for(session: Session) -> Statements:
    """The statements that book entries, for the session's engine."""
    return _statements(session.get_bind().dialect.name)


@cache
def _statements(engine_name: str) -> Statements:
    make = sqlite.insert if engine_name == "sqlite" else postgresql.insert
    tables = Base.metadata.tables
    entry, posting, balance = (
        tables[model.__tablename__] for model in (JournalEntry, Posting, AccountBalance)
    )
    # A key that somebody else is booking right now makes the database wait for that commit.
    insert_entry = make(entry).on_conflict_do_nothing(index_elements=["key"])
    seal = sa.update(entry).where(entry.c.id == sa.bindparam("sealed_id"))
    add = make(balance)
    more = {"balance_e4": balance.c.balance_e4 + add.excluded.balance_e4}
    return Statements(
        insert_entry=insert_entry.returning(entry.c.id),
        insert_entry_with_key=insert_entry.returning(entry.c.id, entry.c.key),
        insert_postings=sa.insert(posting),
        seal=seal.values(hash=sa.bindparam("content_hash")),
        add_to_balance=add.on_conflict_do_update(index_elements=["account_id", "part"], set_=more),
    )


def is_booked(session: Session, key: str) -> bool:
    """Whether an entry of this key is there."""
    return session.scalar(sa.select(JournalEntry.id).where(JournalEntry.key == key)) is not None


@dataclass(frozen=True)
class Known:
    id: int
    currency: str
    is_one_persons: bool


def known_accounts(session: Session, lines: Sequence[Line]) -> dict[int | str, Known]:
    """Accounts of the lines, by id and by code."""
    ids = [line.account for line in lines if isinstance(line.account, int)]
    codes = [line.account for line in lines if isinstance(line.account, str)]
    columns = (LedgerAccount.id, LedgerAccount.code, LedgerAccount.currency, LedgerAccount.owner_account_id)
    wanted = sa.or_(LedgerAccount.id.in_(ids), LedgerAccount.code.in_(codes))
    found: dict[int | str, Known] = {}
    for account_id, code, currency, owner_id in session.execute(sa.select(*columns).where(wanted)):
        found[account_id] = found[code] = Known(account_id, currency, owner_id is not None)
    return found


def postings_by_line(accounts: Mapping[int | str, Known], lines: Sequence[Line]) -> list[Posted]:
    unknown = sorted(str(line.account) for line in lines if line.account not in accounts)
    if unknown:
        raise ValueError(f"no such ledger account: {', '.join(unknown)}")
    return [
        Posted(number, accounts[line.account].id, line.side, line.amount_e4, accounts[line.account].currency)
        for number, line in enumerate(lines, start=1)
    ]


def own_columns(new: NewEntry) -> dict[str, Any]:
    """The entry's own columns."""
    return {
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


def balance_changes(
    entry_id: int, accounts: Mapping[int | str, Known], postings: Sequence[Posted]
) -> list[dict[str, int]]:
    """What each cached balance gains, in the order of ids: two entries must not lock rows crosswise."""
    signed: dict[int, int] = {}
    for posting in postings:
        signed[posting.account_id] = signed.get(posting.account_id, 0) + posting.signed_e4
    return [
        {
            "account_id": account_id,
            "part": 0 if accounts[account_id].is_one_persons else entry_id % BALANCE_PARTS,
            "balance_e4": signed[account_id],
        }
        for account_id in sorted(signed)
    ]


def first_booked(session: Session, new: NewEntry, postings: Sequence[Posted]) -> Booked:
    query = sa.select(*JournalEntry.__table__.columns).where(JournalEntry.key == new.key)
    entry = session.execute(query).one()
    said = (new.event, new.source_kind, new.source_id, new.reverses_id)
    before = (entry.event, entry.source_kind, entry.source_id, entry.reverses_id)
    if said != before or list(postings) != list(postings_of(session, entry.id)):
        raise ValueError(f"key {new.key} was booked with another content")
    return Booked(entry.id, entry.hash)


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


def reverse_entry(
    session: Session, entry_id: int, key: str, actor_id: int | None, memo: str
) -> tuple[Booked, bool]:
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
