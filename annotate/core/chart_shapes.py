"""What a chart is made of once its places are computed; templates/base/charts.html draws exactly this."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from annotate.core.chart_words import Number

Chart = TypeVar("Chart")


@dataclass(frozen=True)
class TwoWidths(Generic[Chart]):
    """The same chart for a screen or paper, and for a phone: scaling one down would make its words unreadable."""

    wide: Chart
    narrow: Chart


@dataclass(frozen=True)
class Series:
    """One line or one set of columns."""

    name: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True)
class Reference:
    """A value that others are measured against, such as a poverty line."""

    label: str
    value: Number


@dataclass(frozen=True)
class Plot:
    """The chart's size and the rectangle in it where marks may lie."""

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
class Mark:
    """One value at its place; label is the value in words."""

    x: float
    y: float
    label: str
    name: str


@dataclass(frozen=True)
class Line:
    """number 1 ... 4 chooses colour, dash and marker together. paths: one for each stretch without a gap."""

    number: int
    name: str
    paths: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class LineChart:
    plot: Plot
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    references: tuple[Tick, ...]


@dataclass(frozen=True)
class Bar:
    """A rectangle; number 1 ... 4 chooses colour and pattern together. hidden: no value may be shown."""

    x: float
    y: float
    width: float
    height: float
    number: int
    label: str
    name: str
    hidden: bool = False


@dataclass(frozen=True)
class BarChart:
    """Bars from left to right, a row each: names may be long, and it fits a phone."""

    plot: Plot
    rows: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    x_ticks: tuple[Tick, ...]
    references: tuple[Tick, ...]


@dataclass(frozen=True)
class ColumnChart:
    """Columns over time, groups of up to four."""

    plot: Plot
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    names: tuple[str, ...]
    references: tuple[Tick, ...]


@dataclass(frozen=True)
class Change:
    """A row of a dumbbell chart."""

    label: str
    before: Number | None
    now: Number | None


@dataclass(frozen=True)
class Dumbbell:
    """before and now are None where the value is hidden. rises: the arrow points to the right."""

    y: float
    label: str
    before: Mark | None
    now: Mark | None
    rises: bool


@dataclass(frozen=True)
class DumbbellChart:
    plot: Plot
    rows: tuple[Dumbbell, ...]
    x_ticks: tuple[Tick, ...]
    references: tuple[Tick, ...]


@dataclass(frozen=True)
class Cell:
    """shade 0 (pale) ... 4 (dark); None where nothing is shown."""

    x: float
    y: float
    shade: int | None
    label: str


@dataclass(frozen=True)
class CohortGrid:
    plot: Plot
    cell_width: float
    cell_height: float
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    cells: tuple[Cell, ...]
