"""JSON routes: the lesson after a check picture; uploads of known answers taken back."""

from uuid import UUID

from flask import Blueprint, Response, url_for
from pydantic import BaseModel

from annotate.core.db import transaction
from annotate.people.roles import Role
from annotate.quality import gold_queries, gold_service, known_service, service
from annotate.quality.gold_queries import GoldLesson
from annotate.web.access import roles
from annotate.web.api import Strict, describe, read_body, reply
from annotate.web.identity import current
from annotate.work import service as work

api = Blueprint("quality_api", __name__)


class HintReply(BaseModel):
    fault: str
    label: str
    count: int


class LessonReply(BaseModel):
    score: float
    passed: bool
    picture_url: str
    width: int
    height: int
    hers: list[dict[str, object]]
    reference: list[dict[str, object]]
    hints: list[HintReply]


def lesson_reply(found: GoldLesson) -> LessonReply:
    return LessonReply(
        score=found.score,
        passed=found.passed,
        picture_url=url_for("datasets.image_file", image_id=found.image_id, size="preview"),
        width=found.width_px,
        height=found.height_px,
        hers=found.hers,
        reference=found.reference,
        hints=[HintReply(**vars(hint)) for hint in found.hints],
    )


class DecisionRequest(Strict):
    annotations: list[dict[str, object]]


class DecisionReply(BaseModel):
    round: int
    agreement: float


@api.post("/tasks/<int:task_id>/decision")
@roles(Role.MANAGER, Role.REVIEWER)
@describe(
    "Say what is right on a picture: all its answers are judged against it",
    body=DecisionRequest,
    replies={200: DecisionReply},
)
def decide(task_id: int) -> Response:
    sent = read_body(DecisionRequest)
    with transaction() as session:
        found = service.adjudicate(session, current().account_id, task_id, sent.annotations)
        said = DecisionReply(round=found.number, agreement=found.agreement)
    return reply(said)


@api.get("/submissions/<uuid:submission_id>/lesson")
@roles(Role.ANNOTATOR)
@describe(
    "What a check picture teaches, after it was handed in; 204 when there is nothing to teach",
    replies={200: LessonReply, 204: None},
)
def lesson(submission_id: UUID) -> Response:
    who = current().account_id
    with transaction() as session:
        found = work.own_receipt(session, who, str(submission_id)).submission
        # At once, not when its job comes round: she is looking now.
        gold_service.score_gold(session, found.id)
        told = gold_queries.lesson_of_answer(session, who, found.id)
    return reply(lesson_reply(told)) if told else reply(None)


class UndoneReply(BaseModel):
    pictures: int


@api.post("/imports/<int:import_id>/undo")
@roles(Role.MANAGER)
@describe(
    "Take back all that an upload of known answers or finished work made, while nothing stands on it; 409 afterwards",
    replies={200: UndoneReply},
)
def undo_import(import_id: int) -> Response:
    with transaction() as session:
        count = known_service.undo_import(session, current().account_id, import_id)
    return reply(UndoneReply(pictures=count))
