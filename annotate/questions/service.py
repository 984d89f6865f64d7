"""Questions about an object: asked while she works on, answered within a day, kept as a note of the guideline."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.db import insert_once
from annotate.core.errors import NotFound
from annotate.datasets.sequence_service import frames_between
from annotate.messages import service as messages
from annotate.projects import service as projects
from annotate.projects.models import GuidelineVersion, Project
from annotate.quality.service import check_reviewer
from annotate.questions.errors import AnsweredBefore, AnswerMissing, NotAnswered, TooManyQuestions
from annotate.questions.models import Question
from annotate.work.models import Assignment, Task

ANSWER_WITHIN = dt.timedelta(hours=24)
# Of one person in one project; more would drown those of others.
MOST_OPEN = 20


@dataclass(frozen=True)
class Asked:
    """key: the client's own UUID. mark: the object as drawn, None for the whole picture. frame: of a clip, from 0."""

    key: str
    text: str
    mark: Mapping[str, Any] | None = None
    frame: int = 0


def ask(session: Session, annotator_id: int, assignment_id: int, asked: Asked) -> Question:
    """Asking twice under one key is once. Raises NotFound, TooManyQuestions."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None or assignment.annotator_id != annotator_id:
        raise NotFound
    if _by_key(session, asked.key) is None:
        if _open_of(session, annotator_id, assignment.project_id) >= MOST_OPEN:
            raise TooManyQuestions(most=MOST_OPEN)
        _write(session, assignment, asked)
    question = _by_key(session, asked.key)
    if question is None or question.annotator_id != annotator_id:
        raise NotFound
    return question


def _by_key(session: Session, key: str) -> Question | None:
    return session.scalar(sa.select(Question).where(Question.key == key))


def _open_of(session: Session, annotator_id: int, project_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(Question)
    query = query.where(
        Question.annotator_id == annotator_id,
        Question.project_id == project_id,
        Question.answered_at.is_(None),
    )
    return session.scalar(query) or 0


def _write(session: Session, assignment: Assignment, asked: Asked) -> None:
    now = clock.now()
    values = {
        "key": asked.key,
        "project_id": assignment.project_id,
        "assignment_id": assignment.id,
        "image_id": _image_of(session, session.get_one(Task, assignment.task_id), asked.frame),
        "annotator_id": assignment.annotator_id,
        "text": asked.text.strip()[:500],
        "mark": dict(asked.mark) if asked.mark else None,
        "asked_at": now,
        "due_at": now + ANSWER_WITHIN,
        "answer": "",
    }
    # Two tries at once make one row.
    if insert_once(session, Question, values):
        project = session.get_one(Project, assignment.project_id)
        # One a day: the queue shows the others.
        key = f"question-asked-{project.id}-{clock.local_day(now)}"
        messages.send(
            session, project.owner_id, "question.asked", {"project": project.name}, "/questions", key
        )


def _image_of(session: Session, task: Task, frame: int) -> int:
    if task.sequence_id is None or not 0 <= frame < task.frame_count:
        return task.image_id
    frames = frames_between(session, task.sequence_id, task.first_frame + frame, 1)
    return frames[0].id if frames else task.image_id


def question_for(session: Session, actor_id: int, question_id: int) -> Question:
    """The question, for whoever may answer it. Raises NotFound, alike for absent and foreign ones."""
    question = session.get(Question, question_id)
    if question is None:
        raise NotFound
    check_reviewer(session, actor_id, question.project_id)
    return question


def answer(
    session: Session, actor_id: int, question_id: int, text: str, region: list[float] | None = None
) -> Question:
    """Answer in words, with a place to look at; she finds it in her inbox and in the editor.

    Raises NotFound, AnsweredBefore, AnswerMissing.
    """
    question = question_for(session, actor_id, question_id)
    session.refresh(question, with_for_update=True)
    if question.answered_at is not None:
        raise AnsweredBefore
    if not text.strip():
        raise AnswerMissing
    question.answer, question.region = text.strip()[:1000], region
    question.answered_by, question.answered_at = actor_id, clock.now()
    project = session.get_one(Project, question.project_id)
    params, link = {"project": project.name}, f"/my-questions?question={question.id}"
    key = f"question-answered-{question.id}"
    messages.send(session, question.annotator_id, "question.answered", params, link, key)
    audit.record(session, actor_id, "question.answered", "question", question.id)
    return question


def keep_note(
    session: Session, actor_id: int, question_id: int, text_zh: str, text_en: str
) -> GuidelineVersion:
    """Save the guideline with the note in it as a new version. Raises NotFound, NotAnswered, InvalidProject."""
    question = question_for(session, actor_id, question_id)
    if question.answered_at is None:
        raise NotAnswered
    project = session.get_one(Project, question.project_id)
    version = projects.add_guideline(session, actor_id, project, text_zh, text_en)
    question.noted_version_id = version.id
    return version


def watch_overdue(session: Session, limit: int = 500) -> int:
    """Tell managers what has waited for more than a day, each question once; how many. Hourly."""
    query = sa.select(Question).where(
        Question.answered_at.is_(None), Question.due_at <= clock.now(), Question.overdue_at.is_(None)
    )
    late = session.scalars(query.order_by(Question.id).limit(limit).with_for_update(skip_locked=True)).all()
    for project_id in sorted({one.project_id for one in late}):
        mine = [one for one in late if one.project_id == project_id]
        project = session.get_one(Project, project_id)
        params, key = {"project": project.name, "count": len(mine)}, f"question-overdue-{mine[-1].id}"
        messages.send(session, project.owner_id, "question.overdue", params, "/questions", key)
    for one in late:
        one.overdue_at = clock.now()
    return len(late)
