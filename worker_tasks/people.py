"""Closes accounts for good whose owners asked for it and had their week to think it over."""

# Each registers what its room wants settled before somebody leaves, and what it forgets of her then.
import annotate.care.leaving_service
import annotate.households.leaving_service
import annotate.messages.leaving_service
import annotate.pay.leaving_service
import annotate.programmes.leaving_service
import annotate.quality.leaving_service
import annotate.questions.leaving_service
import annotate.work.leaving_service  # noqa: F401
from annotate.core.db import reading
from annotate.core.storage import storage
from annotate.people import erasure_register_service, erasure_service
from worker_tasks.once import Work


def erase_due(work: Work) -> None:
    """One account a transaction: a worker that is killed leaves whole ones behind it."""
    listed = erasure_register_service.read(storage())
    with reading() as session:
        back = erasure_service.came_back(session, listed)
        accounts = erasure_service.due(session)
    for account_id in back:
        with work.part() as session:
            erasure_service.erase_again(session, account_id)
    for account_id in accounts:
        with work.part() as session:
            erasure_service.erase_due(session, account_id)
    # After the commits: who is listed was erased. A list that was not written today is written tomorrow.
    with reading() as session:
        erasure_register_service.enter(storage(), erasure_service.erased(session))
