"""JSON routes: the consensus of a task, the quality of a project's annotators."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response
from pydantic import BaseModel

from annotate.consensus import queries, service
from annotate.core.db import reading
from annotate.core.errors import NotFound
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import describe, reply
from annotate.web.identity import current

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


@api.get("/projects/<int:project_id>/quality")
@roles(Role.MANAGER, Role.REVIEWER, Role.ADMIN)
@describe("How well a project's annotators work and agree", replies={200: QualityReply})
def project_quality(project_id: int) -> Response:
    with reading() as session:
        projects.project_for(session, current().account_id, project_id)
        agreement = asdict(queries.agreement_of(session, project_id))
        figures = [asdict(one) for one in queries.annotators_of(session, project_id)]
    return reply(QualityReply.model_validate(agreement | {"annotators": figures}))
