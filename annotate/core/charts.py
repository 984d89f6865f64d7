"""Where every mark of a chart lies, computed once on the server; templates/base/charts.html only draws it.

All lengths are SVG units, y grows downwards. Values are in the unit that the reader sees (yuan, people, per cent);
None is a value that is hidden or unknown and leaves a gap, never a zero.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from annotate.core.chart_shapes import (
    Bar,
    BarChart,
    Cell,
    Change,
    CohortGrid,
    ColumnChart,
    Dumbbell,
    DumbbellChart,
    Line,
    LineChart,
    Mark,
    Plot,
    Reference,
    Series,
    Tick,
    TwoWidths,
)
from annotate.core.chart_words import Number, short_number, shorten, text_width

# A whole page, a half of it, a phone.
WIDE = 880
HALF = 560
NARROW = 358
TEXT_SIZE = 14
_ROW_HEIGHT = 34
_GAP = 10
# A raw step below the first number is rounded to the second.
_NICE = ((1.5, 1), (3, 2), (7, 5), (10.5, 10))

Chart = TypeVar("Chart")


def at_two_widths(draw: Callable[[int], Chart], wide: int = WIDE) -> TwoWidths[Chart]:
    """wide: HALF for a chart beside another one, else its words become too small."""
    return TwoWidths(draw(wide), draw(NARROW))


@dataclass(frozen=True)
class Scale:
    """Straight map from values low ... high to places start ... end."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: Number) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def nice_ticks(low: Number, high: Number, about: int = 5) -> tuple[float, ...]:
    """Round numbers (1, 2, 5 times a power of ten) from at or below low to at or above high.

    Source: Heckbert, Nice Numbers for Graph Labels, Graphics Gems, 1990.
    """
    span = float(high) - float(low) or abs(float(high)) or 1.0
    top = float(low) + span
    raw = span / max(1, about - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(nice * power for limit, nice in _NICE if raw / power < limit)
    first = math.floor(float(low) / step + 1e-9)
    last = math.ceil(top / step - 1e-9)
    return tuple(round(index * step, 10) for index in range(first, last + 1))


def line_chart(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    width: int = WIDE,
    locale: str = "zh_CN",
    references: Sequence[Reference] = (),
    from_zero: bool = True,
) -> LineChart:
    """Values over time. labels: one for each place on the x axis. At most four series."""
    ticks = nice_ticks(*_range([s.values for s in series], references, from_zero))
    plot = _upright_plot(width, ticks, locale)
    down = Scale(ticks[0], ticks[-1], plot.bottom, plot.top)
    across = Scale(0, max(1, len(labels) - 1), plot.left + 6, plot.right - 6)
    return LineChart(
        plot=plot,
        y_ticks=tuple(Tick(down.at(t), short_number(t, locale)) for t in ticks),
        x_ticks=_sparse_ticks(labels, [across.at(i) for i in range(len(labels))], plot),
        lines=tuple(_line(n, s, labels, across, down, locale) for n, s in enumerate(series[:4], 1)),
        references=_references(references, down, locale),
    )


def column_chart(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    width: int = WIDE,
    locale: str = "zh_CN",
    references: Sequence[Reference] = (),
) -> ColumnChart:
    """Amounts per day or month, always from zero, because the eye compares lengths."""
    ticks = nice_ticks(*_range([s.values for s in series], references, True))
    plot = _upright_plot(width, ticks, locale)
    down = Scale(ticks[0], ticks[-1], plot.bottom, plot.top)
    slot = (plot.right - plot.left) / max(1, len(labels))
    thickness = min(48.0, slot * 0.72 / max(1, len(series)))
    bars = []
    for number, one in enumerate(series[:4], 1):
        for index, value in enumerate(one.values):
            x = plot.left + slot * (index + 0.5) + thickness * (number - 1 - len(series) / 2)
            bars.append(_column(x, thickness, value, number, down, f"{labels[index]} {one.name}", locale))
    middles = [plot.left + slot * (index + 0.5) for index in range(len(labels))]
    return ColumnChart(
        plot=plot,
        y_ticks=tuple(Tick(down.at(t), short_number(t, locale)) for t in ticks),
        x_ticks=_sparse_ticks(labels, middles, plot),
        bars=tuple(bars),
        names=tuple(s.name for s in series[:4]),
        references=_references(references, down, locale),
    )


def bar_chart(
    labels: Sequence[str],
    values: Sequence[Number | None],
    *,
    width: int = WIDE,
    locale: str = "zh_CN",
    references: Sequence[Reference] = (),
    hidden_word: str = "",
) -> BarChart:
    """One amount for each name, largest question first: sort before calling."""
    ticks = nice_ticks(*_range([values], references, True), about=_ticks_across(width))
    names = _names(labels, width)
    plot = _lying_plot(width, names, len(labels), value_space=text_width("0,000,000", TEXT_SIZE))
    across = Scale(ticks[0], ticks[-1], plot.left, plot.right)
    middles = _middles(plot, len(labels))
    bars = [
        Bar(
            x=plot.left,
            y=middle - _ROW_HEIGHT * 0.31,
            width=0.0 if value is None else round(across.at(value) - across.at(0), 1),
            height=round(_ROW_HEIGHT * 0.62, 1),
            number=1,
            label=hidden_word if value is None else short_number(value, locale),
            name=label,
            hidden=value is None,
        )
        for label, value, middle in zip(labels, values, middles, strict=True)
    ]
    return BarChart(
        plot=plot,
        rows=tuple(Tick(y, name) for y, name in zip(middles, names, strict=True)),
        bars=tuple(bars),
        x_ticks=tuple(Tick(across.at(t), short_number(t, locale)) for t in ticks),
        references=_references(references, across, locale),
    )


def dumbbell_chart(
    changes: Sequence[Change],
    *,
    width: int = WIDE,
    locale: str = "zh_CN",
    references: Sequence[Reference] = (),
) -> DumbbellChart:
    """Then and now for each name, joined by a line that shows which way it went."""
    both = [value for change in changes for value in (change.before, change.now)]
    ticks = nice_ticks(*_range([both], references, True), about=_ticks_across(width))
    names = _names([change.label for change in changes], width)
    plot = _lying_plot(width, names, len(changes), value_space=24)
    across = Scale(ticks[0], ticks[-1], plot.left + 8, plot.right)
    rows = [
        _dumbbell(change, name, y, across, locale)
        for change, name, y in zip(changes, names, _middles(plot, len(changes)), strict=True)
    ]
    return DumbbellChart(
        plot=plot,
        rows=tuple(rows),
        x_ticks=tuple(Tick(across.at(t), short_number(t, locale)) for t in ticks),
        references=_references(references, across, locale),
    )


def cohort_grid(
    rows: Sequence[str],
    columns: Sequence[str],
    percents: Sequence[Sequence[Number | None]],
    *,
    width: int = WIDE,
    hidden_word: str = "",
) -> CohortGrid:
    """Which share of each month's newcomers was still here later. percents: 0 ... 100, a list for each row."""
    left = max((text_width(name, TEXT_SIZE) for name in rows), default=0) + _GAP
    cell_width = (width - left) / max(1, len(columns))
    top = TEXT_SIZE * 2.0
    plot = Plot(width, top + _ROW_HEIGHT * len(rows), left, width, top, top + _ROW_HEIGHT * len(rows))
    cells = [
        Cell(
            x=round(left + index * cell_width, 1),
            y=round(top + row * _ROW_HEIGHT, 1),
            shade=None if value is None else min(4, int(float(value) // 20)),
            label=hidden_word if value is None else f"{float(value):.0f}%",
        )
        for row, values in enumerate(percents)
        for index, value in enumerate(values)
    ]
    return CohortGrid(
        plot=plot,
        cell_width=round(cell_width, 1),
        cell_height=_ROW_HEIGHT,
        rows=tuple(Tick(y, name) for y, name in zip(_middles(plot, len(rows)), rows, strict=True)),
        columns=tuple(Tick(round(left + (i + 0.5) * cell_width, 1), name) for i, name in enumerate(columns)),
        cells=tuple(cells),
    )


def _range(
    groups: Sequence[Sequence[Number | None]], references: Sequence[Reference], from_zero: bool
) -> tuple[float, float]:
    known = [float(v) for group in groups for v in group if v is not None]
    known += [float(reference.value) for reference in references]
    low, high = min(known, default=0.0), max(known, default=1.0)
    return (min(0.0, low), max(0.0, high)) if from_zero else (low, high)


def _upright_plot(width: int, ticks: Sequence[float], locale: str) -> Plot:
    height = 320 if width >= HALF else 240
    left = max(text_width(short_number(t, locale), TEXT_SIZE) for t in ticks) + _GAP
    return Plot(width, height, left, width - 8, 20, height - TEXT_SIZE * 2)


def _lying_plot(width: int, names: Sequence[str], count: int, value_space: float) -> Plot:
    left = max((text_width(name, TEXT_SIZE) for name in names), default=0) + _GAP
    # Room above for the names of reference lines.
    top = TEXT_SIZE * 1.8
    bottom = top + _ROW_HEIGHT * count
    return Plot(width, bottom + TEXT_SIZE * 2, left, width - value_space, top, bottom)


def _ticks_across(width: int) -> int:
    return 6 if width > HALF else 4


def _names(labels: Sequence[str], width: int) -> list[str]:
    return [shorten(label, width * 0.36, TEXT_SIZE) for label in labels]


def _middles(plot: Plot, count: int) -> list[float]:
    return [round(plot.top + _ROW_HEIGHT * (index + 0.5), 1) for index in range(count)]


def _references(references: Sequence[Reference], scale: Scale, locale: str) -> tuple[Tick, ...]:
    return tuple(Tick(scale.at(r.value), f"{r.label} {short_number(r.value, locale)}") for r in references)


def _sparse_ticks(labels: Sequence[str], places: Sequence[float], plot: Plot) -> tuple[Tick, ...]:
    """As many labels as fit side by side, counted back from the newest."""
    if not labels:
        return ()
    widest = max(text_width(label, TEXT_SIZE) for label in labels) + 14
    fit = max(1, int((plot.right - plot.left) // widest))
    step = math.ceil(len(labels) / fit)
    shown = list(range((len(labels) - 1) % step, len(labels), step))
    # The newest label is pushed inwards from the edge; its neighbour makes room.
    newest = min(places[-1], plot.width - widest / 2 + 7)
    if len(shown) > 1 and newest - places[shown[-2]] < widest:
        del shown[-2]
    return tuple(Tick(round(min(places[index], newest), 1), labels[index]) for index in shown)


def _line(
    number: int, series: Series, labels: Sequence[str], across: Scale, down: Scale, locale: str
) -> Line:
    places = list(enumerate(series.values))
    paths = []
    for known, stretch in groupby(places, key=lambda place: place[1] is not None):
        if known:
            steps = [f"{across.at(i)} {down.at(v)}" for i, v in stretch if v is not None]
            paths.append("M" + "L".join(steps))
    marks = [
        Mark(across.at(i), down.at(v), short_number(v, locale), labels[i]) for i, v in places if v is not None
    ]
    return Line(number, series.name, tuple(paths), tuple(marks))


def _column(
    x: float, width: float, value: Number | None, number: int, down: Scale, name: str, locale: str
) -> Bar:
    zero = down.at(0)
    end = zero if value is None else down.at(value)
    return Bar(
        x=round(x, 1),
        y=min(zero, end),
        width=round(width, 1),
        height=round(abs(zero - end), 1),
        number=number,
        label="" if value is None else short_number(value, locale),
        name=name,
        hidden=value is None,
    )


def _dumbbell(change: Change, name: str, y: float, across: Scale, locale: str) -> Dumbbell:
    def mark(value: Number | None) -> Mark | None:
        if value is None:
            return None
        return Mark(across.at(value), y, short_number(value, locale), change.label)

    rises = change.before is not None and change.now is not None and change.now >= change.before
    return Dumbbell(y, name, mark(change.before), mark(change.now), rises)
