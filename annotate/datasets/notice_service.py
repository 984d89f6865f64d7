"""Tells whoever uploaded pictures what became of them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import outbox
from annotate.datasets.models import Image, ImportProblem, ImportRun
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
