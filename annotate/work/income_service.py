"""What each woman has earned this month, told by the room that pays: while work is scarce, less goes first."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.work.models import MonthIncome


def note_income(session: Session, annotator_id: int, month: str, amount_e4: int) -> None:
    """Add to her income of a month 'YYYY-MM', in the transaction that books it. amount_e4: negative when taken back."""
    key = {"annotator_id": annotator_id, "month": month}
    if insert_once(session, MonthIncome, {**key, "earned_e4": amount_e4}):
        return
    session.execute(
        sa.update(MonthIncome)
        .where(MonthIncome.annotator_id == annotator_id, MonthIncome.month == month)
        .values(earned_e4=MonthIncome.earned_e4 + amount_e4)
    )


_INCOME = sa.select(MonthIncome.earned_e4).where(
    MonthIncome.annotator_id == sa.bindparam("annotator_id"), MonthIncome.month == sa.bindparam("month")
)


def income_of(session: Session, annotator_id: int) -> int:
    """What she has earned this month so far, in 1/10000."""
    month = clock.local_month(clock.now())
    return session.scalar(_INCOME, {"annotator_id": annotator_id, "month": month}) or 0


def incomes_of(session: Session, annotator_ids: Sequence[int]) -> dict[int, int]:
    """This month's incomes so far, by account; 0 for who has earned nothing."""
    month = clock.local_month(clock.now())
    query = sa.select(MonthIncome.annotator_id, MonthIncome.earned_e4).where(
        MonthIncome.annotator_id.in_(annotator_ids), MonthIncome.month == month
    )
    known = {row.annotator_id: row.earned_e4 for row in session.execute(query)}
    return {one: known.get(one, 0) for one in annotator_ids}
