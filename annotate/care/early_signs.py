"""Early signs: what a night sees in a woman's or a centre's last weeks. Pure; each finding has its numbers."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from statistics import median

from annotate.care.words import Sign
from annotate.programmes.tenure import Tenure

WEEKS = 5
MONTHS = 4
HOUR_MS = 3_600_000
Numbers = dict[str, int | str]


@dataclass(frozen=True)
class Thresholds:
    """When a sign is one. Percent, points, days, hours, whole counts, or e4 where the name says so."""

    silent_days: int = 3
    silent_after_days: int = 5  # active days of the seven before the silence
    idle_days: int = 7
    regular_days: int = 8  # working days in the four weeks before
    pay_fell_percent: int = 50
    pay_least_e4: int = 50 * 10_000  # a mean week below this is too small to fall
    month_fell_percent: int = 50
    month_least_e4: int = 200 * 10_000
    acceptance_points: int = 15
    acceptance_least: int = 20  # answers in each of the two weeks
    floor_weeks: int = 2
    floor_least_minutes: int = 60
    payout_hours: int = 48
    tenure_warn_days: int = 7
    target_e4: int = 1_600 * 10_000
    target_months: int = 3
    month_days: int = 14  # signs of a whole month are told in the first days of the next
    centre_percent: int = 80
    centre_least: int = 3  # a mean of fewer active people says nothing
    centre_days_left: int = 1
    rest_days: int = 14  # after closing, the same sign opens no new case
    contact_hours: int = 48


LIMITS = {"floor_weeks": WEEKS, "pay_fell_percent": 100, "month_fell_percent": 100, "centre_percent": 100}
_MOST = 10**12


def thresholds(own: Mapping[str, int]) -> Thresholds:
    """The usual ones with those that an installation has set. Raises ValueError for a name or number that cannot be."""
    known = {field.name for field in fields(Thresholds)}
    for name, value in own.items():
        if name not in known or not 0 <= value <= LIMITS.get(name, _MOST):
            raise ValueError(f"{name} = {value}")
    return replace(Thresholds(), **own)


@dataclass(frozen=True)
class Week:
    """Seven days. days: with paid work; judged: paid answers; accepted: those at the full rate."""

    work_e4: int = 0
    active_ms: int = 0
    days: int = 0
    judged: int = 0
    accepted: int = 0


@dataclass(frozen=True)
class WomanFacts:
    """One woman on the morning of `today`; yesterday is the last day that counts."""

    today: dt.date
    weeks: tuple[Week, ...]  # newest first, WEEKS of them
    days_before_silence: int  # working days of the seven before the last `silent_days`
    first_day: dt.date | None
    last_day: dt.date | None
    months_e4: tuple[int, ...]  # pay of the last MONTHS whole months, newest first
    last_seen_on: dt.date | None = None
    payout_stuck_hours: int = 0
    floor_e4: int | None = None
    tenure_stops_on: dt.date | None = None
    tenure_months: int = 0

    @property
    def idle_days(self) -> int | None:
        """Whole days without paid work up to yesterday."""
        return None if self.last_day is None else (self.today - self.last_day).days - 1


def woman_signs(facts: WomanFacts, at: Thresholds) -> dict[Sign, Numbers]:
    """Every sign of one woman with the numbers behind it."""
    found = {
        Sign.NO_SIGN_IN: _no_sign_in(facts, at),
        Sign.NO_WORK: _no_work(facts, at),
        Sign.PAY_FELL: _pay_fell(facts, at),
        Sign.MONTH_FELL: _month_fell(facts, at),
        Sign.ACCEPTANCE_FELL: _acceptance_fell(facts, at),
        Sign.UNDER_FLOOR: _under_floor(facts, at),
        Sign.PAYOUT_STUCK: _payout_stuck(facts, at),
        Sign.UNDER_TARGET: _under_target(facts, at),
        **_tenure(facts, at),
    }
    return {sign: numbers for sign, numbers in found.items() if numbers is not None}


def _no_sign_in(facts: WomanFacts, at: Thresholds) -> Numbers | None:
    # Work counts as being there: pictures taken along are labelled without a sign-in.
    seen = max((day for day in (facts.last_seen_on, facts.last_day) if day is not None), default=None)
    silent = 0 if seen is None else (facts.today - seen).days - 1
    if silent < at.silent_days or facts.days_before_silence < at.silent_after_days:
        return None
    return {"days": silent, "active_days": facts.days_before_silence}


def _no_work(facts: WomanFacts, at: Thresholds) -> Numbers | None:
    before = sum(week.days for week in facts.weeks[1:])
    idle = facts.idle_days
    return (
        {"days": idle, "before": before}
        if idle is not None and idle >= at.idle_days and before >= at.regular_days
        else None
    )


def _pay_fell(facts: WomanFacts, at: Thresholds) -> Numbers | None:
    sum_e4 = sum(week.work_e4 for week in facts.weeks[1:])
    now_e4, weeks = facts.weeks[0].work_e4, len(facts.weeks) - 1
    if sum_e4 < at.pay_least_e4 * weeks or now_e4 * weeks * 100 >= sum_e4 * at.pay_fell_percent:
        return None
    return {"now_e4": now_e4, "mean_e4": sum_e4 // weeks}


def _month_fell(facts: WomanFacts, at: Thresholds) -> Numbers | None:
    usual_e4 = int(median(facts.months_e4[1:]))
    now_e4 = facts.months_e4[0]
    if facts.today.day > at.month_days or usual_e4 < at.month_least_e4:
        return None
    return (
        {"now_e4": now_e4, "usual_e4": usual_e4} if now_e4 * 100 <= usual_e4 * at.month_fell_percent else None
    )


def _acceptance_fell(facts: WomanFacts, at: Thresholds) -> Numbers | None:
    now, before = facts.weeks[0], facts.weeks[1]
    if min(now.judged, before.judged) < max(at.acceptance_least, 1):
        return None
    # In hundredths of a point per pair of weeks, so that nothing is rounded away.
    fallen = before.accepted * now.judged - now.accepted * before.judged
    if fallen * 100 < at.acceptance_points * now.judged * before.judged:
        return None
    return {
        "now": now.accepted * 100 // now.judged,
        "before": before.accepted * 100 // before.judged,
        "answers": now.judged,
    }


def _under_floor(facts: WomanFacts, at: Thresholds) -> Numbers | None:
    weeks = facts.weeks[: at.floor_weeks]
    least_ms = max(at.floor_least_minutes * 60_000, 1)
    if facts.floor_e4 is None or not weeks:
        return None
    if any(w.active_ms < least_ms or w.work_e4 * HOUR_MS >= facts.floor_e4 * w.active_ms for w in weeks):
        return None
    hourly_e4 = sum(w.work_e4 for w in weeks) * HOUR_MS // sum(w.active_ms for w in weeks)
    return {"hourly_e4": hourly_e4, "floor_e4": facts.floor_e4, "weeks": len(weeks)}


def _payout_stuck(facts: WomanFacts, at: Thresholds) -> Numbers | None:
    hours = facts.payout_stuck_hours
    return {"hours": hours} if hours > 0 and hours >= at.payout_hours else None


def _under_target(facts: WomanFacts, at: Thresholds) -> Numbers | None:
    if facts.first_day is None or facts.today.day > at.month_days:
        return None
    # Whole calendar months after the one in which she began; the last of them is the one looked at.
    whole = (facts.today.year - facts.first_day.year) * 12 + facts.today.month - facts.first_day.month - 1
    now_e4 = facts.months_e4[0]
    return (
        {"now_e4": now_e4, "target_e4": at.target_e4}
        if whole >= at.target_months and 0 < now_e4 < at.target_e4
        else None
    )


def _tenure(facts: WomanFacts, at: Thresholds) -> dict[Sign, Numbers]:
    if facts.tenure_stops_on is None or facts.tenure_months < 1:
        return {}
    left = (facts.tenure_stops_on - facts.today).days
    numbers: Numbers = {
        "months": facts.tenure_months,
        "days": abs(left),
        "day": facts.tenure_stops_on.isoformat(),
    }
    if 0 < left <= at.tenure_warn_days:
        return {Sign.TENURE_ENDS: numbers}
    return {Sign.TENURE_STOPPED: numbers} if -at.tenure_warn_days < left <= 0 else {}


def with_tenure(facts: WomanFacts, tenure: Tenure) -> WomanFacts:
    """tenure: as it was on her last day of work."""
    return replace(facts, tenure_stops_on=tenure.stops_on, tenure_months=tenure.months)


@dataclass(frozen=True)
class CentreFacts:
    """One centre. active: women with paid work by day, the newest (yesterday) first, eight days."""

    active: tuple[int, ...]
    active_ms: int = 0  # of the last seven days
    work_left_ms: int | None = None  # per active woman; None where nobody knows


def centre_signs(facts: CentreFacts, at: Thresholds) -> dict[Sign, Numbers]:
    """Every sign of one centre with the numbers behind it."""
    found: dict[Sign, Numbers] = {}
    now, before = facts.active[0], sum(facts.active[1:8])
    if before >= at.centre_least * 7 and now * 7 * 100 < before * at.centre_percent:
        found[Sign.CENTRE_QUIET] = {"now": now, "mean": _rounded(before, 7)}
    person_days = sum(facts.active[:7])
    if facts.work_left_ms is not None and person_days:
        day_ms = facts.active_ms // person_days
        if facts.work_left_ms < day_ms * at.centre_days_left:
            found[Sign.CENTRE_WORK_ENDS] = {
                "left_minutes": facts.work_left_ms // 60_000,
                "day_minutes": day_ms // 60_000,
            }
    return found


def _rounded(amount: int, parts: int) -> int:
    return (2 * amount + parts) // (2 * parts)


def merged(
    known: Mapping[str, Mapping[str, object]], day: dt.date, found: Mapping[Sign, Numbers]
) -> dict[str, dict[str, object]]:
    """Signs of an open case after another night: first and last night of each, with its newest numbers.

    A night that is done again, or late, changes nothing that is newer.
    """
    signs = {name: dict(one) for name, one in known.items()}
    night = day.isoformat()
    for sign, numbers in found.items():
        one = signs.setdefault(sign.value, {"first": night, "last": "", "numbers": {}})
        one["first"] = min(str(one["first"]), night)
        if night >= str(one["last"]):
            one.update(last=night, numbers=dict(numbers))
    return signs


def resting(closed: Iterable[Mapping[str, object]]) -> set[Sign]:
    """Signs of cases that were closed a short while ago."""
    return {Sign(name) for signs in closed for name in signs}
