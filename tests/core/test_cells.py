"""No cell of a file of ours is a formula, whatever program opens it."""

import pytest

from annotate.core.cells import defused
from annotate.pay.sheet import csv_text

RISKY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    " =1",
    "\u3000=1",
    "\xa0-1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
]


@pytest.mark.parametrize("text", RISKY)
def test_what_a_sheet_program_would_run_is_defused(text: str) -> None:
    assert defused(text) == f"'{text}"
    assert csv_text(["a"], [[text]]).startswith("\ufeffa\r\n")
    assert f"'{text.strip()[:2]}" in csv_text(["a"], [[text]]) or not text[:1].strip()


@pytest.mark.parametrize("text", ["路口 1", "", "a=1", " 1", "2026-03"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text
