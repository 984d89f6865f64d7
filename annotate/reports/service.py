"""Use cases of reports: rebuilding the monthly rollup, looking at a quarter, freezing it."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.groups import batched
from annotate.pay import income_queries as pay_queries
from annotate.programmes import queries as programme_queries
from annotate.programmes.models import Programme
from annotate.programmes.queries import EnrolledWoman
from annotate.reports import queries
from annotate.reports.errors import BadPeriod, BeforeTheProgramme, PeriodNotOver
from annotate.reports.figures import document
from annotate.reports.figures.document import Report
from annotate.reports.models import MonthlyPay, ReleasedLine, ReportSnapshot
from annotate.reports.periods import Period, period_at
from annotate.reports.stages import Stage


@dataclass
class _Row:
    """A row of the rollup while it is added up: a hundred thousand of them a month, so no mapped objects."""

    programme_id: int
    month: str
    account_id: int
    county_code: str
    gross_e4: int
    top_up_e4: int
    subsidy_e4: int
    active_ms: int
    submissions: int


def rebuild_rollup(session: Session, month: str) -> int:
    """Sum a month's earnings anew from the ledger's side [schedule]; rows written. The same earnings, the same rows.

    Pay of a project counts in the project's programme; pay of projects without one counts in every programme in
    which she is enrolled.
    """
    session.execute(sa.delete(MonthlyPay).where(MonthlyPay.month == month))
    enrolments = queries.enrolments_in(session, month)
    rows: dict[tuple[int, int], _Row] = {}
    for pay in pay_queries.month_pay(session, month):
        for programme_id, woman in enrolments.get(pay.annotator_id, {}).items():
            if pay.programme_id in (None, programme_id):
                _add(rows, programme_id, woman, month, pay)
    values = [vars(rows[key]) for key in sorted(rows)]
    for some in batched(values, _AT_ONCE):
        session.execute(sa.insert(MonthlyPay), list(some))
    return len(rows)


def _add(
    rows: dict[tuple[int, int], _Row],
    programme_id: int,
    woman: EnrolledWoman,
    month: str,
    pay: pay_queries.MonthPay,
) -> None:
    row = rows.setdefault(
        (programme_id, woman.account_id),
        _Row(
            programme_id=programme_id,
            month=month,
            account_id=woman.account_id,
            county_code=woman.county_code,
            gross_e4=0,
            top_up_e4=0,
            subsidy_e4=0,
            active_ms=0,
            submissions=0,
        ),
    )
    row.gross_e4 += pay.gross_e4
    row.top_up_e4 += pay.top_up_e4
    row.subsidy_e4 += pay.subsidy_e4
    row.active_ms += pay.active_ms
    row.submissions += pay.submissions


def _period(programme: Programme, text: str) -> Period:
    try:
        period = period_at(text, clock.local_month(clock.now()))
    except ValueError as error:
        raise BadPeriod from error
    if period.months[-1] < f"{programme.starts_on:%Y-%m}":
        raise BeforeTheProgramme
    return period


Track = queries.Track
_AT_ONCE = 2000


def look(
    session: Session,
    programme: Programme,
    quarter: str,
    restate: bool = False,
    track: Track = queries.untracked,
) -> Report:
    """The report as it would be frozen now. Raises BadPeriod, BeforeTheProgramme."""
    period = _period(programme, quarter)
    sources = queries.sources(session, programme, period, track)
    track(Stage.FIGURES, 0, 0)
    return document.build(sources, restate)


def check_period(session: Session, programme_id: int, period: str) -> Programme:
    """Raises BadPeriod, BeforeTheProgramme, NotFound."""
    programme = programme_queries.programme(session, programme_id)
    _period(programme, period)
    return programme


def check_freezable(session: Session, programme_id: int, period: str) -> Programme:
    """Raises PeriodNotOver, BadPeriod, BeforeTheProgramme, NotFound."""
    programme = programme_queries.programme(session, programme_id)
    if not _period(programme, period).is_over:
        raise PeriodNotOver
    return programme


def freeze(
    session: Session, actor_id: int | None, programme_id: int, period: str, reason: str = ""
) -> ReportSnapshot:
    """Count a quarter and keep it. reason: given for a restatement, in which released figures may change.

    Raises PeriodNotOver, BadPeriod, BeforeTheProgramme.
    """
    programme = check_freezable(session, programme_id, period)
    return keep(session, actor_id, programme_id, look(session, programme, period, bool(reason)), reason)


def keep(
    session: Session, actor_id: int | None, programme_id: int, report: Report, reason: str = ""
) -> ReportSnapshot:
    """Keep a counted quarter as a numbered, hashed document. When nothing changed, the version that is there already."""
    period = str(report.document["period"])
    last = queries.newest_version(session, programme_id, period)
    if last is not None and last.document["figures"] == report.document["figures"]:
        return last
    snapshot = ReportSnapshot(
        programme_id=programme_id,
        period=period,
        version=last.version + 1 if last else 1,
        document=report.document,
        sha256=document.sha256(report.document),
        frozen_by=actor_id,
        reason=reason,
    )
    session.add(snapshot)
    session.flush()
    _log_release(session, snapshot.id, report)
    audit.record(
        session, actor_id, "report.frozen", "report_snapshot", snapshot.id, {"sha256": snapshot.sha256}
    )
    outbox.announce(session, "report.frozen", snapshot.id, key=f"report-frozen-{snapshot.id}")
    return snapshot


def _log_release(session: Session, snapshot_id: int, report: Report) -> None:
    for chosen in report.lines:
        if not chosen.is_repeated:
            session.add(
                ReleasedLine(
                    snapshot_id=snapshot_id,
                    line_key=chosen.line.key,
                    figures=queries.figure_documents(chosen.line.figures),
                    cells={place: [cell.member_hash, cell.n] for place, cell in chosen.cells.items()},
                )
            )
    session.flush()


def rebuild_recent(session: Session, months: Iterable[str] = ()) -> int:
    """This month and the last one, or the given months [schedule]."""
    wanted = tuple(months) or queries.recent_months()
    return sum(rebuild_rollup(session, month) for month in wanted)
