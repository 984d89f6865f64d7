"""What a report tells of conditions of work: local minimums, calls for work, appeals, of the women who are counted."""

import datetime as dt
from collections.abc import Collection, Iterable
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.models import Centre, CentreMember
from annotate.core import clock
from annotate.core.groups import batched
from annotate.core.months import shifted
from annotate.pay.models import PayoutBatch, PayoutLine
from annotate.pay.payouts import BatchState, LineState
from annotate.programmes.floor_service import hourly_floors_e4
from annotate.programmes.models import SupportRule
from annotate.programmes.support_rules import SupportKind
from annotate.quality.judgement import AppealState
from annotate.quality.models import Appeal
from annotate.registry.models import County
from annotate.reports.figures.work_lines import WorkFacts
from annotate.reports.models import MonthlyPay
from annotate.reports.periods import Period
from annotate.work import no_work_queries
from annotate.work.models import Assignment, NoWorkCall

_AT_ONCE = 500
_HOUR = 3600
_IN_TIME = dt.timedelta(days=15)
# As many as a figure about people needs: whether a smaller centre works would tell of its few women.
_LEAST_WOMEN = 10


def work_facts(
    session: Session, programme_id: int, period: Period, counted: Collection[int], codes: Collection[str]
) -> WorkFacts:
    """Of a period's elapsed months."""
    start, _ = clock.month_bounds(period.months[0])
    _, end = clock.month_bounds(period.end_month)
    waits: dict[int, list[Fraction]] = {}
    appeals: dict[int, tuple[int, int]] = {}
    waiting: set[int] = set()
    payments: dict[int, bool] = {}
    for some in batched(sorted(counted), _AT_ONCE):
        _waits(session, some, start, end, waits)
        _appeals(session, some, start, end, appeals)
        waiting |= _waiting(session, some, end)
        _payments(session, some, start, end, payments)
    return WorkFacts(
        _floors(session, period, codes),
        waits,
        appeals,
        frozenset(waiting),
        payments,
        _month_floor(session, programme_id, period),
        _centres(session, programme_id, period, codes),
    )


def _waiting(session: Session, some: Collection[int], end: dt.datetime) -> set[int]:
    """Who called in the last seven days before `end` and had got nothing by then."""
    got = sa.select(Assignment.id).where(
        Assignment.annotator_id == NoWorkCall.account_id,
        Assignment.taken_at > NoWorkCall.called_at,
        Assignment.taken_at < end,
    )
    query = sa.select(NoWorkCall.account_id).where(
        NoWorkCall.account_id.in_(some),
        NoWorkCall.called_at >= end - no_work_queries.LATELY,
        NoWorkCall.called_at < end,
        ~got.exists(),
    )
    return set(session.scalars(query))


def _payments(
    session: Session, some: Collection[int], start: dt.datetime, end: dt.datetime, into: dict[int, bool]
) -> None:
    """Payments that were listed in the period; those that still have time are left out."""
    first, last = clock.local_day(start), clock.local_day(end - dt.timedelta(seconds=1))
    query = (
        sa.select(PayoutLine.annotator_id, PayoutLine.state, PayoutLine.changed_at, PayoutBatch.day)
        .join(PayoutBatch, PayoutBatch.id == PayoutLine.batch_id)
        .where(
            PayoutLine.annotator_id.in_(some),
            PayoutBatch.day.between(first, last),
            PayoutBatch.state != BatchState.CANCELLED,
        )
    )
    today = clock.local_day(clock.now())
    for account_id, state, changed_at, day in session.execute(query):
        is_paid = state is LineState.PAID
        if not is_paid and today <= day + _IN_TIME:
            continue
        is_in_time = is_paid and clock.local_day(changed_at) <= day + _IN_TIME
        into[account_id] = into.get(account_id, True) and is_in_time


