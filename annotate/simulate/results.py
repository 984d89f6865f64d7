"""What the platform made of the crowd's answers, read once the jobs behind them are done."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus import queries as consensus
from annotate.consensus import refit_service
from annotate.core import clock, outbox
from annotate.core.db import reading, transaction
from annotate.pay import queries as pay
from annotate.quality.models import Judgement
from annotate.work import queries as work

_JOBS = (
    "submission.received",
    "task.agreed",
    "task.to_reviewer",
    "submission.accepted",
    "submission.accepted_part",
)


def wait_for_jobs(patience_seconds: float) -> bool:
    """Wait until answers are settled, judged and paid; False when nobody does it in that time."""
    deadline = time.monotonic() + patience_seconds
    while time.monotonic() < deadline:
        with reading() as session:
            if not outbox.due_events(session, _JOBS, limit=1):
                return True
        time.sleep(0.2)
    return False


def learn(projects: Sequence[int]) -> None:
    """What the next night would learn of each annotator, learnt now."""
    for project_id in projects:
        with transaction() as session:
            refit_service.refit_project(session, project_id)


def estimates(session: Session, projects: Sequence[int]) -> dict[int, float]:
    """The platform's quality figure of each annotator that it knows."""
    return {
        figures.annotator_id: figures.quality
        for project_id in projects
        for figures in consensus.annotators_of(session, project_id)
    }


def earned_e4(session: Session, account_id: int) -> int:
    """What she earned this month, before tax."""
    return pay.earnings_of(session, account_id, clock.local_month(clock.now())).gross_e4


def counts(
    session: Session, projects: Sequence[int], account_ids: Sequence[int]
) -> Mapping[str, Mapping[str, int]]:
    """Tasks of the projects by state; judgements of the crowd's answers by verdict."""
    tasks: Counter[str] = Counter()
    for project_id in projects:
        now = work.progress(session, project_id)
        tasks.update({"open": now.open, "agreed": now.done, "with the reviewer": now.to_reviewer})
    query = sa.select(Judgement.verdict, sa.func.count()).where(
        Judgement.is_current, Judgement.annotator_id.in_(account_ids), Judgement.project_id.in_(projects)
    )
    verdicts = {str(verdict): count for verdict, count in session.execute(query.group_by(Judgement.verdict))}
    return {"tasks": tasks, "answers": verdicts}
