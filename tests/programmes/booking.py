"""Books pay for tests as the pay room does: a ledger entry and its earning."""

import datetime as dt
from itertools import count

from annotate.ledger.booking import NewEntry, credit, debit
from annotate.ledger.rules import AccountKind
from annotate.ledger.service import open_account, post_entry
from annotate.pay.models import Earning, EarningKind

_numbers = count(1)


def book(session, account_id, yuan, at, kind=EarningKind.PIECE, programme_id=None):
    """yuan earned at noon of a local day."""
    moment = dt.datetime.fromisoformat(f"{at}T04:00:00+00:00")
    cost = open_account(session, "piece_pay", AccountKind.EXPENSE, "CNY")
    owed = open_account(session, f"payable:{account_id}", AccountKind.LIABILITY, "CNY")
    amount_e4, number = yuan * 10_000, next(_numbers)
    new = NewEntry(
        key=f"test-{number}",
        event="piece_accepted",
        source_kind="test",
        source_id=str(number),
        effective_at=moment,
        lines=(debit(cost.id, amount_e4), credit(owed.id, amount_e4)),
        memo="",
    )
    entry, _ = post_entry(session, new)
    session.add(
        Earning(
            kind=kind,
            annotator_id=account_id,
            programme_id=programme_id,
            currency="CNY",
            amount_e4=amount_e4,
            entry_id=entry.id,
            month=at[:7],
            day=dt.date.fromisoformat(at),
            earned_at=moment,
            active_ms=3_600_000,
        )
    )
    session.flush()
