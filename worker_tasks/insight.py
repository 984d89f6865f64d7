"""Counts what managers read of their projects."""

from annotate.core.db import reading
from annotate.insight import renewal_service, service
from worker_tasks.once import Work


def renew(work: Work) -> None:
    """Short transactions: answers come in meanwhile."""
    with reading() as session:
        projects = service.projects_to_renew(session)
    for project_id in projects:
        renewal_service.renew_project(project_id, work.part)
