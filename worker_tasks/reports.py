"""Keeps the monthly sums that reports are read from."""

from annotate.reports import service
from worker_tasks.once import Work


def rebuild_rollup(work: Work) -> None:
    with work.whole() as session:
        service.rebuild_recent(session)
