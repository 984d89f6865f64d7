"""JSON routes of the editor: ask about an object, and read the answers."""

from typing import Annotated, Literal

from flask import Blueprint, Response, url_for
from pydantic import BaseModel, Field

from annotate.core.db import reading, transaction
from annotate.people.roles import Role
from annotate.questions import queries, service
from annotate.questions.queries import Asked
from annotate.web.access import roles
from annotate.web.api import Strict, describe, read_body, reply
from annotate.web.identity import current

api = Blueprint("questions_api", __name__)
_KINDS = Literal["box", "rotated_box", "polygon", "polyline", "points", "skeleton", "cuboid", "mask"]
Spot = Annotated[list[float], Field(min_length=2, max_length=3)]


class Mark(Strict):
    """The object as it is drawn at this moment; of a mask the box around it."""

    kind: _KINDS
    label: str = Field(max_length=100)
    box: list[float] | None = Field(None, min_length=4, max_length=4)
    rotation: float | None = Field(None, ge=-720, le=720)
    points: list[Spot] | None = Field(None, max_length=5000)


class QuestionRequest(Strict):
    key: str = Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
    text: str = Field(min_length=1, max_length=500, pattern=r"\S")
    mark: Mark | None = None
    frame: int = Field(0, ge=0, le=100_000, description="of a clip: the frame she asks about, from 0")


class QuestionReply(BaseModel):
    id: int
    key: str
    text: str
    asked_at: str
    answer: str
    answered_at: str | None
    mark: dict[str, object] | None
    region: list[float] | None
    picture_url: str
    width: int
    height: int


class QuestionsReply(BaseModel):
    questions: list[QuestionReply]


def _reply(found: Asked) -> QuestionReply:
    question = found.question
    return QuestionReply(
        id=question.id,
        key=question.key,
        text=question.text,
        asked_at=question.asked_at.isoformat(),
        answer=question.answer,
        answered_at=question.answered_at.isoformat() if question.answered_at else None,
        mark=question.mark,
        region=question.region,
        picture_url=url_for("datasets.image_file", image_id=found.image_id, size="preview"),
        width=found.width_px,
        height=found.height_px,
    )


@api.post("/assignments/<int:assignment_id>/questions")
@roles(Role.ANNOTATOR)
@describe(
    "Ask about an object of a picture, or about all of it; the same key again is the same question",
    body=QuestionRequest,
    replies={201: QuestionReply},
)
def ask(assignment_id: int) -> Response:
    sent = read_body(QuestionRequest)
    mark = sent.mark.model_dump(exclude_none=True) if sent.mark else None
    asked = service.Asked(sent.key.lower(), sent.text, mark, sent.frame)
    with transaction() as session:
        question = service.ask(session, current().account_id, assignment_id, asked)
        found = queries.one_asked(session, question.id)
    return reply(_reply(found), 201)


@api.get("/projects/<int:project_id>/questions")
@roles(Role.ANNOTATOR)
@describe("Her own questions in a project with their answers, newest first", replies={200: QuestionsReply})
def questions(project_id: int) -> Response:
    with reading() as session:
        found = queries.hers(session, current().account_id, project_id)
    return reply(QuestionsReply(questions=[_reply(one) for one in found]))
