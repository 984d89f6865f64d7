"""She says that there is no work for her: noted, so that those who can find her some see it."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.work.models import NoWorkCall, Submission

# Pressed again within the hour it is the same call.
ONE_CALL = dt.timedelta(hours=1)


def call_for_work(session: Session, account_id: int) -> bool:
    """Note her call, with the project she worked in last; False when it was noted a moment ago."""
    now = clock.now()
    recent = sa.select(NoWorkCall.id).where(
        NoWorkCall.account_id == account_id, NoWorkCall.called_at > now - ONE_CALL
    )
    if session.scalar(recent.limit(1)) is not None:
        return False
    last = (
        sa.select(Submission.project_id)
        .where(Submission.annotator_id == account_id)
        .order_by(Submission.received_at.desc())
        .limit(1)
    )
    session.add(NoWorkCall(account_id=account_id, project_id=session.scalar(last), called_at=now))
    session.flush()
    return True
