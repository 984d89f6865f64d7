"""Her way into a project: beginning a round of practice or an exam, and what its end opens."""

import random
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.db import insert_once
from annotate.core.errors import NotFound
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.projects.training import LEAST_CHECKS
from annotate.training import notice_service
from annotate.training.errors import ExamTomorrow, NothingToLearn, PractiseFirst
from annotate.training.models import GoldUse, LearningPath, Round, RoundTask, TrainingRules
from annotate.training.rules import (
    USUAL_RULES,
    RoundKind,
    RoundState,
    Rules,
    Use,
    chosen_tasks,
    exam_count,
    is_passed,
    next_exam_at,
    practice_count,
)
from annotate.work import gold_service as golds
from annotate.work import standing_service
from annotate.work.models import Gold, WorkStanding
from annotate.work.newcomer_queries import gate_now
from annotate.work.states import Gate

# Nobody's secret hangs on it: she would gain nothing by guessing.
_chance: Callable[[], float] = random.random


def rules_of(session: Session, project_id: int) -> Rules:
    """What holds for learning in a project."""
    row = session.get(TrainingRules, project_id)
    if row is None:
        return USUAL_RULES
    return Rules(row.hourly_e4, row.pictures, row.pass_percent, row.wait_hours, row.paid_tries)


def path_of(session: Session, annotator_id: int, project_id: int) -> LearningPath:
    """Her row of a project, locked, made when there is none: two windows of hers queue up behind each other."""
    key = {"annotator_id": annotator_id, "project_id": project_id}
    fresh = {**key, "began_at": clock.now(), "course_number": 0, "pages_read": 0}
    insert_once(session, LearningPath, fresh)
    return session.get_one(
        LearningPath, (annotator_id, project_id), with_for_update=True, populate_existing=True
    )


def open_project(session: Session, project_id: int) -> Project:
    """A project that hands out work. Raises NotFound."""
    project = session.get(Project, project_id)
    if project is None or project.state is not ProjectState.PUBLISHED:
        raise NotFound
    return project


def begin_round(session: Session, annotator_id: int, project_id: int, kind: RoundKind) -> Round:
    """The round of this kind that she is in, or a new one.

    Raises NotFound, NothingToLearn without enough check pictures or without an offer, PractiseFirst, ExamTomorrow.
    """
    project, path = open_project(session, project_id), path_of(session, annotator_id, project_id)
    last = last_round(session, annotator_id, project_id, kind)
    if last is not None and last.state is RoundState.OPEN:
        return last
    if kind is RoundKind.GATE:
        if last is None or last.state is not RoundState.OFFERED:
            raise NothingToLearn
        return _begin(session, last, Use.PRACTICE)
    if not project.needs_training:
        raise NothingToLearn
    if kind is RoundKind.EXAM:
        _check_exam(session, path, last)
    new = new_round(session, annotator_id, project, kind, (last.number if last else 0) + 1)
    return _begin(session, new, Use.EXAM if kind is RoundKind.EXAM else Use.PRACTICE)


def _check_exam(session: Session, path: LearningPath, last: Round | None) -> None:
    if path.passed_at is not None:
        raise NothingToLearn
    if path.practised_at is None:
        raise PractiseFirst
    rules = rules_of(session, path.project_id)
    from_then = next_exam_at(last.ended_at if last else None, rules)
    if from_then is not None and clock.now() < from_then:
        raise ExamTomorrow(moment=f"{clock.local(from_then):%m-%d %H:%M}")


def last_round(session: Session, annotator_id: int, project_id: int, kind: RoundKind) -> Round | None:
    """Her newest round of a kind."""
    query = sa.select(Round).where(
        Round.annotator_id == annotator_id, Round.project_id == project_id, Round.kind == kind
    )
    return session.scalar(query.order_by(Round.number.desc()).limit(1))


def new_round(
    session: Session,
    annotator_id: int,
    project: Project,
    kind: RoundKind,
    number: int,
    cause: str | None = None,
) -> Round:
    """A round that is not begun; price, labels and guideline of today are frozen into it."""
    rules = rules_of(session, project.id)
    made = Round(
        annotator_id=annotator_id,
        project_id=project.id,
        kind=kind,
        number=number,
        state=RoundState.OFFERED,
        cause=cause,
        hourly_e4=rules.hourly_e4,
        currency=project.currency,
        pass_percent=rules.pass_percent,
        ontology_version_id=project.ontology_version_id,
        guideline_version_id=project.guideline_version_id,
    )
    session.add(made)
    session.flush()
    return made


def golds_in_use(session: Session, project_id: int) -> list[int]:
    """Tasks of the check pictures of a project that were not withdrawn."""
    query = sa.select(Gold.task_id).where(Gold.project_id == project_id, Gold.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(Gold.task_id)))


def _seen(session: Session, annotator_id: int, project_id: int) -> set[int]:
    query = (
        sa.select(RoundTask.task_id)
        .join(Round, Round.id == RoundTask.round_id)
        .where(Round.annotator_id == annotator_id, Round.project_id == project_id)
    )
    return set(session.scalars(query)) | golds.seen_by(session, annotator_id, project_id)


