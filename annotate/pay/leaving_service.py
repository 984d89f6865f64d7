"""Nobody leaves before she was paid; then the traces of where her pay went are blanked. The ledger stays."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.money import e4_to_minor, format_e4
from annotate.ledger import service as ledger
from annotate.ledger.models import LedgerAccount
from annotate.pay.errors import StillOwed
from annotate.pay.models import PayeeAccount, PayoutLine
from annotate.pay.payouts import UNDER_WAY
from annotate.people import erasure_service


def check(session: Session, account_id: int) -> None:
    """Raises StillOwed with the amount while something is owed or under way; less than the smallest coin is nothing."""
    hers = sa.select(LedgerAccount).where(
        LedgerAccount.owner_account_id == account_id, LedgerAccount.code.like("payable:%")
    )
    for account in session.scalars(hers.order_by(LedgerAccount.id)):
        owed_e4 = ledger.balance(session, account.id)
        if e4_to_minor(owed_e4, account.currency)[0] > 0:
            raise StillOwed(amount=format_e4(owed_e4), currency=account.currency)
    under_way = sa.select(PayoutLine).where(
        PayoutLine.annotator_id == account_id, PayoutLine.state.in_(UNDER_WAY)
    )
    line = session.scalars(under_way.limit(1)).first()
    if line is not None:
        raise StillOwed(amount=format_e4(line.net_e4), currency=line.currency)


def forget(session: Session, account_id: int) -> None:
    """The number itself is sealed under her key; its last digits are not."""
    session.execute(sa.update(PayeeAccount).where(PayeeAccount.annotator_id == account_id).values(last_4=""))


erasure_service.register_check(check)
erasure_service.register_forget(forget)
