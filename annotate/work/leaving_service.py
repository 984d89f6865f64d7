"""Her bags go back, what she had not handed in yet and her own settings go; what she handed in stays under a number."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.people import erasure_service
from annotate.work.models import (
    Assignment,
    Draft,
    EditorSettings,
    GentlePace,
    Mending,
    NoWorkCall,
    WorkStanding,
)


def forget(session: Session, account_id: int) -> None:
    hers = sa.select(Assignment.id).where(Assignment.annotator_id == account_id)
    session.execute(sa.delete(Draft).where(Draft.assignment_id.in_(hers)))
    given_back = sa.update(Assignment).where(Assignment.annotator_id == account_id)
    session.execute(given_back.where(Assignment.release_reason.is_not(None)).values(release_reason=""))
    for table in (EditorSettings, GentlePace, NoWorkCall):
        session.execute(sa.delete(table).where(table.account_id == account_id))
    mended = sa.update(Mending).where(Mending.annotator_id == account_id)
    session.execute(mended.values(note="", comments=[]))
    standing = sa.update(WorkStanding).where(WorkStanding.annotator_id == account_id)
    session.execute(standing.values(reason="", shown={}))


erasure_service.register_forget(forget)
