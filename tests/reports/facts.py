"""Invented facts for tests of reports: women of three counties over two years."""

from annotate.core.months import months_ending
from annotate.households.household import YearIncome
from annotate.reports.figures.document import ChosenStandard, CountyName, Sources
from annotate.reports.figures.facts import HouseholdFact, PayFact
from annotate.reports.periods import period_at

E4 = 10_000
COUNTIES = ("520624", "520603", "610222")
NAMES = {"520624": ("思南县", "Sinan"), "520603": ("万山区", "Wanshan"), "610222": ("宜君县", "Yijun")}


def digest(place, ids):
    return f"{place}:{sorted(ids)}"


def women(*sizes):
    """(account id, county) of so many women in each county."""
    return [(1000 * i + j, COUNTIES[i]) for i, size in enumerate(sizes) for j in range(size)]


def pay_of(people, months, base=800):
    return [
        PayFact(who, county, month, (base + 7 * (who % 53)) * E4, 0, 30 * 3_600_000)
        for who, county in people
        for month in months
    ]


def households_of(people, months):
    """Every third household begins over the line; half of those under it are over it now."""
    return [
        HouseholdFact(
            who,
            county,
            YearIncome(0, (20_000 if who % 3 == 0 else 9_000) * E4, 4),
            {month: YearIncome((9000 if who % 2 else 4000) * E4, 9_000 * E4, 4) for month in months},
        )
        for who, county in people
    ]


def standard():
    row = {"kind": "poverty_line", "value": "4000", "valid_to": "2030-12-31"}
    return ChosenStandard(
        4000 * E4, "每人每年 4,000 元的标准", "the line of 4,000 yuan per person and year", row
    )


def sources(people, quarter="2026-Q2", this_month="2026-07", earlier=None, **more):
    period = period_at(quarter, this_month)
    months = months_ending(period.end_month, 24)
    given = {
        "programme": {
            "id": "1",
            "name_zh": "豆芽计划",
            "name_en": "Bean sprout",
            "foundation": "春芽",
            "currency": "CNY",
        },
        "period": period,
        "pay": pay_of(people, months),
        "households": households_of(people, months),
        "counties": [CountyName(c, *NAMES[c], "贵州省", "Guizhou") for c in COUNTIES],
        "enrolled": len(people),
        "counted": len(people),
        "with_household": len(people),
        "standard": standard(),
        "data_as_of": "2026-07-10T04:00:00Z",
        "first_month": "2024-07",
        "earlier": earlier or {},
        "digest": digest,
    }
    return Sources(**{**given, **more})
