"""Conditions of work in a quarter: pay against the local minimum, its swing, hours without work, appeals that were right. Pure.

Each figure is a line of its own: a share is told when both its sides have enough people, a median of enough people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from annotate.reports.figures.facts import Figure, FigureState, Line, PayFact, Table
from annotate.reports.periods import Period
from annotate.reports.statistics import median, rounded
from annotate.reports.suppression import Reason, Rules

_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class WorkFacts:
    """floors_e4: hourly minimum by county, where the registry knows it. waits: woman -> hours until she had work again, each
    call of the button. appeals: woman -> (decided, of them right)."""

    floors_e4: Mapping[str, int] = field(default_factory=dict)
    waits: Mapping[int, Sequence[Fraction]] = field(default_factory=dict)
    appeals: Mapping[int, tuple[int, int]] = field(default_factory=dict)


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


def _few(count: int, rules: Rules) -> bool:
    return 0 < count < rules.least


def _share(
    period: Period, metric: str, whole: frozenset[int], part: frozenset[int], left_out: int, rules: Rules
) -> Line:
    """Of the people in `whole` those in `part`, from rounded counts, between 5 and 95 per cent."""
    place = (Table.PERIOD, metric, "", "")
    if not whole:
        return _line(period, metric, Figure(*place, FigureState.NOBODY), whole, None)
    if len(whole) < rules.least or any(_few(n, rules) for n in (len(part), len(whole) - len(part), left_out)):
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


def lines(facts: Sequence[PayFact], work: WorkFacts | None, period: Period, rules: Rules) -> list[Line]:
    """All of them; none where nothing is known of the work."""
    if work is None:
        return []
    return [
        minimum_line(facts, work, period, rules),
        swing_line(facts, period, rules),
        waiting_line(work, period, rules),
        appeals_line(work, period, rules),
    ]
