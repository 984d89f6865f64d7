"""Papers of frozen reports (PDF), written once and kept: a report of many counties takes a while to typeset."""

from sqlalchemy.orm import Session

from annotate.core.storage import Storage
from annotate.reports.formats.pdf_file import write_pdf
from annotate.reports.models import ReportSnapshot

LOCALES = ("zh_CN", "en")


def _key(snapshot: ReportSnapshot, locale: str) -> str:
    return f"reports/{snapshot.sha256}-{snapshot.version}.{locale}.pdf"


def _written(snapshot: ReportSnapshot, locale: str) -> bytes:
    return write_pdf(snapshot.document, snapshot.sha256, snapshot.version, locale)


def keep_paper(session: Session, store: Storage, snapshot_id: int, locale: str) -> None:
    """Write it unless it is there."""
    snapshot = session.get_one(ReportSnapshot, snapshot_id)
    if not store.exists(_key(snapshot, locale)):
        store.put(_key(snapshot, locale), _written(snapshot, locale))


def paper(store: Storage, snapshot: ReportSnapshot, locale: str) -> bytes:
    """The paper as it was kept, or written now."""
    try:
        return store.get(_key(snapshot, locale))
    except FileNotFoundError:
        return _written(snapshot, locale)
