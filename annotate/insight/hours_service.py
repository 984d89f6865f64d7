"""Work by the hour, verdicts and appeals of a project, counted beforehand for the manager's page."""

import datetime as dt
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.crowd_service import crowd_for
from annotate.consensus.models import CrowdModel
from annotate.consensus.planning import try_out, write_trials
from annotate.core import clock
from annotate.insight.models import ProjectInsight, WorkHour
from annotate.insight.pace import bin_of
from annotate.insight.service import insight_of
from annotate.projects.models import Project
from annotate.quality.models import Appeal, Judgement
from annotate.work.models import Submission

HOUR = dt.timedelta(hours=1)
# So many hours with work are counted in one transaction.
PORTION = 48
MS_PER_HOUR = 3_600_000
# More answers than this to one picture nobody plans for.
MOST_TRIED = 8


def count_hours(session: Session, project_id: int) -> bool:
    """Count the next hours with work anew, from the last one counted on; True while more are left.

    An hour is counted until it has been over for an hour: by then whatever came in it is committed.
    """
    insight = insight_of(session, project_id)
    settled = clock.now().replace(minute=0, second=0, microsecond=0) - HOUR
    start = insight.hours_until
    for _ in range(PORTION):
        first = _first_after(session, project_id, start)
        if first is None:
            insight.hours_until = settled
            return False
        hour = first.replace(minute=0, second=0, microsecond=0)
        _count_hour(session, project_id, hour)
        start = hour + HOUR
        insight.hours_until = min(start, settled)
    session.flush()
    return True


def _first_after(session: Session, project_id: int, start: dt.datetime | None) -> dt.datetime | None:
    query = sa.select(Submission.received_at).where(Submission.project_id == project_id)
    if start is not None:
        query = query.where(Submission.received_at >= start)
    return session.scalar(query.order_by(Submission.received_at).limit(1))


def _count_hour(session: Session, project_id: int, hour: dt.datetime) -> None:
    query = sa.select(Submission.shape_count, Submission.active_ms, Submission.rate_e4).where(
        Submission.project_id == project_id,
        Submission.received_at >= hour,
        Submission.received_at < hour + HOUR,
    )
    pay: Counter[str] = Counter()
    speed: Counter[str] = Counter()
    sums = [0, 0, 0, 0]
    for shapes, active_ms, rate_e4 in session.execute(query):
        sums = [sums[0] + 1, sums[1] + shapes, sums[2] + active_ms, sums[3] + rate_e4]
        if active_ms > 0:
            pay[str(bin_of(rate_e4 * MS_PER_HOUR / active_ms))] += 1
            if shapes:
                speed[str(bin_of(active_ms / shapes))] += 1
    row = session.get(WorkHour, (project_id, hour)) or WorkHour(project_id=project_id, hour=hour)
    row.answers, row.shapes, row.active_ms, row.rate_e4 = sums
    row.pay_bins, row.shape_bins = dict(pay), dict(speed)
    session.add(row)
    session.flush()


def count_verdicts(session: Session, project_id: int) -> None:
    """What became of the answers, and of the wishes for another look."""
    insight = insight_of(session, project_id)
    verdicts = (
        sa.select(Judgement.verdict, sa.func.count())
        .where(Judgement.project_id == project_id, Judgement.is_current)
        .group_by(Judgement.verdict)
    )
    appeals = (
        sa.select(Appeal.state, sa.func.count())
        .join(Judgement, Judgement.id == Appeal.judgement_id)
        .where(Judgement.project_id == project_id)
        .group_by(Appeal.state)
    )
    insight.verdicts = {str(verdict): count for verdict, count in session.execute(verdicts)}
    insight.appeals = {str(state): count for state, count in session.execute(appeals)}
    insight.updated_at = clock.now()


def trials_wanted(session: Session, project_id: int) -> int | None:
    """Version of what is known of a project's crowd, when the made-up pictures were tried with an older one."""
    version = session.scalar(sa.select(CrowdModel.version).where(CrowdModel.project_id == project_id))
    known = session.scalar(
        sa.select(ProjectInsight.crowd_version).where(ProjectInsight.project_id == project_id)
    )
    return version if version and version != known else None


def try_crowd(session: Session, project_id: int) -> list[list[list[float]]]:
    """What the project's own crowd does on made-up pictures; a second of work, so in no transaction that writes."""
    crowd, _ = crowd_for(session, project_id, [])
    most = session.get_one(Project, project_id).redundancy_max
    return write_trials(try_out(crowd, max(MOST_TRIED, min(most, 2 * MOST_TRIED))))


def keep_trials(session: Session, project_id: int, version: int, trials: list[list[list[float]]]) -> None:
    insight = insight_of(session, project_id)
    if version >= insight.crowd_version:
        insight.trials, insight.crowd_version = trials, version
