"""Looks at how people's work is judged: levels, steps before a pause, the week; by night at everybody."""

from annotate.core.db import reading
from annotate.quality import flag_service, standing_service
from worker_tasks.once import Work


def look(work: Work) -> None:
    """work.ref: annotator and project, '12-3'."""
    annotator_id, _, project_id = work.ref.partition("-")
    with work.whole() as session:
        standing_service.refresh(session, int(annotator_id), int(project_id))


def look_at_all(work: Work) -> None:
    """A hundred people a transaction."""
    after: tuple[int, int] | None = (0, 0)
    while after is not None:
        with work.part() as session:
            after = standing_service.refresh_some(session, after)


def open_after_pauses(work: Work) -> None:
    opened = 1
    while opened:
        with work.part() as session:
            opened = standing_service.open_after_pauses(session)


def find_flags(work: Work) -> None:
    """A project a transaction."""
    with reading() as session:
        project_ids = flag_service.projects_with_answers(session)
    for project_id in project_ids:
        with work.part() as session:
            flag_service.find_flags(session, project_id)
