"""Two years of pay, booked in the ledger month by month, then reports and household incomes made of it.

The women's single answers of those years are not invented: each woman's month is one earning, booked by the event
`history_import`; in the month that runs those who can sign in have one a day. What a month earned was paid out on the ninth of the next, by one entry of the same event.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.demo.history import MonthOfWork, Woman, running_month
from annotate.households import service as household_service
from annotate.ledger import service as ledger
from annotate.ledger.booking import Line, NewEntry, credit, debit
from annotate.ledger.rules import AccountKind
from annotate.pay import accounts
from annotate.pay import queries as pay
from annotate.pay.accounts import AccountName
from annotate.pay.models import Earning, EarningKind, TaxWithheld
from annotate.pay.tax import RegimeFrom, withheld_by_month
from annotate.reports import service as reports

_CURRENCY = "CNY"
_TAX = AccountName(f"tax_payable:{_CURRENCY}", AccountKind.LIABILITY, _CURRENCY)
_EVENT = "history_import"
_MEMO = "demo: pay of a month before this installation"


def cost_e4(women: Sequence[Woman], until: dt.date, seed: int) -> int:
    """What all the work before that day cost."""
    months = [work for woman in women for work in woman.months]
    days = [done for woman in women for _, done in running_month(woman, until, seed)]
    return sum(work.gross_e4 for work in (*months, *days))


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """One woman's month with the tax that was withheld from it."""

    account_id: int
    done: MonthOfWork
    tax_e4: int


def load_history(
    project_id: int, programme_id: int, women: Sequence[Woman], account_ids: Mapping[int, int]
) -> Iterator[int]:
    """Book the months, oldest first, each in one transaction; yields after each."""
    with reading() as session:
        regimes = pay.regimes(session)
        booked = set(session.scalars(sa.select(Earning.month).where(Earning.project_id == project_id)))
    months: dict[str, list[PaidMonth]] = {}
    for woman in women:
        tax = _taxes(woman, regimes)
        for done in woman.months:
            paid = PaidMonth(account_ids[woman.number], done, tax[done.month])
            months.setdefault(done.month, []).append(paid)
    for month in sorted(months):
        if month not in booked:
            with transaction() as session:
                _book_month(session, project_id, programme_id, month, months[month])
        yield 1


def _taxes(woman: Woman, regimes: Sequence[RegimeFrom]) -> dict[str, int]:
    """By month. Withholding begins anew each calendar year."""
    years = {work.month[:4] for work in woman.months}
    found: dict[str, int] = {}
    for year in years:
        incomes = {work.month: work.gross_e4 for work in woman.months if work.month[:4] == year}
        found |= withheld_by_month(incomes, regimes)
    return found


def _book_month(
    session: Session, project_id: int, programme_id: int, month: str, work: Sequence[PaidMonth]
) -> None:
    # The last minute of the month: it belongs to it in every report.
    earned_at = clock.month_bounds(month)[1] - dt.timedelta(minutes=1)
    earn = _Booking(session, project_id, programme_id)
    for one in work:
        earn.book(one.account_id, one.done, month, earned_at)
    session.flush()
    paid_at = earned_at + dt.timedelta(days=9)
    if paid_at < clock.now():
        _pay_out(session, month, work, earn.owed, paid_at)


class _Booking:
    """Books earnings of one transaction; accounts are opened once."""

    def __init__(self, session: Session, project_id: int, programme_id: int) -> None:
        self._session, self._project_id, self._programme_id = session, project_id, programme_id
        self._cost = _open(session, accounts.expense("piece_pay", _CURRENCY))
        self.owed: dict[int, int] = {}

    def book(self, account_id: int, done: MonthOfWork, span: str, earned_at: dt.datetime) -> None:
        """span: the month or the day that the earning stands for."""
        if account_id not in self.owed:
            self.owed[account_id] = _open(self._session, accounts.payable(account_id, _CURRENCY))
        lines = (debit(self._cost, done.gross_e4), credit(self.owed[account_id], done.gross_e4))
        key, source = f"history-{account_id}-{span}", f"{account_id}/{span}"
        entry_id = _post(self._session, key, source, earned_at, lines)
        self._session.add(
            Earning(
                kind=EarningKind.PIECE,
                annotator_id=account_id,
                project_id=self._project_id,
                programme_id=self._programme_id,
                currency=_CURRENCY,
                amount_e4=done.gross_e4,
                entry_id=entry_id,
                month=done.month,
                day=clock.local_day(earned_at),
                earned_at=earned_at,
                active_ms=done.active_ms,
            )
        )


def load_running_month(
    project_id: int,
    programme_id: int,
    women: Sequence[Woman],
    account_ids: Mapping[int, int],
    until: dt.date,
    seed: int,
) -> None:
    """The days of the month in which the demo was made, before that day; once."""
    midnight = clock.month_bounds(f"{until:%Y-%m}")[0]
    with transaction() as session:
        booked = sa.select(Earning.id).where(
            Earning.project_id == project_id, Earning.month == f"{until:%Y-%m}"
        )
        if session.scalar(booked.limit(1)) is not None:
            return
        earn = _Booking(session, project_id, programme_id)
        for woman in women:
            for day, done in running_month(woman, until, seed):
                in_the_evening = midnight + dt.timedelta(days=day.day - 1, hours=20)
                earn.book(account_ids[woman.number], done, day.isoformat(), in_the_evening)
        session.flush()


def _pay_out(
    session: Session, month: str, work: Sequence[PaidMonth], owed: Mapping[int, int], paid_at: dt.datetime
) -> None:
    """What the month earned left the bank, but for the tax that is kept for the tax office."""
    gross_e4, tax_e4 = sum(one.done.gross_e4 for one in work), sum(one.tax_e4 for one in work)
    lines = [debit(owed[one.account_id], one.done.gross_e4) for one in work]
    lines.append(credit(_open(session, accounts.bank(_CURRENCY)), gross_e4 - tax_e4))
    if tax_e4:
        lines.append(credit(_open(session, _TAX), tax_e4))
    entry_id = _post(session, f"history-payout-{month}", f"payout/{month}", paid_at, tuple(lines))
    session.add_all(
        TaxWithheld(
            annotator_id=one.account_id,
            currency=_CURRENCY,
            amount_e4=one.tax_e4,
            entry_id=entry_id,
            withheld_at=paid_at,
        )
        for one in work
        if one.tax_e4
    )


def _open(session: Session, name: AccountName) -> int:
    return ledger.open_account(session, **vars(name)).id


def _post(session: Session, key: str, source_id: str, at: dt.datetime, lines: tuple[Line, ...]) -> int:
    new = NewEntry(key, _EVENT, "person_month", source_id, at, lines, memo=_MEMO)
    return ledger.post_entry(session, new)[0].id


def load_incomes(months: Sequence[str]) -> Iterator[int]:
    """Platform pay into the households' incomes, and the monthly sums that reports read; yields after each month."""
    for month in months:
        with transaction() as session:
            household_service.enter_platform_pay(session, month)
            reports.rebuild_rollup(session, month)
        yield 1
