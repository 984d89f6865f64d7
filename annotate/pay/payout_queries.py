"""Reads of paying out: who is owed what, tax still due, batches and lines as pages show them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.errors import NotFound
from annotate.core.groups import batched
from annotate.ledger import service as ledger
from annotate.ledger.models import AccountBalance, LedgerAccount
from annotate.pay import accounts
from annotate.pay.models import Earning, PayeeAccount, PayoutBatch, PayoutLine, PayoutResult, TaxWithheld
from annotate.pay.payouts import UNDER_WAY, BatchState, Channel, LineState
from annotate.pay.queries import TAXED_KINDS, regimes
from annotate.pay.tax import withheld_by_month
from annotate.people import service as people
from annotate.people.sealing_service import not_erased

# A query takes so many ids at once on both engines.
_MOST_IDS = 500


def _owed_e4(*people: sa.ColumnElement[bool]) -> sa.Subquery:
    """What each person, or each of some people, is owed: credits - debits of her payable account."""
    return (
        sa.select(
            LedgerAccount.owner_account_id.label("annotator_id"),
            LedgerAccount.currency,
            (-sa.func.sum(AccountBalance.balance_e4)).label("owed_e4"),
        )
        .join(AccountBalance, AccountBalance.account_id == LedgerAccount.id)
        .where(LedgerAccount.code.like("payable:%"), LedgerAccount.owner_account_id.is_not(None), *people)
        .group_by(LedgerAccount.owner_account_id, LedgerAccount.currency)
        .having(sa.func.sum(AccountBalance.balance_e4) < 0)
        .subquery()
    )


def _newest_payee() -> sa.Subquery:
    newest = sa.func.max(PayeeAccount.id).label("payee_id")
    return sa.select(PayeeAccount.annotator_id, newest).group_by(PayeeAccount.annotator_id).subquery()


@dataclass(frozen=True)
class Owed:
    """One person who can be paid now."""

    annotator_id: int
    owed_e4: int
    payee_id: int
    name: str


def owed_people(session: Session, channel: Channel, currency: str, least_e4: int) -> list[Owed]:
    """Everybody with an account in use at this channel, nothing under way, and at least so much owed; by id.

    Who closed her account and had it erased is left out: nobody knows where to send it any more.
    """
    owed, newest = _owed_e4(), _newest_payee()
    under_way = sa.select(PayoutLine.id).where(
        PayoutLine.annotator_id == owed.c.annotator_id,
        PayoutLine.currency == currency,
        PayoutLine.state.in_(UNDER_WAY),
    )
    query = (
        sa.select(owed.c.annotator_id, owed.c.owed_e4, PayeeAccount.id)
        .join(newest, newest.c.annotator_id == owed.c.annotator_id)
        .join(PayeeAccount, PayeeAccount.id == newest.c.payee_id)
        .where(
            owed.c.currency == currency,
            owed.c.owed_e4 >= least_e4,
            PayeeAccount.channel == channel,
            PayeeAccount.usable_from <= clock.now(),
            ~under_way.exists(),
        )
        .order_by(owed.c.annotator_id)
    )
    rows = session.execute(query).all()
    names = people.names_of(session, [row.annotator_id for row in rows])
    return [
        Owed(row.annotator_id, int(row.owed_e4), row.id, names[row.annotator_id])
        for row in rows
        if row.annotator_id in names
    ]


def tax_due_e4(session: Session, annotator_ids: Sequence[int], currency: str) -> dict[int, int]:
    """Tax on all income so far - tax withheld so far, by person; below 0 after a correction downwards."""
    incomes: dict[int, dict[str, int]] = {}
    withheld: dict[int, int] = {}
    for part in batched(annotator_ids, _MOST_IDS):
        for annotator_id, month, amount_e4 in session.execute(_incomes(part, currency)):
            incomes.setdefault(annotator_id, {})[month] = int(amount_e4)
        kept = sa.select(TaxWithheld.annotator_id, sa.func.sum(TaxWithheld.amount_e4)).where(
            TaxWithheld.annotator_id.in_(part), TaxWithheld.currency == currency
        )
        for annotator_id, amount_e4 in session.execute(kept.group_by(TaxWithheld.annotator_id)):
            withheld[annotator_id] = int(amount_e4)
    rules = regimes(session)
    return {
        annotator_id: sum(withheld_by_month(months, rules).values()) - withheld.get(annotator_id, 0)
        for annotator_id, months in incomes.items()
    }


def _incomes(annotator_ids: Sequence[int], currency: str) -> sa.Select[int, str, int]:
    return (
        sa.select(Earning.annotator_id, Earning.month, sa.func.sum(Earning.amount_e4))
        .where(
            Earning.annotator_id.in_(annotator_ids),
            Earning.currency == currency,
            Earning.kind.in_(TAXED_KINDS),
        )
        .group_by(Earning.annotator_id, Earning.month)
    )


def tries_of_day(
    session: Session, annotator_ids: Sequence[int], day: dt.date, currency: str
) -> dict[int, int]:
    """How many payments in a currency each person was listed for on a day, whatever became of them."""
    found: dict[int, int] = {}
    for part in batched(annotator_ids, _MOST_IDS):
        query = (
            sa.select(PayoutLine.annotator_id, sa.func.count())
            .join(PayoutBatch, PayoutBatch.id == PayoutLine.batch_id)
            .where(
                PayoutLine.annotator_id.in_(part),
                PayoutLine.currency == currency,
                PayoutBatch.day == day,
            )
            .group_by(PayoutLine.annotator_id)
        )
        found |= {annotator_id: count for annotator_id, count in session.execute(query)}  # noqa: C416
    return found


def failed_before(session: Session, annotator_ids: Sequence[int], currency: str) -> dict[int, int]:
    """The finally failed payment that a new one would retry, by person."""
    retry = sa.orm.aliased(PayoutLine)
    found: dict[int, int] = {}
    for part in batched(annotator_ids, _MOST_IDS):
        query = (
            sa.select(PayoutLine.annotator_id, sa.func.max(PayoutLine.id))
            .where(
                PayoutLine.annotator_id.in_(part),
                PayoutLine.currency == currency,
                PayoutLine.state.in_((LineState.FAILED, LineState.RETURNED)),
                ~sa.select(retry.id).where(retry.retries_id == PayoutLine.id).exists(),
            )
            .group_by(PayoutLine.annotator_id)
        )
        found |= {annotator_id: line_id for annotator_id, line_id in session.execute(query)}  # noqa: C416
    return found


def numbers_of_lines(session: Session, batch_id: int) -> dict[int, str]:
    """The sealed account number of each person of a batch."""
    query = (
        sa.select(PayoutLine.annotator_id, PayeeAccount.number_sealed)
        .join(PayeeAccount, PayeeAccount.id == PayoutLine.payee_id)
        .where(PayoutLine.batch_id == batch_id)
    )
    return {row.annotator_id: row.number_sealed for row in session.execute(query)}


def left_out(session: Session, batch_id: int) -> list[str]:
    """Numbers of payments that no file can carry: these people had their data erased after they were listed."""
    query = sa.select(PayoutLine.annotator_id, PayoutLine.number).where(PayoutLine.batch_id == batch_id)
    numbers = {row.annotator_id: row.number for row in session.execute(query)}
    there = not_erased(session, list(numbers))
    return sorted(number for annotator_id, number in numbers.items() if annotator_id not in there)


def currencies_owed(session: Session) -> Sequence[str]:
    """Currencies in which anybody is owed anything, in the order of their letters."""
    owed = _owed_e4()
    return session.scalars(sa.select(owed.c.currency).distinct().order_by(owed.c.currency)).all()


@dataclass(frozen=True)
class BatchShown:
    """A batch with its sums. lines: payments; under_way, failed: how many of them."""

    id: int
    channel: Channel
    currency: str
    day: dt.date
    state: BatchState
    lines: int
    net_e4: int
    tax_e4: int
    under_way: int
    failed: int
    unlisted: list[int]
    first_signed_by: int | None


def batches(
    session: Session, before_id: int | None = None, limit: int = 30, batch_id: int | None = None
) -> list[BatchShown]:
    """Batches with their sums, newest first."""
    under_way = sa.func.count().filter(PayoutLine.state.in_(UNDER_WAY))
    failed = sa.func.count().filter(PayoutLine.state.in_((LineState.FAILED, LineState.RETURNED)))
    query = (
        sa.select(
            PayoutBatch,
            sa.func.count(),
            sa.func.sum(PayoutLine.net_e4),
            sa.func.sum(PayoutLine.tax_e4),
            under_way,
            failed,
        )
        .join(PayoutLine, PayoutLine.batch_id == PayoutBatch.id)
        .group_by(PayoutBatch.id)
        .order_by(PayoutBatch.id.desc())
        .limit(limit)
    )
    query = query.where(PayoutBatch.id < before_id) if before_id else query
    query = query.where(PayoutBatch.id == batch_id) if batch_id else query
    return [_batch_shown(*row) for row in session.execute(query)]


def _batch_shown(
    batch: PayoutBatch, lines: int, net: int, tax: int, under_way: int, failed: int
) -> BatchShown:
    return BatchShown(
        id=batch.id,
        channel=batch.channel,
        currency=batch.currency,
        day=batch.day,
        state=batch.state,
        lines=lines,
        net_e4=int(net),
        tax_e4=int(tax),
        under_way=under_way,
        failed=failed,
        unlisted=batch.unlisted,
        first_signed_by=batch.first_signed_by,
    )


def batch_shown(session: Session, batch_id: int) -> BatchShown:
    """Raises NotFound."""
    found = batches(session, batch_id=batch_id)
    if not found:
        raise NotFound
    return found[0]


@dataclass(frozen=True)
class LineShown:
    """alias and the account's last four are all that finance sees of her."""

    id: int
    number: str
    annotator_id: int
    last_4: str
    net_e4: int
    tax_e4: int
    state: LineState
    told: str
    retries: str | None
    changed_at: dt.datetime


