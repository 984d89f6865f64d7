"""Pay for answers made anew by a changed guideline: at the price they were first made at, once, and its proof."""

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus import service as consensus
from annotate.core import clock
from annotate.core.errors import NotFound
from annotate.core.models import OutboxEvent
from annotate.ledger import proof_service
from annotate.ledger import service as ledger
from annotate.ledger.booking import NewEntry, credit, debit
from annotate.ledger.models import JournalEntry, Posting
from annotate.ledger.rules import Side, Violation, ViolationKind
from annotate.pay import accounts
from annotate.pay.models import Earning, EarningKind
from annotate.pay.service import open_named
from annotate.projects.models import Project
from annotate.quality import anew_look_service
from annotate.quality.judgement import part_of
from annotate.quality.models import ReworkLook
from annotate.work import income_service
from annotate.work.models import Rework

_EVENT = "rework_done"
_DUE_E4 = (Rework.rate_e4 * Rework.share_percent + 99) // 100


def settle_and_book(session: Session, rework_id: int) -> Earning | None:
    """Let the new answer stand in place of the first, and pay it. The job of `rework.done`; it may run twice and late.

    None: it is paid already, or waits for a person; their decision announces it again.
    """
    # Locked: the same event done twice at once must find the first.
    rework = session.get(Rework, rework_id, with_for_update=True, populate_existing=True)
    if rework is None:
        raise NotFound
    if rework.mended_at is None:
        return None
    consensus.settle_submission(session, rework.submission_id)
    if ledger.is_booked(session, _key(rework.id)) or anew_look_service.is_held(session, rework):
        return None
    return _book(session, rework, rework.mended_at)


def _book(session: Session, rework: Rework, done_at: dt.datetime) -> Earning:
    due_e4 = part_of(rework.rate_e4, rework.share_percent)
    cost = open_named(session, accounts.expense("piece_pay", rework.currency))
    owed = open_named(session, accounts.payable(rework.annotator_id, rework.currency))
    new = NewEntry(
        key=_key(rework.id),
        event=_EVENT,
        source_kind="rework",
        source_id=str(rework.id),
        effective_at=done_at,
        lines=(debit(cost, due_e4), credit(owed, due_e4)),
        memo=f"submission {rework.submission_id}, guideline version {rework.guideline_version_id}",
    )
    entry, _ = ledger.post_entry(session, new)
    earning = Earning(
        kind=EarningKind.REWORK,
        rework_id=rework.id,
        annotator_id=rework.annotator_id,
        project_id=rework.project_id,
        programme_id=session.get_one(Project, rework.project_id).programme_id,
        currency=rework.currency,
        amount_e4=due_e4,
        entry_id=entry.id,
        month=clock.local_month(done_at),
        day=clock.local_day(done_at),
        earned_at=done_at,
        active_ms=rework.active_ms,
    )
    session.add(earning)
    session.flush()
    income_service.note_income(session, earning.annotator_id, earning.month, earning.amount_e4)
    return earning


def _key(rework_id: int) -> str:
    return f"rework-{rework_id}"


def verify_rework(session: Session) -> Iterator[Violation]:
    """Each answer made anew is paid once, its share of the price, by an entry that an earning tells of."""
    yield from _unpaid(session)
    booked = sa.func.coalesce(sa.func.sum(Posting.amount_e4).filter(Posting.side == Side.CREDIT), 0)
    query = (
        sa.select(Earning.id, Earning.amount_e4, _DUE_E4.label("due_e4"), booked.label("booked_e4"))
        .join(Rework, Rework.id == Earning.rework_id, isouter=True)
        .join(Posting, Posting.entry_id == Earning.entry_id, isouter=True)
        .where(Earning.kind == EarningKind.REWORK)
        .group_by(Earning.id, Earning.amount_e4, Rework.rate_e4, Rework.share_percent)
    )
    for row in session.execute(query):
        if row.due_e4 is None or not row.amount_e4 == row.due_e4 == int(row.booked_e4):
            what = f"earned {row.amount_e4} e4, booked {int(row.booked_e4)} e4, due {row.due_e4 or 0} e4"
            yield Violation(ViolationKind.PAID_WRONG, f"earning {row.id}", what)
    told = sa.select(Earning.id).where(Earning.entry_id == JournalEntry.id).exists()
    entries = sa.select(JournalEntry.id).where(JournalEntry.event == _EVENT, ~told)
    for number in session.scalars(entries.order_by(JournalEntry.id)):
        yield Violation(
            ViolationKind.NOT_EARNED, f"entry {number}", "books work done anew that no earning tells of"
        )


def _unpaid(session: Session) -> Iterator[Violation]:
    paid = sa.select(Earning.id).where(Earning.rework_id == Rework.id).exists()
    # When it came, and again when a person or the clock decided on one that was held.
    announced = [
        sa.literal(said) + sa.cast(Rework.id, sa.String) for said in ("rework-done-", anew_look_service.KEY)
    ]
    waiting = (
        sa.select(OutboxEvent.id)
        .where(OutboxEvent.key.in_(announced), OutboxEvent.done_at.is_(None))
        .exists()
    )
    held = (
        sa.select(ReworkLook.rework_id)
        .where(ReworkLook.rework_id == Rework.id, ReworkLook.is_held, ReworkLook.decided_at.is_(None))
        .exists()
    )
    unpaid = sa.select(Rework.id).where(Rework.mended_at.is_not(None), ~paid, ~waiting, ~held)
    for number in session.scalars(unpaid.order_by(Rework.id)):
        yield Violation(ViolationKind.NOT_PAID, f"rework {number}", "came and was not paid")


proof_service.register_check("rework", verify_rework)
