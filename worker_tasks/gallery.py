"""Marks pictures by what is on them: at once after an answer or a settlement, and every minute what else is new."""

from annotate.core.db import reading
from annotate.gallery import service
from worker_tasks.once import Work


def mark(work: Work) -> None:
    with reading() as session:
        projects = service.projects_to_mark(session)
    for project_id in projects:
        service.mark_project(work.part, project_id)
