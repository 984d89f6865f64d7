"""JSON routes: projects, their labels and guidelines."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app
from pydantic import BaseModel, Field

from annotate.core.db import reading, transaction
from annotate.people.roles import Role
from annotate.projects import copy_service, queries, service
from annotate.projects.guideline_change import Effect
from annotate.projects.service import NewProject
from annotate.web.access import roles
from annotate.web.api import Strict, describe, query_int, read_body, reply
from annotate.web.identity import current

api = Blueprint("projects_api", __name__)


class Redundancy(Strict):
    min: int = 2
    max: int = 3
    confidence: float = 0.95


class Guideline(Strict):
    zh_CN: str = ""
    en: str = ""


class ProjectRequest(Strict):
    name: str
    ontology: dict[str, Any]
    rate_e4: int = Field(description="price of one accepted answer, in 1/10000 of the currency's major unit")
    currency: str | None = None
    redundancy: Redundancy = Redundancy()
    lease_minutes: int = 60
    guideline: Guideline | str = Guideline()
    programme_id: int | None = None
    gold_share: float = Field(default=0.0, description="usual share of check pictures in a bag, 0 ... 0.5")
    needs_training: bool = Field(default=False, description="newcomers take a course and an exam first, paid")


class OntologyRequest(Strict):
    ontology: dict[str, Any]


class GuidelineRequest(Strict):
    guideline: Guideline | str
    alters: bool = Field(
        default=True,
        description="whether what is right changes: then answers by older versions are judged kindly for seven days",
    )


class CopyRequest(Strict):
    ending: str = Field(default=" (copy)", max_length=50, description="put behind the name")


class IdReply(BaseModel):
    id: int


class VersionReply(BaseModel):
    version: int


class ProjectReply(BaseModel):
    id: int
    name: str
    state: str
    currency: str
    rate_e4: int
    redundancy: Redundancy
    lease_minutes: int
    funded_e4: int
    pilot_tasks: int | None
    programme_id: int | None
    gold_share: float
    needs_training: bool
    training_reserve_e4: int
    created_at: str
    published_at: str | None


class StateReply(BaseModel):
    state: str


class WholeProjectReply(ProjectReply):
    ontology: dict[str, Any]
    ontology_version: int | None
    guideline: Guideline
    guideline_version: int | None


class ProjectsReply(BaseModel):
    projects: list[ProjectReply]
    next_cursor: int | None


def _texts(guideline: Guideline | str) -> tuple[str, str]:
    """Chinese and English; a plain text is taken for Chinese."""
    return (guideline, "") if isinstance(guideline, str) else (guideline.zh_CN, guideline.en)


def _new_project(sent: ProjectRequest) -> NewProject:
    text_zh, text_en = _texts(sent.guideline)
    return NewProject(
        name=sent.name,
        ontology=sent.ontology,
        rate_e4=sent.rate_e4,
        currency=sent.currency or current_app.config["DOUYA"].currency,
        redundancy_min=sent.redundancy.min,
        redundancy_max=sent.redundancy.max,
        confidence=sent.redundancy.confidence,
        lease_minutes=sent.lease_minutes,
        guideline_zh=text_zh,
        guideline_en=text_en,
        programme_id=sent.programme_id,
        gold_share=sent.gold_share,
        needs_training=sent.needs_training,
    )


@api.post("/projects")
@roles(Role.MANAGER)
@describe("Make a project", body=ProjectRequest, replies={201: IdReply})
def create_project() -> Response:
    sent = read_body(ProjectRequest)
    with transaction() as session:
        project = service.create_project(session, current().account_id, _new_project(sent))
    return reply(IdReply(id=project.id), 201)


@api.get("/projects")
@roles(Role.MANAGER, Role.REVIEWER, Role.ADMIN)
@describe(
    "Projects, newest first",
    replies={200: ProjectsReply},
    query={"cursor": "integer", "limit": "integer"},
)
def project_list() -> Response:
    limit = query_int("limit", 50, 1, 200) or 50
    with reading() as session:
        found = queries.projects_of(session, current().account_id, query_int("cursor"), limit + 1)
    page = [ProjectReply(**queries.facts_of(project)) for project in found[:limit]]
    return reply(ProjectsReply(projects=page, next_cursor=page[-1].id if len(found) > limit else None))


@api.get("/projects/<int:project_id>")
@roles(Role.MANAGER, Role.REVIEWER, Role.ADMIN)
@describe("One project with its newest labels and guideline", replies={200: WholeProjectReply})
def project(project_id: int) -> Response:
    with reading() as session:
        found = service.project_for(session, current().account_id, project_id)
        versions = queries.newest_versions(session, found)
    return reply(
        WholeProjectReply(
            **queries.facts_of(found),
            ontology=versions.ontology,
            ontology_version=versions.ontology_number,
            guideline=Guideline(zh_CN=versions.text_zh, en=versions.text_en),
            guideline_version=versions.guideline_number,
        )
    )


@api.put("/projects/<int:project_id>/ontology")
@roles(Role.MANAGER)
@describe("A new version of the labels", body=OntologyRequest, replies={200: VersionReply})
def change_ontology(project_id: int) -> Response:
    sent, who = read_body(OntologyRequest), current()
    with transaction() as session:
        found = service.project_for(session, who.account_id, project_id)
        version = service.add_ontology(session, who.account_id, found, sent.ontology)
    return reply(VersionReply(version=version.number))


@api.put("/projects/<int:project_id>/guideline")
@roles(Role.MANAGER)
@describe("A new version of the guideline", body=GuidelineRequest, replies={200: VersionReply})
def change_guideline(project_id: int) -> Response:
    sent, who = read_body(GuidelineRequest), current()
    text_zh, text_en = _texts(sent.guideline)
    with transaction() as session:
        found = service.project_for(session, who.account_id, project_id)
        version = service.add_guideline(
            session, who.account_id, found, text_zh, text_en, Effect(alters=sent.alters)
        )
    return reply(VersionReply(version=version.number))


@api.post("/projects/<int:project_id>/copy")
@roles(Role.MANAGER)
@describe("A new draft with its labels, guideline, price and rules", body=CopyRequest, replies={201: IdReply})
def copy(project_id: int) -> Response:
    sent = read_body(CopyRequest)
    with transaction() as session:
        made = copy_service.copy_project(session, current().account_id, project_id, sent.ending).id
    return reply(IdReply(id=made), 201)


@api.post("/projects/<int:project_id>/pause")
@roles(Role.MANAGER)
@describe("Hand nothing more out; what is held is still taken and paid", replies={200: StateReply})
def pause(project_id: int) -> Response:
    return _ended(project_id, service.mark_paused)


@api.post("/projects/<int:project_id>/close")
@roles(Role.MANAGER)
@describe("Close it for good; what is held is still taken and paid", replies={200: StateReply})
def close(project_id: int) -> Response:
    return _ended(project_id, service.mark_closed)


def _ended(project_id: int, act: Callable[..., None]) -> Response:
    """Raises WrongState, such as for a project that is closed already."""
    with transaction() as session:
        found = service.project_for(session, current().account_id, project_id)
        act(session, current().account_id, found)
        state = found.state.value
    return reply(StateReply(state=state))
