"""Money in from clients; pay for accepted work, exactly once; the proof of both."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import N_, Fault, Invalid, NotFound
from annotate.core.money import minor_to_e4
from annotate.ledger import proof_service
from annotate.ledger import service as ledger
from annotate.ledger.booking import NewEntry, credit, debit
from annotate.ledger.models import JournalEntry, Posting
from annotate.ledger.rules import Side, Violation, ViolationKind
from annotate.pay import accounts
from annotate.pay.accounts import AccountName
from annotate.pay.errors import FundingDiffers
from annotate.pay.models import Earning, EarningKind, Funding
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.quality import queries as quality
from annotate.quality.judgement import part_of
from annotate.quality.models import Judgement
from annotate.quality.queries import AcceptedWork
from annotate.work import income_service, task_service
from annotate.work import queries as work_queries
from annotate.work.models import Submission

# Ten billion of a major unit: beyond it somebody's hand slipped.
_MOST_MINOR = 10**12
LONGEST_KEY = 64


def open_named(session: Session, name: AccountName) -> int:
    """Id of a ledger account, opened when it is not there yet."""
    return ledger.open_account(session, **vars(name)).id


def fund_project(
    session: Session, actor_id: int, project_id: int, amount_minor: int, idempotency_key: str
) -> Funding:
    """Record that a client's money came in: bank -> client due. The same key again gives the first.

    Raises NotFound, Invalid for an amount below 1 minor unit, FundingDiffers for a key used before.
    """
    project = projects.project_for(session, actor_id, project_id)
    if not 0 < len(idempotency_key) <= LONGEST_KEY:
        raise Invalid([Fault("idempotency_key", "length", N_("must have 1 to 64 letters"))])
    if not 0 < amount_minor <= _MOST_MINOR:
        raise Invalid([Fault("amount_minor", "amount", N_("must be above 0 and at most 10,000,000,000"))])
    # Locked: the same key sent twice at once must find the first.
    session.get_one(Project, project_id, with_for_update=True, populate_existing=True)
    amount_e4 = minor_to_e4(amount_minor, project.currency)
    first = session.scalar(
        sa.select(Funding).where(Funding.project_id == project_id, Funding.key == idempotency_key)
    )
    if first is not None:
        if first.amount_e4 != amount_e4:
            raise FundingDiffers
        return first
    entry = _book_funding(session, actor_id, project, amount_e4, idempotency_key)
    funding = Funding(
        project_id=project_id,
        key=idempotency_key,
        amount_e4=amount_e4,
        currency=project.currency,
        entry_id=entry.id,
        created_by=actor_id,
    )
    session.add(funding)
    projects.record_funding(session, project_id, amount_e4)
    audit.record(session, actor_id, "project.funded", "project", project_id, {"entry": entry.id})
    return funding


def _book_funding(
    session: Session, actor_id: int, project: Project, amount_e4: int, key: str
) -> ledger.Booked:
    bank = open_named(session, accounts.bank(project.currency))
    due = open_named(session, accounts.client_due(project.id, project.currency))
    new = NewEntry(
        key=f"fund-{project.id}-{key}",
        event="project_funded",
        source_kind="funding",
        source_id=f"{project.id}/{key}",
        effective_at=clock.now(),
        lines=(debit(bank, amount_e4), credit(due, amount_e4)),
        actor_id=actor_id,
    )
    return ledger.post_entry(session, new)[0]


def book_acceptance(session: Session, judgement_id: int) -> Earning | None:
    """Pay an accepted answer at its frozen rate: piece pay -> what she is owed. None when nothing is to pay.

    The job of `submission.accepted` and `submission.accepted_part`; it may run twice, late, and in any
    order: an answer that was paid in part gets the rest when a later judgement accepts it in full.
    """
    work = quality.accepted_work(session, judgement_id)
    if work is None:
        if session.get(Judgement, judgement_id) is None:
            raise NotFound
        return None
    # Locked: two judgements of one answer must not both be the first to pay.
    session.get_one(Submission, work.submission_id, with_for_update=True)
    paid = _paid_for(session, work.submission_id)
    first = next((earning for earning in paid if earning.judgement_id == judgement_id), None)
    if first is not None:
        return first
    amount_e4 = part_of(work.rate_e4, work.share_percent) - sum(earning.amount_e4 for earning in paid)
    if amount_e4 <= 0:
        return None
    return _earn(session, work, EarningKind.CORRECTION if paid else EarningKind.PIECE, amount_e4)


def _paid_for(session: Session, submission_id: str) -> list[Earning]:
    return list(session.scalars(sa.select(Earning).where(Earning.submission_id == submission_id)))


def _earn(session: Session, work: AcceptedWork, kind: EarningKind, amount_e4: int) -> Earning:
    cost = open_named(session, accounts.expense("piece_pay", work.currency))
    owed = open_named(session, accounts.payable(work.annotator_id, work.currency))
    new = NewEntry(
        key=f"{kind}-{work.submission_id}",
        event=f"{kind}_accepted",
        source_kind="submission",
        source_id=work.submission_id,
        effective_at=work.judged_at,
        lines=(debit(cost, amount_e4), credit(owed, amount_e4)),
        memo=f"judgement {work.judgement_id}, {work.share_percent} %",
    )
    entry, _ = ledger.post_entry(session, new)
    earning = Earning(
        kind=kind,
        judgement_id=work.judgement_id,
        submission_id=work.submission_id,
        annotator_id=work.annotator_id,
        project_id=work.project_id,
        programme_id=work.programme_id,
        currency=work.currency,
        amount_e4=amount_e4,
        entry_id=entry.id,
        month=clock.local_month(work.judged_at),
        day=clock.local_day(work.judged_at),
        earned_at=work.judged_at,
        # Her time is counted once, with the first payment.
        active_ms=work.active_ms if kind is EarningKind.PIECE else 0,
    )
    session.add(earning)
    session.flush()
    income_service.note_income(session, earning.annotator_id, earning.month, amount_e4)
    return earning


@dataclass(frozen=True)
class Spent:
    """What a project has cost so far."""

    spent_e4: int
    answers: int


def spent_of(session: Session, project_id: int) -> Spent:
    query = sa.select(
        sa.func.coalesce(sa.func.sum(Earning.amount_e4), 0),
        sa.func.count().filter(Earning.kind == EarningKind.PIECE),
    ).where(Earning.project_id == project_id)
    spent_e4, answers = session.execute(query).one()
    return Spent(int(spent_e4), answers)


@dataclass(frozen=True)
class ProjectProgress:
    """total ... to_reviewer: tasks; submissions: answers that came in.

    waiting: pictures and clips without a task until missing_e4 more is on account; waiting_cost_e4: what they cost at most.
    """

    total: int
    open: int
    done: int
    to_reviewer: int
    submissions: int
    spent_e4: int
    waiting: int
    waiting_cost_e4: int
    missing_e4: int


def progress_of(session: Session, account_id: int, project_id: int) -> ProjectProgress:
    """How far a project is and what it has cost. Raises NotFound."""
    project = projects.project_for(session, account_id, project_id)
    now, late = work_queries.progress(session, project_id), task_service.waiting_of(session, project)
    spent = spent_of(session, project_id)
    return ProjectProgress(
        now.total,
        now.open,
        now.done,
        now.to_reviewer,
        now.submissions,
        spent.spent_e4,
        late.tasks,
        late.cost_e4,
        late.missing_e4,
    )


def verify_earnings(session: Session) -> Iterator[Violation]:
    """Each accepted answer is paid exactly once, at its frozen rate, by an entry of the same amount."""
    yield from _unpaid(session)
    yield from _paid_wrong(session)
    yield from _entries_that_differ(session)


def _paid_by_submission() -> sa.Subquery:
    return (
        sa.select(Earning.submission_id, sa.func.sum(Earning.amount_e4).label("paid_e4"))
        .where(Earning.submission_id.is_not(None))
        .group_by(Earning.submission_id)
        .subquery()
    )


def _unpaid(session: Session) -> Iterator[Violation]:
    """Accepted, no payment on its way, nothing paid."""
    paid = sa.select(Earning.id).where(Earning.submission_id == Judgement.submission_id).exists()
    query = sa.select(Judgement.id, Judgement.submission_id).where(
        Judgement.is_current, Judgement.final, Judgement.share_percent > 0, ~paid
    )
    waiting = quality.judgements_in_progress(session)
    for row in session.execute(query):
        if row.id not in waiting:
            where = f"submission {row.submission_id}"
            yield Violation(
                ViolationKind.NOT_PAID, where, f"judgement {row.id} accepted it, no earning exists"
            )


def _paid_wrong(session: Session) -> Iterator[Violation]:
    """Paid without an accepting judgement, or another amount than rate x share of the newest one."""
    paid = _paid_by_submission()
    query = (
        sa.select(
            paid.c.submission_id, paid.c.paid_e4, Submission.rate_e4, Judgement.id, Judgement.share_percent
        )
        .join(Submission, Submission.id == paid.c.submission_id, isouter=True)
        .join(
            Judgement,
            sa.and_(Judgement.submission_id == paid.c.submission_id, Judgement.is_current, Judgement.final),
            isouter=True,
        )
        # A ceiling in whole numbers, as `part_of` rounds.
        .where(
            sa.or_(
                Judgement.id.is_(None),
                # In 64 bits: a rate and a percentage together outgrow 32.
                paid.c.paid_e4
                != (sa.cast(Submission.rate_e4, sa.BigInteger) * Judgement.share_percent + 99) // 100,
            )
        )
    )
    waiting = quality.judgements_in_progress(session)
    for submission_id, paid_e4, rate_e4, judgement_id, share in session.execute(query):
        where = f"submission {submission_id}"
        if judgement_id is None:
            yield Violation(ViolationKind.NOT_EARNED, where, f"{int(paid_e4)} e4 paid, nothing accepted")
        elif int(paid_e4) != (due_e4 := part_of(rate_e4, share)) and judgement_id not in waiting:
            kind = ViolationKind.PAID_TWICE if paid_e4 > due_e4 else ViolationKind.PAID_WRONG
            yield Violation(kind, where, f"{int(paid_e4)} e4 paid, {due_e4} e4 due")


def _entries_that_differ(session: Session) -> Iterator[Violation]:
    """An earning and its entry tell the same amount; an entry about earning has its earning."""
    for earning_id, amount_e4, booked_e4 in _earned_and_booked(session):
        what = f"earned {amount_e4} e4, booked {booked_e4} e4"
        yield Violation(ViolationKind.PAID_WRONG, f"earning {earning_id}", what)
    told = sa.select(Earning.id).where(Earning.entry_id == JournalEntry.id).exists()
    events = [f"{kind}_accepted" for kind in (EarningKind.PIECE, EarningKind.CORRECTION)]
    turned = sa.orm.aliased(JournalEntry)
    taken_back = sa.select(turned.id).where(turned.reverses_id == JournalEntry.id).exists()
    query = sa.select(JournalEntry.id).where(JournalEntry.event.in_(events), ~told, ~taken_back)
    for entry_id in session.scalars(query):
        yield Violation(ViolationKind.NOT_EARNED, f"entry {entry_id}", "books pay that no earning tells of")


def _earned_and_booked(session: Session) -> Iterator[tuple[int, int, int]]:
    booked = sa.func.coalesce(sa.func.sum(Posting.amount_e4).filter(Posting.side == Side.CREDIT), 0)
    query = (
        sa.select(Earning.id, Earning.amount_e4, booked)
        .join(Posting, Posting.entry_id == Earning.entry_id, isouter=True)
        .group_by(Earning.id, Earning.amount_e4)
        .having(booked != Earning.amount_e4)
    )
    for earning_id, amount_e4, booked_e4 in session.execute(query):
        yield earning_id, amount_e4, int(booked_e4)


proof_service.register_check("earnings", verify_earnings)
