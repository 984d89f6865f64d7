"""Income tax withheld from labour remuneration in China, as dated rules. Pure, integers only, whole fen.

Sources: ordinary: STA Notice 2018-61; filed platforms: STA Notices 2025-15 and 2025-16 (from 2025-10-01);
annual table: Individual Income Tax Law, table 1.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

YUAN = 10_000
FEN = YUAN // 100


class Regime(StrEnum):
    NONE = "none"  # outside China, or the client withholds
    ORDINARY = "ordinary"
    FILED = "filed"


@dataclass(frozen=True)
class RegimeFrom:
    """A regime that holds from a day on, until the next one."""

    regime: Regime
    valid_from: dt.date


# Platforms must file since the rules on their tax reports came into force (State Council Decree 810).
USUAL_REGIMES = (
    RegimeFrom(Regime.ORDINARY, dt.date(2019, 1, 1)),
    RegimeFrom(Regime.FILED, dt.date(2025, 10, 1)),
)


def regime_of(month: str, regimes: Sequence[RegimeFrom]) -> Regime:
    """The regime that holds on the first day of a month 'YYYY-MM'; none before the first."""
    day = dt.date.fromisoformat(f"{month}-01")
    held = [one for one in sorted(regimes, key=lambda r: r.valid_from) if one.valid_from <= day]
    return held[-1].regime if held else Regime.NONE


@dataclass(frozen=True)
class Step:
    """Above `over_e4` of the base: base x percent - quick deduction."""

    over_e4: int
    percent: int
    quick_e4: int


_ORDINARY_STEPS = (
    Step(0, 20, 0),
    Step(20_000 * YUAN, 30, 2_000 * YUAN),
    Step(50_000 * YUAN, 40, 7_000 * YUAN),
)
_ANNUAL_STEPS = (
    Step(0, 3, 0),
    Step(36_000 * YUAN, 10, 2_520 * YUAN),
    Step(144_000 * YUAN, 20, 16_920 * YUAN),
    Step(300_000 * YUAN, 25, 31_920 * YUAN),
    Step(420_000 * YUAN, 30, 52_920 * YUAN),
    Step(660_000 * YUAN, 35, 85_920 * YUAN),
    Step(960_000 * YUAN, 45, 181_920 * YUAN),
)
_FREE_A_MONTH_E4 = 5_000 * YUAN


def _by_steps(base_e4: int, steps: Sequence[Step]) -> int:
    """Tax on a base, to the fen, half a fen up."""
    if base_e4 <= 0:
        return 0
    step = [one for one in steps if one.over_e4 < base_e4][-1]
    exact_percent = base_e4 * step.percent - step.quick_e4 * 100
    return (exact_percent + 50 * FEN) // (100 * FEN) * FEN


def ordinary_tax_e4(income_e4: int) -> int:
    """Of one month alone: up to 4,000 yuan 800 are free, above it a fifth."""
    is_small = income_e4 <= 4_000 * YUAN
    base_e4 = income_e4 - 800 * YUAN if is_small else income_e4 * 80 // 100
    return _by_steps(base_e4, _ORDINARY_STEPS)


def _number(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


@dataclass(frozen=True)
class _Run:
    """Months of one year in a row with income under the filed rule, the newest last. Cumulated in this run."""

    last: int = -1
    months: int = 0
    income_e4: int = 0
    withheld_e4: int = 0

    def joined(self, month: str, income_e4: int) -> "_Run":
        """With one more month: a gap or a new year begins anew."""
        number = _number(month)
        if number != self.last + 1 or number % 12 == 0:
            return _Run(number, 1, income_e4, 0)
        return _Run(number, self.months + 1, self.income_e4 + income_e4, self.withheld_e4)

    def due_e4(self) -> int:
        """What is withheld in the newest month, never below 0: cost is a fifth of income, 5,000 are free a month."""
        base_e4 = self.income_e4 * 80 // 100 - self.months * _FREE_A_MONTH_E4
        return max(0, _by_steps(base_e4, _ANNUAL_STEPS) - self.withheld_e4)


def withheld_by_month(
    incomes_e4: Mapping[str, int], regimes: Sequence[RegimeFrom] = USUAL_REGIMES
) -> dict[str, int]:
    """Tax of every month with income, in e4 of whole fen; months are computed in their order.

    A correction of an earlier month changes that month's income, and with it what the later ones withhold. Months before
    the filed rule began were taxed by the other one and are not cumulated.
    """
    tax: dict[str, int] = {}
    run = _Run()
    for month in sorted(one for one, amount in incomes_e4.items() if amount > 0):
        regime = regime_of(month, regimes)
        if regime is Regime.ORDINARY:
            tax[month] = ordinary_tax_e4(incomes_e4[month])
        elif regime is Regime.FILED:
            run = run.joined(month, incomes_e4[month])
            tax[month] = run.due_e4()
            run = replace(run, withheld_e4=run.withheld_e4 + tax[month])
        else:
            tax[month] = 0
    return tax
