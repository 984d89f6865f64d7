"""JSON routes of webhooks."""

import datetime as dt

from flask import Blueprint, Response, current_app
from pydantic import BaseModel, Field

from annotate.core.db import reading, transaction
from annotate.hooks import queries, service
from annotate.hooks.events import CHOICES
from annotate.hooks.service import HookWish
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import Strict, describe, query_int, read_body, reply
from annotate.web.identity import current

api = Blueprint("hooks_api", __name__)


class HookRequest(Strict):
    url: str = Field(description="https address that takes POST requests")
    events: list[str] = Field(description="any of: " + ", ".join(CHOICES))


class NewHookReply(BaseModel):
    id: int
    secret: str = Field(description="signs each call (Standard Webhooks); shown this once")


class HookReply(BaseModel):
    id: int
    url: str
    events: list[str]
    state: str = Field(description="on, by_hand or no_answer: why it is off")
    waiting: int
    taken: int
    given_up: int
    created_at: dt.datetime


class HooksReply(BaseModel):
    webhooks: list[HookReply]


class DeliveryReply(BaseModel):
    id: int
    webhook_id: str = Field(description="the same in the header webhook-id of every try")
    event: str
    state: str
    tries: int
    status: int | None
    fault: str | None
    created_at: dt.datetime
    next_try_at: dt.datetime | None


class DeliveriesReply(BaseModel):
    deliveries: list[DeliveryReply]
    next_cursor: int | None


@api.get("/projects/<int:project_id>/webhooks")
@roles(Role.MANAGER)
@describe("The addresses that are told what happens in a project", replies={200: HooksReply})
def hooks(project_id: int) -> Response:
    with reading() as session:
        projects.project_for(session, current().account_id, project_id)
        found = queries.hooks_of(session, project_id)
    return reply(HooksReply(webhooks=[_hook_reply(one) for one in found]))


def _hook_reply(line: queries.HookLine) -> HookReply:
    return HookReply(
        id=line.id,
        url=line.url,
        events=list(line.events),
        state=line.off.value if line.off else "on",
        waiting=line.waiting,
        taken=line.taken,
        given_up=line.given_up,
        created_at=line.created_at,
    )


@api.post("/projects/<int:project_id>/webhooks")
@roles(Role.MANAGER)
@describe("Have an address told what happens", body=HookRequest, replies={201: NewHookReply})
def add_hook(project_id: int) -> Response:
    sent, trusted = read_body(HookRequest), current_app.config["DOUYA"].hook_hosts
    with transaction() as session:
        wish = HookWish(sent.url, sent.events, trusted)
        hook, secret = service.add_hook(session, current().account_id, project_id, wish)
    return reply(NewHookReply(id=hook.id, secret=secret), 201)


@api.delete("/webhooks/<int:hook_id>")
@roles(Role.MANAGER)
@describe("Never call this address again", replies={204: None})
def remove_hook(hook_id: int) -> Response:
    with transaction() as session:
        service.remove_hook(session, current().account_id, hook_id)
    return reply(None)


@api.post("/webhooks/<int:hook_id>/ping")
@roles(Role.MANAGER)
@describe("Send a test message", replies={204: None})
def ping(hook_id: int) -> Response:
    with transaction() as session:
        service.ping(session, current().account_id, hook_id)
    return reply(None)


def _delivery_reply(line: queries.DeliveryLine) -> DeliveryReply:
    return DeliveryReply(
        id=line.id,
        webhook_id=line.uuid,
        event=line.event,
        state=line.state.value,
        tries=line.tries,
        status=line.status,
        fault=line.fault,
        created_at=line.created_at,
        next_try_at=line.due_at if line.ended_at is None else None,
    )


@api.get("/webhooks/<int:hook_id>/deliveries")
@roles(Role.MANAGER)
@describe(
    "What an address was told, newest first",
    replies={200: DeliveriesReply},
    query={"cursor": "integer", "limit": "integer"},
)
def deliveries(hook_id: int) -> Response:
    limit = query_int("limit", 100, 1, 1000) or 100
    with reading() as session:
        service.hook_for(session, current().account_id, hook_id)
        found = queries.deliveries_of(session, hook_id, query_int("cursor"), limit + 1)
    page = [_delivery_reply(line) for line in found[:limit]]
    return reply(DeliveriesReply(deliveries=page, next_cursor=page[-1].id if len(found) > limit else None))


@api.post("/deliveries/<int:delivery_id>/again")
@roles(Role.MANAGER)
@describe("Send a message once more, under the same id", replies={204: None})
def send_again(delivery_id: int) -> Response:
    with transaction() as session:
        service.send_again(session, current().account_id, delivery_id)
    return reply(None)
