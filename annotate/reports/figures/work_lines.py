"""Conditions of work in a quarter: pay against the local minimum, its swing, hours without work, appeals that were right. Pure.

Each figure is a line of its own: a share is told when both its sides have enough people, a median of enough people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from annotate.reports.figures.facts import Figure, FigureState, Line, PayFact, Table
from annotate.reports.periods import Period
from annotate.reports.statistics import median, rounded
from annotate.reports.suppression import Reason, Rules, is_few

_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class WorkFacts:
    """floors_e4: hourly minimum by county, where the registry knows it. waits: woman -> hours until she had work again, each
    call of the button. waiting: who had none at the period's end. appeals: woman -> (decided, of them right). payments: woman ->
    whether all of hers arrived in time. month_floor_e4: the programme's promise, if any. centres: (working, open)."""

    floors_e4: Mapping[str, int] = field(default_factory=dict)
    waits: Mapping[int, Sequence[Fraction]] = field(default_factory=dict)
    appeals: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    waiting: frozenset[int] = frozenset()
    payments: Mapping[int, bool] = field(default_factory=dict)
    month_floor_e4: int | None = None
    centres: tuple[int, int] = (0, 0)


def _line(
    period: Period,
    metric: str,
    figure: Figure,
    people: frozenset[int],
    reason: Reason | None,
    part: frozenset[int] | None = None,
) -> Line:
    """part: of a share, the people that it counts: a restated share is held against both."""
    cells = {"": people} if part is None else {"": people, "part": part}
    return Line(f"{metric}|{period.text}", (figure,), cells, (reason,) if reason else ())


def _share(
    period: Period, metric: str, whole: frozenset[int], part: frozenset[int], left_out: int, rules: Rules
) -> Line:
    """Of the people in `whole` those in `part`, from rounded counts, between 5 and 95 per cent."""
    place = (Table.PERIOD, metric, "", "")
    if not whole:
        return _line(period, metric, Figure(*place, FigureState.NOBODY), whole, None)
    if len(whole) < rules.least or any(
        is_few(n, rules) for n in (len(part), len(whole) - len(part), left_out)
    ):
        return _line(period, metric, Figure(*place, FigureState.HIDDEN), whole, Reason.TOO_FEW, part)
    n = rounded(len(whole), rules.count_base)
    value = rounded(Fraction(rounded(len(part), rules.count_base) * 100, n))
    return _line(
        period, metric, Figure(*place, FigureState.SHOWN, str(min(95, max(5, value))), n), whole, None, part
    )


def _median(period: Period, metric: str, values: Mapping[int, Fraction], rules: Rules) -> Line:
    place, people = (Table.PERIOD, metric, "", ""), frozenset(values)
    if not values:
        return _line(period, metric, Figure(*place, FigureState.NOBODY), people, None)
    if len(values) < rules.least:
        return _line(period, metric, Figure(*place, FigureState.HIDDEN), people, Reason.TOO_FEW)
    n = rounded(len(values), rules.count_base)
    told = str(rounded(median(list(values.values()))))
    return _line(period, metric, Figure(*place, FigureState.SHOWN, told, n), people, None)


def minimum_line(facts: Sequence[PayFact], work: WorkFacts, period: Period, rules: Rules) -> Line:
    """Women whose pay for an hour of the quarter was at or above the minimum of their county; unknown without any minimum."""
    pay: dict[int, list[int]] = {}
    county: dict[int, str] = {}
    for fact in facts:
        if fact.month in period.elapsed_months and fact.active_ms > 0:
            sums = pay.setdefault(fact.account_id, [0, 0])
            sums[0] += fact.pay_e4
            sums[1] += fact.active_ms
            county[fact.account_id] = fact.county_code
    known = frozenset(who for who in pay if county[who] in work.floors_e4)
    if pay and not known:
        figure = Figure(Table.PERIOD, "at_minimum", "", "", FigureState.UNKNOWN)
        return _line(period, "at_minimum", figure, frozenset(), None)
    reached = frozenset(
        who for who in known if pay[who][0] * _HOUR_MS >= work.floors_e4[county[who]] * pay[who][1]
    )
    return _share(period, "at_minimum", known, reached, len(pay) - len(known), rules)


