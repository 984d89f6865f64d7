"""What a woman tells of her own family: beside surveys and the ledger, never in their place."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.months import shifted
from annotate.households import queries, service
from annotate.households.errors import (
    BadMonth,
    FamilyFileMissing,
    FamilyNotAgreed,
    HouseholdConsentMissing,
    NothingTold,
)
from annotate.households.service import NewIncome
from annotate.households.words import IncomeKind, IncomeSource

_MONTHS_TOLD = 3


def months_to_tell() -> list[str]:
    """The months that she may still tell of: those that ended last, newest first."""
    running = clock.local_month(clock.now())
    return [shifted(running, -back) for back in range(1, _MONTHS_TOLD + 1)]


def tell_month(
    session: Session, account_id: int, month: str, amounts: Mapping[IncomeKind, int], note: str = ""
) -> None:
    """Keep what her family earned in a month; told again, the earlier amount of that kind stays as superseded.

    Raises FamilyFileMissing, FamilyNotAgreed, NothingTold, BadMonth, BadIncome.
    """
    household_id = queries.household_id_of(session, account_id)
    if household_id is None:
        raise FamilyFileMissing
    if not amounts:
        raise NothingTold
    if month not in months_to_tell():
        raise BadMonth
    for kind, amount_e4 in amounts.items():
        new = NewIncome(household_id, month, kind, amount_e4, IncomeSource.SELF_REPORT, 1, note)
        try:
            service.record_income(session, account_id, new)
        except HouseholdConsentMissing as error:
            raise FamilyNotAgreed from error
    audit.record(session, account_id, "household.month_told", "household", household_id, {"month": month})
