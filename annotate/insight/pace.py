"""How fast a project runs: quantiles from stored histograms, and when it will be done. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Bins grow by 2 ** (1/8), nine per cent: quantiles are as exact as a page can show.
STEPS_A_DOUBLING = 8
LONGEST_DAYS = 3650
Z_90 = 1.645
LEAST_DAYS = 3


def bin_of(value: float) -> int:
    """Number of the bin that a value > 0 falls into."""
    return math.floor(math.log2(value) * STEPS_A_DOUBLING)


def end_of_bin(value: float) -> int:
    """A whole number not below any value of the same bin: where a value between them was only reckoned. value > 0."""
    return math.ceil(float(2.0 ** ((bin_of(value) + 1) / STEPS_A_DOUBLING)))


def quantile_of(bins: Mapping[str, int], share: float) -> float | None:
    """The value below which a share lies; within a bin values are taken as evenly spread. None for no values."""
    total = sum(bins.values())
    if not total:
        return None
    left = share * total
    ordered = sorted((int(number), count) for number, count in bins.items())
    for number, count in ordered:
        if count >= left:
            return float(2.0 ** ((number + left / count) / STEPS_A_DOUBLING))
        left -= count
    return float(2.0 ** ((ordered[-1][0] + 1) / STEPS_A_DOUBLING))


def add_bins(many: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for bins in many:
        for number, count in bins.items():
            total[number] = total.get(number, 0) + count
    return total


@dataclass(frozen=True)
class Forecast:
    """Days from today on until the last picture is done. early, late: 90 % interval; late None: cannot be said.

    a_day: mean of pictures done a day, over so many days.
    """

    a_day: float
    over_days: int
    days: int
    early: int
    late: int | None


def forecast(done_by_day: Sequence[int], left: int) -> Forecast | None:
    """From what was done on each of the last days, the oldest first; None before there are three, or nothing moves.

    The days to come are taken to be like those: mean m, spread s over n days. After d days d x m are done, give or
    take z x s x sqrt(d + d * d / n): the days differ among themselves, and m itself is not known exactly.
    """
    n = len(done_by_day)
    if n < LEAST_DAYS or not any(done_by_day):
        return None
    mean = sum(done_by_day) / n
    spread = math.sqrt(sum((one - mean) ** 2 for one in done_by_day) / (n - 1))

    def first_day(sign: int) -> int | None:
        for day in range(LONGEST_DAYS + 1):
            if day * mean + sign * Z_90 * spread * math.sqrt(day + day * day / n) >= left:
                return day
        return None

    days = first_day(0)
    if days is None:
        return None
    return Forecast(mean, n, days, first_day(1) or 0, first_day(-1))
