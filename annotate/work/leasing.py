"""How long a lease lasts, how large a bag is, what counts as active time. Pure."""

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
