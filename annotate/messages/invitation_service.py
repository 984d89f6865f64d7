"""Tells whoever invited somebody that the invitation was used."""

from sqlalchemy.orm import Session

from annotate.messages.service import send
from annotate.people.models import Account, Invitation
from annotate.people.roles import Role


def tell_invitation_used(session: Session, invitation_id: int) -> None:
    """The job of `invitation.used`; it may run twice."""
    invitation = session.get_one(Invitation, invitation_id)
    newcomer = session.get_one(Account, invitation.account_id)
    host = session.get_one(Account, invitation.created_by)
    link = "/women" if host.role is Role.COORDINATOR else "/people" if host.role is Role.ADMIN else ""
    key = f"invitation-{invitation.id}"
    send(session, host.id, "invitation.used", {"alias": newcomer.alias}, link, key)
