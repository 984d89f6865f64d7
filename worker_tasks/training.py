"""Offers paid practice to somebody whose work has become less sure; counts exams anew without a withdrawn check."""

from annotate.training import service
from worker_tasks.once import Work


def offer_practice(work: Work) -> None:
    """work.ref: 'ANNOTATOR-PROJECT', as quality tells it."""
    annotator_id, project_id = (int(part) for part in work.ref.split("-"))
    with work.whole() as session:
        service.offer_practice(session, annotator_id, project_id, f"event-{work.event_id}")


def count_anew(work: Work) -> None:
    """work.ref: the task whose check was withdrawn."""
    with work.whole() as session:
        service.count_anew(session, int(work.ref))
