"""Takes back pictures that were lent and not returned; lets late pictures join the work."""

from annotate.projects import queries as projects
from annotate.work import late_service, pace_service, service
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
        late_service.add_sequence(session, int(work.ref))


def add_task(work: Work) -> None:
    """work.ref: a picture that came after its project was published."""
    with work.whole() as session:
        late_service.add_image(session, int(work.ref))


def open_covered(work: Work) -> None:
    """work.ref: an open project whose money changed."""
    with work.whole() as session:
        late_service.open_covered(session, int(work.ref))


def open_covered_everywhere(work: Work) -> None:
    """Money becomes free in other ways too: fewer check pictures, labels that are known, work made anew."""
    with work.part() as session:
        project_ids = projects.published_ids(session)
    for project_id in project_ids:
        with work.part() as session:
            late_service.open_covered(session, project_id)
