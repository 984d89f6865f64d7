"""What a programme adds to a woman's month: a subsidy after some months, or what is missing to an income floor. Pure.

Source: the promises of product.md: 1,600 yuan a month after three full months; posts with at least 5,000 yuan a month.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.errors import N_, Fault
from annotate.core.months import month_number

MOST_MONTHS, MOST_DAYS = 60, 31
HIGHEST_E4 = 100_000_0000
# Answers of the last days of a month are accepted within 72 hours: on this day the month's income is known.
SETTLED_ON_DAY = 4
# So many past months are looked at again: money that a foundation puts in late is paid on late, not never.
LOOKS_BACK = 3


class SupportKind(StrEnum):
    """SUBSIDY: a fixed amount, not pay, not taxed. INCOME_FLOOR: the difference to an amount, pay like any other."""

    SUBSIDY = "subsidy"
    INCOME_FLOOR = "income_floor"


KIND_WORDS = {
    SupportKind.SUBSIDY: N_("Subsidy each month"),
    SupportKind.INCOME_FLOOR: N_("Income floor a month"),
}


@dataclass(frozen=True)
class NewRule:
    """What an officer enters. after_months: full months of tenure; least_days: days with accepted work in the month."""

    programme_id: int
    kind: SupportKind
    amount_e4: int
    after_months: int
    least_days: int
    first_month: str
    last_month: str | None = None


@dataclass(frozen=True)
class HerMonth:
    """tenure_months: full ones on the month's last day; earned_e4: before tax, without this programme's support."""

    tenure_months: int
    days_worked: int
    earned_e4: int


def support_e4(kind: SupportKind, amount_e4: int, after_months: int, least_days: int, month: HerMonth) -> int:
    """What she gets for a month in 1/10000; 0 where a condition is not met, or nothing is missing."""
    if month.tenure_months < after_months or month.days_worked < max(1, least_days):
        return 0
    return amount_e4 if kind is SupportKind.SUBSIDY else max(0, amount_e4 - month.earned_e4)


def faults_of(new: NewRule) -> list[Fault]:
    """What keeps a rule from being entered, field by field."""
    found = []
    if not 0 < new.amount_e4 <= HIGHEST_E4:
        found.append(Fault("amount", "amount", N_("must be above 0 and at most 100,000 a month")))
    if not 0 <= new.after_months <= MOST_MONTHS:
        found.append(Fault("after_months", "months", N_("must be from 0 to %(most)s"), {"most": MOST_MONTHS}))
    if not 0 <= new.least_days <= MOST_DAYS:
        found.append(Fault("least_days", "days", N_("must be from 0 to %(most)s"), {"most": MOST_DAYS}))
    if not _is_month(new.first_month):
        found.append(Fault("first_month", "month", N_("write a month such as 2026-03")))
    elif new.last_month is not None and (not _is_month(new.last_month) or new.last_month < new.first_month):
        found.append(
            Fault("last_month", "month", N_("write a month such as 2026-03, not before the first one"))
        )
    return found


def _is_month(text: str) -> bool:
    try:
        month_number(text)
    except ValueError:
        return False
    return True


def covers(first_month: str, last_month: str | None, month: str) -> bool:
    return first_month <= month and (last_month is None or month <= last_month)


def overlaps(spans: Iterable[tuple[str, str | None]], first_month: str, last_month: str | None) -> bool:
    """Whether any span of months shares a month with another."""
    return any(
        (last_month is None or first <= last_month) and (last is None or first_month <= last)
        for first, last in spans
    )
