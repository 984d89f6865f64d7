"""Unpacks uploads; writes exports."""

from rq.timeouts import JobTimeoutException
from sqlalchemy.orm import Session

from annotate.consensus import known_service as finished
from annotate.consensus import service as consensus
from annotate.datasets import blur_service, export_service, import_service, prelabel_service
from annotate.datasets.states import ExportFault, LabelPurpose
from annotate.quality import answer_queries
from annotate.quality import known_service as checks
from annotate.work import handed_out_service
from worker_tasks.once import Work

# What is known for certain goes to rooms that datasets does not know.
KEEPERS = {
    LabelPurpose.FINISHED: finished.keep_finished,
    LabelPurpose.GOLD: checks.keep_golds,
}


def unpack_import(work: Work) -> None:
    """In short transactions: pictures are opened between them, while others write."""
    import_service.unpack_import(work.part, int(work.ref))


def read_prelabels(work: Work) -> None:
    """A few hundred pictures a transaction."""
    prelabel_service.read_labels(work.part, int(work.ref), KEEPERS)


def blur_pictures(work: Work) -> None:
    """Who was lent a picture is known in a room that datasets does not know."""
    blur_service.apply_blur(work.part, int(work.ref), handed_out_service.was_handed_out)


def write_export(work: Work) -> None:
    """The pictures with their labels, and who answered what, come from rooms that datasets does not know."""
    sources = (consensus.iter_labelled_pictures, answer_queries.tables_of)
    export_service.write_export(work.part, int(work.ref), *sources)


def export_failed(session: Session, ref: str, error: Exception | None) -> None:
    """After the last try; error: None when the worker was killed each time."""
    export_service.give_up(session, int(ref), _fault_of(error))


def _fault_of(error: Exception | None) -> ExportFault:
    if error is None:
        return ExportFault.STOPPED
    if isinstance(error, JobTimeoutException):
        return ExportFault.TOO_LONG
    # Full disks and object stores that are away.
    return ExportFault.STORAGE if isinstance(error, OSError) else ExportFault.BROKEN