def lines(
    session: Session,
    batch_id: int | None = None,
    after_id: int = 0,
    limit: int = 100,
    annotator_id: int | None = None,
) -> list[LineShown]:
    """Payments of a batch, or of a person (then newest first)."""
    old = sa.orm.aliased(PayoutLine)
    query = (
        sa.select(PayoutLine, PayeeAccount.last_4, old.number)
        .join(PayeeAccount, PayeeAccount.id == PayoutLine.payee_id)
        .join(old, old.id == PayoutLine.retries_id, isouter=True)
        .limit(limit)
    )
    if annotator_id is not None:
        hers = (PayoutLine.annotator_id == annotator_id, PayoutLine.state != LineState.DROPPED)
        query = query.where(*hers).order_by(PayoutLine.id.desc())
    else:
        query = query.where(PayoutLine.batch_id == batch_id, PayoutLine.id > after_id).order_by(PayoutLine.id)
    return [_line_shown(*row) for row in session.execute(query)]


def _line_shown(line: PayoutLine, last_4: str, retries: str | None) -> LineShown:
    return LineShown(
        id=line.id,
        number=line.number,
        annotator_id=line.annotator_id,
        last_4=last_4,
        net_e4=line.net_e4,
        tax_e4=line.tax_e4,
        state=line.state,
        told=line.told,
        retries=retries,
        changed_at=line.changed_at,
    )


