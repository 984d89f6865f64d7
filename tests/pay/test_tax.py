"""Worked figures of both regimes, gaps, the turn of the year, corrections."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.pay.tax import (
    FEN,
    Regime,
    RegimeFrom,
    ordinary_tax_e4,
    regime_of,
    withheld_by_month,
)

YUAN = 10_000
FIRST_MONTH = [
    (800, 0, 0),
    (1_200, 80, 0),
    (3_000, 440, 0),
    (5_000, 800, 0),
    (6_250, 1_000, 0),
    (8_000, 1_280, 42),
    (10_000, 1_600, 90),
    (30_000, 5_200, 570),
]


@pytest.mark.parametrize(
    ("income", "ordinary", "filed"), FIRST_MONTH, ids=[str(row[0]) for row in FIRST_MONTH]
)
def test_tax_of_a_first_month(income: int, ordinary: int, filed: int) -> None:
    assert ordinary_tax_e4(income * YUAN) == ordinary * YUAN
    assert withheld_by_month({"2026-01": income * YUAN}) == {"2026-01": filed * YUAN}


def test_a_year_of_thirty_thousand_climbs_the_annual_table() -> None:
    year = {f"2026-{month:02d}": 30_000 * YUAN for month in range(1, 13)}

    tax = withheld_by_month(year)

    assert tax["2026-01"] == 570 * YUAN
    assert tax["2026-12"] == 3_800 * YUAN
    assert sum(tax.values()) == 28_680 * YUAN


def test_a_month_without_income_begins_a_new_run() -> None:
    tax = withheld_by_month({"2026-01": 8_000 * YUAN, "2026-02": 8_000 * YUAN, "2026-04": 8_000 * YUAN})

    assert tax == {"2026-01": 42 * YUAN, "2026-02": 42 * YUAN, "2026-04": 42 * YUAN}


def test_january_begins_anew() -> None:
    tax = withheld_by_month({"2025-12": 30_000 * YUAN, "2026-01": 30_000 * YUAN})

    assert tax == {"2025-12": 570 * YUAN, "2026-01": 570 * YUAN}


def test_a_poor_month_after_a_rich_one_gives_nothing_back() -> None:
    tax = withheld_by_month({"2026-01": 30_000 * YUAN, "2026-02": 100 * YUAN, "2026-03": 10_000 * YUAN})

    assert tax["2026-02"] == 0
    # Cumulated: 40,100 x 80 % - 15,000 = 17,080, of which 3 % are 512.40, and 570 are withheld already.
    assert tax["2026-03"] == 0


def test_a_correction_of_an_earlier_month_moves_the_later_ones() -> None:
    before = withheld_by_month({"2026-01": 5_000 * YUAN, "2026-02": 8_000 * YUAN})
    after = withheld_by_month({"2026-01": 7_000 * YUAN, "2026-02": 8_000 * YUAN})

    # January: 4,000 - 5,000 < 0; February: 10,400 - 10,000 = 400 x 3 %.
    assert before == {"2026-01": 0, "2026-02": 12 * YUAN}
    # January: 600 x 3 %; February: 12,000 - 10,000 = 2,000 x 3 % - 18.
    assert after == {"2026-01": 18 * YUAN, "2026-02": 42 * YUAN}


def test_the_rule_of_each_month_is_the_one_of_its_day() -> None:
    tax = withheld_by_month({"2025-09": 8_000 * YUAN, "2025-10": 8_000 * YUAN, "2025-11": 8_000 * YUAN})

    assert tax == {"2025-09": 1_280 * YUAN, "2025-10": 42 * YUAN, "2025-11": 42 * YUAN}


def test_a_deployment_dates_its_own_rules() -> None:
    regimes = (
        RegimeFrom(Regime.ORDINARY, dt.date(2026, 1, 1)),
        RegimeFrom(Regime.FILED, dt.date(2026, 7, 1)),
    )

    assert regime_of("2025-12", regimes) is Regime.NONE
    assert regime_of("2026-06", regimes) is Regime.ORDINARY
    assert regime_of("2026-07", regimes) is Regime.FILED


@given(st.integers(0, 10**12))
def test_tax_is_whole_fen_and_never_takes_all(income_e4: int) -> None:
    for tax in (ordinary_tax_e4(income_e4), sum(withheld_by_month({"2026-03": income_e4}).values())):
        assert tax % FEN == 0
        assert 0 <= tax <= income_e4 * 45 // 100 + FEN


@given(st.integers(0, 10**10), st.integers(0, 10**8))
def test_more_income_never_leaves_less(income_e4: int, more_e4: int) -> None:
    def left(amount: int) -> int:
        return amount - sum(withheld_by_month({"2026-03": amount}).values())

    assert left(income_e4 + more_e4) >= left(income_e4) - FEN
