"""Somebody whose account is closed belongs to no centre, and nobody has to follow her up any more."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.models import CareCase, CentreMember, Transition
from annotate.care.transitions import TransitionEnd
from annotate.care.words import Outcome
from annotate.core import clock
from annotate.people import erasure_service


def forget(session: Session, account_id: int) -> None:
    """What was said and written on her cases is sealed under her key, which goes."""
    now = clock.now()
    there = sa.update(CentreMember).where(
        CentreMember.account_id == account_id, CentreMember.left_on.is_(None)
    )
    session.execute(there.values(left_on=clock.local_day(now)))
    way_back = sa.update(Transition).where(Transition.account_id == account_id, Transition.ended_on.is_(None))
    session.execute(way_back.values(ended_on=clock.local_day(now), outcome=TransitionEnd.STOPPED))
    open_case = sa.update(CareCase).where(CareCase.account_id == account_id, CareCase.closed_at.is_(None))
    session.execute(open_case.values(closed_at=now, outcome=Outcome.LEFT))


erasure_service.register_forget(forget)
