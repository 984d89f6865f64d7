"""What operators see of cases: those past their time and those that are nobody's. Never what was said."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.centre_queries import Coordinator, coordinators
from annotate.care.models import CareCase
from annotate.care.queries import CaseLine, lines_of
from annotate.care.service import AWAITS_CONTACT
from annotate.core import clock
from annotate.people.models import Account
from annotate.registry.models import County
from annotate.registry.queries import counties

MOST = 100


@dataclass(frozen=True)
class LateCase:
    """owner: her alias, '' where nobody has it."""

    line: CaseLine
    owner: str


def _waiting() -> sa.Select[CareCase]:
    """Open, not contacted, and either late or nobody's."""
    late_or_nobodys = sa.or_(CareCase.due_at < clock.now(), CareCase.owner_id.is_(None))
    return sa.select(CareCase).where(AWAITS_CONTACT, late_or_nobodys)


def late_cases(session: Session) -> list[LateCase]:
    """Nobody's first, then what is longest past its time; 100 at most."""
    query = _waiting().order_by(CareCase.owner_id.is_not(None), CareCase.due_at, CareCase.id).limit(MOST)
    found = session.scalars(query).all()
    owners = {case.owner_id for case in found if case.owner_id}
    aliases = dict(session.execute(sa.select(Account.id, Account.alias).where(Account.id.in_(owners))).all())
    return [LateCase(line, aliases.get(line.case.owner_id or 0, "")) for line in lines_of(session, found)]


def count_late(session: Session, _account_id: int) -> int:
    """How many wait, for the navigation of operators."""
    return session.scalar(sa.select(sa.func.count()).select_from(_waiting().subquery())) or 0


@dataclass(frozen=True)
class LateDesk:
    """The list, to whom a case can be given, and the counties that both name, by code."""

    rows: list[LateCase]
    coordinators: list[Coordinator]
    counties: dict[str, County]


def late_desk(session: Session) -> LateDesk:
    """Coordinators of counties that the registry does not know are left out."""
    rows, people = late_cases(session), coordinators(session)
    codes = {row.line.case.county_code for row in rows} | {one.county_code for one in people}
    known = {county.code: county for county in counties(session, [code for code in codes if code])}
    return LateDesk(rows, [one for one in people if one.county_code in known], known)
