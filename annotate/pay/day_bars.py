"""Where the bars of a month's days lie; templates/base/charts.html draws them. Pure.

Lengths are SVG units, y grows downwards; only these are fractions, amounts stay whole.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from annotate.core.money import format_e4
from annotate.pay.calendar import days_of

WIDE, NARROW = 880, 358
_HEIGHT, _TOP, _LEFT, _FOOT, _RIGHT = 230, 18, 56, 28, 8
_YUAN = 10_000
# Steps that people count in; the least one that needs at most four lines is taken.
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


@dataclass(frozen=True)
class Plot:
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str
    name: str
    number: int = 1
    hidden: bool = False


@dataclass(frozen=True)
class DayBars:
    """One drawing; the names of its parts are those that the chart templates read."""

    plot: Plot
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    names: tuple[str, ...] = ("",)
    references: tuple[Tick, ...] = ()


@dataclass(frozen=True)
class TwoWidths:
    wide: DayBars
    narrow: DayBars


def step_e4(highest_e4: int) -> int:
    """Distance of the lines across: at most four of them reach the highest bar."""
    return next((s * _YUAN for s in _STEPS if 4 * s * _YUAN >= highest_e4), _STEPS[-1] * _YUAN)


def day_bars(month: str, earned_e4: Mapping[dt.date, int]) -> TwoWidths:
    """Bars of every day of a month 'YYYY-MM'; days without pay have none."""
    return TwoWidths(_draw(month, earned_e4, WIDE), _draw(month, earned_e4, NARROW))


def _draw(month: str, earned_e4: Mapping[dt.date, int], width: int) -> DayBars:
    days = days_of(month)
    plot = Plot(width, _HEIGHT, _LEFT, width - _RIGHT, _TOP, _HEIGHT - _FOOT)
    highest_e4 = max(earned_e4.values(), default=0)
    step = step_e4(highest_e4)
    lines = max(1, -(-highest_e4 // step))
    tall, slot = plot.bottom - plot.top, (plot.right - plot.left) / len(days)

    def y_of(amount_e4: int) -> float:
        return round(plot.bottom - tall * amount_e4 / (lines * step), 1)

    every = 5 if width == WIDE else 10
    middles = {day: plot.left + (number + 0.5) * slot for number, day in enumerate(days)}
    return DayBars(
        plot=plot,
        y_ticks=tuple(Tick(y_of(n * step), format_e4(n * step, 0)) for n in range(lines + 1)),
        x_ticks=tuple(
            Tick(round(middles[day], 1), str(day.day)) for day in days if day.day == 1 or day.day % every == 0
        ),
        bars=tuple(
            Bar(
                x=round(middles[day] - slot * 0.36, 1),
                y=y_of(earned_e4[day]),
                width=round(slot * 0.72, 1),
                height=round(plot.bottom - y_of(earned_e4[day]), 1),
                label=format_e4(earned_e4[day]),
                name=f"{day:%m-%d}",
            )
            for day in days
            if earned_e4.get(day, 0) > 0
        ),
    )
