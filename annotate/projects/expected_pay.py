"""What an hour of a project is expected to pay, against the local minimum, and whether it may be published. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MS_PER_HOUR = 3_600_000
# Fewer people, or fewer answers of each, say more about those people than about the price.
PILOT_PEOPLE = 10
PILOT_EACH = 20
PILOT_ANSWERS = PILOT_PEOPLE * PILOT_EACH
# More of one person would use up what the pace of ten people is to be seen from.
PILOT_MOST_EACH = 2 * PILOT_EACH
# A project of at most so many tasks is its own pilot: a part of it would be as long as the whole.
SMALL_PROJECT = 200
LEAST_PERCENT = 100
SAFE_PERCENT = 120


class PayVerdict(StrEnum):
    NO_FIGURES = "no_figures"
    NO_FLOOR = "no_floor"  # the registry knows no minimum wage where these people live
    UNDER = "under"  # less than the minimum: refused
    NEAR = "near"  # less than 1.2 times it: somebody must have read that
    FAIR = "fair"


@dataclass(frozen=True)
class ExpectedPay:
    """Quartiles of pay per hour at today's price, and what they were made of.

    people: who gave at least 20 answers with a time. answers: how many the quartiles rest on. None: no figures yet.
    middle_ms: active time of the answer in the middle, for the formula.
    """

    rate_e4: int
    people: int
    answers: int
    low_e4: int | None = None
    middle_e4: int | None = None
    high_e4: int | None = None
    middle_ms: int | None = None
    floor_e4: int | None = None

    @property
    def percent(self) -> int | None:
        """The middle in per cent of the minimum, rounded down."""
        if self.middle_e4 is None or not self.floor_e4:
            return None
        return self.middle_e4 * 100 // self.floor_e4

    @property
    def verdict(self) -> PayVerdict:
        if self.middle_e4 is None:
            return PayVerdict.NO_FIGURES
        if self.percent is None:
            return PayVerdict.NO_FLOOR
        if self.percent < LEAST_PERCENT:
            return PayVerdict.UNDER
        return PayVerdict.NEAR if self.percent < SAFE_PERCENT else PayVerdict.FAIR


def expected_pay(
    rate_e4: int, times: Sequence[tuple[int, int]], floor_e4: int | None, is_own_pilot: bool = False
) -> ExpectedPay:
    """Judge a pilot by its answers.

    times: (annotator, active_ms > 0), newest first. Of each person the newest 20 count, so that nobody's pace outweighs
    the others'. is_own_pilot: the whole project was opened without a pilot; then its first 200 answers say as much.
    """
    counts = Counter(annotator_id for annotator_id, _ms in times)
    whole = {annotator_id for annotator_id, count in counts.items() if count >= PILOT_EACH}
    if len(whole) >= PILOT_PEOPLE:
        counted = _newest_of_each(times, whole)
    else:
        enough = is_own_pilot and len(times) >= PILOT_ANSWERS
        counted = [ms for _annotator_id, ms in times[:PILOT_ANSWERS]] if enough else []
    if not counted:
        return ExpectedPay(rate_e4, len(whole), len(times), floor_e4=floor_e4)
    slowest_first = sorted(counted, reverse=True)
    low, middle, high = (slowest_first[(len(counted) - 1) * part // 4] for part in (1, 2, 3))
    return ExpectedPay(
        rate_e4=rate_e4,
        people=len(whole),
        answers=len(counted),
        low_e4=_hourly_e4(rate_e4, low),
        middle_e4=_hourly_e4(rate_e4, middle),
        high_e4=_hourly_e4(rate_e4, high),
        middle_ms=middle,
        floor_e4=floor_e4,
    )


def _hourly_e4(rate_e4: int, active_ms: int) -> int:
    return rate_e4 * MS_PER_HOUR // active_ms


def _newest_of_each(times: Sequence[tuple[int, int]], people: set[int]) -> list[int]:
    seen: Counter[int] = Counter()
    kept = []
    for annotator_id, ms in times:
        if annotator_id in people and seen[annotator_id] < PILOT_EACH:
            seen[annotator_id] += 1
            kept.append(ms)
    return kept


def pilot_share_left(hers: int) -> int:
    """How many more tasks of a pilot somebody may have who has had so many."""
    return max(0, PILOT_MOST_EACH - hers)


def usual_pilot(tasks: int, answers_each: int) -> int:
    """How many tasks a pilot usually has: room for ten people of whom some do more than twenty."""
    return min(tasks, -(-2 * PILOT_ANSWERS // max(answers_each, 1)))
