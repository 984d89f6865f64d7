"""Two years of pay, booked in the ledger month by month, then reports and household incomes made of it.

The women's single answers of those years are not invented: each woman's month is one earning, booked by the event
`history_import`. What a month earned was paid out on the ninth of the next, by one entry of the same event.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.demo.history import MonthOfWork, Woman
from annotate.ledger import service as ledger
from annotate.ledger.booking import Line, NewEntry, credit, debit
from annotate.pay import accounts
from annotate.pay.accounts import AccountName
from annotate.pay.models import Earning, EarningKind
from annotate.programmes import service as programmes
from annotate.reports import service as reports

_CURRENCY = "CNY"
_EVENT = "history_import"
_MEMO = "demo: pay of a month before this installation"


def spent_e4(women: Sequence[Woman]) -> int:
    """What all the months cost."""
    return sum(work.gross_e4 for woman in women for work in woman.months)


def load_history(
    project_id: int, programme_id: int, women: Sequence[Woman], account_ids: Mapping[int, int]
) -> Iterator[int]:
    """Book the months, oldest first, each in one transaction; yields after each."""
    months = sorted({work.month for woman in women for work in woman.months})
    for month in months:
        with reading() as session:
            booked = sa.select(Earning.id).where(Earning.project_id == project_id, Earning.month == month)
            is_booked = session.scalar(booked.limit(1)) is not None
        if not is_booked:
            work = [(account_ids[w.number], m) for w in women for m in w.months if m.month == month]
            with transaction() as session:
                _book_month(session, project_id, programme_id, month, work)
        yield 1


def _book_month(
    session: Session, project_id: int, programme_id: int, month: str, work: Sequence[tuple[int, MonthOfWork]]
) -> None:
    # The last minute of the month: it belongs to it in every report.
    earned_at = clock.month_bounds(month)[1] - dt.timedelta(minutes=1)
    cost = _open(session, accounts.expense("piece_pay", _CURRENCY))
    owed = {account_id: _open(session, accounts.payable(account_id, _CURRENCY)) for account_id, _ in work}
    for account_id, done in work:
        lines = (debit(cost, done.gross_e4), credit(owed[account_id], done.gross_e4))
        entry_id = _post(session, f"history-{account_id}-{month}", f"{account_id}/{month}", earned_at, lines)
        session.add(_earning(account_id, project_id, programme_id, done, earned_at, entry_id))
    session.flush()
    paid_at = earned_at + dt.timedelta(days=9)
    if paid_at < clock.now():
        # All of it left the bank: no tax falls on months this small under the filed rule.
        bank = _open(session, accounts.bank(_CURRENCY))
        paid = [debit(owed[account_id], done.gross_e4) for account_id, done in work]
        total = credit(bank, sum(done.gross_e4 for _, done in work))
        _post(session, f"history-payout-{month}", f"payout/{month}", paid_at, (*paid, total))


def _open(session: Session, name: AccountName) -> int:
    return ledger.open_account(session, **vars(name)).id


def _post(session: Session, key: str, source_id: str, at: dt.datetime, lines: tuple[Line, ...]) -> int:
    new = NewEntry(key, _EVENT, "person_month", source_id, at, lines, memo=_MEMO)
    return ledger.post_entry(session, new)[0].id


def _earning(
    account_id: int,
    project_id: int,
    programme_id: int,
    done: MonthOfWork,
    earned_at: dt.datetime,
    entry_id: int,
) -> Earning:
    return Earning(
        kind=EarningKind.PIECE,
        annotator_id=account_id,
        project_id=project_id,
        programme_id=programme_id,
        currency=_CURRENCY,
        amount_e4=done.gross_e4,
        entry_id=entry_id,
        month=done.month,
        day=clock.local_day(earned_at),
        earned_at=earned_at,
        active_ms=done.active_ms,
    )


def load_incomes(months: Sequence[str]) -> Iterator[int]:
    """Platform pay into the households' incomes, and the monthly sums that reports read; yields after each month."""
    for month in months:
        with transaction() as session:
            programmes.enter_platform_pay(session, month)
            reports.rebuild_rollup(session, month)
        yield 1
