"""Takes back pictures that were lent and not returned; lets late pictures join the work."""

from annotate.work import service, task_service
from worker_tasks.once import Work


def expire_leases(work: Work) -> None:
    while True:
        with work.part() as session:
            if service.expire_leases(session) == 0:
                return


def add_clips(work: Work) -> None:
    """work.ref: a video that became whole after its project was published."""
    with work.whole() as session:
        task_service.add_tasks_for_sequence(session, int(work.ref))


def add_task(work: Work) -> None:
    """work.ref: a picture that came after its project was published."""
    with work.whole() as session:
        task_service.add_task_for_image(session, int(work.ref))
