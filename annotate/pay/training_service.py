"""Pay for learning: each picture of practice and of a paid exam, by the minute at the floor; booked once, and its proof."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.errors import NotFound
from annotate.core.models import OutboxEvent
from annotate.ledger import proof_service
from annotate.ledger import service as ledger
from annotate.ledger.booking import NewEntry, credit, debit
from annotate.ledger.models import JournalEntry
from annotate.ledger.rules import Violation, ViolationKind
from annotate.pay import accounts
from annotate.pay.models import Earning, EarningKind
from annotate.pay.service import open_named
from annotate.projects.models import Project
from annotate.training.models import Round, RoundTask
from annotate.training.rules import pay_e4

_EVENT = "training_done"


def annotator_of(session: Session, round_task_id: int) -> int:
    """Whose picture it is. Raises NotFound."""
    query = sa.select(Round.annotator_id).join(RoundTask, RoundTask.round_id == Round.id)
    found = session.scalar(query.where(RoundTask.id == round_task_id))
    if found is None:
        raise NotFound
    return found


def book_training(session: Session, round_task_id: int, floor_e4_per_hour: int | None) -> Earning | None:
    """Pay the time of one picture: training pay -> what she is owed. None where nothing is to pay, or it was booked.

    At the price that was frozen when her round was made, or at the local floor where that is higher. The job of
    `training.paid`; it may run twice and late.
    """
    # Locked: the same event done twice at once must find the first.
    task = session.get(RoundTask, round_task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotFound
    one = session.get_one(Round, task.round_id)
    amount_e4 = pay_e4(task.paid_ms, max(one.hourly_e4, floor_e4_per_hour or 0))
    if amount_e4 <= 0 or task.answered_at is None or ledger.is_booked(session, _key(task.id)):
        return None
    cost = open_named(session, accounts.expense("training_pay", one.currency))
    owed = open_named(session, accounts.payable(one.annotator_id, one.currency))
    new = NewEntry(
        key=_key(task.id),
        event=_EVENT,
        source_kind="round_task",
        source_id=str(task.id),
        effective_at=task.answered_at,
        lines=(debit(cost, amount_e4), credit(owed, amount_e4)),
        memo=f"{one.kind.value} {one.number}, picture {task.place}",
    )
    entry, _ = ledger.post_entry(session, new)
    earning = Earning(
        kind=EarningKind.TRAINING,
        annotator_id=one.annotator_id,
        project_id=one.project_id,
        programme_id=session.get_one(Project, one.project_id).programme_id,
        currency=one.currency,
        amount_e4=amount_e4,
        entry_id=entry.id,
        month=clock.local_month(task.answered_at),
        day=clock.local_day(task.answered_at),
        earned_at=task.answered_at,
        active_ms=task.paid_ms,
    )
    session.add(earning)
    session.flush()
    return earning


def _key(round_task_id: int) -> str:
    return f"training-{round_task_id}"


def verify_training(session: Session) -> Iterator[Violation]:
    """Each picture with paid time is booked once, by an entry that an earning tells of."""
    key = sa.literal("training-") + sa.cast(RoundTask.id, sa.String)
    booked = sa.select(JournalEntry.id).where(JournalEntry.key == key).exists()
    announced = sa.literal("training-paid-") + sa.cast(RoundTask.id, sa.String)
    waiting = (
        sa.select(OutboxEvent.id).where(OutboxEvent.key == announced, OutboxEvent.done_at.is_(None)).exists()
    )
    unpaid = sa.select(RoundTask.id).where(RoundTask.paid_ms > 0, ~booked, ~waiting)
    for number in session.scalars(unpaid.order_by(RoundTask.id)):
        yield Violation(ViolationKind.NOT_PAID, f"round task {number}", "its time is not paid")
    told = sa.select(Earning.id).where(Earning.entry_id == JournalEntry.id).exists()
    entries = sa.select(JournalEntry.id).where(JournalEntry.event == _EVENT, ~told)
    for number in session.scalars(entries.order_by(JournalEntry.id)):
        yield Violation(
            ViolationKind.NOT_EARNED, f"entry {number}", "books learning that no earning tells of"
        )


proof_service.register_check("training", verify_training)
