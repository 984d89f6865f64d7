"""What makes a ledger true: sides, balanced entries, hashes, and the name of each way to break it."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

CHAIN_START = "0" * 64


class Side(StrEnum):
    DEBIT = "debit"
    CREDIT = "credit"

    @property
    def opposite(self) -> "Side":
        return Side.CREDIT if self is Side.DEBIT else Side.DEBIT


class AccountKind(StrEnum):
    """What an account counts; assets and expenses grow by debits, the others by credits."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"

    @property
    def grows_by(self) -> Side:
        return Side.DEBIT if self in (AccountKind.ASSET, AccountKind.EXPENSE) else Side.CREDIT


@dataclass(frozen=True)
class Posted:
    """One line of an entry as it is stored. amount_e4 > 0."""

    line: int
    account_id: int
    side: Side
    amount_e4: int
    currency: str

    @property
    def signed_e4(self) -> int:
        """Debits count up, credits down: a balanced entry sums to 0."""
        return self.amount_e4 if self.side is Side.DEBIT else -self.amount_e4


@dataclass(frozen=True)
class Entry:
    """One journal entry as it is stored, without its place in the chain."""

    id: int
    key: str
    event: str
    source_kind: str
    source_id: str
    effective_at: dt.datetime
    posted_at: dt.datetime
    actor_id: int | None
    reverses_id: int | None
    memo: str
    postings: tuple[Posted, ...]


class ViolationKind(StrEnum):
    """Every way in which the books can be wrong; `ledger verify` prints these names."""

    UNBALANCED = "unbalanced_entry"
    TOO_FEW_LINES = "too_few_lines"
    UNSEALED = "unsealed_entry"
    EDITED = "edited_row"
    DELETED = "deleted_row"
    CHAIN_BROKEN = "chain_broken"
    ORPHAN = "orphan_posting"
    BOOKED_TWICE = "booked_twice"
    WRONG_CURRENCY = "wrong_currency"
    BAD_REVERSAL = "bad_reversal"
    BALANCE_WRONG = "cached_balance_wrong"
    TRIAL_BALANCE = "trial_balance_not_zero"
    NOT_PAID = "accepted_but_not_paid"
    PAID_TWICE = "paid_twice"
    PAID_WRONG = "paid_another_amount"
    NOT_EARNED = "paid_but_not_accepted"
    PAYOUT_DIFFERS = "payout_differs"


@dataclass(frozen=True, order=True)
class Violation:
    """One thing that is wrong. where: 'entry 12', 'account 3 (bank:CNY)'."""

    kind: ViolationKind
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.what}"


def off_by_currency(postings: Iterable[Posted]) -> dict[str, int]:
    """Currencies whose debits and credits differ, with debits - credits."""
    sums: Counter[str] = Counter()
    for posting in postings:
        sums[posting.currency] += posting.signed_e4
    return {currency: off for currency, off in sorted(sums.items()) if off}


def check_postings(postings: Sequence[Posted]) -> None:
    """Raises ValueError for lines that may never be booked; whoever calls has a fault in it."""
    if len(postings) < 2:
        raise ValueError("an entry needs at least two lines")
    for posting in postings:
        # bool is an int to Python, and a float would lose a ten-thousandth.
        if type(posting.amount_e4) is not int or posting.amount_e4 <= 0:
            raise ValueError(f"not a positive whole amount: {posting.amount_e4!r}")
    off = off_by_currency(postings)
    if off:
        raise ValueError(f"debits and credits differ: {off}")


def reversed_postings(postings: Iterable[Posted]) -> list[tuple[int, Side, int]]:
    """(account id, side, amount) of the entry that takes another one back."""
    ordered = sorted(postings, key=lambda p: p.line)
    return [(p.account_id, p.side.opposite, p.amount_e4) for p in ordered]


def _digest(said: object) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def entry_hash(entry: Entry) -> str:
    """Fingerprint of an entry with all its lines: any later change of either shows."""
    moments = [at.astimezone(dt.UTC).isoformat(timespec="microseconds") for at in _moments(entry)]
    lines = [[p.line, p.account_id, str(p.side), p.amount_e4, p.currency] for p in _in_order(entry)]
    about = [entry.key, entry.event, entry.source_kind, entry.source_id, entry.actor_id, entry.reverses_id]
    return _digest([entry.id, *about, entry.memo, *moments, lines])


def _moments(entry: Entry) -> tuple[dt.datetime, dt.datetime]:
    return entry.effective_at, entry.posted_at


def _in_order(entry: Entry) -> list[Posted]:
    return sorted(entry.postings, key=lambda p: p.line)


def chain_hash(seq: int, prev_hash: str, content_hash: str) -> str:
    """Fingerprint of an entry's place in the chain: of everything before it and of itself."""
    return _digest([seq, prev_hash, content_hash])


def entry_violations(entry: Entry, stored_hash: str | None) -> list[Violation]:
    """What is wrong with one entry, looked at alone."""
    where = f"entry {entry.id}"
    found = [
        Violation(ViolationKind.UNBALANCED, where, f"debits - credits = {off} e4 {currency}")
        for currency, off in off_by_currency(entry.postings).items()
    ]
    if len(entry.postings) < 2:
        found.append(Violation(ViolationKind.TOO_FEW_LINES, where, f"{len(entry.postings)} lines"))
    if stored_hash is None:
        found.append(Violation(ViolationKind.UNSEALED, where, "was never sealed"))
    elif stored_hash != entry_hash(entry):
        found.append(Violation(ViolationKind.EDITED, where, "the entry or a line of it was altered"))
    gaps = [
        n for n in range(1, max((p.line for p in entry.postings), default=0) + 1) if n not in _lines(entry)
    ]
    found += [Violation(ViolationKind.DELETED, where, f"line {n} is missing") for n in gaps]
    return found


def _lines(entry: Entry) -> set[int]:
    return {p.line for p in entry.postings}


@dataclass(frozen=True)
class Link:
    """An entry's place in the chain. content_hash: the hash of the entry itself."""

    seq: int
    entry_id: int
    content_hash: str
    prev_hash: str
    hash: str


def chain_violations(links: Iterable[Link]) -> Iterable[Violation]:
    """Walk the chain in the order of its numbers, from 1; says each missing and each altered place."""
    last, expected = CHAIN_START, 1
    for link in links:
        where = f"entry {link.entry_id}"
        if link.seq != expected:
            missing = (
                f"number {expected}" if link.seq == expected + 1 else f"numbers {expected} to {link.seq - 1}"
            )
            yield Violation(ViolationKind.DELETED, f"chain {missing}", f"missing before {where}")
        elif link.prev_hash != last:
            yield Violation(
                ViolationKind.CHAIN_BROKEN, where, f"number {link.seq} does not follow the one before"
            )
        if link.hash != chain_hash(link.seq, link.prev_hash, link.content_hash):
            yield Violation(
                ViolationKind.CHAIN_BROKEN, where, f"number {link.seq} was altered after it was chained"
            )
        last, expected = link.hash, link.seq + 1
