"""Sums of days and months that the night's rules read: made from earnings, the same again from the same earnings."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.models import DayWork, MonthWork
from annotate.core.months import months_between, shifted
from annotate.pay.models import Earning, EarningKind
from annotate.pay.queries import WORK_KINDS
from annotate.quality.judgement import Verdict
from annotate.quality.models import Judgement


def months_to_renew(session: Session, last_day: dt.date) -> list[str]:
    """Months from the newest summed day (or the first earning) up to a day, oldest first."""
    first = session.scalar(sa.select(sa.func.max(DayWork.day))) or session.scalar(
        sa.select(sa.func.min(Earning.day))
    )
    if first is None or first > last_day:
        return []
    start = f"{first:%Y-%m}"
    return [shifted(start, n) for n in range(months_between(start, f"{last_day:%Y-%m}") + 1)]


def renew_month(session: Session, month: str, last_day: dt.date) -> None:
    """Sum one month anew, up to a day."""
    _renew_days(session, month, last_day)
    _renew_months(session, month, last_day)


def _amount(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(sa.case((condition, Earning.amount_e4), else_=0)), sa.BigInteger)


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _renew_days(session: Session, month: str, last_day: dt.date) -> None:
    newest = session.scalar(sa.select(sa.func.max(DayWork.day))) or dt.date.min
    # Days that are over do not change: a correction is booked on its own day.
    first = max(dt.date.fromisoformat(f"{month}-01"), newest)
    session.execute(sa.delete(DayWork).where(DayWork.day.between(first, last_day)))
    is_work = Earning.kind.in_(WORK_KINDS)
    is_piece = Earning.kind == EarningKind.PIECE
    query = (
        sa.select(
            Earning.annotator_id,
            Earning.day,
            _amount(is_work),
            sa.cast(sa.func.sum(Earning.active_ms), sa.BigInteger),
            _count(is_piece),
            _count(sa.and_(is_piece, Judgement.verdict == Verdict.ACCEPTED)),
        )
        .join(Judgement, Judgement.id == Earning.judgement_id, isouter=True)
        .where(Earning.month == month, Earning.day.between(first, last_day), is_work)
        .group_by(Earning.annotator_id, Earning.day)
    )
    columns = ["account_id", "day", "work_e4", "active_ms", "judged", "accepted"]
    session.execute(sa.insert(DayWork).from_select(columns, query, include_defaults=False))


def _renew_months(session: Session, month: str, last_day: dt.date) -> None:
    session.execute(sa.delete(MonthWork).where(MonthWork.month == month))
    worked = sa.case((Earning.kind.in_(WORK_KINDS), Earning.day))
    query = (
        sa.select(
            Earning.annotator_id,
            Earning.month,
            sa.cast(sa.func.sum(Earning.amount_e4), sa.BigInteger),
            sa.func.min(worked),
            sa.func.max(worked),
        )
        .where(Earning.month == month, Earning.day <= last_day)
        .group_by(Earning.annotator_id, Earning.month)
    )
    columns = ["account_id", "month", "pay_e4", "first_day", "last_day"]
    session.execute(sa.insert(MonthWork).from_select(columns, query, include_defaults=False))
