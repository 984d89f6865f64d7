"""Charts of single values with what is not known of them: points on a plane, rows with an interval.

Places in SVG units, as in charts.py; templates/base/point_charts.html draws exactly this.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.core.chart_shapes import Plot, Reference, Tick
from annotate.core.chart_words import Number, short_number, shorten, text_width
from annotate.core.charts import NARROW, TEXT_SIZE, WIDE, Scale, nice_ticks

_ROW_HEIGHT = 34
_GAP = 10


@dataclass(frozen=True)
class Spot:
    """A point to be drawn. low, high: of its interval along y; None without one. chosen: the one that the page is about."""

    x: Number
    y: Number
    label: str
    low: Number | None = None
    high: Number | None = None
    chosen: bool = False


@dataclass(frozen=True)
class PlacedSpot:
    x: float
    y: float
    low: float | None
    high: float | None
    label: str
    chosen: bool


@dataclass(frozen=True)
class PointChart:
    """path: joins the spots; diagonal: where x and y are equal; both may be empty."""

    plot: Plot
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    spots: tuple[PlacedSpot, ...]
    path: str
    diagonal: str


def point_chart(
    spots: Sequence[Spot],
    *,
    width: int = WIDE,
    locale: str = "zh_CN",
    x_range: tuple[Number, Number],
    y_range: tuple[Number, Number],
    joined: bool = False,
    diagonal: bool = False,
    unit: str = "",
) -> PointChart:
    """Values of one quantity against another. unit: written behind the numbers of both axes, such as '%'."""
    x_steps, y_steps = nice_ticks(*x_range, about=6 if width > NARROW else 4), nice_ticks(*y_range)
    height = 340 if width > NARROW else 280
    left = max(text_width(short_number(t, locale) + unit, TEXT_SIZE) for t in y_steps) + _GAP
    plot = Plot(width, height, left, width - 16, 20, height - TEXT_SIZE * 2)
    across = Scale(x_steps[0], x_steps[-1], plot.left, plot.right)
    down = Scale(y_steps[0], y_steps[-1], plot.bottom, plot.top)
    placed = tuple(
        PlacedSpot(
            x=across.at(one.x),
            y=down.at(one.y),
            low=None if one.low is None else down.at(one.low),
            high=None if one.high is None else down.at(one.high),
            label=one.label,
            chosen=one.chosen,
        )
        for one in spots
    )
    first, last = max(x_steps[0], y_steps[0]), min(x_steps[-1], y_steps[-1])
    return PointChart(
        plot=plot,
        x_ticks=tuple(Tick(across.at(t), short_number(t, locale) + unit) for t in x_steps),
        y_ticks=tuple(Tick(down.at(t), short_number(t, locale) + unit) for t in y_steps),
        spots=placed,
        path="M" + "L".join(f"{one.x} {one.y}" for one in placed) if joined and placed else "",
        diagonal=f"M{across.at(first)} {down.at(first)}L{across.at(last)} {down.at(last)}"
        if diagonal
        else "",
    )


@dataclass(frozen=True)
class Span:
    """A row: a value and the interval it may lie in. value None: not known, low and high are not drawn."""

    name: str
    value: Number | None
    low: Number = 0
    high: Number = 0


@dataclass(frozen=True)
class PlacedSpan:
    y: float
    name: str
    x: float | None
    low: float
    high: float
    label: str


@dataclass(frozen=True)
class SpanChart:
    plot: Plot
    spans: tuple[PlacedSpan, ...]
    x_ticks: tuple[Tick, ...]
    references: tuple[Tick, ...]


def span_chart(
    spans: Sequence[Span],
    *,
    width: int = WIDE,
    locale: str = "zh_CN",
    x_range: tuple[Number, Number],
    references: Sequence[Reference] = (),
    unit: str = "",
) -> SpanChart:
    """One value with its interval for each name: a dot with whiskers, a row each."""
    steps = nice_ticks(*x_range, about=6 if width > NARROW else 4)
    names = [shorten(one.name, width * 0.36, TEXT_SIZE) for one in spans]
    left = max((text_width(name, TEXT_SIZE) for name in names), default=0) + _GAP
    top = TEXT_SIZE * 1.8
    bottom = top + _ROW_HEIGHT * len(spans)
    right = width - text_width("000.00" + unit, TEXT_SIZE)
    plot = Plot(width, bottom + TEXT_SIZE * 2, left, right, top, bottom)
    across = Scale(steps[0], steps[-1], plot.left + 8, plot.right)
    return SpanChart(
        plot=plot,
        spans=tuple(
            PlacedSpan(
                y=round(plot.top + _ROW_HEIGHT * (index + 0.5), 1),
                name=name,
                x=None if one.value is None else across.at(one.value),
                low=across.at(one.low),
                high=across.at(one.high),
                label="" if one.value is None else short_number(one.value, locale) + unit,
            )
            for index, (one, name) in enumerate(zip(spans, names, strict=True))
        ),
        x_ticks=tuple(Tick(across.at(t), short_number(t, locale) + unit) for t in steps),
        references=tuple(
            Tick(across.at(r.value), f"{r.label} {short_number(r.value, locale)}{unit}") for r in references
        ),
    )
