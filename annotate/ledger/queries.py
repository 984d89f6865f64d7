"""Reads of the books: accounts, lines of an account, journal pages, trial balance."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.ledger.models import AccountBalance, JournalEntry, LedgerAccount, Posting
from annotate.ledger.rules import AccountKind, Side


@dataclass(frozen=True)
class JournalLine:
    """One line of an entry with the account's code."""

    account_id: int
    code: str
    side: Side
    amount_e4: int
    currency: str


@dataclass(frozen=True)
class JournalRow:
    """One entry with its lines. seq: its place in the chain, none until it is chained."""

    id: int
    key: str
    event: str
    source_kind: str
    source_id: str
    effective_at: dt.datetime
    posted_at: dt.datetime
    actor_id: int | None
    reverses_id: int | None
    reversed_by_id: int | None
    memo: str
    seq: int | None
    hash: str | None
    chain_hash: str | None
    lines: tuple[JournalLine, ...]

    @property
    def amount_e4(self) -> int:
        """What moved: the sum of the debits."""
        return sum(line.amount_e4 for line in self.lines if line.side is Side.DEBIT)


@dataclass(frozen=True)
class Search:
    """What finance looks for. since, before: by the time at which things happened; owner_ids: lines of these people."""

    entry_id: int | None = None
    owner_ids: Sequence[int] | None = None
    since: dt.datetime | None = None
    before: dt.datetime | None = None


