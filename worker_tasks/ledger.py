"""Chains the journal; proves the books every night."""

import structlog

from annotate.core import audit
from annotate.core.db import reading
from annotate.ledger import proof_service, service
from worker_tasks.once import Work

log = structlog.get_logger()
# So many are told on the pages; `ledger verify` tells all.
_TOLD = 10


def chain_entries(work: Work) -> None:
    """Until nothing waits."""
    while True:
        with work.part() as session:
            if service.chain_entries(session) == 0:
                return


def prove(work: Work) -> None:
    """What is found is written down and shouted; the books themselves are never mended by a job."""
    with reading() as session:
        violations = proof_service.verify(session)
    if violations:
        log.error("the ledger is wrong", count=len(violations))
    with work.whole() as session:
        first = [str(violation) for violation in violations[:_TOLD]]
        detail = {"violations": len(violations), "first": first}
        audit.record(session, None, "ledger.proved", "ledger", work.ref, detail)
