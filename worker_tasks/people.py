"""Closes accounts for good whose owners asked for it and had their week to think it over."""

# Each registers what its room wants settled before somebody leaves, and what it forgets of her then.
import annotate.households.leaving_service
import annotate.messages.leaving_service
import annotate.pay.leaving_service
import annotate.programmes.leaving_service
import annotate.quality.leaving_service  # noqa: F401
from annotate.core.db import reading
from annotate.people import erasure_service
from worker_tasks.once import Work


def erase_due(work: Work) -> None:
    """One account a transaction: a worker that is killed leaves whole ones behind it."""
    with reading() as session:
        accounts = erasure_service.due(session)
    for account_id in accounts:
        with work.part() as session:
            erasure_service.erase_due(session, account_id)