def _month_floor(session: Session, programme_id: int, period: Period) -> int | None:
    """The highest income floor that the programme promised for the period's last month."""
    query = sa.select(sa.func.max(SupportRule.amount_e4)).where(
        SupportRule.programme_id == programme_id,
        SupportRule.kind == SupportKind.INCOME_FLOOR,
        SupportRule.approved_by.is_not(None),
        SupportRule.first_month <= period.end_month,
        sa.or_(SupportRule.last_month.is_(None), SupportRule.last_month >= period.end_month),
    )
    return session.scalar(query)


def _centres(session: Session, programme_id: int, period: Period, codes: Iterable[str]) -> tuple[int, int]:
    """(with somebody paid in the last whole month, open), of centres with ten women and more on that month's last day."""
    month = shifted(period.end_month, -1) if period.running_month else period.end_month
    _, end = clock.month_bounds(month)
    day = clock.local_day(end - dt.timedelta(seconds=1))
    there = sa.and_(
        CentreMember.joined_on <= day, sa.or_(CentreMember.left_on.is_(None), CentreMember.left_on > day)
    )
    paid = sa.and_(
        MonthlyPay.account_id == CentreMember.account_id,
        MonthlyPay.programme_id == programme_id,
        MonthlyPay.month == month,
        MonthlyPay.gross_e4 > 0,
    )
    query = (
        sa.select(sa.func.count(sa.distinct(MonthlyPay.account_id)))
        .select_from(CentreMember)
        .join(Centre, Centre.id == CentreMember.centre_id)
        .join(MonthlyPay, paid, isouter=True)
        .where(
            there,
            Centre.county_code.in_(list(codes)),
            Centre.opened_on <= day,
            sa.or_(Centre.closed_on.is_(None), Centre.closed_on > day),
        )
        .group_by(Centre.id)
        .having(sa.func.count(sa.distinct(CentreMember.account_id)) >= _LEAST_WOMEN)
    )
    at_work = list(session.scalars(query))
    return sum(count > 0 for count in at_work), len(at_work)


def _floors(session: Session, period: Period, codes: Iterable[str]) -> dict[str, int]:
    """As of the period's last day: a county's own row stands before its province's."""
    _, end = clock.month_bounds(period.end_month)
    floors = hourly_floors_e4(session, clock.local_day(end - dt.timedelta(seconds=1)))
    query = sa.select(County.code, County.province_code).where(County.code.in_(list(codes)))
    found = {code: floors.get(code) or floors.get(province) for code, province in session.execute(query)}
    return {code: floor for code, floor in found.items() if floor}


def _waits(
    session: Session,
    some: Collection[int],
    start: dt.datetime,
    end: dt.datetime,
    into: dict[int, list[Fraction]],
) -> None:
    next_picture = (
        sa.select(sa.func.min(Assignment.taken_at))
        .where(Assignment.annotator_id == NoWorkCall.account_id, Assignment.taken_at > NoWorkCall.called_at)
        .scalar_subquery()
    )
    query = sa.select(NoWorkCall.account_id, NoWorkCall.called_at, next_picture).where(
        NoWorkCall.account_id.in_(some), NoWorkCall.called_at >= start, NoWorkCall.called_at < end
    )
    for account_id, called_at, taken_at in session.execute(query):
        if taken_at is not None:
            seconds = round((taken_at - called_at).total_seconds())
            into.setdefault(account_id, []).append(Fraction(seconds, _HOUR))


def _appeals(
    session: Session,
    some: Collection[int],
    start: dt.datetime,
    end: dt.datetime,
    into: dict[int, tuple[int, int]],
) -> None:
    query = (
        sa.select(
            Appeal.annotator_id,
            sa.func.count(),
            sa.func.count().filter(Appeal.state == AppealState.UPHELD),
        )
        .where(Appeal.annotator_id.in_(some), Appeal.decided_at >= start, Appeal.decided_at < end)
        .group_by(Appeal.annotator_id)
    )
    into.update({row[0]: (row[1], row[2]) for row in session.execute(query)})
