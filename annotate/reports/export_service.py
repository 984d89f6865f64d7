"""A frozen report as a file: JSON, CSV, XLSX or PDF, all from the same figures; each download is written down."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.storage import storage
from annotate.reports import paper_service, queries
from annotate.reports.errors import UnknownFormat
from annotate.reports.figures.document import canonical
from annotate.reports.formats.csv_file import write_csv
from annotate.reports.formats.xlsx_file import write_xlsx
from annotate.reports.models import ReportSnapshot


@dataclass(frozen=True)
class ExportedReport:
    """file_name None: shown by programs, not saved by browsers."""

    content: bytes
    media_type: str
    file_name: str | None


def _json(snapshot: ReportSnapshot, _locale: str) -> bytes:
    head = f'{{"id":{snapshot.id},"version":{snapshot.version},"sha256":"{snapshot.sha256}","document":'
    return head.encode() + canonical(snapshot.document) + b"}"


def _csv(snapshot: ReportSnapshot, locale: str) -> bytes:
    return write_csv(snapshot.document, locale)


def _xlsx(snapshot: ReportSnapshot, locale: str) -> bytes:
    return write_xlsx(snapshot.document, snapshot.sha256, snapshot.version, locale)


def _pdf(snapshot: ReportSnapshot, locale: str) -> bytes:
    return paper_service.paper(storage(), snapshot, locale)


_FORMATS: dict[str, tuple[Callable[[ReportSnapshot, str], bytes], str]] = {
    "json": (_json, "application/json"),
    "csv": (_csv, "text/csv; charset=utf-8"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (_pdf, "application/pdf"),
}


def export_report(
    session: Session, actor_id: int, organisation_id: int | None, snapshot_id: int, name: str, locale: str
) -> ExportedReport:
    """name: json, csv, xlsx, pdf. Raises UnknownFormat; NotFound for another foundation's report."""
    if name not in _FORMATS:
        raise UnknownFormat
    write, media_type = _FORMATS[name]
    snapshot, programme = queries.snapshot_for(session, organisation_id, snapshot_id)
    audit.record(session, actor_id, "report.exported", "report_snapshot", snapshot.id, {"format": name})
    file_name = f"douya-{programme.id}-{snapshot.period}-v{snapshot.version}.{name}"
    return ExportedReport(write(snapshot, locale), media_type, None if name == "json" else file_name)
