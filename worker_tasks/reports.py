"""Keeps the monthly sums that reports are read from; counts reports in the background."""

import datetime as dt

from sqlalchemy.orm import Session

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.core.storage import storage
from annotate.programmes import queries as programme_queries
from annotate.reports import paper_service, run_service, service
from annotate.reports.figures.document import Report
from annotate.reports.models import ReportRun
from annotate.reports.stages import RunPurpose, Stage
from worker_tasks.once import Work


def rebuild_rollup(work: Work) -> None:
    with work.whole() as session:
        service.rebuild_recent(session)


def run_report(work: Work) -> None:
    """work.ref: the run. Counted outside a transaction that others would wait for; kept in a short one; then its papers."""
    run_id = int(work.ref)
    try:
        snapshot_id = _counted(run_id)
    except AnnotateError as refused:
        with work.whole() as session:
            run_service.finish(session, run_id, refused)
        return
    if snapshot_id is not None:
        for number, locale in enumerate(paper_service.LOCALES):
            _note(run_id, Stage.PAPER, number, len(paper_service.LOCALES))
            with reading() as session:
                paper_service.keep_paper(session, storage(), snapshot_id, locale)
    with work.whole() as session:
        run_service.finish(session, run_id)


def _note(run_id: int, stage: Stage, done: int, total: int) -> None:
    with transaction() as session:
        run_service.note_stage(session, run_id, stage, done, total)


def _counted(run_id: int) -> int | None:
    """The frozen version's number, None for a draft. Counted anew while somebody else freezes in between."""
    while True:
        with reading() as session:
            run = session.get_one(ReportRun, run_id)
            is_draft, kept = run.purpose is RunPurpose.DRAFT, run.snapshot_id
            if kept is not None:
                return kept
            release, report = _look(session, run)
        with transaction() as session:
            snapshot_id = run_service.keep_result(session, run_id, report, release)
        if is_draft or snapshot_id is not None:
            return snapshot_id


def _look(session: Session, run: ReportRun) -> tuple[int, Report]:
    release = run_service.newest_release(session, run.programme_id)
    programme = programme_queries.programme(session, run.programme_id)
    is_restated, run_id = run.purpose is RunPurpose.RESTATE, run.id
    report = service.look(
        session,
        programme,
        run.period,
        is_restated,
        lambda stage, done, total: _note(run_id, stage, done, total),
    )
    return release, report


def freeze_quarters(work: Work) -> None:
    """work.ref: the day."""
    with work.whole() as session:
        run_service.ask_quarterly(session, dt.date.fromisoformat(work.ref))


def draft_quarters(work: Work) -> None:
    """work.ref: the day."""
    with work.whole() as session:
        run_service.ask_drafts(session, dt.date.fromisoformat(work.ref))
