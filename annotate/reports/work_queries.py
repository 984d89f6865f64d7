"""What a report tells of conditions of work: local minimums, calls for work, appeals, of the women who are counted."""

import datetime as dt
from collections.abc import Collection, Iterable
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.groups import batched
from annotate.programmes.floor_service import hourly_floors_e4
from annotate.quality.judgement import AppealState
from annotate.quality.models import Appeal
from annotate.registry.models import County
from annotate.reports.figures.work_lines import WorkFacts
from annotate.reports.periods import Period
from annotate.work.models import Assignment, NoWorkCall

_AT_ONCE = 500
_HOUR = 3600


def work_facts(session: Session, period: Period, counted: Collection[int], codes: Iterable[str]) -> WorkFacts:
    """Of a period's elapsed months."""
    start, _ = clock.month_bounds(period.months[0])
    _, end = clock.month_bounds(period.end_month)
    waits: dict[int, list[Fraction]] = {}
    appeals: dict[int, tuple[int, int]] = {}
    for some in batched(sorted(counted), _AT_ONCE):
        _waits(session, some, start, end, waits)
        _appeals(session, some, start, end, appeals)
    return WorkFacts(_floors(session, period, codes), waits, appeals)


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
