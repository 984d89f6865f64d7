"""Takes pictures back that were lent and not returned."""

from annotate.work import service
from worker_tasks.once import Work


def expire_leases(work: Work) -> None:
    while True:
        with work.part() as session:
            if service.expire_leases(session) == 0:
                return
