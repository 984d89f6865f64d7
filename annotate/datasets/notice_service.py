"""Tells whoever uploaded pictures, or asked for a file, what became of it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import outbox
from annotate.datasets.models import Export, Image, ImportProblem, ImportRun
from annotate.messages import service as messages
from annotate.projects.models import Project


def tell_import_finished(session: Session, run: ImportRun) -> None:
    def count(table: type[Image] | type[ImportProblem]) -> int:
        where = table.import_run_id == run.id
        return session.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0

    params = {
        "project": session.get_one(Project, run.project_id).name,
        "count": count(Image),
        "problems": count(ImportProblem),
    }
    link, key = f"/imports/{run.id}", f"import-{run.id}"
    messages.send(session, run.created_by, "import.finished", params, link, key)
    outbox.announce(session, "import.finished", run.id, key=f"import-finished-{run.id}")


def tell_export_failed(session: Session, export: Export) -> None:
    """Each failure is told once: after "try again" it may fail anew."""
    failure = f"{export.id}-{int(export.finished_at.timestamp()) if export.finished_at else 0}"
    params = {"project": session.get_one(Project, export.project_id).name}
    link, key = f"/projects/{export.project_id}/exports", f"export-failed-{failure}"
    messages.send(session, export.created_by, "export.failed", params, link, key)
    outbox.announce(session, "export.failed", export.id, key=key)
