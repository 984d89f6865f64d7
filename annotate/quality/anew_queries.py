"""What became of answers that were made anew, for managers and reviewers."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.people.models import Account
from annotate.projects.models import GuidelineVersion
from annotate.quality.models import Judgement, ReworkResult
from annotate.work.models import Rework

MOST = 200


@dataclass(frozen=True)
class Anew:
    """judgement_id: of the first answer, whose page shows it. version: number of the guideline. score: None unknown."""

    judgement_id: int
    alias: str
    version: int
    score: float | None
    is_same: bool
    received_at: dt.datetime


def anew_of(
    session: Session, project_id: int, submission_id: str | None = None, only_same: bool = False
) -> list[Anew]:
    """Judged ones of a project, or of one answer, the newest first, two hundred at most."""
    is_hers = sa.and_(Judgement.submission_id == ReworkResult.submission_id, Judgement.is_current)
    query = (
        sa.select(
            Judgement.id,
            Account.alias,
            GuidelineVersion.number,
            ReworkResult.score,
            ReworkResult.is_same,
            ReworkResult.received_at,
        )
        .join(Rework, Rework.id == ReworkResult.rework_id)
        .join(GuidelineVersion, GuidelineVersion.id == Rework.guideline_version_id)
        .join(Account, Account.id == ReworkResult.annotator_id)
        .join(Judgement, is_hers)
        .where(ReworkResult.project_id == project_id)
        .order_by(ReworkResult.rework_id.desc())
        .limit(MOST)
    )
    if submission_id is not None:
        query = query.where(ReworkResult.submission_id == submission_id)
    if only_same:
        query = query.where(ReworkResult.is_same)
    return [Anew(*row) for row in session.execute(query)]
