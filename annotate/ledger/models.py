"""Accounts, journal entries, postings, cached balances. Rows are written once; triggers refuse the rest."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id
from annotate.ledger.rules import AccountKind, Side


class LedgerAccount(Base):
    """Where money is or comes from, e.g. 'bank:CNY', 'payable:17:CNY'. Never changed."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('asset', 'liability', 'income', 'expense')", name="kind"),
        sa.CheckConstraint("length(currency) = 3", name="currency"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(64), unique=True)
    kind: Mapped[AccountKind]
    currency: Mapped[str] = mapped_column(sa.String(3))
    owner_account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class JournalEntry(Base):
    """One event in money. Sealed by its hash in the transaction that writes it, chained a little later.

    The chain's numbers are given by one job, not by whoever books: a chain made while booking would
    let only one booking happen at a time.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        sa.Index("ix_journal_entry_source", "source_kind", "source_id"),
        sa.Index("ix_journal_entry_event", "event", "id"),
        sa.Index("ix_journal_entry_effective_at", "effective_at"),
        sa.Index(
            "ix_journal_entry_unchained",
            "id",
            sqlite_where=sa.text("seq IS NULL"),
            postgresql_where=sa.text("seq IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(128), unique=True)
    event: Mapped[str] = mapped_column(sa.String(40))
    source_kind: Mapped[str] = mapped_column(sa.String(40))
    source_id: Mapped[str] = mapped_column(sa.String(128))
    effective_at: Mapped[dt.datetime]
    posted_at: Mapped[dt.datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("journal_entry.id"), unique=True)
    memo: Mapped[str] = mapped_column(sa.String(200))
    hash: Mapped[str | None] = mapped_column(sa.String(64))
    seq: Mapped[int | None] = mapped_column(Id, unique=True)
    prev_hash: Mapped[str | None] = mapped_column(sa.String(64))
    chain_hash: Mapped[str | None] = mapped_column(sa.String(64))


class Posting(Base):
    """One line of an entry: an amount onto one side of one account."""

    __tablename__ = "posting"
    __table_args__ = (
        sa.UniqueConstraint("entry_id", "line"),
        sa.CheckConstraint("amount_e4 > 0", name="amount"),
        sa.CheckConstraint("side IN ('debit', 'credit')", name="side"),
        sa.Index("ix_posting_account", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("journal_entry.id"))
    line: Mapped[int] = mapped_column(sa.SmallInteger)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("ledger_account.id"))
    side: Mapped[Side]
    amount_e4: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))


class AccountBalance(Base):
    """Debits - credits of an account so far, in parts that are summed.

    An account that many people's entries touch is spread over several rows: with one, every booking
    on PostgreSQL would wait for the one before it.
    """

    __tablename__ = "account_balance"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("ledger_account.id"), primary_key=True)
    part: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    balance_e4: Mapped[int] = mapped_column(sa.BigInteger)
