"""This week's work against last week's: has it become less sure, or better? Pure."""

from enum import StrEnum

from annotate.quality.intervals import probability_lower
from annotate.quality.levels import Tally

# So many judged tasks in each of both weeks, else nothing is said.
LEAST_ANSWERS = 15
SURE = 0.95


class Drift(StrEnum):
    UNKNOWN = "unknown"
    SAME = "same"
    WORSE = "worse"
    BETTER = "better"


def drift_of(this_week: Tally, last_week: Tally) -> Drift:
    """Worse or better only where it is 95 % sure, by the Beta posteriors of both weeks."""
    if min(this_week.answers, last_week.answers) < LEAST_ANSWERS:
        return Drift.UNKNOWN
    lower = probability_lower(this_week.good, this_week.answers, last_week.good, last_week.answers)
    if lower > SURE:
        return Drift.WORSE
    return Drift.BETTER if lower < 1 - SURE else Drift.SAME
