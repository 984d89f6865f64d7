"""Tells an annotator what was decided on her work, in the transaction that decided it."""

import datetime as dt

from sqlalchemy.orm import Session

from annotate.messages import service as messages
from annotate.projects.models import Project
from annotate.quality.judgement import AppealState
from annotate.quality.models import Appeal, Judgement


def _project_name(session: Session, judgement: Judgement) -> str:
    return session.get_one(Project, judgement.project_id).name


def tell_appeal(session: Session, appeal: Appeal, judgement: Judgement) -> None:
    kind = "appeal.refused" if appeal.state is AppealState.KEPT else "appeal.upheld"
    params = {"project": _project_name(session, judgement)}
    link = f"/answers/{judgement.id}"
    messages.send(session, appeal.annotator_id, kind, params, link, key=f"appeal-{appeal.id}")


def tell_to_mend(session: Session, judgement: Judgement, until: dt.datetime) -> None:
    params = {"project": _project_name(session, judgement), "until_at": until.isoformat()}
    link = f"/work/{judgement.project_id}"
    messages.send(
        session, judgement.annotator_id, "fix.asked", params, link, key=f"fix-{judgement.submission_id}"
    )
