"""Settles tasks as answers come in; reads each project's crowd anew at night."""

from annotate.consensus import refit_service, service
from annotate.core.db import reading
from annotate.gallery import service as gallery
from worker_tasks.once import Work


def settle_task(work: Work) -> None:
    """work.ref: the submission that came in. Settled first: what is judged and paid by it never waits for its marks."""
    with work.part() as session:
        service.settle_submission(session, work.ref)
    with work.whole() as session:
        gallery.mark_answered(session, work.ref)


def refit_projects(work: Work) -> None:
    """Project after project; what is done of one stays done if this is killed."""
    with reading() as session:
        projects = refit_service.projects_to_refit(session, work.event_id)
    for project_id in projects:
        _refit(work, project_id)


def _refit(work: Work, project_id: int) -> None:
    while chunk := _next(project_id):
        crowd = refit_service.learn_chunk(chunk)
        with work.part() as session:
            refit_service.keep_chunk(session, chunk, crowd)
    with work.part() as session:
        refit_service.publish(session, project_id, work.event_id)
    last: int | None = 0
    while last is not None:
        with work.part() as session:
            last = refit_service.hand_on_weights(session, project_id, last)


def _next(project_id: int) -> refit_service.Chunk | None:
    with reading() as session:
        return refit_service.next_chunk(session, project_id)
