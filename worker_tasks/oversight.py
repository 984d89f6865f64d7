"""Nightly: what was kept long enough goes. Monthly: the audit log in figures."""

import datetime as dt

from annotate.core import clock
from annotate.core.settings import load_settings
from annotate.messages.post_service import FOLDER
from annotate.oversight import digest_service, retention_service
from annotate.oversight.retention import RULES
from worker_tasks.once import Work


def keep_retention(work: Work) -> None:
    """work.ref: the day. A thousand rows a transaction, each written down with what it took."""
    day = dt.date.fromisoformat(work.ref)
    for rule in RULES:
        taken = retention_service.AT_ONCE
        while taken == retention_service.AT_ONCE:
            with work.part() as session:
                taken = retention_service.take_some(session, rule)
                retention_service.note(session, day, {rule.name: taken})
    letters = retention_service.take_letters(load_settings().data / FOLDER, clock.now())
    with work.part() as session:
        retention_service.note(session, day, {"letters": letters})


def make_digest(work: Work) -> None:
    """work.ref: the day; any day makes the digest of the month before when it is not there yet."""
    with work.whole() as session:
        digest_service.make_digest(session, digest_service.month_to_digest(dt.date.fromisoformat(work.ref)))
