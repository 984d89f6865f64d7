"""Tells about people's files: that something is to be put right, and that it was decided."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.messages.service import send
from annotate.people.file_words import CorrectionState
from annotate.people.models import Account, CorrectionRequest
from annotate.people.roles import AccountState, Role


def tell_asked(session: Session, request_id: int) -> None:
    """To the coordinators of her county; where there is none, to the operators. The job may run twice."""
    request = session.get_one(CorrectionRequest, request_id)
    county = session.get_one(Account, request.account_id).county_code
    active = sa.select(Account.id).where(Account.state == AccountState.ACTIVE)
    theirs = active.where(Account.role == Role.COORDINATOR, Account.county_code == county)
    who = session.scalars(theirs).all() if county else []
    for account_id in who or session.scalars(active.where(Account.role == Role.ADMIN)).all():
        link, key = f"/corrections/{request.id}", f"correction-{request.id}"
        send(session, account_id, "correction.asked", link=link, key=f"{key}-{account_id}")


def tell_decided(session: Session, request_id: int) -> None:
    """To her. The job may run twice."""
    request = session.get_one(CorrectionRequest, request_id)
    kind = "correction.done" if request.state is CorrectionState.DONE else "correction.refused"
    send(session, request.account_id, kind, link="/account/correct", key=f"correction-decided-{request.id}")
