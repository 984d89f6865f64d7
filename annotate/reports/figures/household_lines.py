"""Household income: share of platform pay, below and above the line, before and now. Pure.

Only households whose income is known at baseline and now enter any of these figures. If each figure had its own
population, the difference of two figures would tell about the few households that are in one and not in the other.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from annotate.core.months import months_ending
from annotate.households.household import LineState, YearIncome, line_state
from annotate.reports.crossing import TOTAL, hide_crossing, with_totals
from annotate.reports.figures.facts import Figure, FigureState, HouseholdFact, Line, Table
from annotate.reports.statistics import median, rounded
from annotate.reports.suppression import (
    Cell,
    Hiding,
    Reason,
    Rules,
    hide_in_line,
    is_few,
    merged,
    reason_to_hide,
)

_E4 = 10_000
_BELOW, _ABOVE = LineState.BELOW.value, LineState.ABOVE.value
MOVES = {
    (_BELOW, _ABOVE): "below_to_above",
    (_ABOVE, _BELOW): "above_to_below",
    (_BELOW, _BELOW): "stayed_below",
    (_ABOVE, _ABOVE): "stayed_above",
}


def known_in(facts: Sequence[HouseholdFact], month: str) -> list[HouseholdFact]:
    """The population: baseline known, and the twelve months to `month` known."""
    return [fact for fact in facts if fact.baseline is not None and month in fact.years]


def _split(
    facts: Sequence[HouseholdFact], year_of: Callable[[HouseholdFact], YearIncome], line_e4: int
) -> dict[int, str]:
    return {fact.household_id: line_state(year_of(fact), line_e4).value for fact in facts}


def _cells(
    facts: Sequence[HouseholdFact], counties: Sequence[str], states: Mapping[int, str] | None
) -> list[Cell]:
    by_county: dict[str, list[int]] = {code: [] for code in counties}
    for fact in facts:
        by_county[fact.county_code].append(fact.household_id)
    cells = []
    for code, ids in by_county.items():
        parts = (
            tuple(frozenset(i for i in ids if states[i] == state) for state in (_BELOW, _ABOVE))
            if states is not None
            else ()
        )
        cells.append(Cell(code, dict.fromkeys(ids, 0), parts))
    return cells


def month_line(
    facts: Sequence[HouseholdFact], month: str, counties: Sequence[str], line_e4: int | None, rules: Rules
) -> Line:
    """Share of platform pay and the split by the line, all counties of one month and their total."""
    known = known_in(facts, month)
    shares = {f.household_id: share for f in known if (share := f.years[month].platform_share) is not None}
    by_share = _cells([fact for fact in known if fact.household_id in shares], counties, None)
    share_hiding = hide_in_line(by_share, _share_judge(known, shares, rules))
    figures = _share_figures(by_share, share_hiding, shares, month, rules)
    reasons = share_hiding.reasons
    states = _split(known, lambda fact: fact.years[month], line_e4) if line_e4 is not None else None
    by_state = _cells(known, counties, states)
    if states is not None:
        hiding = hide_in_line(by_state, lambda cell: reason_to_hide(cell, rules))
        figures += _split_figures(by_state, hiding, ("below_now", "above_now"), month, rules)
        reasons = [*reasons, *hiding.reasons]
    # Both populations: the next report is held against each.
    logged = _logged(by_state) | {f"share|{code}": ids for code, ids in _logged(by_share).items()}
    return Line(f"household|{month}", tuple(figures), logged, tuple(reasons))


def _share_judge(
    known: Sequence[HouseholdFact], shares: Mapping[int, Fraction], rules: Rules
) -> Callable[[Cell], Reason | None]:
    """A share is taken of households with net income only. Where a few have none, it is hidden: the split by the line counts
    them too, and the difference of the two would tell of those few."""
    without: dict[str, int] = {}
    for fact in known:
        if fact.household_id not in shares:
            without[fact.county_code] = without.get(fact.county_code, 0) + 1
    all_told = {fact.county_code for fact in known if fact.household_id in shares}

    def judge(cell: Cell) -> Reason | None:
        codes = set(cell.key.split("+"))
        # The total leaves out whole counties of which nobody has an income, too.
        few = sum(without.values()) if codes >= all_told else sum(without.get(code, 0) for code in codes)
        return Reason.NEAR_RELEASE if is_few(few, rules) else reason_to_hide(cell, rules)

    return judge


def _logged(cells: Sequence[Cell]) -> dict[str, frozenset[int]]:
    return {cell.key: frozenset(cell.members) for cell in cells} | {"": frozenset(merged(cells).members)}


def _places(
    cells: Sequence[Cell], hiding: Hiding, tables: tuple[Table, Table]
) -> list[tuple[Table, str, Cell, bool]]:
    """(table, county, cell, hidden) of each county, then of all."""
    each = [(tables[0], cell.key, cell, cell.key in hiding.hidden) for cell in cells]
    return [*each, (tables[1], "", merged(cells), hiding.total is not None)]


def _share_figures(
    cells: Sequence[Cell], hiding: Hiding, shares: Mapping[int, Fraction], month: str, rules: Rules
) -> list[Figure]:
    found = []
    for table, code, cell, hidden in _places(cells, hiding, (Table.COUNTY_MONTHS, Table.MONTHS)):
        place = (table, "platform_share", code, month)
        if not cell.n or hidden:
            found.append(Figure(*place, FigureState.HIDDEN if cell.n else FigureState.NOBODY))
            continue
        value = percent(median([shares[i] for i in cell.members]))
        found.append(Figure(*place, FigureState.SHOWN, str(value), rounded(cell.n, rules.count_base)))
    return found


def percent(share: Fraction) -> int:
    """Whole per cent; never 0 or 100, which would tell the same of every single household."""
    return min(95, max(5, rounded(share * 100)))


def _split_figures(
    cells: Sequence[Cell],
    hiding: Hiding,
    metrics: tuple[str, str],
    month: str,
    rules: Rules,
    tables: tuple[Table, Table] = (Table.COUNTY_MONTHS, Table.MONTHS),
) -> list[Figure]:
    found = []
    for table, code, cell, hidden in _places(cells, hiding, tables):
        for index, metric in enumerate(metrics):
            place = (table, metric, code, month)
            if not cell.n or hidden:
                found.append(Figure(*place, FigureState.HIDDEN if cell.n else FigureState.NOBODY))
                continue
            value = rounded(len(cell.parts[index]), rules.count_base)
            found.append(Figure(*place, FigureState.SHOWN, str(value), rounded(cell.n, rules.count_base)))
    return found


def panel_line(
    facts: Sequence[HouseholdFact], month: str, counties: Sequence[str], line_e4: int | None, rules: Rules
) -> Line:
    """Before and now of the same households, and how many moved each way."""
    known = known_in(facts, month)
    by_income = _cells(known, counties, None)
    income_hiding = hide_in_line(by_income, lambda cell: reason_to_hide(cell, rules))
    figures = _income_figures(known, by_income, income_hiding, month, rules)
    reasons = income_hiding.reasons
    if line_e4 is not None:
        more, why = _line_figures(known, month, counties, line_e4, rules)
        figures, reasons = figures + more, reasons + why
    return Line("panel", tuple(figures), _logged(by_income), tuple(reasons))


def _income_figures(
    known: Sequence[HouseholdFact], cells: Sequence[Cell], hiding: Hiding, month: str, rules: Rules
) -> list[Figure]:
    by_id = {fact.household_id: fact for fact in known}
    found = []
    for table, code, cell, hidden in _places(cells, hiding, (Table.BEFORE_NOW, Table.BEFORE_NOW)):
        for metric in ("per_capita_baseline", "per_capita_now"):
            if not cell.n or hidden:
                state = FigureState.HIDDEN if cell.n else FigureState.NOBODY
                found.append(Figure(table, metric, code, month, state))
                continue
            incomes = [_per_capita(by_id[i], metric, month) for i in cell.members]
            value = rounded(median(incomes) / _E4, rules.amount_base)
            n = rounded(cell.n, rules.count_base)
            found.append(Figure(table, metric, code, month, FigureState.SHOWN, str(value), n))
    return found


def _per_capita(fact: HouseholdFact, metric: str, month: str) -> Fraction:
    year = fact.baseline if metric == "per_capita_baseline" else fact.years[month]
    assert year is not None
    return year.per_capita


def _baseline(fact: HouseholdFact) -> YearIncome:
    assert fact.baseline is not None
    return fact.baseline


def _line_figures(
    known: Sequence[HouseholdFact], month: str, counties: Sequence[str], line_e4: int, rules: Rules
) -> tuple[list[Figure], list[Reason]]:
    before = _split(known, _baseline, line_e4)
    now = _split(known, lambda fact: fact.years[month], line_e4)
    figures: list[Figure] = []
    reasons: list[Reason] = []
    totals_shown = {}
    for states, metrics in (
        (before, ("below_baseline", "above_baseline")),
        (now, ("below_now", "above_now")),
    ):
        cells = _cells(known, counties, states)
        hiding = hide_in_line(cells, lambda cell: reason_to_hide(cell, rules))
        figures += _split_figures(cells, hiding, metrics, month, rules, (Table.BEFORE_NOW, Table.BEFORE_NOW))
        totals_shown[metrics[0]] = hiding.total is None
        reasons += hiding.reasons
    figures += _gaps(known, month, line_e4, totals_shown, rules)
    figures += _sustained(known, month, line_e4, rules)
    moves, why = _moves(before, now, month, totals_shown["below_baseline"], totals_shown["below_now"], rules)
    return figures + moves, reasons + why


def _gaps(
    known: Sequence[HouseholdFact], month: str, line_e4: int, totals_shown: Mapping[str, bool], rules: Rules
) -> list[Figure]:
    """How far households lie under the line, in the mean over all; told where the split by the line is."""
    found = []
    for metric, split in (("poverty_gap_baseline", "below_baseline"), ("poverty_gap_now", "below_now")):
        place = (Table.BEFORE_NOW, metric, "", month)
        if not known or not totals_shown[split]:
            found.append(Figure(*place, FigureState.HIDDEN if known else FigureState.NOBODY))
            continue
        years = [_baseline(fact) if split == "below_baseline" else fact.years[month] for fact in known]
        lacks = [max(Fraction(0), 1 - year.per_capita / line_e4) for year in years]
        gap = sum(lacks, start=Fraction(0)) * 100 / len(years)
        found.append(
            Figure(*place, FigureState.SHOWN, str(rounded(gap)), rounded(len(known), rules.count_base))
        )
    return found


_SUSTAINED = (3, 6, 12)


def _sustained(known: Sequence[HouseholdFact], month: str, line_e4: int, rules: Rules) -> list[Figure]:
    """Households at or above the line in each of the last months; told where ten are and ten are not, or nobody."""
    found = []
    for count in _SUSTAINED:
        place = (Table.BEFORE_NOW, f"sustained_{count}", "", month)
        months = months_ending(month, count)
        held = [
            fact
            for fact in known
            if all(
                one in fact.years and line_state(fact.years[one], line_e4) is LineState.ABOVE
                for one in months
            )
        ]
        few = any(is_few(n, rules) for n in (len(held), len(known) - len(held)))
        if not known or few or len(known) < rules.least:
            found.append(Figure(*place, FigureState.HIDDEN if known else FigureState.NOBODY))
            continue
        value = rounded(len(held), rules.count_base)
        found.append(Figure(*place, FigureState.SHOWN, str(value), rounded(len(known), rules.count_base)))
    return found


def _moves(
    before: Mapping[int, str],
    now: Mapping[int, str],
    month: str,
    rows_shown: bool,
    columns_shown: bool,
    rules: Rules,
) -> tuple[list[Figure], list[Reason]]:
    """The four ways. Their totals stand in the table of before and now, shown or hidden, and must stay so."""
    if not before:
        return [Figure(Table.MOVES, metric, "", month, FigureState.NOBODY) for metric in MOVES.values()], []
    if len(before) < rules.least:
        few = [Figure(Table.MOVES, metric, "", month, FigureState.HIDDEN) for metric in MOVES.values()]
        return few, [Reason.TOO_FEW]
    counts = dict.fromkeys(MOVES, 0)
    for household_id, state in before.items():
        counts[state, now[household_id]] += 1
    table = with_totals(counts)
    rows, columns = (
        {(state, TOTAL) for state in (_BELOW, _ABOVE)},
        {(TOTAL, state) for state in (_BELOW, _ABOVE)},
    )
    shown = (rows if rows_shown else set()) | (columns if columns_shown else set()) | {(TOTAL, TOTAL)}
    demanded = (rows | columns) - shown
    hidden = hide_crossing(table, rules.least, frozenset(shown), frozenset(demanded))
    figures = []
    for key, metric in MOVES.items():
        if key in hidden:
            figures.append(Figure(Table.MOVES, metric, "", month, FigureState.HIDDEN))
            continue
        value, n = (rounded(count, rules.count_base) for count in (counts[key], len(before)))
        figures.append(Figure(Table.MOVES, metric, "", month, FigureState.SHOWN, str(value), n))
    small = [Reason.TOO_FEW for key in MOVES if key in hidden and counts[key] < rules.least]
    other = [Reason.COMPLEMENTARY for key in MOVES if key in hidden and counts[key] >= rules.least]
    return figures, small + other
