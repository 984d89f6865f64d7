"""How long a lease lasts, how large a bag is, what counts as active time, what an hour of it pays. Pure."""

import datetime as dt

LEAST_LEASE = dt.timedelta(minutes=30)
KEEP_FOR_ME = dt.timedelta(hours=24)
LARGEST_BAG = 20


def lease_length(project_minutes: int) -> dt.timedelta:
    """A lease lasts at least half an hour, however short the project asks."""
    return max(LEAST_LEASE, dt.timedelta(minutes=project_minutes))


def credible_active_ms(claimed_ms: int, taken_at: dt.datetime, now: dt.datetime) -> int:
    """Active time as the editor counted it, but never more than has passed since she got the task."""
    passed = int((now - taken_at) / dt.timedelta(milliseconds=1))
    return max(0, min(claimed_ms, passed))


def hourly_pay_e4(rate_e4: int, seconds_per_picture: float | None) -> int | None:
    """About what an hour pays: rate x 3600 / seconds; None while nobody knows how long a picture takes."""
    return round(rate_e4 * 3600 / seconds_per_picture) if seconds_per_picture else None
