"""What operators see of cases: those past their time and those that are nobody's. Never what was said."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.models import CareCase
from annotate.care.queries import CaseLine, lines_of
from annotate.core import clock
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.registry import queries as registry

MOST = 100


@dataclass(frozen=True)
class LateCase:
    """county, owner: as text, '' where there is none."""

    line: CaseLine
    county_code: str
    owner: str


def _waiting() -> sa.Select[CareCase]:
    """Open, not contacted, and either late or nobody's."""
    return sa.select(CareCase).where(
        CareCase.closed_at.is_(None),
        CareCase.contacted_at.is_(None),
        sa.or_(CareCase.due_at < clock.now(), CareCase.owner_id.is_(None)),
    )


def late_cases(session: Session) -> list[LateCase]:
    """Nobody's first, then what is longest past its time; 100 at most."""
    query = _waiting().order_by(CareCase.owner_id.is_not(None), CareCase.due_at, CareCase.id).limit(MOST)
    found = session.scalars(query).all()
    owners = {case.owner_id for case in found if case.owner_id}
    aliases = dict(session.execute(sa.select(Account.id, Account.alias).where(Account.id.in_(owners))).all())
    return [
        LateCase(line, line.case.county_code or "", aliases.get(line.case.owner_id or 0, ""))
        for line in lines_of(session, found)
    ]


def count_late(session: Session, _account_id: int) -> int:
    """How many wait, for the navigation of operators."""
    return session.scalar(sa.select(sa.func.count()).select_from(_waiting().subquery())) or 0


def coordinators(session: Session) -> list[tuple[int, str, str]]:
    """(account, alias, county) of active coordinators who have a county of their own."""
    query = sa.select(Account.id, Account.alias, Account.county_code).where(
        Account.role == Role.COORDINATOR,
        Account.state == AccountState.ACTIVE,
        Account.county_code.is_not(None),
    )
    names = {one.code: one for one in registry.counties(session)}
    return [
        (row.id, row.alias, row.county_code)
        for row in session.execute(query.order_by(Account.county_code, Account.id))
        if row.county_code in names
    ]
