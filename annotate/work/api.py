"""JSON routes of the editor and of programs that label."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from flask import Blueprint, Response, url_for
from flask_babel import gettext
from pydantic import BaseModel, Field

from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.api import Strict, describe, read_body, reply
from annotate.web.identity import current
from annotate.web.logs import log
from annotate.web.words import moment
from annotate.work import (
    mend_queries,
    mend_service,
    offline_service,
    queries,
    service,
    settings_service,
)
from annotate.work.handout_rules import LARGEST_BAG
from annotate.work.no_work import NO_WORK_WORDS
from annotate.work.queries import Frame, HandedOut
from annotate.work.service import DraftBody, SubmissionBody

api = Blueprint("work_api", __name__)


class AssignmentsRequest(Strict):
    count: int | None = Field(
        None, ge=1, le=LARGEST_BAG, description="how many she wants in hands; left out: a bag"
    )
    beside: int = Field(
        0,
        ge=0,
        le=2 * LARGEST_BAG,
        description="without a count: so many of what she holds are apart from this bag",
    )
    # Hold them for three days, to be worked on without a network.
    offline: bool = False


class DraftRequest(Strict):
    annotations: list[dict[str, object]] = Field(max_length=10_000)
    active_ms: int = Field(ge=0, le=10**10)
    revision: int = Field(ge=0, le=2**53)
    decided: list[str] = Field(
        [], max_length=10_000, description="ids of proposals accepted or rejected so far"
    )


class ProposalDecision(Strict):
    id: str = Field(max_length=64)
    decision: Literal["accepted", "fixed", "rejected"]


class SubmissionRequest(Strict):
    submission_id: str = Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
    annotations: list[dict[str, object]]
    active_ms: int = Field(ge=0, le=10**10)
    unsure: bool = False
    proposals: list[ProposalDecision] = Field(
        [], max_length=10_000, description="what became of each pre-label; an accepted one keeps its id"
    )


class ReleaseRequest(Strict):
    reason: str = Field(min_length=1, max_length=200)


class TroubleReport(Strict):
    """What a log line may say: which drawer of the device's memory, never what lay in it."""

    kind: Literal["unreadable", "full", "picture", "storage_lost"]
    where: Literal["works", "steps", "bags", "pictures", "notes"]
    count: int = Field(ge=1, le=100_000)


Chord = Annotated[str, Field(pattern=r"^(Mod\+)?(Alt\+)?(Shift\+)?[A-Za-z0-9]{1,20}$")]
ActionName = Annotated[str, Field(pattern=r"^[a-z_0-9:]{1,60}$")]


class KeysBody(Strict):
    set: Literal["default", "left"]
    changes: dict[ActionName, Annotated[list[Chord], Field(max_length=4)]] = Field(max_length=200)


class EditorSettingsBody(Strict):
    revision: int = Field(ge=1, le=2**53)
    keys: KeysBody


class ImageReply(BaseModel):
    """frame: from 0 within the clip; none for a single picture."""

    name: str
    url: str
    preview_url: str
    width: int
    height: int
    preview_bytes: int
    frame: int | None


class SequenceReply(BaseModel):
    """The video that a clip is part of; frames: how many the clip has."""

    name: str
    fps: float
    frames: int


class AssignmentReply(BaseModel):
    id: int
    task_id: int
    images: list[ImageReply]
    sequence: SequenceReply | None
    rate_e4: int
    currency: str
    lease_expires_at: str
    offline_until: str | None
    ontology_version: int
    guideline_version: int | None
    draft: dict[str, object] | None
    prelabels: dict[str, object] | None
    fix: dict[str, object] | None
    kind: str = Field(description="label: draw; verify: answer each of the objects with one choice")
    verify: dict[str, object] | None


class NextProject(BaseModel):
    project_id: int
    name: str


class AssignmentsReply(BaseModel):
    assignments: list[AssignmentReply]
    reason: str | None = Field(description="code of why the list is empty")
    reason_text: str | None = Field(description="the same in her language, with what she can do")
    next: list[NextProject] = Field(
        default_factory=list, description="where its people go on when there is nothing more here"
    )
    until: str | None = Field(description="end of a pause")


class ReceiptReply(BaseModel):
    submission_id: str
    assignment_id: int
    task_id: int
    state: str
    received_at: str
    rate_e4: int
    currency: str
    late: bool
    surplus: bool
    lesson: bool


def image_reply(one: Frame) -> ImageReply:
    return ImageReply(
        name=one.name,
        url=url_for("datasets.image_file", image_id=one.image_id, size="full"),
        preview_url=url_for("datasets.image_file", image_id=one.image_id, size="preview"),
        width=one.width_px,
        height=one.height_px,
        preview_bytes=one.preview_bytes,
        frame=one.number,
    )


def assignment_reply(one: HandedOut) -> AssignmentReply:
    return AssignmentReply(
        id=one.id,
        task_id=one.task_id,
        images=[image_reply(frame) for frame in one.frames],
        sequence=SequenceReply(**vars(one.clip)) if one.clip else None,
        rate_e4=one.rate_e4,
        currency=one.currency,
        lease_expires_at=one.lease_expires_at.isoformat(),
        offline_until=one.offline_until.isoformat() if one.offline_until else None,
        ontology_version=one.ontology_version,
        guideline_version=one.guideline_version,
        draft=one.draft,
        prelabels=one.prelabels,
        fix=one.fix,
        kind=one.kind.value,
        verify=one.verify,
    )


