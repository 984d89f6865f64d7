"""Opening a project for work, and raising its price, as JSON."""

from flask import Blueprint, Response, request
from pydantic import Field

from annotate.core.db import reading, transaction
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.projects.expected_pay import ExpectedPay
from annotate.web.access import roles
from annotate.web.api import Strict, describe, read_body, reply
from annotate.web.identity import current
from annotate.work import price_service, rate_service, task_service
from annotate.work.price_service import PublishOrder

api = Blueprint("publish_api", __name__)


class PublishRequest(Strict):
    pilot_tasks: int | None = Field(
        default=None, description="open only so many tasks first; without it the whole project is opened"
    )
    has_read_warning: bool = Field(
        default=False, description="say that an hour will pay hardly more than the local minimum wage"
    )


class RateRequest(Strict):
    rate_e4: int = Field(description="higher than before; work handed out already keeps its price")


@api.post("/projects/<int:project_id>/publish")
@roles(Role.MANAGER, Role.ADMIN)
@describe("Open a project, or a pilot of it, for work", body=PublishRequest)
def publish(project_id: int) -> Response:
    who = current()
    sent = read_body(PublishRequest) if request.get_data() else PublishRequest()
    with transaction() as session:
        projects.project_for(session, who.account_id, project_id)
        order = PublishOrder(sent.pilot_tasks, sent.has_read_warning)
        made = task_service.publish_project(session, who.account_id, project_id, order)
    return reply({"state": "published", "tasks": made})


@api.get("/projects/<int:project_id>/expected-pay")
@roles(Role.MANAGER, Role.ADMIN)
@describe("What an hour is expected to pay by the pilot, against the local minimum wage")
def expected_pay(project_id: int) -> Response:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        told = price_service.expected_pay_of(session, project)
    return reply(_document(told))


def _document(told: ExpectedPay) -> dict[str, int | str | None]:
    return {
        "verdict": told.verdict.value,
        "people": told.people,
        "answers": told.answers,
        "hourly_low_e4": told.low_e4,
        "hourly_middle_e4": told.middle_e4,
        "hourly_high_e4": told.high_e4,
        "floor_e4": told.floor_e4,
        "percent_of_floor": told.percent,
    }


@api.post("/projects/<int:project_id>/rate")
@roles(Role.MANAGER)
@describe("Raise the price of an open or paused project", body=RateRequest)
def raise_rate(project_id: int) -> Response:
    sent = read_body(RateRequest)
    with transaction() as session:
        project = rate_service.raise_rate(session, current().account_id, project_id, sent.rate_e4)
        rate_e4 = project.rate_e4
    return reply({"rate_e4": rate_e4})
