"""Reads of this room: what reports are computed from, what was released, what pages list."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.crypto import cipher
from annotate.core.errors import NotFound
from annotate.core.models import AuditEvent
from annotate.core.months import shifted
from annotate.households import queries as household_queries
from annotate.households.household import income_book
from annotate.people.models import Account, Organisation
from annotate.people.roles import Purpose
from annotate.programmes import queries as programme_queries
from annotate.programmes.models import Enrolment, Programme
from annotate.programmes.queries import EnrolledWoman
from annotate.registry import queries as registry_queries
from annotate.registry import watch_service
from annotate.reports.figures.cohort_lines import AFTER_MONTHS, CohortFact, FunnelFact
from annotate.reports.figures.document import ChosenStandard, CountyName, Sources
from annotate.reports.figures.facts import Figure, FigureState, HouseholdFact, PayFact, Table
from annotate.reports.figures.releases import ReleasedCell, followed
from annotate.reports.figures.releases import ReleasedLine as Released
from annotate.reports.figures.standard_words import chosen_standard
from annotate.reports.models import MonthlyPay, ReleasedLine, ReportSnapshot, ReportTarget
from annotate.reports.periods import Period
from annotate.reports.stages import Stage
from annotate.reports.work_queries import work_facts
from annotate.training import queries as training_queries

# Households between two notes of how far it is.
_TOLD_EVERY = 1000

# track(stage, done, total): how far a report that is being counted is.
Track = Callable[[Stage, int, int], None]


def untracked(stage: Stage, done: int, total: int) -> None:
    """For whoever waits for the report itself."""


def recent_months() -> tuple[str, str]:
    """The last month, whose late answers still come in, and this one."""
    now = clock.local_month(clock.now())
    return shifted(now, -1), now


def _was_enrolled(woman: EnrolledWoman, month: str) -> bool:
    return f"{woman.enrolled_on:%Y-%m}" <= month and (
        woman.left_on is None or f"{woman.left_on:%Y-%m}" >= month
    )


def enrolments_in(session: Session, month: str) -> dict[int, dict[int, EnrolledWoman]]:
    """account -> programme -> her enrolment of that month (the later one when she came back)."""
    found: dict[int, dict[int, EnrolledWoman]] = {}
    for programme_id in session.scalars(sa.select(Enrolment.programme_id).distinct()):
        for woman in programme_queries.enrolled(session, programme_id):
            if _was_enrolled(woman, month):
                found.setdefault(woman.account_id, {})[programme_id] = woman
    return found


_PAY = (
    MonthlyPay.account_id,
    MonthlyPay.county_code,
    MonthlyPay.month,
    (MonthlyPay.gross_e4 + MonthlyPay.top_up_e4 + MonthlyPay.subsidy_e4).label("pay_e4"),
    MonthlyPay.top_up_e4,
    MonthlyPay.active_ms,
)


def _pay_facts(
    session: Session, programme_id: int, months: Sequence[str], counted: Collection[int]
) -> list[PayFact]:
    """Month by month, of those who are counted: a month of 100,000 women is not held twice."""
    facts: list[PayFact] = []
    for month in months:
        query = sa.select(*_PAY).where(MonthlyPay.programme_id == programme_id, MonthlyPay.month == month)
        rows = session.execute(query.order_by(MonthlyPay.account_id))
        facts += [PayFact(*row) for row in rows if row[3] > 0 and row[0] in counted]
    return facts


def _household_facts(
    session: Session, women: Sequence[EnrolledWoman], months: Sequence[str], track: Track
) -> list[HouseholdFact]:
    """One fact a household, at the place and time of its first enrolment."""
    first: dict[int, EnrolledWoman] = {}
    for woman in women:
        if woman.household_id is not None:
            first.setdefault(woman.household_id, woman)
    facts = []
    for number, income in enumerate(household_queries.household_incomes(session, first)):
        if number % _TOLD_EVERY == 0:
            track(Stage.HOUSEHOLDS, number, len(first))
        woman = first[income.household_id]
        book = income_book(income.records, income.members)
        years = {
            month: year
            for month in months
            if _was_enrolled(woman, month) and (year := book.year_to(month)) is not None
        }
        before = book.baseline(woman.cohort)
        facts.append(HouseholdFact(income.household_id, woman.county_code, before, years))
    return facts


def _standard(session: Session, programme: Programme) -> ChosenStandard | None:
    line = registry_queries.usable_standard(session, programme.poverty_line_id)
    if line is None:
        return None
    rows = [registry_queries.as_row(standard) for standard in registry_queries.standards(session)]
    return chosen_standard(registry_queries.as_row(line), rows)


def _counties(session: Session, women: Iterable[EnrolledWoman]) -> list[CountyName]:
    codes = {woman.county_code for woman in women}
    return [
        CountyName(
            c.code, c.name, c.name_en or c.name, c.province_name, c.province_name_en or c.province_name
        )
        for c in registry_queries.counties(session, codes)
    ]


# Cohorts of so many months back stand in the grid.
_COHORT_MONTHS = 24


def _paid_in(session: Session, programme_id: int, month: str) -> frozenset[int]:
    """Who had pay in a month."""
    query = sa.select(MonthlyPay.account_id).where(
        MonthlyPay.programme_id == programme_id, MonthlyPay.month == month, _PAY[3] > 0
    )
    return frozenset(session.scalars(query))


def _cohorts(
    session: Session,
    programme_id: int,
    period: Period,
    women: Iterable[EnrolledWoman],
    counted: Collection[int],
) -> list[CohortFact]:
    """Month by month of pay, so that one month of all women is held at a time. A running month is not told yet."""
    last = shifted(period.end_month, -1) if period.running_month else period.end_month
    members: dict[str, set[int]] = {}
    for woman in women:
        if woman.account_id in counted and woman.cohort >= shifted(last, -_COHORT_MONTHS):
            members.setdefault(woman.cohort, set()).add(woman.account_id)
    wanted: dict[str, list[tuple[str, int]]] = {}
    for cohort in members:
        for after in AFTER_MONTHS:
            if (month := shifted(cohort, after)) <= last:
                wanted.setdefault(month, []).append((cohort, after))
    found = []
    for month, pairs in sorted(wanted.items()):
        paid = _paid_in(session, programme_id, month)
        found += [
            CohortFact(cohort, after, frozenset(members[cohort]), paid & members[cohort])
            for cohort, after in pairs
        ]
    return found


def _funnel(session: Session, programme_id: int, period: Period, counted: Collection[int]) -> FunnelFact:
    """Each step a part of the one before: who was paid has learned it, whatever way she came."""
    months = (
        sa.select(MonthlyPay.account_id, sa.func.count())
        .where(MonthlyPay.programme_id == programme_id, MonthlyPay.month <= period.end_month, _PAY[3] > 0)
        .group_by(MonthlyPay.account_id)
    )
    paid = {account_id: count for account_id, count in session.execute(months) if account_id in counted}
    passed = training_queries.passed_an_exam(session) & set(counted)
    third = frozenset(account_id for account_id, count in paid.items() if count >= 3)
    return FunnelFact((frozenset(counted), frozenset(passed | paid.keys()), frozenset(paid), third))


def targets(session: Session, programme_id: int, period: str) -> dict[str, int]:
    """By metric: what the foundation wants to reach in a quarter."""
    query = sa.select(ReportTarget.metric, ReportTarget.value).where(
        ReportTarget.programme_id == programme_id, ReportTarget.period == period
    )
    return dict(session.execute(query.order_by(ReportTarget.metric)).all())


def _watched(session: Session, period: Period, codes: Collection[str]) -> list[dict[str, str]]:
    """Counties of the report that stand on a watch list at its end."""
    day = dt.date.fromisoformat(f"{period.end_month}-01")
    return [
        {"code": code, "title": one.title, "document": one.document}
        for one in watch_service.in_force(session, day)
        for code in one.codes
        if code in codes
    ]


def _digest(place: str, ids: Iterable[int]) -> str:
    return cipher().blind_index("released-cell", f"{place}:{','.join(str(i) for i in ids)}")


def sources(session: Session, programme: Programme, period: Period, track: Track = untracked) -> Sources:
    """Everything that a programme's report of a period is computed from."""
    months = period.shown_months
    track(Stage.PAY, 0, 0)
    women = [
        woman
        for woman in programme_queries.enrolled(session, programme.id)
        if f"{woman.enrolled_on:%Y-%m}" <= period.end_month
    ]
    there = [woman for woman in women if _was_enrolled(woman, period.end_month)]
    counted = household_queries.agreed(session, (woman.account_id for woman in women), Purpose.REPORTS)
    surveyed = counted & household_queries.agreed(session, counted, Purpose.HOUSEHOLD)
    return Sources(
        programme=_programme_document(session, programme),
        period=period,
        pay=_pay_facts(session, programme.id, sorted({*months, *period.months}), counted),
        households=_household_facts(session, [w for w in women if w.account_id in surveyed], months, track),
        counties=_counties(session, women),
        enrolled=len({woman.account_id for woman in there}),
        counted=len({woman.account_id for woman in there} & counted),
        with_household=len({woman.account_id for woman in there if woman.household_id is not None}),
        standard=_standard(session, programme),
        data_as_of=clock.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        first_month=f"{programme.starts_on:%Y-%m}",
        earlier=released(session, programme.id),
        digest=_digest,
        work=work_facts(session, programme.id, period, counted, {woman.county_code for woman in women}),
        targets=targets(session, programme.id, period.text),
        watched=_watched(session, period, {woman.county_code for woman in women}),
        cohorts=_cohorts(session, programme.id, period, women, counted),
        funnel=_funnel(session, programme.id, period, counted),
    )


