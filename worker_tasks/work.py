"""Takes back pictures that were lent and not returned; lets late pictures join the work."""

from annotate.projects import queries as projects
from annotate.work import pace_service, service, task_service
from worker_tasks.once import Work


def expire_leases(work: Work) -> None:
    while True:
        with work.part() as session:
            if service.expire_leases(session) == 0:
                return


def count_pace(work: Work) -> None:
    """Pace, scarcity and who meets whom, project by project."""
    with work.part() as session:
        project_ids = projects.published_ids(session)
    for project_id in project_ids:
        with work.part() as session:
            pace_service.count_project(session, project_id)


def add_clips(work: Work) -> None:
    """work.ref: a video that became whole after its project was published."""
    with work.whole() as session:
        task_service.add_tasks_for_sequence(session, int(work.ref))


def add_task(work: Work) -> None:
    """work.ref: a picture that came after its project was published."""
    with work.whole() as session:
        task_service.add_task_for_image(session, int(work.ref))
