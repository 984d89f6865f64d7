"""How a project runs: what is done, at which pace, at which speed and pay, what was refused. A few prepared rows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.insight.figures import Rate, rate_of
from annotate.insight.models import ProjectInsight, TaskInsight, WorkHour
from annotate.insight.pace import Forecast, add_bins, forecast, quantile_of
from annotate.insight.queries import days_of
from annotate.projects.budget import Plan, budget_needed_e4
from annotate.projects.models import Project
from annotate.quality.judgement import AppealState, Verdict
from annotate.work.models import Task
from annotate.work.states import TaskKind, TaskState
from annotate.work.verify_service import MORE_ANSWERS

DAYS = 14
HOURS = 48
# A hand that drags a box between two corners needs this long, and with one look and a key for its class so long:
# keystroke-level model (Card, Moran and Newell 1980: P 1.1 s, B .1 s, K .2 s, M 1.35 s). Whoever is faster does not look.
FLOOR_SECONDS, CAREFUL_SECONDS = 2.4, 3.95
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Spread:
    """Values below which a tenth, a quarter, half, three quarters and nine tenths of the answers lie."""

    values: Sequence[float]
    answers: int

    @property
    def median(self) -> float:
        return self.values[2]


def _spread(many: Sequence[Mapping[str, int]], divisor: float) -> Spread | None:
    bins = add_bins(many)
    values = [quantile_of(bins, share) for share in SHARES]
    known = [value / divisor for value in values if value is not None]
    return Spread(known, sum(bins.values())) if known else None


@dataclass(frozen=True)
class Hour:
    """Answers that came in from one full hour on."""

    start: dt.datetime
    answers: int


@dataclass(frozen=True)
class ProjectProgress:
    """pay: 1/10000 an hour of active time; seconds: for each object drawn. handed_in_e4: price of all answers that came
    in. rejected: of final judgements; overturned: of appeals that were decided."""

    updated_at: dt.datetime | None
    total: int
    open: int
    done: int
    to_reviewer: int
    verify_open: int
    answers: int
    handed_in_e4: int
    hours: Sequence[Hour]
    pay_e4: Spread | None
    seconds: Spread | None
    forecast: Forecast | None
    rejected: Rate | None
    in_review: int
    mending: int
    overturned: Rate | None
    appeals_open: int

    @property
    def left(self) -> int:
        return self.total - self.done


def progress_of(session: Session, project_id: int) -> ProjectProgress:
    now = clock.now()
    states = _states(session, project_id)
    counts = {state: states.get((TaskKind.LABEL, state), 0) for state in TaskState}
    total, done = sum(counts.values()), counts[TaskState.AGREED] + counts[TaskState.CLOSED]
    hours = _hours(session, project_id, now - dt.timedelta(days=DAYS))
    answers, handed_in_e4 = _totals(session, project_id)
    insight = session.get(ProjectInsight, project_id)
    verdicts = insight.verdicts if insight else {}
    appeals = insight.appeals if insight else {}
    refused = verdicts.get(Verdict.PART, 0) + verdicts.get(Verdict.SPAM, 0)
    granted = appeals.get(AppealState.UPHELD, 0) + appeals.get(AppealState.GRANTED_LATE, 0)
    return ProjectProgress(
        updated_at=insight.updated_at if insight else None,
        total=total,
        open=counts[TaskState.OPEN] + counts[TaskState.SETTLING],
        done=done,
        to_reviewer=counts[TaskState.TO_REVIEWER],
        verify_open=states.get((TaskKind.VERIFY, TaskState.OPEN), 0),
        answers=answers,
        handed_in_e4=handed_in_e4,
        hours=_last_hours(hours, now),
        pay_e4=_spread([one.pay_bins for one in hours], 1),
        seconds=_spread([one.shape_bins for one in hours], 1000),
        forecast=forecast(_done_by_day(session, project_id, now), total - done),
        rejected=rate_of(refused, refused + verdicts.get(Verdict.ACCEPTED, 0)),
        in_review=verdicts.get(Verdict.IN_REVIEW, 0),
        mending=verdicts.get(Verdict.FIX, 0),
        overturned=rate_of(granted, granted + appeals.get(AppealState.KEPT, 0)),
        appeals_open=appeals.get(AppealState.OPEN, 0),
    )


@dataclass(frozen=True)
class Disputed:
    """Pictures that wait for a reviewer and were never verified, and their objects that are worth a quick look."""

    pictures: int
    objects: int

    def cost_e4(self, rate_e4: int, answers: int, level_bonus: Sequence[int]) -> int:
        """What verifying them costs at most, with all reserves."""
        return budget_needed_e4(Plan(self.objects * (answers + MORE_ANSWERS), rate_e4, level_bonus))


def disputed_of(session: Session, project_id: int) -> Disputed:
    """As of the last count; what is ordered is looked up anew."""
    counts = sa.func.count(), sa.func.coalesce(sa.func.sum(TaskInsight.doubtful), 0)
    pictures, objects = session.execute(doubtful_tasks(project_id).with_only_columns(*counts)).one()
    return Disputed(pictures, int(objects))


def doubtful_tasks(project_id: int) -> sa.Select[Task]:
    """Those of them that `disputed_of` counts."""
    verified = sa.orm.aliased(Task)
    has_one = sa.select(verified.id).where(
        verified.project_id == project_id,
        verified.image_id == Task.image_id,
        verified.kind == TaskKind.VERIFY,
    )
    return (
        sa.select(Task)
        .join(TaskInsight, Task.id == TaskInsight.task_id)
        .where(
            Task.project_id == project_id,
            Task.state == TaskState.TO_REVIEWER,
            Task.sequence_id.is_(None),
            TaskInsight.doubtful > 0,
            ~has_one.exists(),
        )
    )


def _states(session: Session, project_id: int) -> dict[tuple[TaskKind, TaskState], int]:
    query = sa.select(Task.kind, Task.state, sa.func.count()).where(Task.project_id == project_id)
    return {
        (kind, state): count for kind, state, count in session.execute(query.group_by(Task.kind, Task.state))
    }


def _hours(session: Session, project_id: int, since: dt.datetime) -> Sequence[WorkHour]:
    query = sa.select(WorkHour).where(WorkHour.project_id == project_id, WorkHour.hour >= since)
    return session.scalars(query.order_by(WorkHour.hour)).all()


def _totals(session: Session, project_id: int) -> tuple[int, int]:
    query = sa.select(
        sa.func.coalesce(sa.func.sum(WorkHour.answers), 0), sa.func.coalesce(sa.func.sum(WorkHour.rate_e4), 0)
    )
    answers, handed_in_e4 = session.execute(query.where(WorkHour.project_id == project_id)).one()
    return int(answers), int(handed_in_e4)


def _last_hours(hours: Sequence[WorkHour], now: dt.datetime) -> list[Hour]:
    by_hour = {one.hour: one.answers for one in hours}
    newest = now.replace(minute=0, second=0, microsecond=0)
    starts = [newest - dt.timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]
    return [Hour(start, by_hour.get(start, 0)) for start in starts]


def _done_by_day(session: Session, project_id: int, now: dt.datetime) -> list[int]:
    """Pictures settled on each of the last full days, from the first with work on; today is not over."""
    today = clock.local_day(now)
    since = today - dt.timedelta(days=DAYS)
    published_at = session.scalar(sa.select(Project.published_at).where(Project.id == project_id))
    if published_at is not None:
        since = max(since, clock.local_day(published_at))
    done = {one.day: one.agreed for one in days_of(session, project_id, since)}
    return [done.get(since + dt.timedelta(days=n), 0) for n in range((today - since).days)]