def _programme_document(session: Session, programme: Programme) -> dict[str, str]:
    foundation = session.get_one(Organisation, programme.organisation_id)
    return {
        "id": str(programme.id),
        "name_zh": programme.name_zh,
        "name_en": programme.name_en,
        "foundation": foundation.name,
        "currency": programme.currency,
    }


def figure_documents(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    return [asdict(figure) for figure in figures]


def figures_of(documents: Iterable[dict[str, Any]]) -> tuple[Figure, ...]:
    """Figures as they were, from a frozen document."""
    return tuple(
        Figure(**{**one, "table": Table(one["table"]), "state": FigureState(one["state"])})
        for one in documents
    )


def released(session: Session, programme_id: int) -> dict[str, Released]:
    """Each line as the newest report told it, with what older ones had told."""
    query = (
        sa.select(ReleasedLine, ReportSnapshot.period)
        .join(ReportSnapshot)
        .where(ReportSnapshot.programme_id == programme_id)
        .order_by(ReleasedLine.id)
    )
    found: dict[str, Released] = {}
    for row, period in session.execute(query):
        cells = {place: ReleasedCell(*cell) for place, cell in row.cells.items()}
        told = Released(row.line_key, period, figures_of(row.figures), cells)
        found[row.line_key] = followed(found.get(row.line_key), told)
    return found


def newest_version(session: Session, programme_id: int, period: str) -> ReportSnapshot | None:
    query = sa.select(ReportSnapshot).where(
        ReportSnapshot.programme_id == programme_id, ReportSnapshot.period == period
    )
    return session.scalar(query.order_by(ReportSnapshot.version.desc()).limit(1))


def snapshots_of(session: Session, programme_id: int) -> Sequence[ReportSnapshot]:
    """Newest quarter first, newest version first."""
    query = sa.select(ReportSnapshot).where(ReportSnapshot.programme_id == programme_id)
    return session.scalars(query.order_by(ReportSnapshot.period.desc(), ReportSnapshot.version.desc())).all()


def snapshot_of(session: Session, snapshot_id: int) -> ReportSnapshot:
    """Any foundation's, for operators. Raises NotFound."""
    snapshot = session.get(ReportSnapshot, snapshot_id)
    if snapshot is None:
        raise NotFound
    return snapshot


def snapshot_for(
    session: Session, organisation_id: int | None, snapshot_id: int
) -> tuple[ReportSnapshot, Programme]:
    """A frozen report of this foundation. Raises NotFound for any other."""
    query = sa.select(ReportSnapshot, Programme).join(Programme).where(ReportSnapshot.id == snapshot_id)
    row = session.execute(query).one_or_none()
    if row is None or organisation_id is None or row[1].organisation_id != organisation_id:
        raise NotFound
    return row[0], row[1]


def version_before(session: Session, snapshot: ReportSnapshot) -> ReportSnapshot:
    """The version that this one tells anew. Raises NotFound for a first version."""
    query = sa.select(ReportSnapshot).where(
        ReportSnapshot.programme_id == snapshot.programme_id,
        ReportSnapshot.period == snapshot.period,
        ReportSnapshot.version == snapshot.version - 1,
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


_TAKEN = (
    sa.select(sa.func.count())
    .where(
        AuditEvent.action == "report.exported",
        AuditEvent.object_kind == "report_snapshot",
        AuditEvent.object_id == sa.cast(ReportSnapshot.id, sa.String(64)),
    )
    .scalar_subquery()
)


def releases(session: Session, programme_id: int) -> list[tuple[ReportSnapshot, str | None, int]]:
    """(report, pseudonym of who froze it, how often it was downloaded), newest first."""
    query = (
        sa.select(ReportSnapshot, Account.alias, _TAKEN)
        .join(Account, Account.id == ReportSnapshot.frozen_by, isouter=True)
        .where(ReportSnapshot.programme_id == programme_id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query.order_by(ReportSnapshot.id.desc()))]


def all_releases(session: Session) -> list[tuple[ReportSnapshot, Programme, str, int]]:
    """(report, its programme, the foundation that reads it, how often it was downloaded), newest first."""
    query = (
        sa.select(ReportSnapshot, Programme, Organisation.name, _TAKEN)
        .join(Programme, Programme.id == ReportSnapshot.programme_id)
        .join(Organisation, Organisation.id == Programme.organisation_id)
        .order_by(ReportSnapshot.id.desc())
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
