"""JSON routes of the labelling window while she learns: the same words as for work, under addresses of their own."""

from uuid import UUID

from flask import Blueprint, Response
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.quality.api import LessonReply, lesson_reply
from annotate.training import answer_service, queries
from annotate.training.answer_service import Answer, Taken
from annotate.training.errors import RoundIsOver
from annotate.web.access import roles
from annotate.web.api import describe, read_body, reply
from annotate.web.identity import current
from annotate.work import guide_queries, settings_service
from annotate.work.api import (
    AssignmentsReply,
    AssignmentsRequest,
    DraftRequest,
    ReceiptReply,
    ReleaseRequest,
    SubmissionRequest,
    assignment_reply,
)
from annotate.work.editor_api import annotator_facts
from annotate.work.handout_rules import LARGEST_BAG

api = Blueprint("training_api", __name__)


@api.get("/rounds/<int:round_id>/bootstrap")
@roles(Role.ANNOTATOR)
@describe("What the labelling window needs before the first picture of a round")
def bootstrap(round_id: int) -> Response:
    with reading() as session:
        return reply(_facts(session, round_id) | {"annotator": annotator_facts(current())})


def _facts(session: Session, round_id: int) -> dict[str, object]:
    who = current().account_id
    one = answer_service.own_round(session, who, round_id)
    number, document = queries.ontology_of(session, one)
    guide = guide_queries.guide_of(session, one.project_id, who)
    name = projects.name_of(session, one.project_id)
    return {
        "project": {"id": round_id, "name": name, "lease_minutes": 24 * 60, "guideline": guide},
        "round": {"kind": one.kind.value},
        "ontology": {"version": number, "document": document},
        "rate_e4": 0,
        "currency": one.currency,
        "hourly_estimate_e4": one.hourly_e4,
        "csrf_token": generate_csrf(),
        "editor_settings": settings_service.editor_settings(session, who),
    }


@api.get("/rounds/<int:round_id>/ontologies/<int(max=2147483647):number>")
@roles(Role.ANNOTATOR)
@describe("The labels of a round, as its pictures name them")
def ontology(round_id: int, number: int) -> Response:
    with reading() as session:
        one = answer_service.own_round(session, current().account_id, round_id)
        known, document = queries.ontology_of(session, one)
    if known != number:
        raise NotFound
    return reply({"version": number, "document": document})


@api.post("/rounds/<int:round_id>/assignments")
@roles(Role.ANNOTATOR)
@describe("Get the pictures of a round", body=AssignmentsRequest, replies={200: AssignmentsReply})
def pictures(round_id: int) -> Response:
    sent, who = read_body(AssignmentsRequest), current().account_id
    with transaction() as session:
        tasks = answer_service.hand_out(session, who, round_id, sent.count or LARGEST_BAG)
        one = answer_service.own_round(session, who, round_id)
        found = queries.handed_out(session, one, tasks, clock.now() + answer_service.HELD)
    handed = [assignment_reply(each) for each in found]
    over = None if handed else RoundIsOver
    return reply(
        AssignmentsReply(
            assignments=handed,
            reason=over and over.code,
            reason_text=over and gettext(over.message),
            until=None,
        )
    )


@api.put("/round-tasks/<int:task_id>/draft")
@roles(Role.ANNOTATOR)
@describe("Keep what is drawn so far of a picture of a round", body=DraftRequest, replies={204: None})
def save_draft(task_id: int) -> Response:
    sent = read_body(DraftRequest)
    with transaction() as session:
        until = answer_service.save_draft(
            session, current().account_id, task_id, sent.annotations, sent.active_ms, sent.revision
        )
    response = reply(None)
    response.headers["X-Lease-Expires-At"] = until.isoformat()
    return response


@api.post("/round-tasks/<int:task_id>/keep")
@roles(Role.ANNOTATOR)
@describe("Hold a picture of a round for a day", replies={200: None})
def keep(task_id: int) -> Response:
    with transaction() as session:
        answer_service.own_task(session, current().account_id, task_id)
    return reply({"lease_expires_at": (clock.now() + answer_service.HELD).isoformat()})


@api.post("/round-tasks/<int:task_id>/submission")
@roles(Role.ANNOTATOR)
@describe(
    "Hand in an answer of a round, once",
    body=SubmissionRequest,
    replies={200: ReceiptReply, 201: ReceiptReply},
)
def submit(task_id: int) -> Response:
    sent = read_body(SubmissionRequest)
    answer = Answer(str(UUID(sent.submission_id)), sent.annotations, sent.active_ms)
    with transaction() as session:
        taken = answer_service.submit(session, current().account_id, task_id, answer)
        return reply(_receipt(taken), 201 if taken.created else 200)


def _receipt(taken: Taken) -> ReceiptReply:
    task = taken.task
    return ReceiptReply(
        submission_id=task.submission_id or "",
        assignment_id=task.id,
        task_id=task.task_id,
        state="received",
        received_at=(task.answered_at or clock.now()).isoformat(),
        rate_e4=0,
        currency=taken.currency,
        late=False,
        surplus=False,
        lesson=taken.lesson,
    )


@api.post("/round-tasks/<int:task_id>/release")
@roles(Role.ANNOTATOR)
@describe("Leave a picture of a round for later", body=ReleaseRequest, replies={204: None})
def release(task_id: int) -> Response:
    read_body(ReleaseRequest)
    with transaction() as session:
        answer_service.put_last(session, current().account_id, task_id)
    return reply(None)


@api.get("/round-answers/<uuid:submission_id>")
@roles(Role.ANNOTATOR)
@describe("Her receipt for an answer of a round", replies={200: ReceiptReply})
def receipt(submission_id: UUID) -> Response:
    with reading() as session:
        taken = answer_service.own_receipt(session, current().account_id, str(submission_id))
        return reply(_receipt(taken))


@api.get("/round-answers/<uuid:submission_id>/lesson")
@roles(Role.ANNOTATOR)
@describe("What a picture of practice teaches; 204 for an exam", replies={200: LessonReply, 204: None})
def lesson(submission_id: UUID) -> Response:
    with reading() as session:
        found = answer_service.lesson_of(session, current().account_id, str(submission_id))
    return reply(lesson_reply(found)) if found else reply(None)
