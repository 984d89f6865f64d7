"""What the family's file forgets of somebody whose account is closed; of a family with nobody here it forgets all."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.households.models import HouseholdKey, HouseholdMember, IncomeRecord
from annotate.people import erasure_service


def forget(session: Session, account_id: int) -> None:
    hers = session.scalars(sa.select(HouseholdMember).where(HouseholdMember.account_id == account_id)).all()
    for member in hers:
        member.name_sealed = None
        member.left_on = member.left_on or clock.local_day(clock.now())
    session.flush()
    for household_id in {member.household_id for member in hers}:
        others = sa.select(HouseholdMember.id).where(
            HouseholdMember.household_id == household_id,
            HouseholdMember.account_id.is_not(None),
            HouseholdMember.left_on.is_(None),
        )
        if session.scalar(others.limit(1)) is None:
            # Written before evidence was sealed too.
            session.execute(
                sa.update(IncomeRecord)
                .where(IncomeRecord.household_id == household_id, IncomeRecord.evidence != "")
                .values(evidence="")
            )
            session.execute(sa.delete(HouseholdKey).where(HouseholdKey.household_id == household_id))


erasure_service.register_forget(forget)
