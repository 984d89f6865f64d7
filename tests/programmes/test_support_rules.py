"""Pure rules of support: conditions, floors, months."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from annotate.programmes.support_rules import HerMonth, SupportKind, overlaps, support_e4
from annotate.programmes.support_service import settled_months

months = st.builds(HerMonth, st.integers(0, 30), st.integers(0, 31), st.integers(0, 10**9))


@given(months, st.integers(1, 10**9), st.integers(0, 12), st.integers(0, 31))
def test_a_floor_never_lifts_above_itself_and_conditions_are_all_or_nothing(
    month: HerMonth, amount_e4: int, after: int, days: int
) -> None:
    floor = support_e4(SupportKind.INCOME_FLOOR, amount_e4, after, days, month)
    fixed = support_e4(SupportKind.SUBSIDY, amount_e4, after, days, month)

    meets = month.tenure_months >= after and month.days_worked >= max(1, days)
    assert fixed == (amount_e4 if meets else 0)
    assert floor == (max(0, amount_e4 - month.earned_e4) if meets else 0)


NUMBERS = st.integers(1, 12)


@given(st.tuples(NUMBERS, st.none() | NUMBERS), st.tuples(NUMBERS, st.none() | NUMBERS))
def test_months_overlap_where_one_month_is_in_both(
    one: tuple[int, int | None], other: tuple[int, int | None]
) -> None:
    def named(span: tuple[int, int | None]) -> tuple[str, str | None]:
        last = None if span[1] is None else f"2026-{max(span):02d}"
        return f"2026-{span[0]:02d}", last

    def held(span: tuple[str, str | None]) -> set[int]:
        return {
            n
            for n in range(1, 25)
            if span[0] <= f"2026-{n:02d}" and (span[1] is None or f"2026-{n:02d}" <= span[1])
        }

    assert overlaps([named(one)], *named(other)) == bool(held(named(one)) & held(named(other)))


def test_before_the_fourth_the_last_month_is_not_settled_and_three_months_are_caught_up_with() -> None:
    assert settled_months(dt.date(2026, 8, 3)) == ["2026-04", "2026-05", "2026-06"]
    assert settled_months(dt.date(2026, 8, 4)) == ["2026-05", "2026-06", "2026-07"]
    assert settled_months(dt.date(2026, 2, 10)) == ["2025-11", "2025-12", "2026-01"]
