"""Uploads and exports of a project as JSON lists, newest first."""

from flask import Blueprint, Response
from pydantic import BaseModel

from annotate.core.db import reading
from annotate.datasets import queries
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import describe, query_int, reply
from annotate.web.identity import current

api = Blueprint("listing_api", __name__)
_MOST = 200


class ImportLine(BaseModel):
    """labels: what the labels of the upload are (prelabels, gold or finished); none for pictures."""

    id: int
    name: str
    state: str
    taken: int
    refused: int
    created_at: str
    labels: str | None


class ImportsReply(BaseModel):
    imports: list[ImportLine]


class ExportLine(BaseModel):
    id: int
    format: str
    only: str
    state: str
    byte_size: int | None
    sha256: str | None
    created_at: str


class ExportsReply(BaseModel):
    exports: list[ExportLine]


@api.get("/projects/<int:project_id>/imports")
@roles(Role.MANAGER, Role.ADMIN)
@describe(
    "Uploads of pictures and of labels; one by one under /imports/ID",
    replies={200: ImportsReply},
    query={"limit": "integer"},
)
def imports(project_id: int) -> Response:
    limit = query_int("limit", 50, 1, _MOST) or 50
    with reading() as session:
        projects.project_for(session, current().account_id, project_id)
        found = [
            one for labels in (False, True) for one in queries.imports_of(session, project_id, limit, labels)
        ]
    newest = sorted(found, key=lambda one: -one.id)[:limit]
    return reply(ImportsReply(imports=[_import(one) for one in newest]))


def _import(one: queries.ImportFacts) -> ImportLine:
    return ImportLine(
        id=one.id,
        name=one.name,
        state=one.state.value,
        taken=one.taken,
        refused=one.problem_count,
        created_at=one.created_at.isoformat(),
        labels=one.labels.purpose.value if one.labels else None,
    )


@api.get("/projects/<int:project_id>/exports")
@roles(Role.MANAGER, Role.ADMIN)
@describe(
    "Exports with the digest of each file; one by one under /exports/ID",
    replies={200: ExportsReply},
    query={"limit": "integer"},
)
def exports(project_id: int) -> Response:
    limit = query_int("limit", 50, 1, _MOST) or 50
    with reading() as session:
        projects.project_for(session, current().account_id, project_id)
        found = queries.exports_of(session, project_id, limit)
    return reply(ExportsReply(exports=[_export(one) for one in found]))


def _export(one: queries.ExportFacts) -> ExportLine:
    return ExportLine(
        id=one.id,
        format=one.format,
        only=one.only.value,
        state=one.state.value,
        byte_size=one.byte_size,
        sha256=one.sha256,
        created_at=one.created_at.isoformat(),
    )
