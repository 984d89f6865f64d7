"""What pages and the API show of consensus: figures per annotator, per class, the hardest pictures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import AnnotatorQuality, ConsensusRound, CrowdModel
from annotate.consensus.settlement import IMPORTED, Decision
from annotate.people.models import Account
from annotate.projects.models import Project
from annotate.work.models import Task
from annotate.work.states import TaskKind


@dataclass(frozen=True)
class AnnotatorFigures:
    """One annotator in one project. quality_low and quality_high: 90 % interval."""

    annotator_id: int
    alias: str
    quality: float
    quality_low: float
    quality_high: float
    miss_rate: float
    false_rate: float
    label_accuracy: float
    sigma: float
    judged: int
    copies: int


def annotators_of(session: Session, project_id: int) -> list[AnnotatorFigures]:
    """Everybody the project's crowd model knows, best first."""
    query = (
        sa.select(AnnotatorQuality, Account.alias)
        .join(Account, Account.id == AnnotatorQuality.annotator_id)
        .where(AnnotatorQuality.project_id == project_id)
        .order_by(AnnotatorQuality.quality.desc(), AnnotatorQuality.annotator_id)
    )
    return [
        AnnotatorFigures(
            annotator_id=row.annotator_id,
            alias=alias,
            quality=row.quality,
            quality_low=row.quality_low,
            quality_high=row.quality_high,
            miss_rate=row.miss_rate,
            false_rate=row.false_rate,
            label_accuracy=row.label_accuracy,
            sigma=row.sigma,
            judged=row.judged,
            copies=row.copies,
        )
        for row, alias in session.execute(query)
    ]


@dataclass(frozen=True)
class ProjectAgreement:
    """settled: tasks with a final round, those that came finished left out. agreement, risk: their means; none while nothing is settled.

    answers: mean number of answers to a settled task. hardest: ids of tasks, greatest risk first.
    """

    settled: int
    to_reviewer: int
    agreement: float | None
    risk: float | None
    hardest: Sequence[int]


def _newest(project_id: int) -> sa.Select[Any]:
    later = sa.orm.aliased(ConsensusRound)
    superseded = sa.select(later.id).where(
        later.task_id == ConsensusRound.task_id, later.number > ConsensusRound.number
    )
    return (
        sa.select(ConsensusRound)
        .join(Task, Task.id == ConsensusRound.task_id)
        .where(ConsensusRound.project_id == project_id, Task.kind == TaskKind.LABEL, ~superseded.exists())
        .where(ConsensusRound.model_version != IMPORTED)
    )


def agreement_of(session: Session, project_id: int, hardest: int = 20) -> ProjectAgreement:
    """How well a project's annotators agree."""
    newest = _newest(project_id).subquery()
    final = newest.c.decision != Decision.ONE_MORE
    counts = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.sum(sa.case((newest.c.decision == Decision.TO_REVIEWER, 1), else_=0)),
            sa.func.avg(newest.c.agreement),
            sa.func.avg(newest.c.risk),
        ).where(final)
    ).one()
    worst = sa.select(newest.c.task_id).order_by(newest.c.risk.desc(), newest.c.task_id).limit(hardest)
    return ProjectAgreement(
        settled=counts[0],
        to_reviewer=int(counts[1] or 0),
        agreement=counts[2],
        risk=counts[3],
        hardest=list(session.scalars(worst)),
    )


def verify_verdicts(session: Session, project_id: int, newest: int = 2000) -> dict[str, int]:
    """How many verified objects were found right, loose, ...; '' for those people could not settle.

    Over the newest tasks that are done.
    """
    query = (
        sa.select(ConsensusRound.annotations)
        .join(Task, Task.id == ConsensusRound.task_id)
        .where(
            ConsensusRound.project_id == project_id,
            Task.kind == TaskKind.VERIFY,
            ConsensusRound.decision == Decision.AGREED,
            ConsensusRound.number == _last_number(),
        )
        .order_by(ConsensusRound.id.desc())
        .limit(newest)
    )
    counts: Counter[str] = Counter()
    for annotations in session.scalars(query):
        counts.update(one["verdict"] or "" for one in annotations)
    return dict(counts)


def _last_number() -> sa.ScalarSelect[int]:
    later = sa.orm.aliased(ConsensusRound)
    return (
        sa.select(sa.func.max(later.number)).where(later.task_id == ConsensusRound.task_id).scalar_subquery()
    )


def project_of_task(session: Session, task_id: int) -> tuple[int, str] | None:
    """(project id, state) of a task."""
    row = session.execute(sa.select(Task.project_id, Task.state).where(Task.id == task_id)).one_or_none()
    return None if row is None else (row[0], str(row[1]))


@dataclass(frozen=True)
class Refit:
    """A project whose crowd is being read anew: tasks read and to read."""

    name: str
    done: int
    total: int


_UNDER_WAY = (
    sa.select(Project.name, CrowdModel.draft)
    .join(Project, Project.id == CrowdModel.project_id)
    .where(CrowdModel.draft.is_not(None))
    .order_by(CrowdModel.project_id)
)


def refits_under_way(session: Session) -> list[Refit]:
    """What is being read anew now, of all projects."""
    rows = session.execute(_UNDER_WAY)
    return [Refit(name, draft.get("done", 0), draft.get("total", 0)) for name, draft in rows]


def refit_of(session: Session, project_id: int) -> Refit | None:
    """How far a project's refit has come; none while there is none."""
    row = session.execute(_UNDER_WAY.where(CrowdModel.project_id == project_id)).one_or_none()
    return None if row is None else Refit(row[0], row[1].get("done", 0), row[1].get("total", 0))
