"""Reads what is known of somebody's judged answers, newest first, for levels, gates and drift."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from annotate.quality.evidence import JudgedAnswer, Outcome, outcome_of
from annotate.quality.judgement import Verdict
from annotate.quality.levels import WINDOW
from annotate.quality.models import GoldResult, Judgement, ReworkLook, ReworkResult
from annotate.work.models import Submission


@dataclass(frozen=True)
class Piece:
    """One judged answer that says something."""

    annotator_id: int
    judgement_id: int
    received_at: dt.datetime
    outcome: Outcome


_BEFORE = aliased(Judgement)
_VERDICT_BEFORE = (
    sa.select(_BEFORE.verdict)
    .where(_BEFORE.submission_id == Judgement.submission_id, _BEFORE.round == Judgement.round - 1)
    .scalar_subquery()
)
_JUDGED = (
    sa.select(
        Judgement.annotator_id,
        Judgement.id,
        Submission.received_at,
        Judgement.verdict,
        Judgement.score,
        Judgement.judged_by,
        Submission.unsure,
        GoldResult.passed,
        GoldResult.excused,
        _VERDICT_BEFORE.label("before"),
    )
    .join(Submission, Submission.id == Judgement.submission_id)
    .join(GoldResult, GoldResult.submission_id == Judgement.submission_id, isouter=True)
    .where(Judgement.is_current, Judgement.final)
)


def _pieces(rows: Sequence[sa.Row[tuple[object, ...]]]) -> list[Piece]:
    found = []
    for row in rows:
        answer = JudgedAnswer(
            verdict=row.verdict,
            score=row.score,
            by_person=row.judged_by is not None,
            unsure=row.unsure,
            is_gold=row.passed is not None,
            gold_passed=None if row.excused else row.passed,
            before=Verdict(row.before) if row.before else None,
        )
        if (outcome := outcome_of(answer)) is not None:
            found.append(Piece(row.annotator_id, row.id, row.received_at, outcome))
    return found


_ANEW = (
    sa.select(
        ReworkResult.annotator_id,
        Judgement.id,
        ReworkResult.received_at,
        ReworkResult.score,
        ReworkResult.judged_at,
        ReworkLook.fits,
    )
    .join(Judgement, sa.and_(Judgement.submission_id == ReworkResult.submission_id, Judgement.is_current))
    .join(ReworkLook, ReworkLook.rework_id == ReworkResult.rework_id, isouter=True)
    .where(sa.or_(ReworkResult.score.is_not(None), ReworkLook.fits.is_not(None)))
)


def _anew(rows: Sequence[Any]) -> list[Piece]:
    """Answers made anew: what a person decided, else what the machine says."""
    return [
        Piece(row.annotator_id, row.id, row.received_at, outcome)
        for row in rows
        if (outcome := _outcome_anew(row.score, row.fits)) is not None
    ]


def _outcome_anew(score: float | None, fits: bool | None) -> Outcome | None:
    # Its pay is another matter: one that does not fit is poor work, whatever was paid for it.
    verdict = Verdict.PART if fits is False else Verdict.ACCEPTED
    return outcome_of(JudgedAnswer(verdict, score, by_person=fits is not None))


def newest_evidence(session: Session, annotator_id: int, project_id: int) -> list[Piece]:
    """Her last 200 judged answers of a project, the last judged first."""
    query = (
        _JUDGED.where(Judgement.project_id == project_id, Judgement.annotator_id == annotator_id)
        .order_by(Judgement.id.desc())
        # Some say nothing; twice as many are read so that enough remain.
        .limit(2 * WINDOW)
    )
    pieces = _pieces(session.execute(query).all())
    anew = _ANEW.where(ReworkResult.project_id == project_id, ReworkResult.annotator_id == annotator_id)
    made = _anew(session.execute(anew.order_by(ReworkResult.judged_at.desc()).limit(WINDOW)).all())
    if made:
        # Without any the order of judging stays as it is.
        pieces = sorted([*made, *pieces], key=lambda one: one.received_at, reverse=True)
    return pieces[:WINDOW]


def evidence_between(session: Session, project_id: int, start: dt.datetime, end: dt.datetime) -> list[Piece]:
    """Of everybody in a project, by when the answers came."""
    query = _JUDGED.where(
        Judgement.project_id == project_id, Submission.received_at >= start, Submission.received_at < end
    )
    anew = _ANEW.where(
        ReworkResult.project_id == project_id,
        ReworkResult.received_at >= start,
        ReworkResult.received_at < end,
    )
    return [
        *_pieces(session.execute(query.order_by(Judgement.id)).all()),
        *_anew(session.execute(anew).all()),
    ]


def people_judged(session: Session, after: tuple[int, int], limit: int) -> list[tuple[int, int]]:
    """(project, annotator) with judged answers, in order, after a pair: for work in parts."""
    pair = sa.tuple_(Judgement.project_id, Judgement.annotator_id)
    query = (
        sa.select(Judgement.project_id, Judgement.annotator_id)
        .where(pair > after)
        .distinct()
        .order_by(Judgement.project_id, Judgement.annotator_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]
