"""What became of answers that were made anew, for managers and reviewers, and for whoever made them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from annotate.people.models import Account
from annotate.projects.models import GuidelineVersion, Project
from annotate.quality.judgement import REVIEW_HOURS, USUAL_POLICY
from annotate.quality.models import Judgement, ReworkLook, ReworkResult
from annotate.quality.queries import reviewed_by
from annotate.work.models import Rework

PAGE = 50


class Which(StrEnum):
    ALL = "all"
    SAME = "same"
    # A machine doubts them or their pay is held, and nobody has decided yet.
    DOUBTED = "doubted"
    DECIDED = "decided"


@dataclass(frozen=True)
class Anew:
    """judgement_id: of the first answer, whose page shows it. version: number of the guideline. score: None unknown.

    is_same: None while it is not judged. is_held: its pay waits for a person, or did. fits: what people decided;
    None with decided_at where the time was over before. by: who decided, or who said first that it does not fit.
    """

    rework_id: int
    judgement_id: int
    project_id: int
    project_name: str
    alias: str
    version: int
    score: float | None
    is_same: bool | None
    received_at: dt.datetime
    is_held: bool
    asked_at: dt.datetime | None
    first_by: str | None
    fits: bool | None
    fault: str
    note: str
    decided_by: str | None
    decided_at: dt.datetime | None

    @property
    def is_doubted(self) -> bool:
        """A person is wanted."""
        return self.decided_at is None and (self.is_held or _is_low(self.score))

    @property
    def until(self) -> dt.datetime | None:
        """When a held one is paid without a decision."""
        waits = self.is_held and self.decided_at is None and self.asked_at is not None
        return self.asked_at + dt.timedelta(hours=REVIEW_HOURS) if waits and self.asked_at else None


def _is_low(score: float | None) -> bool:
    return score is not None and score < USUAL_POLICY.accept_f1


_IS_DOUBTED = sa.and_(
    ReworkLook.decided_at.is_(None),
    sa.or_(ReworkLook.is_held, ReworkResult.score < USUAL_POLICY.accept_f1),
)
_CONDITIONS: dict[Which, sa.ColumnElement[bool]] = {
    Which.ALL: sa.true(),
    Which.SAME: ReworkResult.is_same.is_(True),
    Which.DOUBTED: _IS_DOUBTED,
    Which.DECIDED: ReworkLook.decided_at.is_not(None),
}


def _known(query: Any) -> Any:
    """With what the machine and people say of each; only those of which something is said, and that have a page."""
    return (
        query.join(ReworkResult, ReworkResult.rework_id == Rework.id, isouter=True)
        .join(ReworkLook, ReworkLook.rework_id == Rework.id, isouter=True)
        .join(Judgement, sa.and_(Judgement.submission_id == Rework.submission_id, Judgement.is_current))
        .where(sa.or_(ReworkResult.rework_id.is_not(None), ReworkLook.rework_id.is_not(None)))
    )


def _rows() -> Any:
    first, last = aliased(Account), aliased(Account)
    query: Any = (
        sa.select(
            Rework.id,
            Judgement.id,
            Rework.project_id,
            Project.name,
            Account.alias,
            GuidelineVersion.number,
            ReworkResult.score,
            ReworkResult.is_same,
            Rework.mended_at,
            sa.func.coalesce(ReworkLook.is_held, sa.false()),
            ReworkLook.asked_at,
            first.alias,
            ReworkLook.fits,
            sa.func.coalesce(ReworkLook.fault, ""),
            sa.func.coalesce(ReworkLook.note, ""),
            last.alias,
            ReworkLook.decided_at,
        )
        .select_from(Rework)
        .join(GuidelineVersion, GuidelineVersion.id == Rework.guideline_version_id)
        .join(Project, Project.id == Rework.project_id)
        .join(Account, Account.id == Rework.annotator_id)
    )
    query = _known(query)
    return query.join(first, first.id == ReworkLook.first_by, isouter=True).join(
        last, last.id == ReworkLook.decided_by, isouter=True
    )


def _found(session: Session, query: Any) -> list[Anew]:
    return [Anew(*row) for row in session.execute(query)]


def page_of(session: Session, project_id: int, which: Which, before: int | None) -> list[Anew]:
    """Of a project, the newest first, a page of them. before: the last number of the page before."""
    query = _rows().where(Rework.project_id == project_id, _CONDITIONS[which])
    if before is not None:
        query = query.where(Rework.id < before)
    return _found(session, query.order_by(Rework.id.desc()).limit(PAGE))


def counts_of(session: Session, project_id: int) -> dict[Which, int]:
    """How many a project has of each."""
    columns = [sa.func.coalesce(sa.func.sum(sa.case((one, 1), else_=0)), 0) for one in _CONDITIONS.values()]
    query = _known(sa.select(*columns).select_from(Rework)).where(Rework.project_id == project_id)
    return dict(zip(_CONDITIONS, map(int, session.execute(query).one()), strict=True))


def anew_of(session: Session, submission_id: str) -> list[Anew]:
    """Of one answer, the newest first."""
    return _found(session, _rows().where(Rework.submission_id == submission_id).order_by(Rework.id.desc()))


def one_of(session: Session, rework_id: int) -> Anew | None:
    """None while nothing is said of it."""
    found: Sequence[Anew] = _found(session, _rows().where(Rework.id == rework_id))
    return found[0] if found else None


def waiting(
    session: Session, account_id: int, project_id: int | None = None, limit: int = PAGE
) -> list[Anew]:
    """What this person is to decide on: held ones first, the oldest first. Without those that wait for another person."""
    hers = sa.and_(ReworkLook.first_by.is_not(None), ReworkLook.first_by == account_id)
    query = _rows().where(
        _IS_DOUBTED, ~hers, Rework.annotator_id != account_id, reviewed_by(session, account_id)
    )
    if project_id is not None:
        query = query.where(Rework.project_id == project_id)
    held_first = sa.case((ReworkLook.is_held, 0), else_=1)
    return _found(session, query.order_by(held_first, Rework.id).limit(limit))
