"""Amounts are exact from a tenth of a li to a payout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.money import e4_to_minor, format_e4, minor_to_e4, parse_major


def test_ten_thousand_boxes_at_35_make_exactly_35_yuan() -> None:
    assert e4_to_minor(sum([parse_major("0.0035")] * 10_000), "CNY") == (3500, 0)


def test_what_no_fen_can_pay_stays_payable() -> None:
    assert e4_to_minor(105_050, "CNY") == (1050, 50)


@pytest.mark.parametrize(
    "text", ["", "abc", "0.00001", "NaN", "1e400", "inf", "1.2.3", "1e9", "1_000", "１", "٣"]
)
def test_an_amount_that_cannot_be_kept_exactly_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_major(text)


@given(st.integers(0, 10**15))
def test_minor_units_survive_the_way_there_and_back(amount: int) -> None:
    assert e4_to_minor(minor_to_e4(amount, "CNY"), "CNY") == (amount, 0)


def test_amounts_read_well() -> None:
    assert format_e4(12_843_000) == "1,284.30"
    assert format_e4(35, 4) == "0.0035"
