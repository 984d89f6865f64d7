"""What a night reads: the last weeks of many women, of centres, and how much work is left."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.early_signs import MONTHS, WEEKS, CentreFacts, Thresholds, Week, WomanFacts
from annotate.care.models import Centre, CentreMember, DayWork, MonthWork, SignThreshold
from annotate.core import clock
from annotate.core.groups import batched
from annotate.core.months import shifted
from annotate.pay import queries as pay
from annotate.pay.models import PayoutLine
from annotate.pay.payouts import LineState
from annotate.people.models import Account, WebSession
from annotate.people.roles import AccountState, Role
from annotate.programmes.floor_service import hourly_floors_e4
from annotate.programmes.tenure import Spell
from annotate.projects import queries as projects
from annotate.registry.models import County
from annotate.work import queries as work
from annotate.work.models import Task
from annotate.work.states import TaskState

_AT_ONCE = 500


def own_thresholds(session: Session) -> dict[str, int]:
    """Those that this installation has set."""
    return dict(session.execute(sa.select(SignThreshold.name, SignThreshold.value)).all())


@dataclass(frozen=True)
class WatchedWoman:
    account_id: int
    county_code: str | None
    last_seen_at: dt.datetime | None


def watched_after(session: Session, after_id: int, limit: int) -> list[WatchedWoman]:
    """Active annotators in order of their ids."""
    some = sa.select(Account.id, Account.county_code).where(
        Account.role == Role.ANNOTATOR, Account.state == AccountState.ACTIVE, Account.id > after_id
    )
    women = session.execute(some.order_by(Account.id).limit(limit)).all()
    if not women:
        return []
    seen = (
        sa.select(WebSession.account_id, sa.func.max(WebSession.last_seen_at))
        .where(WebSession.account_id.between(women[0].id, women[-1].id))
        .group_by(WebSession.account_id)
    )
    last_seen = dict(session.execute(seen).all())
    return [WatchedWoman(row.id, row.county_code, last_seen.get(row.id)) for row in women]


def _within(first: dt.date, last: dt.date) -> sa.ColumnElement[bool]:
    return DayWork.day.between(first, last)


def _sum(value: sa.SQLColumnExpression[int], condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(sa.case((condition, value), else_=0)), sa.BigInteger)


def _day_columns(today: dt.date, silent_days: int) -> list[sa.ColumnElement[int]]:
    """Working days before the silence, then five sums of each week, the newest week first."""
    worked = sa.case((DayWork.active_ms > 0, 1), else_=0)
    end = today - dt.timedelta(days=silent_days + 1)
    columns = [_sum(worked, _within(end - dt.timedelta(days=6), end))]
    for week in range(WEEKS):
        last = today - dt.timedelta(days=1 + 7 * week)
        span = _within(last - dt.timedelta(days=6), last)
        values = (DayWork.work_e4, DayWork.active_ms, worked, DayWork.judged, DayWork.accepted)
        columns += [_sum(value, span) for value in values]
    return columns


def _weeks(row: Sequence[int]) -> tuple[Week, ...]:
    return tuple(Week(*row[5 * week : 5 * week + 5]) for week in range(WEEKS))


def woman_facts(
    session: Session, women: Sequence[WatchedWoman], today: dt.date, at: Thresholds, floors: Mapping[str, int]
) -> dict[int, WomanFacts]:
    """Facts of women in a row of ids; whoever never had paid work is left out. Three queries, however many."""
    first_id, last_id = women[0].account_id, women[-1].account_id
    furthest = today - dt.timedelta(days=max(7 * WEEKS, 8 + at.silent_days))
    days = (
        sa.select(DayWork.account_id, *_day_columns(today, at.silent_days))
        .where(DayWork.account_id.between(first_id, last_id), DayWork.day.between(furthest, today))
        .group_by(DayWork.account_id)
    )
    sums = {row[0]: row[1:] for row in session.execute(days)}
    this_month = f"{today:%Y-%m}"
    whole = [shifted(this_month, -n) for n in range(1, MONTHS + 1)]
    months = (
        sa.select(
            MonthWork.account_id,
            sa.func.min(MonthWork.first_day),
            sa.func.max(sa.case((MonthWork.last_day < today, MonthWork.last_day))),
            *(
                sa.cast(
                    sa.func.sum(sa.case((MonthWork.month == one, MonthWork.pay_e4), else_=0)), sa.BigInteger
                )
                for one in whole
            ),
        )
        .where(MonthWork.account_id.between(first_id, last_id), MonthWork.month <= this_month)
        .group_by(MonthWork.account_id)
    )
    hers = {woman.account_id: woman for woman in women}
    stuck = payouts_stuck(session, first_id, last_id)
    found: dict[int, WomanFacts] = {}
    for account_id, first_day, last_day, *pay_e4 in session.execute(months):
        woman, row = hers.get(account_id), sums.get(account_id)
        if woman is not None:
            found[account_id] = WomanFacts(
                today=today,
                weeks=_weeks(row[1:]) if row else (Week(),) * WEEKS,
                days_before_silence=row[0] if row else 0,
                first_day=first_day,
                last_day=last_day,
                months_e4=tuple(pay_e4),
                last_seen_on=clock.local_day(woman.last_seen_at) if woman.last_seen_at else None,
                payout_stuck_hours=stuck.get(account_id, 0),
                floor_e4=floors.get(woman.county_code or ""),
            )
    return found


def payouts_stuck(session: Session, first_id: int, last_id: int) -> dict[int, int]:
    """Woman -> whole hours since a payment failed or came back, where nothing was listed for her after it."""
    newest = (
        sa.select(PayoutLine.annotator_id, sa.func.max(PayoutLine.id).label("id"))
        .where(PayoutLine.annotator_id.between(first_id, last_id), PayoutLine.state != LineState.DROPPED)
        .group_by(PayoutLine.annotator_id)
        .subquery()
    )
    query = sa.select(PayoutLine.annotator_id, PayoutLine.changed_at).join(
        newest, newest.c.id == PayoutLine.id
    )
    query = query.where(PayoutLine.state.in_((LineState.FAILED, LineState.RETURNED)))
    now = clock.now()
    return {row[0]: int((now - row[1]).total_seconds() // 3600) for row in session.execute(query)}


def spells_of(session: Session, account_ids: Iterable[int]) -> dict[int, list[Spell]]:
    """Working spells by month, of those whose tenure is in question."""
    found: dict[int, list[Spell]] = defaultdict(list)
    query = sa.select(MonthWork.account_id, MonthWork.first_day, MonthWork.last_day)
    for some in batched(sorted(set(account_ids)), _AT_ONCE):
        rows = query.where(MonthWork.account_id.in_(some), MonthWork.first_day.is_not(None))
        for account_id, first, last in session.execute(rows):
            if first is not None and last is not None:
                found[account_id].append(Spell(first, last))
    return found


def floors_by_county(session: Session, day: dt.date) -> dict[str, int]:
    """Hourly minimum wage of each county on a day, its own before its province's."""
    floors = hourly_floors_e4(session, day)
    rows = session.execute(sa.select(County.code, County.province_code))
    known = {code: floors.get(code) or floors.get(province) for code, province in rows}
    return {code: floor for code, floor in known.items() if floor}


