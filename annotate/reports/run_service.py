"""A report that is counted in the background: asked for once, how far it is, kept once; each quarter by itself."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock, outbox
from annotate.core.db import insert_once
from annotate.core.errors import AnnotateError, NotFound
from annotate.messages import service as messages
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.programmes.models import Enrolment, Programme
from annotate.reports import queries, service
from annotate.reports.errors import (
    BeforeTheProgramme,
    NothingChanged,
    NothingToRestate,
    ReportBroken,
    RestatementReasonMissing,
)
from annotate.reports.figures.document import Report
from annotate.reports.models import ReportDraft, ReportRun, ReportSnapshot
from annotate.reports.periods import quarter_of, quarter_shifted
from annotate.reports.stages import RunPurpose, Stage

# Up to so many women a quarter is counted while the reader waits.
LIVE_MOST = 2_000
# Late answers, payouts and surveys of a quarter come in until then; the law asks for a report every three months.
DAYS_AFTER_QUARTER = 15
# A programme that was set up today may still get its past brought in: an empty report must not be told first.
_SETTLED = dt.timedelta(days=1)
_LEAST_REASON, _MOST_REASON = 10, 500


def is_large(session: Session, programme_id: int) -> bool:
    """Whether its reports are counted in the background."""
    some = (
        sa.select(Enrolment.id).where(Enrolment.programme_id == programme_id).limit(LIVE_MOST + 1).subquery()
    )
    return (session.scalar(sa.select(sa.func.count()).select_from(some)) or 0) > LIVE_MOST


def open_run(session: Session, programme_id: int, period: str, purpose: RunPurpose) -> ReportRun | None:
    """The one that is being counted for this."""
    query = sa.select(ReportRun).where(
        ReportRun.programme_id == programme_id,
        ReportRun.period == period,
        ReportRun.purpose == purpose,
        ReportRun.finished_at.is_(None),
    )
    return session.scalar(query)


def ask(
    session: Session,
    actor_id: int | None,
    programme_id: int,
    period: str,
    purpose: RunPurpose,
    reason: str = "",
) -> ReportRun:
    """Have a quarter counted. While one for the same purpose is under way, that one is it.

    Raises BadPeriod, BeforeTheProgramme, NotFound; to freeze PeriodNotOver; to restate also RestatementReasonMissing,
    NothingToRestate.
    """
    reason = reason.strip()
    if purpose is RunPurpose.DRAFT:
        service.check_period(session, programme_id, period)
    else:
        service.check_freezable(session, programme_id, period)
    if purpose is RunPurpose.RESTATE:
        if not _LEAST_REASON <= len(reason) <= _MOST_REASON:
            raise RestatementReasonMissing
        if queries.newest_version(session, programme_id, period) is None:
            raise NothingToRestate
    stuck = open_run(session, programme_id, period, purpose)
    if stuck is not None and outbox.gave_up(session, "report.run", stuck.id):
        # Five tries broke: it must not stand before a new one for ever.
        finish(session, stuck.id, ReportBroken())
    values = {"programme_id": programme_id, "period": period, "purpose": purpose, "reason": reason}
    values |= {"asked_by": actor_id, "asked_at": clock.now(), "stage": Stage.WAITING, "done": 0, "total": 0}
    is_new = insert_once(session, ReportRun, values)
    run = open_run(session, programme_id, period, purpose)
    if run is None:
        raise NotFound
    if is_new:
        outbox.announce(session, "report.run", run.id)
    return run


def run_of(session: Session, programme_id: int, run_id: int) -> ReportRun:
    """Raises NotFound."""
    run = session.get(ReportRun, run_id)
    if run is None or run.programme_id != programme_id:
        raise NotFound
    return run


def note_stage(session: Session, run_id: int, stage: Stage, done: int, total: int) -> None:
    """How far it is, for the page."""
    running = sa.update(ReportRun).where(ReportRun.id == run_id, ReportRun.finished_at.is_(None))
    session.execute(running.values(stage=stage, done=done, total=total))


def newest_release(session: Session, programme_id: int) -> int:
    """Number of the newest frozen report: what was counted against it holds only while it stays the newest."""
    query = sa.select(sa.func.max(ReportSnapshot.id)).where(ReportSnapshot.programme_id == programme_id)
    return session.scalar(query) or 0


def keep_result(session: Session, run_id: int, report: Report, release: int) -> int | None:
    """Write what was counted: a draft, or a frozen version (its number). Done twice it is done once.

    None for a draft, and when another report of the programme was frozen meanwhile: then it is counted anew.
    Raises NothingChanged for a restatement that tells nothing else.
    """
    run = session.get_one(ReportRun, run_id, with_for_update=True, populate_existing=True)
    if run.purpose is RunPurpose.DRAFT:
        _keep_draft(session, run, report)
        return None
    # Two quarters of one programme frozen together would not know of each other's hidden people.
    session.get(Programme, run.programme_id, with_for_update=True)
    if newest_release(session, run.programme_id) != release:
        return None
    snapshot = service.keep(session, run.asked_by, run.programme_id, report, run.reason)
    if run.purpose is RunPurpose.RESTATE and snapshot.id <= release:
        raise NothingChanged
    run.snapshot_id = snapshot.id
    session.flush()
    return snapshot.id


def _keep_draft(session: Session, run: ReportRun, report: Report) -> None:
    mine = (ReportDraft.programme_id == run.programme_id) & (ReportDraft.period == run.period)
    session.execute(sa.delete(ReportDraft).where(mine))
    session.add(ReportDraft(programme_id=run.programme_id, period=run.period, document=report.document))
    session.flush()


def finish(session: Session, run_id: int, refused: AnnotateError | None = None) -> None:
    """Nothing is left to do; whoever may read a frozen report is told that it is there."""
    run = session.get_one(ReportRun, run_id, with_for_update=True, populate_existing=True)
    if run.finished_at is not None:
        return
    run.finished_at, run.refused = clock.now(), refused.code if refused else None
    run.stage = run.stage if refused else Stage.DONE
    session.flush()
    if run.snapshot_id is not None:
        _tell(session, run.programme_id, run.period, run.snapshot_id)


def _tell(session: Session, programme_id: int, period: str, snapshot_id: int) -> None:
    programme = session.get_one(Programme, programme_id)
    readers = sa.select(Account.id).where(
        Account.organisation_id == programme.organisation_id,
        Account.role == Role.REVIEWER,
        Account.state == AccountState.ACTIVE,
    )
    for account_id in session.scalars(readers):
        key, link = f"report-ready-{snapshot_id}-{account_id}", f"/reports/{snapshot_id}"
        messages.send(session, account_id, "report.ready", {"quarter": period}, link, key)


def draft_of(session: Session, programme_id: int, period: str) -> ReportDraft | None:
    return session.get(ReportDraft, (programme_id, period))


def _due_quarters(programme: Programme, day: dt.date) -> list[str]:
    """The last quarter once it is settled; before it the one that was missed if the machine was off in its days."""
    now = quarter_of(f"{day:%Y-%m}")
    first_day = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    is_settled = day >= first_day + dt.timedelta(days=DAYS_AFTER_QUARTER)
    was_here = quarter_of(clock.local_month(programme.created_at)) < now
    due = [quarter_shifted(now, -2)] * was_here + [quarter_shifted(now, -1)] * is_settled
    first = quarter_of(f"{programme.starts_on:%Y-%m}")
    # After its last quarter a programme tells nothing new.
    last = quarter_of(f"{programme.ends_on:%Y-%m}") if programme.ends_on else now
    return [quarter for quarter in due if first <= quarter <= last]


def ask_quarterly(session: Session, day: dt.date) -> list[int]:
    """From the 15th day after a quarter on: every programme whose report of it is not frozen yet; the runs asked for."""
    asked = []
    settled = sa.select(Programme).where(Programme.created_at < clock.now() - _SETTLED)
    for programme in session.scalars(settled.order_by(Programme.id)):
        for quarter in _due_quarters(programme, day):
            if queries.newest_version(session, programme.id, quarter) is None:
                asked.append(ask(session, None, programme.id, quarter, RunPurpose.FREEZE).id)
    return asked


def ask_drafts(session: Session, day: dt.date) -> Sequence[int]:
    """The running quarter, and the one before until it is frozen, of each large programme."""
    now, asked = quarter_of(f"{day:%Y-%m}"), list[int]()
    for programme in session.scalars(sa.select(Programme).order_by(Programme.id)):
        if programme.starts_on > day or not is_large(session, programme.id):
            continue
        for quarter in (now, quarter_shifted(now, -1)):
            is_old = quarter != now
            if is_old and queries.newest_version(session, programme.id, quarter) is not None:
                continue
            try:
                asked.append(ask(session, None, programme.id, quarter, RunPurpose.DRAFT).id)
            except BeforeTheProgramme:
                continue
    return asked


def live_document(session: Session, programme: Programme, quarter: str) -> dict[str, Any] | None:
    """A quarter as it would be frozen: counted now; of very many women as it was counted last night.

    None where that has to begin first. Raises BadPeriod, BeforeTheProgramme.
    """
    if not is_large(session, programme.id):
        return service.look(session, programme, quarter).document
    draft = draft_of(session, programme.id, quarter)
    return draft.document if draft else None
