"""Keeps the common ground tidy: seals the audit chain, forgets old receipts, notes what nobody acts on."""

import datetime as dt

from annotate.core import audit, clock, outbox
from worker_tasks.once import Work
from worker_tasks.schedule import PASSING, SCHEDULE

KEEP_RECEIPTS = dt.timedelta(days=14)


def seal_audit(work: Work) -> None:
    """Chain the audit rows that wait, a thousand at a time."""
    while True:
        with work.part() as session:
            if audit.seal(session) == 0:
                return


def forget_done(work: Work) -> None:
    with work.whole() as session:
        outbox.forget_done(session, clock.now() - KEEP_RECEIPTS, SCHEDULE.keys() | PASSING)


def note(work: Work) -> None:
    """An event that is told to the outside only: nothing here is left to do."""
    with work.whole():
        pass
