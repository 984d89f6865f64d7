"""Check pictures as JSON: list, make, withdraw."""

from typing import Literal

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from annotate.core.db import reading, transaction
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.quality import gold_queries, gold_service
from annotate.web.access import roles
from annotate.web.api import Strict, describe, read_body, reply
from annotate.web.identity import current

api = Blueprint("gold_api", __name__)


class GoldRequest(Strict):
    source: Literal["consensus", "labels"] = Field(
        default="consensus", description="what people agree on or a person decided; or what was proposed"
    )


class WithdrawRequest(Strict):
    why: str = Field(default="", max_length=500)


class GoldReply(BaseModel):
    """low, high: 95 % interval of the share that passed."""

    task_id: int
    image_id: int
    image_name: str
    source: str
    made_at: str
    shapes: int
    answers: int
    passed: int
    low: float
    high: float
    contradicted: bool
    withdrawn_at: str | None
    withdrawn_why: str


class GoldsReply(BaseModel):
    golds: list[GoldReply]


@api.get("/projects/<int:project_id>/golds")
@roles(Role.MANAGER, Role.ADMIN)
@describe("The 200 newest check pictures, those in use first", replies={200: GoldsReply})
def golds(project_id: int) -> Response:
    with reading() as session:
        projects.project_for(session, current().account_id, project_id)
        found = gold_queries.golds_of(session, project_id)
    return reply(GoldsReply(golds=[_gold(one) for one in found]))


def _gold(one: gold_queries.GoldFacts) -> GoldReply:
    told = {name: value for name, value in vars(one).items() if name in GoldReply.model_fields}
    ended = one.withdrawn_at.isoformat() if one.withdrawn_at else None
    return GoldReply(**{**told, "made_at": one.made_at.isoformat(), "withdrawn_at": ended})


@api.post("/tasks/<int:task_id>/gold")
@roles(Role.MANAGER)
@describe("Use a picture as a check from now on", body=GoldRequest, replies={204: None})
def make(task_id: int) -> Response:
    sent = read_body(GoldRequest)
    with transaction() as session:
        gold_service.make_gold(session, current().account_id, task_id, sent.source)
    return reply(None, 204)


@api.post("/tasks/<int:task_id>/gold/withdraw")
@roles(Role.MANAGER)
@describe(
    "A picture is no check any more; what it took from anybody is given back",
    body=WithdrawRequest,
    replies={204: None},
)
def withdraw(task_id: int) -> Response:
    sent = read_body(WithdrawRequest)
    with transaction() as session:
        gold_service.withdraw(session, current().account_id, task_id, sent.why)
    return reply(None, 204)