def swing_line(facts: Sequence[PayFact], period: Period, rules: Rules) -> Line:
    """How far a woman's months lie apart: highest less lowest month in per cent of her mean; of those with two months and more."""
    by_woman: dict[int, list[int]] = {}
    for fact in facts:
        if fact.month in period.elapsed_months and fact.month != period.running_month:
            by_woman.setdefault(fact.account_id, []).append(fact.pay_e4)
    swings = {
        who: Fraction((max(some) - min(some)) * 100 * len(some), sum(some))
        for who, some in by_woman.items()
        if len(some) > 1
    }
    return _median(period, "pay_swing", swings, rules)


def waiting_line(work: WorkFacts, period: Period, rules: Rules) -> Line:
    """Hours from "no work for me" to the next picture, each woman's mean, median over women."""
    means = {who: Fraction(sum(hours), len(hours)) for who, hours in work.waits.items() if hours}
    return _median(period, "work_again_hours", means, rules)


def appeals_line(work: WorkFacts, period: Period, rules: Rules) -> Line:
    """Of the women who asked for another look, those of whom at least one was right."""
    asked = frozenset(who for who, (decided, _right) in work.appeals.items() if decided)
    right = frozenset(who for who, (_decided, right) in work.appeals.items() if right)
    return _share(period, "appeals_right", asked, right & asked, 0, rules)


def waiting_now_line(work: WorkFacts, period: Period, rules: Rules) -> Line:
    """How many women waited for work when the period ended."""
    place = (Table.PERIOD, "waiting_for_work", "", "")
    if not work.waiting:
        return _line(period, place[1], Figure(*place, FigureState.NOBODY), work.waiting, None)
    if len(work.waiting) < rules.least:
        return _line(period, place[1], Figure(*place, FigureState.HIDDEN), work.waiting, Reason.TOO_FEW)
    n = rounded(len(work.waiting), rules.count_base)
    return _line(period, place[1], Figure(*place, FigureState.SHOWN, str(n), n), work.waiting, None)


def payments_line(work: WorkFacts, period: Period, rules: Rules) -> Line:
    """Of the women with a payment in the period, those all of whose payments arrived in time."""
    in_time = frozenset(who for who, is_in_time in work.payments.items() if is_in_time)
    return _share(period, "paid_in_15_days", frozenset(work.payments), in_time, 0, rules)


def month_floor_line(facts: Sequence[PayFact], work: WorkFacts, period: Period, rules: Rules) -> Line:
    """Of the women with pay, those whose every whole month with pay reached the programme's promise; unknown without one."""
    if work.month_floor_e4 is None:
        figure = Figure(Table.PERIOD, "at_month_floor", "", "", FigureState.UNKNOWN)
        return _line(period, "at_month_floor", figure, frozenset(), None)
    reached: dict[int, bool] = {}
    for fact in facts:
        if fact.month in period.elapsed_months and fact.month != period.running_month:
            is_at = fact.pay_e4 >= work.month_floor_e4
            reached[fact.account_id] = reached.get(fact.account_id, True) and is_at
    part = frozenset(who for who, is_at in reached.items() if is_at)
    return _share(period, "at_month_floor", frozenset(reached), part, 0, rules)


def centres_line(work: WorkFacts, period: Period) -> Line:
    """Of the open centres with ten women and more, those where somebody was paid in the last whole month. No figure of people."""
    place, (working, open_) = (Table.PERIOD, "centres_working", "", ""), work.centres
    if not open_:
        return _line(period, place[1], Figure(*place, FigureState.NOBODY), frozenset(), None)
    value = min(95, max(5, rounded(Fraction(working * 100, open_))))
    return _line(period, place[1], Figure(*place, FigureState.SHOWN, str(value), open_), frozenset(), None)


def lines(facts: Sequence[PayFact], work: WorkFacts | None, period: Period, rules: Rules) -> list[Line]:
    """All of them; none where nothing is known of the work."""
    if work is None:
        return []
    return [
        minimum_line(facts, work, period, rules),
        swing_line(facts, period, rules),
        waiting_line(work, period, rules),
        appeals_line(work, period, rules),
        waiting_now_line(work, period, rules),
        payments_line(work, period, rules),
        month_floor_line(facts, work, period, rules),
        centres_line(work, period),
    ]
