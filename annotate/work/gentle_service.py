"""A slower way back into work: bags of at most three pictures, twice the time. Pay and price are the same as for all."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.work.models import GentlePace


def set_gentle(session: Session, account_id: int, until: dt.date) -> None:
    """From her next bag on, up to the day before `until`; a later call moves the day."""
    session.merge(GentlePace(account_id=account_id, until=until))
    session.flush()


def end_gentle(session: Session, account_id: int) -> None:
    """Twice is once."""
    session.execute(sa.delete(GentlePace).where(GentlePace.account_id == account_id))
