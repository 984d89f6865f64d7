"""What this room forgets of somebody whose account is closed for good."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.messages.models import Message, MessageAddress, MessageChoice, MessagePush
from annotate.people import erasure_service


def forget(session: Session, account_id: int) -> None:
    for table in (Message, MessageAddress, MessageChoice, MessagePush):
        session.execute(sa.delete(table).where(table.account_id == account_id))


erasure_service.register_forget(forget)