def work_left_ms(session: Session, today: dt.date) -> dict[int, int]:
    """Woman -> her share of the time that is left in the projects she had pay from in the last week."""
    ids = projects.published_ids(session)
    left = (
        sa.select(Task.project_id, sa.func.sum(Task.target - Task.taken))
        .where(Task.project_id.in_(ids), Task.state == TaskState.OPEN, Task.taken < Task.target)
        .group_by(Task.project_id)
    )
    answers = dict(session.execute(left).all())
    seconds = work.median_seconds_of(session, ids)
    shares: dict[int, int] = defaultdict(int)
    for project_id in ids:
        women = pay.earners_since(session, project_id, today - dt.timedelta(days=7))
        for account_id in women:
            left_ms = int(answers.get(project_id, 0)) * seconds.get(project_id, 0.0) * 1000
            shares[account_id] += int(left_ms) // len(women)
    return dict(shares)


def centres_after(session: Session, after_id: int, limit: int) -> list[tuple[int, str]]:
    """(centre, county) of open centres in order of their ids."""
    query = sa.select(Centre.id, Centre.county_code).where(Centre.closed_on.is_(None), Centre.id > after_id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Centre.id).limit(limit))]


def centre_facts(
    session: Session, centre_ids: Sequence[int], today: dt.date, left_ms: Mapping[int, int]
) -> dict[int, CentreFacts]:
    """Facts of centres in a row of ids; one where nobody worked in eight days is left out."""
    first = today - dt.timedelta(days=8)
    was_there = sa.and_(
        CentreMember.account_id == DayWork.account_id,
        CentreMember.joined_on <= DayWork.day,
        sa.or_(CentreMember.left_on.is_(None), CentreMember.left_on > DayWork.day),
    )
    query = (
        sa.select(CentreMember.centre_id, CentreMember.account_id, DayWork.day, DayWork.active_ms)
        .join(DayWork, was_there)
        .where(
            CentreMember.centre_id.between(centre_ids[0], centre_ids[-1]),
            DayWork.day.between(first, today - dt.timedelta(days=1)),
            DayWork.active_ms > 0,
        )
    )
    active: dict[int, list[int]] = defaultdict(lambda: [0] * 8)
    ms: dict[int, int] = defaultdict(int)
    women: dict[int, set[int]] = defaultdict(set)
    for centre_id, account_id, day, active_ms in session.execute(query):
        ago = (today - day).days - 1
        active[centre_id][ago] += 1
        if ago < 7:
            ms[centre_id] += active_ms
            women[centre_id].add(account_id)
    return {
        centre_id: CentreFacts(tuple(active[centre_id]), ms[centre_id], _mean_of(left_ms, women[centre_id]))
        for centre_id in centre_ids
        if centre_id in active
    }


def _mean_of(left_ms: Mapping[int, int], women: set[int]) -> int | None:
    known = [left_ms[account_id] for account_id in women if account_id in left_ms]
    return sum(known) // len(known) if known else None
