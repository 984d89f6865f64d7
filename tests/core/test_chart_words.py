"""Numbers and names inside charts."""

from decimal import Decimal

import pytest

from annotate.core.chart_words import short_number, shorten, text_width


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (0, "0", "0"),
        (Decimal("0.42"), "0.42", "0.42"),
        (31.24, "31.2", "31.2"),
        (1284.3, "1,284", "1,284"),
        (9999, "9,999", "9,999"),
        (12800, "12,800", "12,800"),
        (128000, "12.8万", "128k"),
        (200000, "20万", "200k"),
        (2734200, "273.42万", "2.7M"),
        (150000000, "1.5亿", "150M"),
        (-1500, "−1,500", "−1,500"),
    ],
)
def test_numbers_are_short_in_the_readers_way_of_counting(value, chinese, english):
    assert short_number(value, "zh_CN") == chinese
    assert short_number(value, "en") == english


def test_a_chinese_sign_takes_the_room_of_nearly_two_letters():
    assert text_width("县", 14) == 14
    assert text_width("a", 14) < 9


@pytest.mark.parametrize(("width", "words"), [(200, "思南县"), (42, "思南县"), (30, "思…"), (10, "…")])
def test_a_name_is_cut_to_its_place(width, words):
    assert shorten("思南县", width, 14) == words
