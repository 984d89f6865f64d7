"""What is kept from pay, over months, years and corrections, as payments leave: the worked figures, in both regimes."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from annotate.core.db import transaction
from annotate.pay.models import TaxChoice
from annotate.pay.payouts import Channel
from annotate.pay.tax import Regime
from tests.conftest import People
from tests.pay.payday import NOVEMBER, balance, enter_account, lines, owe, result, sent, take

YUAN = 10_000
TAX = "tax_payable:CNY"


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(NOVEMBER, tick=False):
        yield


@pytest.fixture
def officers(people: People) -> tuple[int, int]:
    return people.qian, people.zhao


def choose(*dated: tuple[Regime, dt.date]) -> None:
    with transaction() as session:
        for regime, valid_from in dated:
            session.add(TaxChoice(regime=regime, valid_from=valid_from))


def paid(officers: tuple[int, int]) -> tuple[int, int]:
    """(to her, tax) of one payment in yuan, sent and confirmed."""
    batch_id = sent(officers)
    (line,) = lines(batch_id)
    row = (line.number, "梅", f"{line.net_e4 / YUAN:.2f}", "成功")
    take(officers[0], batch_id, result(Channel.ALIPAY, row))
    return line.net_e4 // YUAN, line.tax_e4 // YUAN


@pytest.mark.parametrize(
    ("regime", "kept"),
    [
        (Regime.ORDINARY, {3_000: 440, 6_250: 1_000, 8_000: 1_280, 10_000: 1_600, 30_000: 5_200}),
        (Regime.FILED, {3_000: 0, 6_250: 0, 8_000: 42, 10_000: 90, 30_000: 570}),
    ],
)
def test_the_worked_figures_are_kept_in_steps_of_one_month(
    people: People, officers: tuple[int, int], regime: Regime, kept: dict[int, int]
) -> None:
    choose((regime, dt.date(2026, 1, 1)))
    enter_account(people.mei)
    so_far = 0

    for income, tax in kept.items():
        owe(people.mei, (income - so_far) * YUAN, key=str(income))
        # Paid in five parts, the month's tax is that of its whole income each time.
        paid(officers)
        so_far = income
        assert balance(TAX) == tax * YUAN


def test_a_correction_of_an_earlier_month_is_kept_with_the_next_payment(
    people: People, officers: tuple[int, int]
) -> None:
    enter_account(people.mei)
    owe(people.mei, 5_000 * YUAN, "2026-09")
    owe(people.mei, 8_000 * YUAN, "2026-10")
    # September: nothing; October: (13,000 x 80 % - 10,000) x 3 %.
    assert paid(officers) == (12_988, 12)

    owe(people.mei, 2_000 * YUAN, "2026-09", key="an appeal was granted")

    # September: (7,000 x 80 % - 5,000) x 3 % = 18; October: (15,000 x 80 % - 10,000) x 3 % - 18 = 42; 12 are kept.
    assert paid(officers) == (1_952, 48)


def test_a_gap_and_a_new_year_begin_anew(people: People, officers: tuple[int, int]) -> None:
    enter_account(people.mei)
    for month in ("2025-11", "2025-12", "2026-01", "2026-03"):
        owe(people.mei, 8_000 * YUAN, month)

    # November 42, December 42, January anew 42, March after a gap 42.
    assert paid(officers) == (32_000 - 168, 168)


def test_the_turn_of_a_rule_is_taken_month_by_month(people: People, officers: tuple[int, int]) -> None:
    choose((Regime.ORDINARY, dt.date(2026, 1, 1)), (Regime.FILED, dt.date(2026, 10, 1)))
    enter_account(people.mei)
    for month in ("2025-12", "2026-09", "2026-10"):
        owe(people.mei, 8_000 * YUAN, month)

    # December before any rule: none; September: 1,280; October: 42.
    assert paid(officers) == (24_000 - 1_322, 1_322)
