"""JSON routes: the consensus of a task, the quality of a project's annotators."""

from dataclasses import asdict
from typing import Any, Literal

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from annotate.consensus import queries, service, verify_service
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.datasets import prelabel_service
from annotate.datasets import queries as datasets
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import Strict, describe, read_body, reply
from annotate.web.identity import current
from annotate.work import proposal_queries
from annotate.work.provenance import ProvenanceFigures, SourceFigures
from annotate.work.states import VerifySource
from annotate.work.verify_service import VerifyOrder

api = Blueprint("consensus_api", __name__)


class ConsensusReply(BaseModel):
    """annotations: merged, each with confidence and support; disputed: drawn but not believed (yet)."""

    task_id: int
    state: str
    round: int
    decision: str | None
    annotations: list[dict[str, Any]]
    disputed: list[dict[str, Any]]
    agreement: float | None
    risk: float | None
    needs_another: bool
    model_version: str | None


class AnnotatorReply(BaseModel):
    annotator_id: int
    alias: str
    quality: float
    quality_low: float
    quality_high: float
    miss_rate: float
    false_rate: float
    label_accuracy: float
    sigma: float
    judged: int
    copies: int


class QualityReply(BaseModel):
    settled: int
    to_reviewer: int
    agreement: float | None
    risk: float | None
    hardest: list[int]
    annotators: list[AnnotatorReply]


class HiddenRequest(Strict):
    percent: int = Field(ge=0, le=100, description="of 100 tasks, how many are drawn without pre-labels")


class SourceReply(BaseModel):
    """Proposals of one source: on how many pictures now, and what people made of them."""

    source: str
    pictures: int
    accepted: int
    fixed: int
    rejected: int
    mean_iou_fixed: float | None
    fixed_measured: int


class PrelabelsReply(BaseModel):
    """drawn: annotations that nobody had proposed; answers: how many answers these figures are of."""

    hidden_percent: int
    sources: list[SourceReply]
    drawn: int
    answers: int


class VerifyRequest(Strict):
    source: Literal["prelabels", "consensus"]
    rate_e4: int = Field(description="price of one object, in 1/10000 of the currency's major unit")
    answers: int = Field(2, description="how many people look at each object; two more where they differ")


class VerifyReply(BaseModel):
    tasks: int
    objects: int
    at_most_e4: int


@api.get("/tasks/<int:task_id>/consensus")
@roles(Role.MANAGER, Role.REVIEWER, Role.ADMIN)
@describe("Merged annotations of a task", replies={200: ConsensusReply})
def task_consensus(task_id: int) -> Response:
    with reading() as session:
        found = queries.project_of_task(session, task_id)
        if found is None:
            raise NotFound
        projects.project_for(session, current().account_id, found[0])
        return reply(_consensus(task_id, found[1], service.consensus_of(session, task_id)))


def _consensus(task_id: int, state: str, settled: Any) -> ConsensusReply:
    """Before the first settlement: the state, and nothing else."""
    if settled is None:
        nothing: dict[str, Any] = dict.fromkeys(("decision", "agreement", "risk", "model_version"))
        return ConsensusReply(
            task_id=task_id, state=state, round=0, annotations=[], disputed=[], needs_another=True, **nothing
        )
    return ConsensusReply(
        task_id=task_id,
        state=state,
        round=settled.number,
        decision=str(settled.decision),
        annotations=settled.annotations,
        disputed=settled.disputed,
        agreement=settled.agreement,
        risk=settled.risk,
        needs_another=settled.decision == "one_more",
        model_version=settled.model_version,
    )


@api.get("/projects/<int:project_id>/prelabels")
@roles(Role.MANAGER, Role.REVIEWER, Role.ADMIN)
@describe("What is proposed in a project, and what people made of it", replies={200: PrelabelsReply})
def prelabels(project_id: int) -> Response:
    with reading() as session:
        projects.project_for(session, current().account_id, project_id)
        hidden = datasets.hidden_percent(session, project_id)
        now = {one.source: one.pictures for one in datasets.prelabel_sources(session, project_id)}
        figures = proposal_queries.proposal_figures(session, project_id)
    return reply(_prelabels(hidden, now, figures))


def _prelabels(hidden: int, now: dict[str, int], figures: ProvenanceFigures) -> PrelabelsReply:
    known = {one.source: one for one in figures.sources}
    nothing = SourceFigures("", 0, 0, 0, None, 0)
    sources = [
        SourceReply(
            source=source,
            pictures=now.get(source, 0),
            accepted=one.accepted,
            fixed=one.fixed,
            rejected=one.rejected,
            mean_iou_fixed=one.mean_iou_fixed,
            fixed_measured=one.measured,
        )
        for source in sorted({*now, *known})
        for one in (known.get(source, nothing),)
    ]
    return PrelabelsReply(
        hidden_percent=hidden, sources=sources, drawn=figures.drawn, answers=figures.answers
    )


@api.put("/projects/<int:project_id>/prelabels/hidden")
@roles(Role.MANAGER)
@describe("Keep pre-labels back for a share of tasks", body=HiddenRequest, replies={204: None})
def hide_prelabels(project_id: int) -> Response:
    sent = read_body(HiddenRequest)
    with transaction() as session:
        prelabel_service.set_hidden_percent(session, current().account_id, project_id, sent.percent)
    return reply(None)


@api.post("/projects/<int:project_id>/verify-tasks")
@roles(Role.MANAGER)
@describe(
    "Make tasks in which people say of each proposed or agreed object whether it is right; priced by the object. "
    "Each answer holds one annotation an object: {id, kind: choice, label, object, value: "
    "right | loose | wrong_class | not_there | unsure}",
    body=VerifyRequest,
    replies={201: VerifyReply},
)
def make_verify_tasks(project_id: int) -> Response:
    sent = read_body(VerifyRequest)
    order = VerifyOrder(VerifySource(sent.source), sent.rate_e4, sent.answers)
    with transaction() as session:
        made = verify_service.order_verify_tasks(session, current().account_id, project_id, order)
    return reply(VerifyReply(**vars(made)), 201)


@api.get("/projects/<int:project_id>/quality")
@roles(Role.MANAGER, Role.REVIEWER, Role.ADMIN)
@describe("How well a project's annotators work and agree", replies={200: QualityReply})
def project_quality(project_id: int) -> Response:
    with reading() as session:
        projects.project_for(session, current().account_id, project_id)
        agreement = asdict(queries.agreement_of(session, project_id))
        figures = [asdict(one) for one in queries.annotators_of(session, project_id)]
    return reply(QualityReply.model_validate(agreement | {"annotators": figures}))
