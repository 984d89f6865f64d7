"""Somebody whose account is closed takes part in no programme any more; what she earned stays in its months."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.people import erasure_service
from annotate.programmes.models import Enrolment


def forget(session: Session, account_id: int) -> None:
    running = sa.update(Enrolment).where(Enrolment.account_id == account_id, Enrolment.left_on.is_(None))
    session.execute(running.values(left_on=clock.local_day(clock.now())))


erasure_service.register_forget(forget)
