"""What a report is computed from, and the figures it consists of. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annotate.households.household import YearIncome
from annotate.reports.suppression import Reason


@dataclass(frozen=True)
class PayFact:
    """One woman's platform pay of one month in one programme, before tax. pay_e4 includes top_up_e4."""

    account_id: int
    county_code: str
    month: str
    pay_e4: int
    top_up_e4: int
    active_ms: int


@dataclass(frozen=True)
class HouseholdFact:
    """An enrolled household. years: the twelve months that end with each month in which it was enrolled."""

    household_id: int
    county_code: str
    baseline: YearIncome | None
    years: Mapping[str, YearIncome]


class FigureState(StrEnum):
    SHOWN = "shown"
    HIDDEN = "hidden"
    NOBODY = "nobody"
    RUNNING = "running"  # a sum that is told when its month is over
    UNKNOWN = "unknown"  # what it needs is not in the registry, or was never recorded


class Table(StrEnum):
    PERIOD = "period"
    MONTHS = "months"
    COUNTY_MONTHS = "county_months"
    BEFORE_NOW = "before_now"
    MOVES = "moves"
    FUNNEL = "funnel"
    COHORTS = "cohorts"  # month: the one in which they joined


@dataclass(frozen=True)
class Figure:
    """One number of a report. county_code '': all counties; month '': the whole period. value: decimal text."""

    table: Table
    metric: str
    county_code: str
    month: str
    state: FigureState
    value: str | None = None
    n: int | None = None


@dataclass(frozen=True)
class Line:
    """Figures that stand and fall together: one month of all counties, say.

    cells: key -> ids of the people behind it, shown or not, for the release log.
    """

    key: str
    figures: tuple[Figure, ...]
    cells: Mapping[str, frozenset[int]]
    reasons: tuple[Reason, ...] = field(default=())
