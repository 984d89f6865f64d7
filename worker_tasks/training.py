"""Offers paid practice to somebody whose work has become less sure."""

from annotate.training import service
from worker_tasks.once import Work


def offer_practice(work: Work) -> None:
    """work.ref: 'ANNOTATOR-PROJECT', as quality tells it."""
    annotator_id, project_id = (int(part) for part in work.ref.split("-"))
    with work.whole() as session:
        service.offer_practice(session, annotator_id, project_id, f"event-{work.event_id}")
