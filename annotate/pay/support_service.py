"""Money of a foundation for its programme: put in, and paid on as subsidy or as a top-up to an income floor; and its proof."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.ledger import proof_service
from annotate.ledger import service as ledger
from annotate.ledger.booking import NewEntry, credit, debit
from annotate.ledger.bulk_service import post_entries
from annotate.ledger.models import JournalEntry, LedgerAccount
from annotate.ledger.rules import Violation, ViolationKind
from annotate.pay import accounts
from annotate.pay.errors import FundingDiffers
from annotate.pay.models import Earning, EarningKind
from annotate.pay.service import open_named

GRANTED, SUPPORTED, RELEASED = "grant_received", "support_paid", "grant_released"
# Each kind of support has a cost of its own: a floor is pay for work, a subsidy is not.
_COSTS = {EarningKind.SUBSIDY: "subsidy", EarningKind.TOP_UP: "top_up"}


def receive_grant(
    session: Session, actor_id: int, programme_id: int, amount_e4: int, currency: str, key: str
) -> bool:
    """Record that a foundation's money came in: bank -> restricted grant. False for a key that was booked before.

    Raises FundingDiffers when it was booked with another amount.
    """
    bank = open_named(session, accounts.bank(currency))
    grant = open_named(session, accounts.restricted_grant(programme_id, currency))
    new = NewEntry(
        key=f"grant-{programme_id}-{key}",
        event=GRANTED,
        source_kind="programme",
        source_id=f"{programme_id}/{key}",
        effective_at=clock.now(),
        lines=(debit(bank, amount_e4), credit(grant, amount_e4)),
        actor_id=actor_id,
    )
    try:
        return ledger.post_entry(session, new)[1]
    except ValueError as error:
        raise FundingDiffers from error


def grant_left_e4(session: Session, programme_id: int, currency: str) -> int:
    """What a foundation put in for a programme and has not yet been paid on."""
    return ledger.balance_of_code(session, accounts.restricted_grant(programme_id, currency).code)


@dataclass(frozen=True)
class Support:
    """One woman's support of one month under one rule. kind: SUBSIDY or TOP_UP; month: 'YYYY-MM' that it is for."""

    rule_id: int
    programme_id: int
    annotator_id: int
    month: str
    kind: EarningKind
    amount_e4: int
    currency: str

    @property
    def key(self) -> str:
        return f"support-{self.rule_id}-{self.month}-{self.annotator_id}"


def book_support(session: Session, supports: Sequence[Support]) -> dict[int, int]:
    """Book them out of the programme's grant, each once: annotator -> earning of those booked now.

    All of one rule and month. It stands in her income of the month of booking, as a line of its own.
    """
    if not supports:
        return {}
    currency, programme_id = supports[0].currency, supports[0].programme_id
    grant = open_named(session, accounts.restricted_grant(programme_id, currency))
    released = open_named(session, accounts.grant_released(currency))
    now = clock.now()
    cost = open_named(session, accounts.expense(_COSTS[supports[0].kind], currency))
    pays = [_pays(session, one, cost) for one in supports]
    made: dict[int, int] = {}
    for one, (booked, is_new) in zip(supports, post_entries(session, pays), strict=True):
        if is_new:
            earning = Earning(
                kind=one.kind,
                annotator_id=one.annotator_id,
                programme_id=programme_id,
                currency=currency,
                amount_e4=one.amount_e4,
                entry_id=booked.id,
                month=clock.local_month(now),
                day=clock.local_day(now),
                earned_at=now,
            )
            session.add(earning)
            session.flush()
            made[one.annotator_id] = earning.id
    post_entries(session, [_releases(one, grant, released) for one in supports])
    return made


def _pays(session: Session, one: Support, cost: int) -> NewEntry:
    owed = open_named(session, accounts.payable(one.annotator_id, one.currency))
    return _entry(one, one.key, SUPPORTED, (cost, owed))


def _releases(one: Support, grant: int, released: int) -> NewEntry:
    return _entry(one, f"{one.key}-grant", RELEASED, (grant, released))


def _entry(one: Support, key: str, event: str, accounts_: tuple[int, int]) -> NewEntry:
    return NewEntry(
        key=key,
        event=event,
        source_kind="support_month",
        source_id=f"{one.rule_id}/{one.month}/{one.annotator_id}",
        effective_at=clock.now(),
        lines=(debit(accounts_[0], one.amount_e4), credit(accounts_[1], one.amount_e4)),
        memo=f"support for {one.month}, rule {one.rule_id}",
    )


def verify_support(session: Session) -> Iterator[Violation]:
    """Every entry of support is an earning of the same woman's and came out of a grant; no grant is overdrawn."""
    told = sa.select(Earning.id).where(Earning.entry_id == JournalEntry.id).exists()
    entries = sa.select(JournalEntry.id).where(JournalEntry.event == SUPPORTED, ~told)
    for number in session.scalars(entries.order_by(JournalEntry.id)):
        yield Violation(ViolationKind.NOT_EARNED, f"entry {number}", "books support that no earning tells of")
    counts = dict.fromkeys((SUPPORTED, RELEASED), 0)
    query = sa.select(JournalEntry.event, sa.func.count()).where(JournalEntry.event.in_(list(counts)))
    counts |= {row[0]: row[1] for row in session.execute(query.group_by(JournalEntry.event))}
    if counts[SUPPORTED] != counts[RELEASED]:
        said = f"{counts[SUPPORTED]} paid, {counts[RELEASED]} taken from grants"
        yield Violation(ViolationKind.PAID_WRONG, "support", said)
    grants = sa.select(LedgerAccount.id, LedgerAccount.code).where(
        LedgerAccount.code.like("restricted_grant:%")
    )
    for account_id, code in session.execute(grants.order_by(LedgerAccount.id)):
        if ledger.balance(session, account_id) < 0:
            yield Violation(ViolationKind.PAID_WRONG, f"account {code}", "pays out more than was put in")


proof_service.register_check("support", verify_support)
