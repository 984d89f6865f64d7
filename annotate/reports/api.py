"""Frozen reports for programs and for download: JSON, CSV, XLSX, all with the same figures."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel

from annotate.core import audit
from annotate.core.db import transaction
from annotate.people.roles import Role
from annotate.reports import queries
from annotate.reports.errors import UnknownFormat
from annotate.reports.figures.document import canonical
from annotate.reports.formats.csv_file import write_csv
from annotate.reports.formats.xlsx_file import write_xlsx
from annotate.reports.models import ReportSnapshot
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


def _json(snapshot: ReportSnapshot, _locale: str) -> bytes:
    head = f'{{"id":{snapshot.id},"version":{snapshot.version},"sha256":"{snapshot.sha256}","document":'
    return head.encode() + canonical(snapshot.document) + b"}"


def _csv(snapshot: ReportSnapshot, locale: str) -> bytes:
    return write_csv(snapshot.document, locale)


def _xlsx(snapshot: ReportSnapshot, locale: str) -> bytes:
    return write_xlsx(snapshot.document, snapshot.sha256, snapshot.version, locale)


_FORMATS: dict[str, tuple[Callable[[ReportSnapshot, str], bytes], str]] = {
    "json": (_json, "application/json"),
    "csv": (_csv, "text/csv; charset=utf-8"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@api.get("/reports/<int:snapshot_id>")
@roles(Role.REVIEWER)
@describe("A frozen report", replies={200: ReportReply}, query={"format": "string", "locale": "string"})
def report(snapshot_id: int) -> Response:
    """format: json (default), csv, xlsx. locale: zh_CN or en, for the words in tables."""
    name = request.args.get("format", "json")
    if name not in _FORMATS:
        raise UnknownFormat
    who, (write, media) = identity.current(), _FORMATS[name]
    locale = {"en": "en", "zh_CN": "zh_CN"}.get(request.args.get("locale", ""), choose_locale())
    with transaction() as session:
        snapshot, programme = queries.snapshot_for(session, who.organisation_id, snapshot_id)
        audit.record(
            session, who.account_id, "report.exported", "report_snapshot", snapshot.id, {"format": name}
        )
    response = Response(write(snapshot, locale), mimetype=media.split(";")[0], content_type=media)
    if name != "json":
        file = f"douya-{programme.id}-{snapshot.period}-v{snapshot.version}.{name}"
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
