"""What women earned in a month, as programmes and reports need it: sums of earnings, by woman and programme."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.pay.models import Earning, EarningKind
from annotate.pay.queries import TAXED_KINDS, WORK_KINDS, regimes
from annotate.pay.tax import withheld_by_month


@dataclass(frozen=True)
class MonthPay:
    """One woman's earnings of a month in one programme's projects (None: projects of no programme), before tax."""

    annotator_id: int
    programme_id: int | None
    gross_e4: int  # pieces with their corrections, training
    top_up_e4: int
    subsidy_e4: int
    active_ms: int
    submissions: int


def _sum_of(*kinds: EarningKind) -> sa.ColumnElement[int]:
    amount = sa.case((Earning.kind.in_(kinds), Earning.amount_e4), else_=0)
    return sa.cast(sa.func.sum(amount), sa.BigInteger)


def month_pay(session: Session, month: str) -> list[MonthPay]:
    """Everybody's, in order of woman and programme."""
    query = (
        sa.select(
            Earning.annotator_id,
            Earning.programme_id,
            _sum_of(*WORK_KINDS),
            _sum_of(EarningKind.TOP_UP),
            _sum_of(EarningKind.SUBSIDY),
            sa.cast(sa.func.sum(Earning.active_ms), sa.BigInteger),
            sa.func.count(sa.distinct(Earning.submission_id)),
        )
        .where(Earning.month == month)
        .group_by(Earning.annotator_id, Earning.programme_id)
    )
    rows = [MonthPay(*row) for row in session.execute(query)]
    return sorted(rows, key=lambda row: (row.annotator_id, row.programme_id or 0))


def net_by_annotator(session: Session, month: str) -> dict[int, int]:
    """What each woman has of a month's earnings after tax, in e4."""
    paid: dict[int, int] = defaultdict(int)
    for row in month_pay(session, month):
        paid[row.annotator_id] += row.gross_e4 + row.top_up_e4 + row.subsidy_e4
    tax = _tax_by_annotator(session, month)
    return {annotator_id: amount - tax.get(annotator_id, 0) for annotator_id, amount in paid.items()}


def _tax_by_annotator(session: Session, month: str) -> dict[int, int]:
    """Tax of one month; the months of its year before it count too, because tax is cumulated."""
    query = (
        sa.select(Earning.annotator_id, Earning.month, _sum_of(*TAXED_KINDS))
        .where(Earning.month.between(f"{month[:4]}-01", month))
        .group_by(Earning.annotator_id, Earning.month)
    )
    incomes: dict[int, dict[str, int]] = defaultdict(dict)
    for annotator_id, one, income in session.execute(query):
        incomes[annotator_id][one] = income
    rules = regimes(session)
    return {who: withheld_by_month(by_month, rules).get(month, 0) for who, by_month in incomes.items()}


def pay_by_month(session: Session, annotator_id: int, limit: int = 12) -> list[tuple[str, int]]:
    """(month, pay before tax in e4) of one woman, newest first."""
    query = (
        sa.select(Earning.month, sa.cast(sa.func.sum(Earning.amount_e4), sa.BigInteger))
        .where(Earning.annotator_id == annotator_id)
        .group_by(Earning.month)
        .order_by(Earning.month.desc())
    )
    return [(row[0], row[1]) for row in session.execute(query.limit(limit))]


def _spans() -> sa.Select[dt.date, dt.date]:
    """From month to month by the index, and its ends: two years of work are 24 steps, not 20,000 earnings."""
    hers = Earning.annotator_id == sa.bindparam("annotator_id")
    months = sa.select(sa.func.min(Earning.month).label("month")).where(hers).cte("months", recursive=True)
    later = sa.select(sa.func.min(Earning.month)).where(hers, Earning.month > months.c.month)
    step = sa.select(later.correlate(months).scalar_subquery()).where(months.c.month.is_not(None))
    months = months.union_all(step)
    first, last = (
        sa.select(end(Earning.day))
        .where(hers, Earning.month == months.c.month, Earning.kind.in_(WORK_KINDS))
        .correlate(months)
        .scalar_subquery()
        for end in (sa.func.min, sa.func.max)
    )
    return sa.select(first, last).select_from(months).where(months.c.month.is_not(None))


_WORKING_SPANS = _spans()


def working_spans(session: Session, annotator_id: int) -> list[tuple[dt.date, dt.date]]:
    """First and last day of paid work in each month.

    Within one calendar month no two days lie more than 30 apart, so nothing that tenure asks for is lost.
    """
    rows = session.execute(_WORKING_SPANS, {"annotator_id": annotator_id})
    return [(first, last) for first, last in rows if first is not None]


def working_spans_of(
    session: Session, annotator_ids: sa.Select[int]
) -> dict[int, list[tuple[dt.date, dt.date]]]:
    """As `working_spans`, of many women at once. annotator_ids: a query of their ids."""
    query = (
        sa.select(Earning.annotator_id, sa.func.min(Earning.day), sa.func.max(Earning.day))
        .where(Earning.annotator_id.in_(annotator_ids), Earning.kind.in_(WORK_KINDS))
        .group_by(Earning.annotator_id, Earning.month)
    )
    found: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for annotator_id, first, last in session.execute(query):
        found[annotator_id].append((first, last))
    return found


def work_of_month(
    session: Session, month: str, annotator_ids: sa.Select[int], but: sa.Select[int]
) -> dict[int, tuple[int, int]]:
    """Annotator -> (days with accepted work, earned before tax in e4), of those with any earning in a month.

    annotator_ids: a query of their ids; but: of the earnings that do not count, such as support itself.
    """
    is_work = Earning.kind.in_(WORK_KINDS)
    query = (
        sa.select(
            Earning.annotator_id,
            sa.func.count(sa.distinct(sa.case((is_work, Earning.day)))),
            _sum_of(*TAXED_KINDS),
        )
        .where(Earning.annotator_id.in_(annotator_ids), Earning.month == month, Earning.id.not_in(but))
        .group_by(Earning.annotator_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}