def _bag_reply(handout: service.Handout, handed_out: Sequence[HandedOut]) -> AssignmentsReply:
    until = handout.until
    words = NO_WORK_WORDS[handout.reason] if handout.reason else None
    text = gettext(words, until=moment(until) if until else "") if words else None
    names = ", ".join(name for _, name in handout.successors)
    return AssignmentsReply(
        assignments=[assignment_reply(one) for one in handed_out],
        reason=handout.reason,
        reason_text=f"{text} {gettext('Next for you: %(names)s.', names=names)}" if text and names else text,
        next=[NextProject(project_id=number, name=name) for number, name in handout.successors],
        until=until.isoformat() if until else None,
    )


def _receipt(receipt: service.Receipt) -> ReceiptReply:
    submission, mended = receipt.submission, receipt.mended
    received_at = mended.mended_at if mended and mended.mended_at else submission.received_at
    return ReceiptReply(
        submission_id=(mended and mended.version_id) or submission.id,
        assignment_id=submission.assignment_id,
        task_id=submission.task_id,
        state="received",
        received_at=received_at.isoformat(),
        rate_e4=submission.rate_e4,
        currency=submission.currency,
        late=submission.late,
        surplus=submission.surplus,
        lesson=receipt.lesson,
    )


@api.get("/projects/<int:project_id>/ontologies/<int(max=2147483647):number>")
@roles(Role.ANNOTATOR)
@describe("The labels of one version, as assignments name it")
def ontology(project_id: int, number: int) -> Response:
    with reading() as session:
        document = queries.ontology_document(session, project_id, number)
    if document is None:
        raise NotFound
    return reply({"version": number, "document": document})


@api.post("/device-troubles")
@roles(Role.ANNOTATOR)
@describe(
    "Tell what went wrong on her device, without any of her data", body=TroubleReport, replies={204: None}
)
def device_trouble() -> Response:
    sent = read_body(TroubleReport)
    log.warning("device_trouble", kind=sent.kind, where=sent.where, count=sent.count)
    return reply(None)


@api.put("/me/editor-settings")
@roles(Role.ANNOTATOR)
@describe("Keep her shortcuts", body=EditorSettingsBody, replies={200: None})
def keep_settings() -> Response:
    sent = read_body(EditorSettingsBody, 64_000)
    with transaction() as session:
        revision = settings_service.keep_editor_settings(
            session, current().account_id, sent.revision, sent.keys.model_dump()
        )
    return reply({"revision": revision})


@api.post("/projects/<int:project_id>/assignments")
@roles(Role.ANNOTATOR)
@describe("Get pictures to label", body=AssignmentsRequest, replies={200: AssignmentsReply})
def lease(project_id: int) -> Response:
    sent = read_body(AssignmentsRequest)
    with transaction() as session:
        handout = service.lease_bag(session, current().account_id, project_id, sent.count, beside=sent.beside)
        if sent.offline:
            offline_service.hold_offline(session, current().account_id, project_id, handout.assignments)
        mending = mend_service.to_mend(session, current().account_id, project_id)
        handed_out = queries.handed_out(session, [one.id for one in (*mending, *handout.assignments)])
        handed_out = mend_queries.with_fixes(session, handed_out, [one.id for one in mending])
    return reply(_bag_reply(handout, handed_out))


@api.put("/assignments/<int:assignment_id>/draft")
@roles(Role.ANNOTATOR)
@describe("Keep what is drawn so far and renew the lease", body=DraftRequest, replies={204: None})
def save_draft(assignment_id: int) -> Response:
    sent = read_body(DraftRequest)
    draft = DraftBody(sent.annotations, sent.active_ms, sent.revision, sent.decided)
    with transaction() as session:
        until = service.save_draft(session, current().account_id, assignment_id, draft)
    response = reply(None)
    response.headers["X-Lease-Expires-At"] = until.isoformat()
    return response


@api.post("/assignments/<int:assignment_id>/keep")
@roles(Role.ANNOTATOR)
@describe("Hold a picture for a day", replies={200: None})
def keep(assignment_id: int) -> Response:
    with transaction() as session:
        until = service.keep_for_me(session, current().account_id, assignment_id)
    return reply({"lease_expires_at": until.isoformat()})


@api.post("/assignments/<int:assignment_id>/submission")
@roles(Role.ANNOTATOR)
@describe("Hand in an answer, once", body=SubmissionRequest, replies={200: ReceiptReply, 201: ReceiptReply})
def submit(assignment_id: int) -> Response:
    sent = read_body(SubmissionRequest)
    decided = [proposal.id for proposal in sent.proposals]
    body = SubmissionBody(
        str(UUID(sent.submission_id)), sent.annotations, sent.active_ms, sent.unsure, decided
    )
    with transaction() as session:
        receipt = service.submit(session, current().account_id, assignment_id, body)
    return reply(_receipt(receipt), 201 if receipt.created else 200)


@api.post("/assignments/<int:assignment_id>/release")
@roles(Role.ANNOTATOR)
@describe("Give a picture back, with a reason", body=ReleaseRequest, replies={204: None})
def release(assignment_id: int) -> Response:
    sent = read_body(ReleaseRequest)
    with transaction() as session:
        service.release(session, current().account_id, assignment_id, sent.reason)
    return reply(None)


@api.get("/submissions/<uuid:submission_id>")
@roles(Role.ANNOTATOR)
@describe("Her receipt for an answer", replies={200: ReceiptReply})
def submission(submission_id: UUID) -> Response:
    with reading() as session:
        found = service.own_receipt(session, current().account_id, str(submission_id))
    return reply(_receipt(found))