def payments_of_month(
    session: Session, annotator_id: int, start: dt.datetime, end: dt.datetime
) -> list[LineShown]:
    """Payments to a person whose state was settled in [start, end), oldest first."""
    settled = (LineState.PAID, LineState.FAILED, LineState.RETURNED)
    query = (
        sa.select(PayoutLine, PayeeAccount.last_4, sa.null())
        .join(PayeeAccount, PayeeAccount.id == PayoutLine.payee_id)
        .where(
            PayoutLine.annotator_id == annotator_id,
            PayoutLine.state.in_(settled),
            PayoutLine.changed_at >= start,
            PayoutLine.changed_at < end,
        )
        .order_by(PayoutLine.id)
    )
    return [_line_shown(*row) for row in session.execute(query)]


def counts_by_state(session: Session, batch_id: int | None = None) -> dict[LineState, tuple[int, int]]:
    """(payments, net_e4) by state, of one batch or of all."""
    query = sa.select(PayoutLine.state, sa.func.count(), sa.func.sum(PayoutLine.net_e4)).group_by(
        PayoutLine.state
    )
    query = query.where(PayoutLine.batch_id == batch_id) if batch_id else query
    return {state: (count, int(amount)) for state, count, amount in session.execute(query)}


@dataclass(frozen=True)
class Waiting:
    """People who are owed something and whom no batch can pay yet. held: their account was changed lately."""

    payable: int
    payable_e4: int
    without_account: int
    without_account_e4: int
    held: int
    held_e4: int