def journal(
    session: Session,
    before_id: int | None = None,
    limit: int = 50,
    event: str | None = None,
    account_id: int | None = None,
    search: Search | None = None,
) -> list[JournalRow]:
    """Entries, newest first, from below `before_id` on."""
    query = sa.select(JournalEntry).order_by(JournalEntry.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(JournalEntry.id < before_id)
    if event:
        query = query.where(JournalEntry.event == event)
    if account_id is not None:
        query = query.where(
            JournalEntry.id.in_(sa.select(Posting.entry_id).where(Posting.account_id == account_id))
        )
    for condition in _conditions(search) if search else ():
        query = query.where(condition)
    return _rows(session, session.scalars(query).all())


def _conditions(search: Search) -> Iterator[sa.ColumnElement[bool]]:
    if search.entry_id is not None:
        yield JournalEntry.id == search.entry_id
    if search.owner_ids is not None:
        owned = sa.select(LedgerAccount.id).where(LedgerAccount.owner_account_id.in_(search.owner_ids))
        yield JournalEntry.id.in_(sa.select(Posting.entry_id).where(Posting.account_id.in_(owned)))
    if search.since is not None:
        yield JournalEntry.effective_at >= search.since
    if search.before is not None:
        yield JournalEntry.effective_at < search.before


@dataclass(frozen=True)
class ChainPlace:
    """The entries beside one in the chain. previous_hash: what this one was chained onto."""

    previous_hash: str | None
    previous_id: int | None
    next_id: int | None


def chain_place(session: Session, entry_id: int) -> ChainPlace:
    """Where an entry stands in the chain; empty before it is chained."""
    seq, previous_hash = session.execute(
        sa.select(JournalEntry.seq, JournalEntry.prev_hash).where(JournalEntry.id == entry_id)
    ).one()
    if seq is None:
        return ChainPlace(None, None, None)
    beside = sa.select(JournalEntry.seq, JournalEntry.id).where(JournalEntry.seq.in_((seq - 1, seq + 1)))
    ids = {row.seq: row.id for row in session.execute(beside)}
    return ChainPlace(previous_hash, ids.get(seq - 1), ids.get(seq + 1))


def entry_row(session: Session, entry_id: int) -> JournalRow | None:
    """One entry, or None."""
    entry = session.get(JournalEntry, entry_id)
    return _rows(session, [entry])[0] if entry else None


def _rows(session: Session, entries: Sequence[JournalEntry]) -> list[JournalRow]:
    ids = [entry.id for entry in entries]
    lines: dict[int, list[JournalLine]] = {}
    columns = (LedgerAccount.id, LedgerAccount.code, Posting.side, Posting.amount_e4, Posting.currency)
    query = sa.select(Posting.entry_id, *columns).join(LedgerAccount).where(Posting.entry_id.in_(ids))
    for row in session.execute(query.order_by(Posting.entry_id, Posting.line)):
        lines.setdefault(row.entry_id, []).append(JournalLine(*row[1:]))
    turned = sa.select(JournalEntry.reverses_id, JournalEntry.id).where(JournalEntry.reverses_id.in_(ids))
    reversed_by = {row.reverses_id: row.id for row in session.execute(turned)}
    return [_row(entry, lines.get(entry.id, []), reversed_by.get(entry.id)) for entry in entries]


def _row(entry: JournalEntry, lines: Sequence[JournalLine], reversed_by_id: int | None) -> JournalRow:
    return JournalRow(
        id=entry.id,
        key=entry.key,
        event=entry.event,
        source_kind=entry.source_kind,
        source_id=entry.source_id,
        effective_at=entry.effective_at,
        posted_at=entry.posted_at,
        actor_id=entry.actor_id,
        reverses_id=entry.reverses_id,
        reversed_by_id=reversed_by_id,
        memo=entry.memo,
        seq=entry.seq,
        hash=entry.hash,
        chain_hash=entry.chain_hash,
        lines=tuple(lines),
    )


@dataclass(frozen=True)
class BalanceLine:
    """One account, or all accounts of one family such as 'payable'. balance_e4: positive as its kind grows."""

    code: str
    kind: AccountKind
    currency: str
    accounts: int
    account_id: int | None
    debit_e4: int
    credit_e4: int

    @property
    def balance_e4(self) -> int:
        difference = self.debit_e4 - self.credit_e4
        return difference if self.kind.grows_by is Side.DEBIT else -difference


_DEBITS = sa.func.sum(sa.case((Posting.side == Side.DEBIT, Posting.amount_e4), else_=0))
_CREDITS = sa.func.sum(sa.case((Posting.side == Side.CREDIT, Posting.amount_e4), else_=0))


def trial_balance(session: Session, before: dt.datetime | None = None) -> list[BalanceLine]:
    """Sums of every account, replayed from the lines; accounts of one person or project are added up by family.

    before: only what happened before a moment counts.
    """
    query = (
        sa.select(
            LedgerAccount.id,
            LedgerAccount.code,
            LedgerAccount.kind,
            LedgerAccount.currency,
            sa.or_(LedgerAccount.owner_account_id.is_not(None), LedgerAccount.project_id.is_not(None)),
            _DEBITS,
            _CREDITS,
        )
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .group_by(LedgerAccount.id)
        .order_by(LedgerAccount.code)
    )
    if before is not None:
        query = query.join(JournalEntry, JournalEntry.id == Posting.entry_id)
        query = query.where(JournalEntry.effective_at < before)
    families: dict[tuple[str, AccountKind, str], list[Any]] = {}
    for account_id, code, kind, currency, is_one_of_many, debits, credits in session.execute(query):
        name = code.partition(":")[0] if is_one_of_many else code
        sums = families.setdefault((name, kind, currency), [0, None if is_one_of_many else account_id, 0, 0])
        sums[0] += 1
        sums[2] += int(debits)
        sums[3] += int(credits)
    order = list(AccountKind)
    lines = [BalanceLine(*family, *sums) for family, sums in families.items()]
    return sorted(lines, key=lambda line: (line.currency, order.index(line.kind), line.code))


@dataclass(frozen=True)
class AccountLine:
    """One movement of an account."""

    posting_id: int
    entry_id: int
    event: str
    source_kind: str
    source_id: str
    effective_at: dt.datetime
    side: Side
    amount_e4: int
    currency: str
    memo: str


def lines_of_account(
    session: Session, account_ids: Sequence[int], before_id: int | None = None, limit: int = 50
) -> list[AccountLine]:
    """Movements of these accounts, newest first, from below posting `before_id` on."""
    query = (
        sa.select(
            Posting.id.label("posting_id"),
            Posting.entry_id,
            JournalEntry.event,
            JournalEntry.source_kind,
            JournalEntry.source_id,
            JournalEntry.effective_at,
            Posting.side,
            Posting.amount_e4,
            Posting.currency,
            JournalEntry.memo,
        )
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Posting.account_id.in_(account_ids))
        .order_by(Posting.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(Posting.id < before_id)
    return [AccountLine(**row._asdict()) for row in session.execute(query)]


@dataclass(frozen=True)
class AccountHead:
    id: int
    code: str
    kind: AccountKind
    currency: str
    balance_e4: int


def account_head(session: Session, account_id: int) -> AccountHead | None:
    """An account with its cached balance, or None."""
    account = session.get(LedgerAccount, account_id)
    if account is None:
        return None
    parts = sa.select(sa.func.sum(AccountBalance.balance_e4)).where(AccountBalance.account_id == account_id)
    raw = int(session.scalar(parts) or 0)
    signed = raw if account.kind.grows_by is Side.DEBIT else -raw
    return AccountHead(account.id, account.code, account.kind, account.currency, signed)


def balance_before(session: Session, account_id: int, before: dt.datetime) -> int:
    """What an account held at a moment, by what had happened until then; positive as its kind grows."""
    kind = session.scalar(sa.select(LedgerAccount.kind).where(LedgerAccount.id == account_id))
    query = (
        sa.select(sa.func.coalesce(_DEBITS, 0) - sa.func.coalesce(_CREDITS, 0))
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Posting.account_id == account_id, JournalEntry.effective_at < before)
    )
    raw = int(session.scalar(query) or 0)
    return raw if kind is None or kind.grows_by is Side.DEBIT else -raw


def accounts_of_owner(session: Session, owner_account_id: int) -> Sequence[int]:
    """Ids of the accounts that say what one person is owed."""
    query = sa.select(LedgerAccount.id).where(LedgerAccount.owner_account_id == owner_account_id)
    return session.scalars(query.order_by(LedgerAccount.id)).all()


def own_lines(session: Session, account_id: int) -> Iterator[dict[str, Any]]:
    """Every line that was booked onto a person's accounts, for her own file: when, why, how much."""
    query = (
        sa.select(
            JournalEntry.id,
            JournalEntry.effective_at,
            JournalEntry.event,
            JournalEntry.source_kind,
            JournalEntry.source_id,
            JournalEntry.memo,
            LedgerAccount.code,
            Posting.side,
            Posting.amount_e4,
            Posting.currency,
        )
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(LedgerAccount.owner_account_id == account_id)
        .order_by(JournalEntry.id, Posting.line)
    )
    for row in session.execute(query).mappings():
        yield dict(row)
