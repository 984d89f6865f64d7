"""Looks for early signs every night; tells of cases whose first contact is late."""

import datetime as dt

from annotate.care import monitoring_service, rollup_service, transition_service
from annotate.care import service as care_service
from worker_tasks.once import Work


def look_for_signs(work: Work) -> None:
    """Sums of the days, then every woman and centre, a part a transaction. work.ref: the morning it is meant for."""
    today = dt.date.fromisoformat(work.ref)
    yesterday = today - dt.timedelta(days=1)
    with work.part() as session:
        months = rollup_service.months_to_renew(session, yesterday)
    for month in months:
        with work.part() as session:
            rollup_service.renew_month(session, month, yesterday)
    with work.part() as session:
        night = monitoring_service.night_of(session, today)
    for look in (monitoring_service.look_at_women, monitoring_service.look_at_centres):
        after: int | None = 0
        while after is not None:
            with work.part() as session:
                after = look(session, night, after)
    with work.whole() as session:
        care_service.tell_owners(session, today)


def escalate_cases(work: Work) -> None:
    """Cases whose first contact is late."""
    with work.whole() as session:
        care_service.escalate_overdue(session)


def watch_transitions(work: Work) -> None:
    with work.whole() as session:
        transition_service.watch(session)