def waiting(session: Session, currency: str) -> Waiting:
    """Whom the next batch would pay, who has entered no account, and whose changed account is still held."""
    owed, newest = _owed_e4(), _newest_payee()
    held = PayeeAccount.usable_from > clock.now()
    none, known = PayeeAccount.id.is_(None), sa.and_(PayeeAccount.id.is_not(None), ~held)

    def of(condition: sa.ColumnElement[bool]) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
        total = sa.func.coalesce(sa.func.sum(owed.c.owed_e4).filter(condition), 0)
        return sa.func.count().filter(condition), total

    query = (
        sa.select(*of(known), *of(none), *of(held))
        .select_from(owed)
        .join(newest, newest.c.annotator_id == owed.c.annotator_id, isouter=True)
        .join(PayeeAccount, PayeeAccount.id == newest.c.payee_id, isouter=True)
        .where(owed.c.currency == currency)
    )
    return Waiting(*(int(value) for value in session.execute(query).one()))


def owed_by(session: Session, annotator_ids: Sequence[int], currency: str) -> dict[int, int]:
    """What each of these people is owed; whoever is owed nothing is left out."""
    found: dict[int, int] = {}
    for part in batched(annotator_ids, _MOST_IDS):
        owed = _owed_e4(LedgerAccount.owner_account_id.in_(part))
        query = sa.select(owed.c.annotator_id, owed.c.owed_e4).where(owed.c.currency == currency)
        found |= {row.annotator_id: int(row.owed_e4) for row in session.execute(query)}
    return found


def owed_to(session: Session, annotator_id: int, currency: str) -> dict[str, int]:
    """What she is owed now by currency, tax not yet kept; `currency` first, also when it is nothing."""
    owed = _owed_e4(LedgerAccount.owner_account_id == annotator_id)
    query = sa.select(owed.c.currency, owed.c.owed_e4)
    others = session.execute(query.where(owed.c.currency != currency).order_by(owed.c.currency))
    hers = ledger.balance_of_code(session, accounts.payable(annotator_id, currency).code)
    return {currency: hers} | {other: int(amount) for other, amount in others}


def results_of(session: Session, batch_id: int) -> Sequence[PayoutResult]:
    query = sa.select(PayoutResult).where(PayoutResult.batch_id == batch_id)
    return session.scalars(query.order_by(PayoutResult.id)).all()


def batches_with(account_id: int) -> sa.Select[int]:
    """The batches that list her, for whoever asks who fetched files with her account number in them."""
    return sa.select(PayoutLine.batch_id).where(PayoutLine.annotator_id == account_id)
