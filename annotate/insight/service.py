"""Keeps the figures of the manager's pages of quality ready: a little after each settlement, in small steps.

A page reads a few rows, however many tasks there are. Each settled picture adds its tally to its day and takes out
what it added before; hours of work are counted anew while they are young; what is small is made whole each time.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.crowd_service import drawn_shapes, scene_of
from annotate.consensus.doubts import doubtful
from annotate.consensus.model.overlap import hand_px
from annotate.consensus.models import ConsensusRound
from annotate.consensus.round_queries import newest_rounds, rounds_after, sure_up_to
from annotate.consensus.settlement import IMPORTED, Decision
from annotate.core import clock
from annotate.core.db import insert_once
from annotate.datasets.models import Image
from annotate.insight.models import ProjectInsight, QualityDay, TaskInsight, TaskMark
from annotate.insight.tally import COUNTED, Tally, add, marks_of, tally_of
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work.models import Submission, Task

CHUNK = 50
# What changes in a closed project (reviews, appeals) is looked at this often.
CLOSED_EVERY = dt.timedelta(hours=6)


def projects_to_renew(session: Session) -> list[int]:
    """Projects whose figures may have changed: those at work, those with newer rounds, closed ones now and then."""
    unseen = sa.select(ConsensusRound.id).where(
        ConsensusRound.project_id == Project.id,
        ConsensusRound.id > sa.func.coalesce(ProjectInsight.round_id, 0),
    )
    stale = sa.or_(
        ProjectInsight.updated_at.is_(None), ProjectInsight.updated_at < clock.now() - CLOSED_EVERY
    )
    query = (
        sa.select(Project.id)
        .join(ProjectInsight, ProjectInsight.project_id == Project.id, isouter=True)
        .where(
            sa.or_(
                Project.state.in_((ProjectState.PUBLISHED, ProjectState.PAUSED)),
                unseen.exists(),
                sa.and_(Project.state == ProjectState.CLOSED, stale),
            )
        )
        .order_by(Project.id)
    )
    return list(session.scalars(query))


def insight_of(session: Session, project_id: int) -> ProjectInsight:
    """The project's row, locked, so that two jobs count one after the other."""
    empty: dict[str, Any] = {
        "project_id": project_id,
        "round_id": 0,
        "verdicts": {},
        "appeals": {},
        "calibration": {},
        "trials": [],
        "crowd_version": 0,
        "updated_at": clock.now(),
    }
    insert_once(session, ProjectInsight, empty)
    return session.get_one(ProjectInsight, project_id, with_for_update=True, populate_existing=True)


@dataclass(frozen=True)
class Look:
    """A picture's newest round as it will be counted."""

    task_id: int
    found: ConsensusRound
    tally: Tally


@dataclass(frozen=True)
class Looks:
    """What one step has read. upto: the last round that was read; all_seen: none older can appear any more."""

    upto: int
    looks: Sequence[Look]
    more: bool


def read_rounds(session: Session, project_id: int, after: int) -> Looks:
    """The next settlements that are not counted yet. Reads only, so that nobody waits while shapes are compared."""
    rounds = rounds_after(session, project_id, after, CHUNK)
    if not rounds:
        return Looks(after, [], False)
    newest = _uncounted(session, sorted({task_id for _id, task_id in rounds}))
    return Looks(rounds[-1][0], [_look(session, found) for found in newest], len(rounds) == CHUNK)


def _uncounted(session: Session, task_ids: Sequence[int]) -> list[ConsensusRound]:
    """Newest rounds of tasks that people draw, where they are not counted already."""
    query = (
        newest_rounds(task_ids)
        .join(TaskInsight, TaskInsight.task_id == ConsensusRound.task_id, isouter=True)
        .where(
            # Work that came finished from elsewhere tells nothing of the people here.
            ConsensusRound.model_version != IMPORTED,
            sa.func.coalesce(TaskInsight.round_id, 0) < ConsensusRound.id,
        )
    )
    return list(session.scalars(query))


def _look(session: Session, found: ConsensusRound) -> Look:
    if found.decision is Decision.ONE_MORE:
        return Look(found.task_id, found, {})
    task = session.get_one(Task, found.task_id)
    image = session.get_one(Image, task.image_id)
    # What was drawn first counts, mended or not: it tells how people do before anybody helps them.
    answers = session.scalars(sa.select(Submission).where(Submission.id.in_(found.per_submission))).all()
    scene = scene_of(task, image, answers)
    tally = tally_of(
        drawn_shapes(task, found.annotations),
        drawn_shapes(task, found.disputed),
        [one.shapes for one in scene.answers],
        hand_px(image.width_px, image.height_px),
    )
    if "risk_target" in found.parameters:
        tally["plan"] = {
            "pictures": 1,
            "answers": len(found.submission_ids),
            "target": float(found.parameters["risk_target"]),
        }
    return Look(found.task_id, found, tally)


def keep_rounds(session: Session, project_id: int, read: Looks) -> None:
    """Count what was read. Twice is once: a picture that is counted up to a round is passed over."""
    insight = insight_of(session, project_id)
    for look in read.looks:
        _count(session, project_id, look)
    insight.round_id = sure_up_to(session, project_id, read.upto, insight.round_id)
    insight.updated_at = clock.now()
    session.flush()


def _count(session: Session, project_id: int, look: Look) -> None:
    old, found = session.get(TaskInsight, look.task_id), look.found
    if old is not None:
        if old.round_id >= found.id:
            return
        _change_day(session, old, -1)
        session.delete(old)
        session.execute(
            sa.delete(TaskMark).where(TaskMark.task_id == look.task_id, TaskMark.what.in_(COUNTED))
        )
        session.flush()
    new = TaskInsight(
        task_id=look.task_id,
        project_id=project_id,
        round_id=found.id,
        day=clock.local_day(found.settled_at),
        is_final=found.decision is not Decision.ONE_MORE,
        is_agreed=found.decision is Decision.AGREED,
        agreement=found.agreement,
        risk=found.risk,
        expected_errors=found.expected_errors,
        answers=len(found.submission_ids),
        objects=len(found.annotations),
        doubtful=len(doubtful(found.annotations, found.disputed)),
        tally=look.tally,
    )
    session.add(new)
    session.add_all(
        TaskMark(task_id=look.task_id, project_id=project_id, **vars(mark)) for mark in marks_of(look.tally)
    )
    _change_day(session, new, 1)
    session.flush()


def _change_day(session: Session, one: TaskInsight, sign: int) -> None:
    if not one.is_final:
        return
    day = session.get(QualityDay, (one.project_id, one.day))
    if day is None:
        day = QualityDay(
            project_id=one.project_id,
            day=one.day,
            settled=0,
            agreed=0,
            answers=0,
            objects=0,
            agreement_sum=0.0,
            errors_sum=0.0,
            tally={},
        )
        session.add(day)
    day.settled += sign
    day.agreed += sign * one.is_agreed
    day.answers += sign * one.answers
    day.objects += sign * one.objects
    day.agreement_sum += sign * one.agreement
    day.errors_sum += sign * one.expected_errors
    day.tally = add(day.tally, one.tally, sign)
