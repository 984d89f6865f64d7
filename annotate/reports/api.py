"""Frozen reports for programs and for download."""

from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel

from annotate.core.db import transaction
from annotate.people.roles import Role
from annotate.reports import export_service
from annotate.web import identity
from annotate.web.access import roles
from annotate.web.api import describe
from annotate.web.i18n import choose_locale

api = Blueprint("reports_api", __name__)


class ReportReply(BaseModel):
    """The frozen document with its number and hash; `sha256` is of the document's canonical bytes."""

    id: int
    version: int
    sha256: str
    document: dict[str, Any]


@api.get("/reports/<int:snapshot_id>")
@roles(Role.REVIEWER)
@describe("A frozen report", replies={200: ReportReply}, query={"format": "string", "locale": "string"})
def report(snapshot_id: int) -> Response:
    """format: json (default), csv, xlsx, pdf. locale: zh_CN or en, for the words in tables."""
    who, name = identity.current(), request.args.get("format", "json")
    locale = {"en": "en", "zh_CN": "zh_CN"}.get(request.args.get("locale", ""), choose_locale())
    with transaction() as session:
        made = export_service.export_report(
            session, who.account_id, who.organisation_id, snapshot_id, name, locale
        )
    response = Response(made.content, content_type=made.media_type)
    if made.file_name:
        response.headers["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    return response
