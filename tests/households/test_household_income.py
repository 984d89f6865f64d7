"""Per-capita net income over twelve months, by definition."""

from fractions import Fraction

import pytest

from annotate.households.household import Amount, LineState, YearIncome, income_book, line_state
from annotate.households.words import IncomeKind, IncomeSource

E4 = 10_000


def survey(month, **kinds):
    return [
        Amount(month, 12, IncomeKind(kind), IncomeSource.SURVEY, yuan * E4) for kind, yuan in kinds.items()
    ]


def pay(month, yuan):
    return Amount(month, 1, IncomeKind.WAGE, IncomeSource.LEDGER, yuan * E4)


def test_net_income_is_four_kinds_less_costs_per_member():
    records = survey("2025-06", wage=6000, business=5000, property=200, transfer=1800, production_cost=3000)

    year = income_book(records, members=4).baseline("2025-07")

    assert year.per_capita == Fraction(10_000 * E4, 4)


def test_platform_pay_of_the_last_twelve_months_is_added_to_the_last_survey():
    records = [*survey("2025-06", wage=8000), pay("2025-06", 500), pay("2025-07", 1000), pay("2026-06", 1200)]

    year = income_book(records, members=2).year_to("2026-06")

    assert year.platform_e4 == 2200 * E4
    assert year.net_e4 == 10_200 * E4


def test_the_newest_survey_before_the_month_counts():
    records = [*survey("2025-06", wage=8000), *survey("2026-06", wage=3000), *survey("2026-08", wage=1)]

    assert income_book(records, 1).year_to("2026-07").net_e4 == 3000 * E4


@pytest.mark.parametrize(
    ("month", "known"),
    [
        pytest.param("2026-12", True, id="eighteen_months_later"),
        pytest.param("2027-01", False, id="nineteen_months_later"),
        pytest.param("2025-05", False, id="before_the_survey"),
    ],
)
def test_a_survey_counts_for_eighteen_months(month, known):
    assert (income_book(survey("2025-06", wage=1), 1).year_to(month) is not None) is known


def test_without_a_survey_nothing_is_known_and_nothing_is_zero():
    assert income_book([pay("2025-06", 100)], 3).baseline("2025-07") is None
    assert income_book([pay("2025-06", 100)], 3).year_to("2025-07") is None


def test_a_coordinators_survey_outweighs_a_self_report():
    records = [
        Amount("2025-06", 12, IncomeKind.WAGE, IncomeSource.SELF_REPORT, 9000 * E4),
        *survey("2025-06", wage=4000),
    ]

    assert income_book(records, 1).baseline("2025-06").net_e4 == 4000 * E4


@pytest.mark.parametrize(
    ("net_yuan", "state"),
    [
        pytest.param(11_999, LineState.BELOW, id="a_yuan_short"),
        pytest.param(12_000, LineState.ABOVE, id="on_the_line"),
        pytest.param(-500, LineState.BELOW, id="costs_above_income"),
    ],
)
def test_the_state_is_exact_at_the_line(net_yuan, state):
    assert line_state(YearIncome(0, net_yuan * E4, 3), 4000 * E4) is state


def test_platform_share_is_part_of_net_income():
    assert YearIncome(2 * E4, 1 * E4, 3).platform_share == Fraction(2, 3)
    assert YearIncome(2 * E4, -3 * E4, 3).platform_share is None
