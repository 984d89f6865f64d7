"""What an hour of work is worth, and what is missing to the floor. Pure, integers only."""

from collections.abc import Sequence

MS_PER_HOUR = 3_600_000
# The first answers of a project that was published without a pilot are its pilot.
PILOT_ANSWERS = 200
# Fewer than these say nothing about a project's pay per hour.
FEWEST_ANSWERS = 20


def hourly_e4(amount_e4: int, active_ms: int) -> int | None:
    """Pay per hour of active time, rounded down; None where no time was measured."""
    return amount_e4 * MS_PER_HOUR // active_ms if active_ms > 0 else None


def median_hourly_e4(answers: Sequence[tuple[int, int]]) -> int | None:
    """Median pay per hour of (rate_e4, active_ms) pairs; None for fewer than FEWEST_ANSWERS with a time.

    Of an even number the lower middle one: an alarm too early costs less than one too late.
    """
    rates = sorted(rate for one in answers if (rate := hourly_e4(*one)) is not None)
    return rates[(len(rates) - 1) // 2] if len(rates) >= FEWEST_ANSWERS else None


def top_up_e4(earned_e4: int, active_ms: int, floor_e4_per_hour: int) -> int:
    """What is missing to the floor for the time worked, rounded up; 0 when nothing is."""
    owed = -(-floor_e4_per_hour * active_ms // MS_PER_HOUR)
    return max(0, owed - earned_e4)