def _begin(session: Session, one: Round, use: Use) -> Round:
    known = golds_in_use(session, one.project_id)
    if len(known) < LEAST_CHECKS:
        raise NothingToLearn
    seen, wanted = (
        _seen(session, one.annotator_id, one.project_id),
        rules_of(session, one.project_id).pictures,
    )
    unseen = len([task_id for task_id in known if task_id not in seen])
    count = exam_count(len(known), unseen, wanted) if use is Use.EXAM else practice_count(len(known), wanted)
    uses = sa.select(GoldUse.task_id, GoldUse.use).where(GoldUse.task_id.in_(known))
    picked: dict[int, Use] = {row.task_id: row.use for row in session.execute(uses)}
    tasks = chosen_tasks(known, picked, use, seen, count, _chance)
    session.add_all(
        RoundTask(round_id=one.id, task_id=task_id, place=place) for place, task_id in enumerate(tasks, 1)
    )
    one.state, one.began_at = RoundState.OPEN, clock.now()
    # What she learns from is no check for her any more.
    golds.note_seen(session, one.annotator_id, tasks)
    if one.kind is not RoundKind.GATE:
        _move_gate(session, one, Gate.EXAM if use is Use.EXAM else Gate.TRAINING)
    session.flush()
    return one


def gate_of(session: Session, annotator_id: int, project: Project) -> Gate:
    """What stands before a project for her."""
    row = session.get(WorkStanding, (annotator_id, project.id))
    return gate_now(session, annotator_id, project, row, clock.now())


def _move_gate(session: Session, one: Round, gate: Gate) -> None:
    """Along the way of a newcomer only: learning opens no project that somebody has closed for her."""
    now = gate_of(session, one.annotator_id, session.get_one(Project, one.project_id))
    if now in (Gate.TRAINING, Gate.EXAM) and now is not gate:
        standing_service.set_gate(session, one.annotator_id, one.project_id, gate, reason="training")


def count_right(session: Session, one: Round) -> None:
    """How many of its pictures are right; a check that was withdrawn counts for nobody."""
    query = (
        sa.select(RoundTask.task_id, sa.func.max(sa.cast(RoundTask.passed, sa.Integer)))
        .join(Gold, Gold.task_id == RoundTask.task_id)
        .where(RoundTask.round_id == one.id, RoundTask.answered_at.is_not(None), Gold.withdrawn_at.is_(None))
        .group_by(RoundTask.task_id)
    )
    results = [bool(passed) for _, passed in session.execute(query)]
    one.right_count, one.picture_count = sum(results), len(results)


def end_round(session: Session, one: Round) -> None:
    """Count what is right, and open what it opens. The round is locked and has no picture left."""
    count_right(session, one)
    one.ended_at = clock.now()
    path = path_of(session, one.annotator_id, one.project_id)
    if one.kind is RoundKind.EXAM:
        _end_exam(session, one, path)
    else:
        one.state = RoundState.DONE
        if one.kind is RoundKind.PRACTICE:
            path.practised_at = path.practised_at or clock.now()
            _move_gate(session, one, Gate.EXAM)
    detail = {"kind": one.kind.value, "right": one.right_count, "pictures": one.picture_count}
    audit.record(session, one.annotator_id, "training.round_ended", "training_round", one.id, detail)
    session.flush()


def _end_exam(session: Session, one: Round, path: LearningPath) -> None:
    if not is_passed(one.right_count, one.picture_count, one.pass_percent):
        one.state = RoundState.FAILED
        notice_service.tell_failed(
            session, one, next_exam_at(one.ended_at, rules_of(session, one.project_id))
        )
    else:
        _pass_exam(session, one, path)


def _pass_exam(session: Session, one: Round, path: LearningPath) -> None:
    one.state, path.passed_at = RoundState.PASSED, clock.now()
    _move_gate(session, one, Gate.OPEN)
    standing_service.set_level(session, one.annotator_id, one.project_id, 1)
    notice_service.tell_passed(session, one)


def count_anew(session: Session, task_id: int) -> int:
    """A check picture was withdrawn: failed exams with it are counted without it [job]; how many are passed now.

    Nobody fails an exam that she has passed. Run again it changes nothing.
    """
    rounds = sa.select(RoundTask.round_id).where(RoundTask.task_id == task_id)
    failed = sa.select(Round).where(
        Round.id.in_(rounds), Round.kind == RoundKind.EXAM, Round.state == RoundState.FAILED
    )
    passed = 0
    for one in session.scalars(failed.order_by(Round.id).with_for_update()).all():
        path = path_of(session, one.annotator_id, one.project_id)
        count_right(session, one)
        if path.passed_at is None and is_passed(one.right_count, one.picture_count, one.pass_percent):
            _pass_exam(session, one, path)
            passed += 1
            detail = {"right": one.right_count, "pictures": one.picture_count, "without": task_id}
            audit.record(session, None, "training.exam_counted_anew", "training_round", one.id, detail)
    session.flush()
    return passed


def offer_practice(session: Session, annotator_id: int, project_id: int, cause: str) -> Round | None:
    """A paid round for somebody whose work has become less sure. cause: told twice, it is offered once.

    None where she has an offer already that she did not finish.
    """
    project, _path = session.get(Project, project_id), path_of(session, annotator_id, project_id)
    if project is None:
        raise NotFound
    first = session.scalar(sa.select(Round).where(Round.cause == cause))
    if first is not None:
        return first
    last = last_round(session, annotator_id, project_id, RoundKind.GATE)
    if last is not None and last.state in (RoundState.OFFERED, RoundState.OPEN):
        return None
    number = (last.number if last else 0) + 1
    return new_round(session, annotator_id, project, RoundKind.GATE, number, cause)
