"""Per-capita net income of a household over twelve months, and its state against a line. Pure.

Net income = wage + business + property + transfer income - production costs, divided by the registered resident
members. Platform pay comes month by month from the ledger; all other income from the last survey, which speaks of
the twelve months that end with its own month.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from annotate.core.months import months_between, months_ending
from annotate.households.words import IncomeKind, IncomeSource

YEAR_MONTHS = 12
# A survey a year, and half a year of grace for a coordinator who cannot reach everybody in time.
SURVEY_LIFE_MONTHS = 18


@dataclass(frozen=True)
class Amount:
    """One current income record. month: 'YYYY-MM', the last month that it speaks of; amount_e4 >= 0."""

    month: str
    span_months: int
    kind: IncomeKind
    source: IncomeSource
    amount_e4: int


@dataclass(frozen=True)
class YearIncome:
    """Twelve months of one household."""

    platform_e4: int
    other_e4: int
    members: int

    @property
    def net_e4(self) -> int:
        return self.platform_e4 + self.other_e4

    @property
    def per_capita(self) -> Fraction:
        """Exact, in 1/10000 of the currency."""
        return Fraction(self.net_e4, self.members)

    @property
    def platform_share(self) -> Fraction | None:
        """0 ... 1; None when the household has no net income to take a share of."""
        if self.net_e4 <= 0:
            return None
        return min(Fraction(self.platform_e4, self.net_e4), Fraction(1))


class LineState(StrEnum):
    BELOW = "below"
    ABOVE = "above"


def line_state(year: YearIncome, line_year_e4: int) -> LineState:
    """At the line counts as above it."""
    return LineState.ABOVE if year.net_e4 >= line_year_e4 * year.members else LineState.BELOW


def net_of(amounts: Mapping[IncomeKind, int]) -> int:
    """Four kinds less production costs."""
    return sum(-e4 if kind is IncomeKind.PRODUCTION_COST else e4 for kind, e4 in amounts.items())


def _surveyed_years(records: Iterable[Amount]) -> dict[str, int]:
    """Net income of whole surveyed years by their last month.

    The same kind told twice: a survey outweighs an import, that a self-report.
    """
    weight = {IncomeSource.SURVEY: 2, IncomeSource.IMPORT: 1, IncomeSource.SELF_REPORT: 0}
    found: dict[str, dict[IncomeKind, tuple[int, int]]] = {}
    for record in records:
        if record.source is IncomeSource.LEDGER or record.span_months != YEAR_MONTHS:
            continue
        kinds = found.setdefault(record.month, {})
        told = (weight[record.source], record.amount_e4)
        kinds[record.kind] = max(kinds.get(record.kind, told), told)
    return {month: net_of({kind: told[1] for kind, told in kinds.items()}) for month, kinds in found.items()}


@dataclass(frozen=True)
class IncomeBook:
    """A household's records arranged for many questions. other_e4: net income of surveyed years by last month."""

    members: int
    platform_e4: Mapping[str, int]
    other_e4: Mapping[str, int]

    def year(self, surveyed: str, month: str) -> YearIncome:
        """Other income of a surveyed year and platform pay of the twelve months that end with `month`."""
        paid = sum(self.platform_e4.get(one, 0) for one in months_ending(month, YEAR_MONTHS))
        return YearIncome(paid, self.other_e4[surveyed], self.members)

    def baseline(self, enrolled_month: str) -> YearIncome | None:
        """The last surveyed year that ended before or in the month of enrolment; None without one.

        Platform pay of that same year counts too: she may have worked here before she joined the programme.
        """
        month = self.baseline_month(enrolled_month)
        return self.year(month, month) if month is not None and self.members > 0 else None

    def baseline_month(self, enrolled_month: str) -> str | None:
        return max((month for month in self.other_e4 if month <= enrolled_month), default=None)

    def year_to(self, month: str) -> YearIncome | None:
        """The twelve months that end with `month`; None without members or without a recent enough survey."""
        surveyed = self.surveyed_month(month)
        return self.year(surveyed, month) if surveyed is not None and self.members > 0 else None

    def surveyed_month(self, month: str) -> str | None:
        """The last surveyed year that still speaks for the twelve months that end with `month`."""
        fresh = (m for m in self.other_e4 if m <= month and months_between(m, month) <= SURVEY_LIFE_MONTHS)
        return max(fresh, default=None)


def income_book(records: Sequence[Amount], members: int) -> IncomeBook:
    """records: current ones only, one a month for platform pay."""
    paid = {record.month: record.amount_e4 for record in records if record.source is IncomeSource.LEDGER}
    return IncomeBook(members, paid, _surveyed_years(records))
