"""A project's people as the manager sees them: how good, how sure, how fast, what an hour earns. By alias only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.miss_rates import MissRates, miss_rates_of
from annotate.consensus.models import AnnotatorQuality, CrowdModel
from annotate.core import clock
from annotate.core.errors import NotFound
from annotate.datasets.models import Image
from annotate.people.models import Account
from annotate.projects.models import Project
from annotate.quality.drift import Drift
from annotate.quality.intervals import wilson
from annotate.quality.judgement import Verdict
from annotate.quality.models import BanDecision, GoldResult, Judgement
from annotate.quality.queries import reviewed_by
from annotate.work import standing_service as standings
from annotate.work.models import Mending, Submission, Task
from annotate.work.standing import Standing

A_PAGE = 50
MS_AN_HOUR = 3_600_000


@dataclass(frozen=True)
class Share:
    """good of all, with its 95 % Wilson interval."""

    good: int
    all: int

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.good, self.all)


@dataclass(frozen=True)
class AnnotatorLine:
    """f1: (estimate, low, high), 90 % Beta interval; none before the model knows her. hourly_e4: of what is judged; none
    while nothing is."""

    annotator_id: int
    alias: str
    standing: Standing
    accepted: Share
    checks: Share
    f1: tuple[float, float, float] | None
    misses: MissRates | None
    drift: Drift
    seconds: float | None
    hourly_e4: int | None


@dataclass(frozen=True)
class _Sums:
    answers: int
    accepted: int
    judged: int
    active_ms: int
    judged_ms: int
    earned_e4: int


def annotators_of(session: Session, project_id: int, page: int = 0) -> list[AnnotatorLine]:
    """Fifty a page, those first whose answers fit the others least; the unknown last."""
    judged = sa.select(Judgement.annotator_id).where(Judgement.project_id == project_id).distinct()
    known = sa.and_(AnnotatorQuality.annotator_id == Account.id, AnnotatorQuality.project_id == project_id)
    query = (
        sa.select(Account.id)
        .join(AnnotatorQuality, known, isouter=True)
        .where(Account.id.in_(judged))
        .order_by(sa.func.coalesce(AnnotatorQuality.quality, 2.0), Account.id)
        .offset(page * A_PAGE)
        .limit(A_PAGE)
    )
    return _lines(session, project_id, session.scalars(query).all())


def annotator_in(session: Session, project_id: int, annotator_id: int) -> AnnotatorLine:
    """One of them. Raises NotFound for somebody without a judged answer here."""
    query = sa.select(Judgement.id).where(
        Judgement.project_id == project_id, Judgement.annotator_id == annotator_id
    )
    if session.scalar(query.limit(1)) is None:
        raise NotFound
    [line] = _lines(session, project_id, [annotator_id])
    return line


def _lines(session: Session, project_id: int, ids: Sequence[int]) -> list[AnnotatorLine]:
    sums, checks = _sums(session, project_id, ids), _checks(session, project_id, ids)
    models = {
        row.annotator_id: row
        for row in session.scalars(
            sa.select(AnnotatorQuality).where(
                AnnotatorQuality.project_id == project_id, AnnotatorQuality.annotator_id.in_(ids)
            )
        )
    }
    crowd, places = session.get(CrowdModel, project_id), standings.standings_in(session, project_id)
    aliases = dict(session.execute(sa.select(Account.id, Account.alias).where(Account.id.in_(ids))).all())
    found = []
    for one in ids:
        row, total = models.get(one), sums.get(one, _Sums(0, 0, 0, 0, 0, 0))
        standing = places.get(one, Standing())
        found.append(
            AnnotatorLine(
                annotator_id=one,
                alias=aliases[one],
                standing=standing,
                accepted=Share(total.accepted, total.judged),
                checks=checks.get(one, Share(0, 0)),
                f1=(row.quality, row.quality_low, row.quality_high) if row else None,
                misses=miss_rates_of(crowd.pooled, row.statistics) if row and crowd else None,
                drift=Drift(standing.shown.get("drift", Drift.UNKNOWN)),
                seconds=total.active_ms / 1000 / total.answers if total.answers else None,
                hourly_e4=total.earned_e4 * MS_AN_HOUR // total.judged_ms if total.judged_ms else None,
            )
        )
    return found


def _sums(session: Session, project_id: int, ids: Sequence[int]) -> dict[int, _Sums]:
    is_whole = sa.case((sa.and_(Judgement.final, Judgement.verdict == Verdict.ACCEPTED), 1), else_=0)
    # Mending is work too.
    active_ms = Submission.active_ms + sa.func.coalesce(Mending.active_ms, 0)
    # Rounded up to the last ten-thousandth, as it is paid.
    earned = (Submission.rate_e4 * sa.func.coalesce(Judgement.share_percent, 0) + 99) // 100
    query = (
        sa.select(
            Judgement.annotator_id,
            sa.func.count(),
            sa.func.sum(is_whole),
            sa.func.sum(sa.case((Judgement.final, 1), else_=0)),
            sa.func.sum(active_ms),
            sa.func.sum(sa.case((Judgement.final, active_ms), else_=0)),
            sa.func.sum(earned),
        )
        .join(Submission, Submission.id == Judgement.submission_id)
        .join(Mending, Mending.submission_id == Submission.id, isouter=True)
        .where(Judgement.project_id == project_id, Judgement.annotator_id.in_(ids), Judgement.is_current)
        .group_by(Judgement.annotator_id)
    )
    return {row[0]: _Sums(*(int(value or 0) for value in row[1:])) for row in session.execute(query)}


def _checks(session: Session, project_id: int, ids: Sequence[int]) -> dict[int, Share]:
    query = (
        sa.select(
            GoldResult.annotator_id,
            sa.func.sum(sa.case((GoldResult.passed, 1), else_=0)),
            sa.func.count(),
        )
        .where(GoldResult.project_id == project_id, GoldResult.annotator_id.in_(ids), ~GoldResult.excused)
        .group_by(GoldResult.annotator_id)
    )
    return {who: Share(int(passed), count) for who, passed, count in session.execute(query)}


@dataclass(frozen=True)
class HerAnswer:
    judgement_id: int
    image_id: int
    image_name: str
    received_at: dt.datetime
    verdict: Verdict
    score: float | None


class Only(StrEnum):
    """Which of her answers: those that one figure counts."""

    ALL = "all"
    ACCEPTED = "accepted"  # in full
    OTHER = "other"  # decided otherwise
    JUDGED = "judged"  # both
    MISSED = "missed"  # something
    CHECKS = "checks"
    PASSED = "passed"  # checks that did
    FAILED = "failed"  # checks that did not hold
    UNLIKE = "unlike"  # those that fit the others least, first


_CHECKED = sa.and_(GoldResult.submission_id == Judgement.submission_id, ~GoldResult.excused)
_ONLY: dict[Only, sa.ColumnElement[bool]] = {
    Only.ALL: sa.true(),
    Only.ACCEPTED: sa.and_(Judgement.final, Judgement.verdict == Verdict.ACCEPTED),
    Only.OTHER: sa.and_(Judgement.final, Judgement.verdict != Verdict.ACCEPTED),
    Only.JUDGED: Judgement.final.is_(True),
    Only.MISSED: sa.func.coalesce(Judgement.reason[("counts", "missed")].as_integer(), 0) > 0,
    Only.PASSED: sa.select(GoldResult.submission_id).where(_CHECKED, GoldResult.passed).exists(),
    Only.CHECKS: sa.select(GoldResult.submission_id).where(_CHECKED).exists(),
    Only.FAILED: sa.select(GoldResult.submission_id).where(_CHECKED, ~GoldResult.passed).exists(),
    Only.UNLIKE: Judgement.score.is_not(None),
}


def _hers(project_id: int, annotator_id: int, only: Only) -> list[sa.ColumnElement[bool]]:
    hers = Judgement.annotator_id == annotator_id
    return [Judgement.project_id == project_id, hers, Judgement.is_current.is_(True), _ONLY[only]]


def count_of(session: Session, project_id: int, annotator_id: int, only: Only) -> int:
    """How many answers `answers_of` gives, over all pages."""
    query = sa.select(sa.func.count()).select_from(Judgement)
    return session.scalar(query.where(*_hers(project_id, annotator_id, only))) or 0


def answers_of(
    session: Session,
    project_id: int,
    annotator_id: int,
    before: int | None = None,
    limit: int = 30,
    only: Only = Only.ALL,
) -> list[HerAnswer]:
    """Her judged answers of a project, the last judged first; of UNLIKE the lowest scores, on one page."""
    query = (
        sa.select(Judgement, Image.id, Image.name, Submission.received_at)
        .join(Submission, Submission.id == Judgement.submission_id)
        .join(Task, Task.id == Judgement.task_id)
        .join(Image, Image.id == Task.image_id)
        .where(*_hers(project_id, annotator_id, only))
        .order_by(*([Judgement.score] if only is Only.UNLIKE else []), Judgement.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Judgement.id < before)
    return [
        HerAnswer(one.id, image_id, name, received_at, one.verdict, one.score)
        for one, image_id, name, received_at in session.execute(query)
    ]


@dataclass(frozen=True)
class BanLine:
    """A wish that waits for a second person today, or what was decided."""

    decision: BanDecision
    alias: str
    project_name: str
    asked_by_alias: str


def open_bans(session: Session, account_id: int) -> list[BanLine]:
    """Today's wishes to shut somebody out, or let her back, on which this person may agree."""
    asker = sa.orm.aliased(Account)
    query = (
        sa.select(BanDecision, Account.alias, Project.name, asker.alias)
        .join(Account, Account.id == BanDecision.annotator_id)
        .join(Project, Project.id == BanDecision.project_id)
        .join(asker, asker.id == BanDecision.asked_by)
        .where(
            BanDecision.day == clock.local_day(clock.now()),
            BanDecision.confirmed_by.is_(None),
            reviewed_by(session, account_id),
        )
        .order_by(BanDecision.id)
    )
    return [BanLine(*row) for row in session.execute(query)]


def decisions_on(session: Session, project_id: int, annotator_id: int) -> list[BanDecision]:
    """All that was asked and decided about her here, the newest first."""
    query = sa.select(BanDecision).where(
        BanDecision.project_id == project_id, BanDecision.annotator_id == annotator_id
    )
    return list(session.scalars(query.order_by(BanDecision.id.desc()).limit(20)))
