"""Reads of earnings: a month's figures, its days, its lines, what a project's hour is worth."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.datasets.models import Image
from annotate.pay.calendar import month_before
from annotate.pay.figures import MonthFigures, StatementPart
from annotate.pay.models import Earning, EarningKind, FloorAlarm, TaxChoice
from annotate.pay.tax import USUAL_REGIMES, RegimeFrom, withheld_by_month
from annotate.projects.models import Project
from annotate.quality.judgement import Verdict
from annotate.quality.models import Judgement
from annotate.work.models import Rework, Submission, Task
from annotate.work.states import TaskKind

# What the work itself brought; a foundation's subsidy is support, not pay, and not taxed.
WORK_KINDS = (EarningKind.PIECE, EarningKind.CORRECTION, EarningKind.TRAINING, EarningKind.REWORK)
TAXED_KINDS = (*WORK_KINDS, EarningKind.TOP_UP)


def _sum_of(*kinds: EarningKind) -> sa.ColumnElement[int]:
    amount = sa.case((Earning.kind.in_(kinds), Earning.amount_e4), else_=0)
    return sa.cast(sa.func.coalesce(sa.func.sum(amount), 0), sa.BigInteger)


def regimes(session: Session) -> Sequence[RegimeFrom]:
    """The tax rules of this deployment with their days."""
    rows = session.execute(sa.select(TaxChoice.regime, TaxChoice.valid_from)).all()
    return [RegimeFrom(row.regime, row.valid_from) for row in rows] or USUAL_REGIMES


def earnings_of(session: Session, annotator_id: int, month: str, currency: str = "CNY") -> MonthFigures:
    """The figures of one person's month 'YYYY-MM' in one currency; zeros where she earned nothing."""
    hers = (Earning.annotator_id == annotator_id, Earning.currency == currency)
    query = sa.select(
        _sum_of(*WORK_KINDS),
        _sum_of(EarningKind.TOP_UP),
        _sum_of(EarningKind.SUBSIDY),
        sa.cast(sa.func.coalesce(sa.func.sum(Earning.active_ms), 0), sa.BigInteger),
        # Imported months of an earlier system carry no answers to count.
        sa.func.count(Earning.submission_id).filter(Earning.kind == EarningKind.PIECE),
    ).where(*hers, Earning.month == month)
    gross_e4, top_up_e4, subsidy_e4, active_ms, answers = session.execute(query).one()
    year = Earning.month.between(f"{month[:4]}-01", month)
    incomes = sa.select(Earning.month, _sum_of(*TAXED_KINDS)).where(*hers, year).group_by(Earning.month)
    taxed = {one: income for one, income in session.execute(incomes)}  # noqa: C416 -- rows are no pairs to mypy
    tax_e4 = withheld_by_month(taxed, regimes(session)).get(month, 0)
    return MonthFigures(month, currency, gross_e4, top_up_e4, subsidy_e4, tax_e4, active_ms, answers)


def earned_by_day(
    session: Session, annotator_id: int, month: str, currency: str = "CNY"
) -> dict[dt.date, int]:
    """What each day of a month brought, subsidies included; days without are left out."""
    query = (
        sa.select(Earning.day, sa.func.sum(Earning.amount_e4))
        .where(Earning.annotator_id == annotator_id, Earning.month == month, Earning.currency == currency)
        .group_by(Earning.day)
    )
    return {day: int(amount) for day, amount in session.execute(query)}


@dataclass(frozen=True)
class EarningLine:
    """One earning and the picture it is for, where it is for one."""

    id: int
    kind: EarningKind
    earned_at: dt.datetime
    amount_e4: int
    currency: str
    rate_e4: int | None
    project_name: str | None
    image_name: str | None
    judgement_id: int | None
    verdict: Verdict | None
    share_percent: int | None
    counts: dict[str, int]


def earning_lines(
    session: Session,
    annotator_id: int,
    month: str | None = None,
    before_id: int | None = None,
    limit: int | None = 30,
) -> list[EarningLine]:
    """Her earnings, newest first, from below `before_id` on. limit None: all."""
    query: Any = (
        sa.select(Earning, Submission.rate_e4, Project.name, Image.name, Judgement)
        .join(Rework, Rework.id == Earning.rework_id, isouter=True)
        .join(
            Submission,
            Submission.id == sa.func.coalesce(Earning.submission_id, Rework.submission_id),
            isouter=True,
        )
        .join(Task, Task.id == Submission.task_id, isouter=True)
        .join(Image, Image.id == Task.image_id, isouter=True)
        .join(Project, Project.id == Earning.project_id, isouter=True)
        .join(Judgement, Judgement.id == Earning.judgement_id, isouter=True)
        .where(Earning.annotator_id == annotator_id)
        .order_by(Earning.id.desc())
        .limit(limit)
    )
    query = query.where(Earning.month == month) if month else query
    query = query.where(Earning.id < before_id) if before_id else query
    return [_line(*row) for row in session.execute(query)]


def _line(
    earning: Earning,
    rate_e4: int | None,
    project_name: str | None,
    image_name: str | None,
    judgement: Judgement | None,
) -> EarningLine:
    return EarningLine(
        id=earning.id,
        kind=earning.kind,
        earned_at=earning.earned_at,
        amount_e4=earning.amount_e4,
        currency=earning.currency,
        rate_e4=rate_e4,
        project_name=project_name,
        image_name=image_name,
        judgement_id=judgement.id if judgement else None,
        verdict=judgement.verdict if judgement else None,
        share_percent=judgement.share_percent if judgement else None,
        counts=judgement.reason.get("counts", {}) if judgement else {},
    )


