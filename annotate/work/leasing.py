"""how long a lease lasts, what counts as active time, what an hour of it pays. Pure."""

import datetime as dt

LEAST_LEASE = dt.timedelta(minutes=30)
KEEP_FOR_ME = dt.timedelta(hours=24)
OFFLINE_HOLD = dt.timedelta(hours=72)
LONGEST_OFFLINE = dt.timedelta(days=7)
LARGEST_OFFLINE_BYTES = 10_000_000
# One that she works on and one fetched ahead: more would keep pictures from others.
OFFLINE_BAGS = 2


def lease_length(project_minutes: int) -> dt.timedelta:
    """A lease lasts at least half an hour, however short the project asks."""
    return max(LEAST_LEASE, dt.timedelta(minutes=project_minutes))


def offline_until(now: dt.datetime, taken_at: dt.datetime) -> dt.datetime:
    """Until when a picture fetched for work without a network stays hers."""
    return min(now + OFFLINE_HOLD, taken_at + LONGEST_OFFLINE)


def credible_active_ms(claimed_ms: int, taken_at: dt.datetime, now: dt.datetime) -> int:
    """Active time as the editor counted it, but never more than has passed since she got the task."""
    passed = int((now - taken_at) / dt.timedelta(milliseconds=1))
    return max(0, min(claimed_ms, passed))


def hourly_pay_e4(rate_e4: int, seconds_per_picture: float | None) -> int | None:
    """About what an hour pays: rate x 3600 / seconds; None while nobody knows how long a picture takes."""
    return round(rate_e4 * 3600 / seconds_per_picture) if seconds_per_picture else None
