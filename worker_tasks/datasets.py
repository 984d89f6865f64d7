"""Unpacks uploads; writes exports."""

from annotate.datasets import import_service
from worker_tasks.once import Work


def unpack_import(work: Work) -> None:
    """In short transactions: pictures are opened between them, while others write."""
    import_service.unpack_import(work.part, int(work.ref))
