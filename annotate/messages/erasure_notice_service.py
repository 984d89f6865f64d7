"""Tells her that closing her account waits for something."""

from sqlalchemy.orm import Session

from annotate.messages.service import send
from annotate.people import erasure_service


def tell_held(session: Session, account_id: int) -> None:
    """The job of `erasure.held`; it may run twice, or when she has taken it back."""
    request = erasure_service.request_of(session, account_id)
    if request is not None and request.held_by is not None:
        key = f"erasure-{request.id}-{request.held_by}"
        send(session, account_id, "erasure.held", link="/account/close", key=key)
