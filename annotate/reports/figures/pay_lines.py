"""Pay by county and month, and of the whole period. Pure."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from annotate.reports.figures.facts import Figure, FigureState, Line, PayFact, Table
from annotate.reports.periods import Period
from annotate.reports.statistics import median, quantile, rounded
from annotate.reports.suppression import Cell, Rules, hide_in_line, merged, reason_to_hide

_E4 = 10_000
_HOUR_MS = 3_600_000
_MONTH_METRICS = ("active_annotators", "median_pay", "median_hourly", "total_pay")


def month_line(
    facts: Sequence[PayFact], month: str, counties: Sequence[str], running: bool, rules: Rules
) -> Line:
    """All counties of one month and their total."""
    of_month = [fact for fact in facts if fact.month == month]
    by_county: dict[str, list[PayFact]] = {code: [] for code in counties}
    for fact in of_month:
        by_county[fact.county_code].append(fact)
    cells = [_cell(code, some) for code, some in by_county.items()]
    hiding = hide_in_line(cells, lambda cell: reason_to_hide(cell, rules))
    figures: list[Figure] = []
    for code, some in by_county.items():
        figures += _figures(Table.COUNTY_MONTHS, code, month, some, code in hiding.hidden, running, rules)
    figures += _figures(Table.MONTHS, "", month, of_month, hiding.total is not None, running, rules)
    figures.append(_top_up(of_month, month, running, rules))
    logged = {cell.key: frozenset(cell.members) for cell in cells} | {"": frozenset(merged(cells).members)}
    return Line(f"pay|{month}", tuple(figures), logged, tuple(hiding.reasons))


def _cell(code: str, facts: Iterable[PayFact]) -> Cell:
    return Cell(code, {fact.account_id: fact.pay_e4 for fact in facts})


def _figures(
    table: Table, code: str, month: str, facts: Sequence[PayFact], hidden: bool, running: bool, rules: Rules
) -> list[Figure]:
    if not facts or hidden:
        state = FigureState.HIDDEN if facts else FigureState.NOBODY
        return [Figure(table, metric, code, month, state) for metric in _MONTH_METRICS]
    n = rounded(len(facts), rules.count_base)

    def shown(metric: str, value: int) -> Figure:
        return Figure(table, metric, code, month, FigureState.SHOWN, str(value), n)

    found = [
        shown("active_annotators", n),
        shown("median_pay", _yuan(median([fact.pay_e4 for fact in facts]), rules)),
        _hourly(table, code, month, facts, rules),
    ]
    # Two looks on two days at a sum that still grows would tell what one woman earned in between.
    if running:
        return [*found, Figure(table, "total_pay", code, month, FigureState.RUNNING)]
    return [*found, shown("total_pay", _yuan(sum(fact.pay_e4 for fact in facts), rules))]


def _yuan(amount_e4: int | Fraction, rules: Rules) -> int:
    return rounded(Fraction(amount_e4) / _E4, rules.amount_base)


def _hourly(table: Table, code: str, month: str, facts: Sequence[PayFact], rules: Rules) -> Figure:
    rates = [fact.pay_e4 * _HOUR_MS // fact.active_ms for fact in facts if fact.active_ms > 0]
    if len(rates) < rules.least:
        return Figure(table, "median_hourly", code, month, FigureState.HIDDEN)
    n = rounded(len(rates), rules.count_base)
    return Figure(
        table, "median_hourly", code, month, FigureState.SHOWN, str(rounded(median(rates) / _E4)), n
    )


def _top_up(facts: Sequence[PayFact], month: str, running: bool, rules: Rules) -> Figure:
    given = Cell("top_up", {fact.account_id: fact.top_up_e4 for fact in facts if fact.top_up_e4 > 0})
    place = (Table.MONTHS, "total_top_up", "", month)
    if running:
        return Figure(*place, FigureState.RUNNING)
    if not given.n:
        return Figure(*place, FigureState.NOBODY)
    if reason_to_hide(given, rules):
        return Figure(*place, FigureState.HIDDEN)
    value = _yuan(sum(given.members.values()), rules)
    return Figure(*place, FigureState.SHOWN, str(value), rounded(given.n, rules.count_base))


def mean_months(facts: Iterable[PayFact], months: Sequence[str]) -> dict[int, Fraction]:
    """Each woman's mean pay over the months of the period in which she had pay."""
    wanted, pay = set(months), dict[int, list[int]]()
    for fact in facts:
        if fact.month in wanted:
            pay.setdefault(fact.account_id, []).append(fact.pay_e4)
    return {account_id: Fraction(sum(some), len(some)) for account_id, some in pay.items()}


def period_line(facts: Sequence[PayFact], period: Period, rules: Rules) -> Line:
    """The whole quarter, all counties: each woman once."""
    means = mean_months(facts, period.elapsed_months)
    metrics = ("active_annotators", "median_pay", "p10_pay", "p90_pay")
    cell = Cell("", dict.fromkeys(means, 0))
    reason = reason_to_hide(cell, rules) if means else None
    if not means or reason:
        state = FigureState.HIDDEN if means else FigureState.NOBODY
        figures = tuple(Figure(Table.PERIOD, metric, "", "", state) for metric in metrics)
        return Line(f"period|{period.text}", figures, {"": frozenset(means)}, (reason,) if reason else ())
    n = rounded(cell.n, rules.count_base)
    values = {
        "active_annotators": n,
        "median_pay": _yuan(median(list(means.values())), rules),
        "p10_pay": _yuan(quantile(list(means.values()), Fraction(1, 10)), rules),
        "p90_pay": _yuan(quantile(list(means.values()), Fraction(9, 10)), rules),
    }
    few = cell.n < rules.least_for_tails
    shown = tuple(
        Figure(Table.PERIOD, metric, "", "", FigureState.HIDDEN)
        if few and metric in ("p10_pay", "p90_pay")
        else Figure(Table.PERIOD, metric, "", "", FigureState.SHOWN, str(value), n)
        for metric, value in values.items()
    )
    return Line(f"period|{period.text}", shown, {"": frozenset(means)})
