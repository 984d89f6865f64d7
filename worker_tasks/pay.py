"""Pays accepted answers."""

from annotate.pay import service
from worker_tasks.once import Work


def book_acceptance(work: Work) -> None:
    """work.ref: the judgement that accepted an answer, wholly or in part."""
    with work.whole() as session:
        service.book_acceptance(session, int(work.ref))
