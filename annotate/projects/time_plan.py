"""How long a project may take: hours of work from the pace of a pilot, of earlier answers, or from the price, and days. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import quantiles

from annotate.projects.expected_pay import SAFE_PERCENT, ExpectedPay

# Beside children, fields and kitchen: what the page says it reckons with.
HOURS_A_DAY = 2
CREWS = (5, 10, 20, 50)
_SECONDS = 3600
# Fewer answers tell the pace of whoever happened to begin.
LEAST_EARLIER = 50


class PlanSource(StrEnum):
    """Where the seconds come from."""

    PILOT = "pilot"
    EARLIER = "earlier"  # answers to this project and to others of the same people
    PRICE = "price"  # so long an answer may take for the price to be a fair one


@dataclass(frozen=True)
class TimePlan:
    """answers: expected of the whole project. Seconds of one answer: of the fast quarter, the middle, the slow quarter."""

    answers: int
    fast_seconds: float
    middle_seconds: float
    slow_seconds: float
    source: PlanSource
    # How many earlier answers tell it; 0 for the other sources.
    told_by: int = 0

    @property
    def hours(self) -> tuple[float, float, float]:
        """Of work, all people together: if all were fast, in the middle, if all were slow."""
        each = (self.fast_seconds, self.middle_seconds, self.slow_seconds)
        return (
            self.answers * each[0] / _SECONDS,
            self.answers * each[1] / _SECONDS,
            self.answers * each[2] / _SECONDS,
        )

    def days(self, people: int) -> tuple[int, int]:
        """(in the middle, if all were slow) for so many people at HOURS_A_DAY each. people >= 1."""
        a_day = people * HOURS_A_DAY
        _fast, middle, slow = self.hours
        return math.ceil(middle / a_day), math.ceil(slow / a_day)


def time_plan(
    pictures: int, answers_each: float, pay: ExpectedPay, earlier_s: Sequence[float] = ()
) -> TimePlan | None:
    """None where neither a pilot, nor earlier answers, nor a minimum wage tells anything, and for no pictures.

    answers_each: expected answers of a picture. A pilot's pay per hour is price / time, so its quartiles are times too.
    earlier_s: seconds of earlier answers of the same kind.
    """
    answers = math.ceil(pictures * answers_each)
    if answers <= 0:
        return None
    if pay.low_e4 and pay.middle_e4 and pay.high_e4:
        fast, middle, slow = (
            pay.rate_e4 * _SECONDS / hourly for hourly in (pay.high_e4, pay.middle_e4, pay.low_e4)
        )
        return TimePlan(answers, fast, middle, slow, PlanSource.PILOT)
    if len(earlier_s) >= LEAST_EARLIER:
        fast, middle, slow = quantiles(earlier_s, n=4)
        return TimePlan(answers, fast, middle, slow, PlanSource.EARLIER, len(earlier_s))
    if pay.floor_e4:
        fair = pay.rate_e4 * _SECONDS * 100 / (pay.floor_e4 * SAFE_PERCENT)
        return TimePlan(answers, fair, fair, fair, PlanSource.PRICE)
    return None
