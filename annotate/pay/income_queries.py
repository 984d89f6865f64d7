"""What women earned in a month, as programmes and reports need it: sums of earnings, by woman and programme."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.pay.tax import withheld_by_month

# The columns read here; the table itself is in models.py.
_EARNING = sa.table(
    "earning",
    *(
        sa.column(name)
        for name in (
            "kind",
            "annotator_id",
            "programme_id",
            "amount_e4",
            "month",
            "active_ms",
            "submission_id",
        )
    ),
)


@dataclass(frozen=True)
class MonthPay:
    """One woman's earnings of a month in one programme's projects (None: projects of no programme), before tax."""

    annotator_id: int
    programme_id: int | None
    gross_e4: int  # piece and training pay
    top_up_e4: int
    subsidy_e4: int
    active_ms: int
    submissions: int


def _sum_of(*kinds: str) -> sa.ColumnElement[int]:
    amount = sa.case((_EARNING.c.kind.in_(kinds), _EARNING.c.amount_e4), else_=0)
    return sa.cast(sa.func.sum(amount), sa.BigInteger)


def month_pay(session: Session, month: str) -> list[MonthPay]:
    """Everybody's, in order of woman and programme."""
    e = _EARNING.c
    query = (
        sa.select(
            e.annotator_id,
            e.programme_id,
            _sum_of("piece", "training"),
            _sum_of("top_up"),
            _sum_of("subsidy"),
            sa.cast(sa.func.sum(sa.func.coalesce(e.active_ms, 0)), sa.BigInteger),
            sa.func.count(sa.distinct(e.submission_id)),
        )
        .where(e.month == month)
        .group_by(e.annotator_id, e.programme_id)
    )
    rows = [MonthPay(*row) for row in session.execute(query)]
    return sorted(rows, key=lambda row: (row.annotator_id, row.programme_id or 0))


def net_by_annotator(session: Session, month: str) -> dict[int, int]:
    """What each woman with pay in a month has of it after tax, in e4.

    Tax is cumulative within a year, so the year's earlier months are read too.
    """
    e = _EARNING.c
    query = (
        sa.select(e.annotator_id, e.month, sa.cast(sa.func.sum(e.amount_e4), sa.BigInteger))
        .where(e.month >= f"{month[:4]}-01", e.month <= month)
        .group_by(e.annotator_id, e.month)
    )
    incomes: dict[int, dict[str, int]] = {}
    for annotator_id, of_month, amount_e4 in session.execute(query):
        incomes.setdefault(annotator_id, {})[of_month] = amount_e4
    return {
        annotator_id: of_year[month] - withheld_by_month(of_year).get(month, 0)
        for annotator_id, of_year in incomes.items()
        if month in of_year
    }