def statement_parts(
    session: Session, annotator_id: int, month: str, currency: str = "CNY"
) -> list[StatementPart]:
    """A month's earnings by project and kind, the largest first."""
    total = sa.func.sum(Earning.amount_e4)
    query = (
        sa.select(Earning.kind, Project.name, sa.func.count(), total, sa.func.sum(Earning.active_ms))
        .join(Project, Project.id == Earning.project_id, isouter=True)
        .where(Earning.annotator_id == annotator_id, Earning.month == month, Earning.currency == currency)
        .group_by(Earning.kind, Project.id, Project.name)
        .order_by(total.desc())
    )
    return [
        StatementPart(kind, name, items, int(amount), int(active_ms or 0))
        for kind, name, items, amount, active_ms in session.execute(query)
    ]


def months_of(session: Session, annotator_id: int) -> Sequence[str]:
    """Months in which she earned anything, newest first."""
    query = sa.select(Earning.month).where(Earning.annotator_id == annotator_id).distinct()
    return session.scalars(query.order_by(Earning.month.desc())).all()


@dataclass(frozen=True)
class WholeWork:
    """All of one person's paid work."""

    first_month: str
    last_month: str
    answers: int
    active_ms: int
    gross_e4: int


def whole_work(session: Session, annotator_id: int, currency: str = "CNY") -> WholeWork | None:
    """None before the first pay."""
    query = sa.select(
        sa.func.min(Earning.month),
        sa.func.max(Earning.month),
        sa.func.count(Earning.submission_id).filter(Earning.kind == EarningKind.PIECE),
        sa.cast(sa.func.coalesce(sa.func.sum(Earning.active_ms), 0), sa.BigInteger),
        _sum_of(*WORK_KINDS),
    ).where(Earning.annotator_id == annotator_id, Earning.currency == currency)
    row = session.execute(query).one()
    return WholeWork(*row) if row[0] else None


@dataclass(frozen=True)
class Today:
    today_e4: int
    month_e4: int
    before_e4: int


def today_of(session: Session, annotator_id: int, currency: str = "CNY") -> Today:
    """What today, this month and the month before brought, before tax."""
    now = clock.now()
    month = clock.local_month(now)
    hers = (Earning.annotator_id == annotator_id, Earning.currency == currency)

    def total(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(Earning.amount_e4).filter(*conditions), 0)

    query = sa.select(
        total(Earning.day == clock.local_day(now)),
        total(Earning.month == month),
        total(Earning.month == month_before(month)),
    ).where(*hers, Earning.month.in_((month, month_before(month))))
    return Today(*(int(amount) for amount in session.execute(query).one()))


@dataclass(frozen=True)
class Waiting:
    """Answers of hers that are not paid yet, and what they would bring in full."""

    answers: int
    amount_e4: int


def not_yet_paid(session: Session, annotator_id: int, currency: str = "CNY") -> Waiting:
    """Handed in, and neither paid nor finally refused."""
    paid = sa.select(Earning.id).where(Earning.submission_id == Submission.id).exists()
    refused = (
        sa.select(Judgement.id)
        .where(Judgement.submission_id == Submission.id, Judgement.is_current, Judgement.share_percent == 0)
        .exists()
    )
    # Whatever is undecided for three days is accepted, so older answers need no look.
    since = clock.now() - dt.timedelta(days=8)
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Submission.rate_e4), 0)).where(
        Submission.annotator_id == annotator_id,
        Submission.received_at > since,
        Submission.currency == currency,
        ~paid,
        ~refused,
    )
    answers, amount_e4 = session.execute(query).one()
    return Waiting(answers, int(amount_e4))


def hourly_of_project(session: Session, project_id: int, newest: int) -> list[tuple[int, int]]:
    """(rate_e4, active_ms) of a project's newest answers."""
    query = (
        sa.select(Submission.rate_e4, Submission.active_ms)
        .where(Submission.project_id == project_id, Submission.active_ms > 0)
        .order_by(Submission.received_at.desc(), Submission.id)
        .limit(newest)
    )
    return [(row.rate_e4, row.active_ms) for row in session.execute(query)]


def earners_since(session: Session, project_id: int, day: dt.date) -> Sequence[int]:
    """Who earned anything in a project from a day on."""
    query = sa.select(Earning.annotator_id).where(Earning.project_id == project_id, Earning.day >= day)
    return session.scalars(query.distinct().order_by(Earning.annotator_id)).all()


def newest_alarm(session: Session, project_id: int, since: dt.datetime) -> FloorAlarm | None:
    """The newest alarm of the pay floor."""
    query = sa.select(FloorAlarm).where(FloorAlarm.project_id == project_id, FloorAlarm.raised_at >= since)
    return session.scalar(query.order_by(FloorAlarm.id.desc()).limit(1))


def pilot_answers(session: Session, project_id: int, first: int) -> list[tuple[int, int]]:
    """(rate_e4, active_ms) of a project's first answers."""
    query = (
        sa.select(Submission.rate_e4, Submission.active_ms)
        .where(Submission.project_id == project_id)
        .order_by(Submission.received_at, Submission.id)
        .limit(first)
    )
    return [(row.rate_e4, row.active_ms) for row in session.execute(query)]


def pilot_times(session: Session, project_id: int, newest: int = 5000) -> list[tuple[int, int]]:
    """(annotator, active_ms) of a project's newest answers to label tasks, newest first."""
    query = (
        sa.select(Submission.annotator_id, Submission.active_ms)
        .join(Task, Task.id == Submission.task_id)
        .where(Submission.project_id == project_id, Submission.active_ms > 0, Task.kind == TaskKind.LABEL)
        .order_by(Submission.received_at.desc(), Submission.id)
        .limit(newest)
    )
    return [(row.annotator_id, row.active_ms) for row in session.execute(query)]
