"""Settles tasks as answers come in; reads each project's crowd anew at night."""

from annotate.consensus import crowd_service, service
from annotate.core.db import reading
from worker_tasks.once import Work


def settle_task(work: Work) -> None:
    """work.ref: the submission that came in."""
    with work.whole() as session:
        service.settle_submission(session, work.ref)


def refit_projects(work: Work) -> None:
    """A chunk a transaction, so that nobody waits for a night's reading."""
    with reading() as session:
        projects = crowd_service.projects_to_refit(session)
    for project_id in projects:
        more = True
        while more:
            with work.part() as session:
                more = crowd_service.refit_step(session, project_id)
