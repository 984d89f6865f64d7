"""A family's income before and now against every line of the registry, with what each figure rests on."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.months import shifted
from annotate.households.household import YearIncome, income_book
from annotate.households.lines import BeforeAndNow, before_and_now
from annotate.households.models import IncomeRecord
from annotate.households.queries import household_and_key, household_income, opened_evidence
from annotate.households.words import IncomeSource
from annotate.programmes.models import Enrolment
from annotate.registry import queries as registry_queries
from annotate.registry.standards import StandardRow, year_line_e4
from annotate.registry.words import StandardKind


@dataclass(frozen=True)
class OneLine:
    """year_e4 and states are None while the purchasing power of the line's price year is not in the registry."""

    line: StandardRow
    year_e4: int | None
    states: BeforeAndNow | None


@dataclass(frozen=True)
class LineStates:
    """before_month, now_survey_month: the surveyed years that the figures rest on, None where there is none."""

    joined_month: str | None
    before: YearIncome | None
    before_month: str | None
    before_evidence: str
    now: YearIncome | None
    now_month: str
    now_survey_month: str | None
    now_evidence: str
    members: int
    lines: list[OneLine]


def line_states(session: Session, household_id: int | None, county_code: str | None) -> LineStates | None:
    """None without a household."""
    if household_id is None:
        return None
    income = household_income(session, household_id)
    book = income_book(income.records, income.members)
    joined = session.scalar(
        sa.select(sa.func.min(Enrolment.enrolled_on)).where(Enrolment.household_id == household_id)
    )
    joined_month = joined.strftime("%Y-%m") if joined else None
    month = shifted(clock.local_month(clock.now()), -1)
    before = book.baseline(joined_month) if joined_month else None
    before_month = book.baseline_month(joined_month) if joined_month else None
    now, surveyed = book.year_to(month), book.surveyed_month(month)
    return LineStates(
        joined_month,
        before,
        before_month,
        _evidence(session, household_id, before_month),
        now,
        month,
        surveyed,
        _evidence(session, household_id, surveyed),
        income.members,
        _lines(session, county_code, before, now),
    )


def _evidence(session: Session, household_id: int, month: str | None) -> str:
    household, wrapped = household_and_key(session, household_id)
    query = sa.select(IncomeRecord).where(
        IncomeRecord.household_id == household_id,
        IncomeRecord.month == month,
        IncomeRecord.span_months > 1,
        IncomeRecord.source != IncomeSource.LEDGER,
        IncomeRecord.superseded_at.is_(None),
    )
    texts = {opened_evidence(household, wrapped, record) for record in session.scalars(query)}
    return ", ".join(sorted(text for text in texts if text))


def _lines(
    session: Session, county_code: str | None, before: YearIncome | None, now: YearIncome | None
) -> list[OneLine]:
    rows = [registry_queries.as_row(row) for row in registry_queries.standards(session)]
    here = {"CN", "WLD", county_code, f"{(county_code or '')[:2]}0000"}
    found = []
    for row in rows:
        if row.kind is StandardKind.POVERTY_LINE and row.region_code in here:
            year_e4 = year_line_e4(row, rows)
            states = None if year_e4 is None else before_and_now(before, now, year_e4)
            found.append(OneLine(row, year_e4, states))
    return found
