"""Starts the real workers with the tests' own work and shorter waits: `python -m tests.worker_tasks.workers_under_test`."""

import datetime as dt

from annotate.core.settings import load_settings
from worker_tasks import once, relay, routing, run
from worker_tasks.logs import configure_logging

ROUTES = {
    name: routing.Route(routing.Queue.ANSWERS, f"tests.worker_tasks.jobs:{work}")
    for name, work in {
        "test.row": "leave_row",
        "test.broken": "break_down",
        "test.parts": "in_two_parts",
        "test.hang": "hang_the_first_time",
    }.items()
}

if __name__ == "__main__":
    routing.ROUTES.clear()
    routing.ROUTES.update(ROUTES)
    once.LEASE, once.RENEW_SECONDS = dt.timedelta(seconds=2), 0.5
    relay.RING_AGAIN_SECONDS = 0.5
    configure_logging()
    settings = load_settings(dotenv=None)
    run.open_stores(settings)
    run.Parent(run.parts_of(settings)).run()
