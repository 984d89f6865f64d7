"""Does the work that answers and uploads set off, at once: the demo needs no workers, and goes well beside them."""

import time
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from annotate.consensus import service as consensus
from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.datasets import import_service
from annotate.datasets.models import ImportRun
from annotate.datasets.states import RunState
from annotate.pay import service as pay
from annotate.quality import service as quality

# What the workers' routing does with these events; each is done once, by whoever claims it first.
_DUTIES: Mapping[str, Callable[[Session, str], object]] = {
    "submission.received": consensus.settle_submission,
    "task.agreed": lambda session, ref: quality.judge_task(session, int(ref)),
    "task.to_reviewer": lambda session, ref: quality.judge_task(session, int(ref)),
    "submission.accepted": lambda session, ref: pay.book_acceptance(session, int(ref)),
    "submission.accepted_part": lambda session, ref: pay.book_acceptance(session, int(ref)),
}
_PATIENCE_SECONDS = 120.0


class NotUnpacked(Exception):
    """An upload did not become pictures."""


def catch_up() -> None:
    """Settle, judge and pay until nothing waits."""
    while True:
        with reading() as session:
            waiting = outbox.due_events(session, list(_DUTIES))
        if not sum(_do(event_id) for event_id, _ in waiting):
            return


def _do(event_id: int) -> bool:
    """One event in one transaction with its receipt; False when a worker has it."""
    with transaction() as session:
        claim = outbox.claim(session, event_id)
        if claim is None:
            return False
        _DUTIES[claim.kind](session, claim.ref)
        return outbox.finish(session, claim)


def unpack(import_id: int) -> None:
    """See to it that an upload is unpacked, here or by a worker. Raises NotUnpacked."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with reading() as session:
            state = session.get_one(ImportRun, import_id).state
            waiting = outbox.due_events(session, ["import.received"])
        if state is RunState.DONE:
            return
        for event_id, _ in waiting:
            _unpack(event_id)
        time.sleep(0.1)
    raise NotUnpacked(f"the pictures of import {import_id} were not unpacked in {_PATIENCE_SECONDS:.0f} s")


def _unpack(event_id: int) -> None:
    with transaction() as session:
        claim = outbox.claim(session, event_id)
    if claim is not None:
        import_service.unpack_import(transaction, int(claim.ref))
        with transaction() as session:
            outbox.finish(session, claim)
