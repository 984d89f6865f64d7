"""Which years of a family have been asked for."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.households.household import YEAR_MONTHS
from annotate.households.models import IncomeRecord
from annotate.households.words import IncomeSource


def surveyed_months(session: Session, household_id: int) -> list[str]:
    """The last months of years that a coordinator wrote down or a list brought, newest first."""
    query = sa.select(IncomeRecord.month).where(
        IncomeRecord.household_id == household_id,
        IncomeRecord.span_months == YEAR_MONTHS,
        IncomeRecord.source.in_((IncomeSource.SURVEY, IncomeSource.IMPORT)),
        IncomeRecord.superseded_at.is_(None),
    )
    return sorted(set(session.scalars(query)), reverse=True)
