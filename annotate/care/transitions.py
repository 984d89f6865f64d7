"""A transition of three to six months with a mentor: the days that count, and how it ended. Pure."""

import datetime as dt
from enum import StrEnum

from annotate.core.errors import N_
from annotate.programmes.tenure import anniversary

REVIEW_MONTHS, LONGEST_MONTHS = 3, 6


class TransitionEnd(StrEnum):
    READY = "ready"
    OTHER_WORK = "other_work"
    STOPPED = "stopped"
    TIME_UP = "time_up"


END_WORDS: dict[str, str] = {
    TransitionEnd.READY: N_("works on at the usual pace"),
    TransitionEnd.OTHER_WORK: N_("went to other work"),
    TransitionEnd.STOPPED: N_("stopped"),
    TransitionEnd.TIME_UP: N_("six months are over"),
}
# What a mentor may choose; the last one is found by the calendar.
CHOICES = (TransitionEnd.READY, TransitionEnd.OTHER_WORK, TransitionEnd.STOPPED)


def review_day(began_on: dt.date) -> dt.date:
    return anniversary(began_on, REVIEW_MONTHS)


def last_day(began_on: dt.date) -> dt.date:
    """The day on which it ends by itself."""
    return anniversary(began_on, LONGEST_MONTHS)
