"""Women of a coordinator's county, their tenure and enrolments."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.errors import NotFound
from annotate.pay import income_queries
from annotate.people.masks import masked_name
from annotate.people.models import Account
from annotate.people.queries import PersonLine
from annotate.people.queries import people as people_lines
from annotate.people.roles import Role
from annotate.people.service import display_name
from annotate.programmes.models import Enrolment, Programme
from annotate.programmes.tenure import Spell, Tenure, tenure_on


def women_of_county(
    session: Session, county_code: str | None, before_id: int | None = None
) -> list[PersonLine]:
    """Annotators of one county, newest first, 50 a page; nobody without a county."""
    if not county_code:
        return []
    return people_lines(session, role=Role.ANNOTATOR, county_code=county_code, before_id=before_id)


def woman_of(session: Session, county_code: str | None, account_id: int) -> Account:
    """An annotator of this county. Raises NotFound for anybody else."""
    account = session.get(Account, account_id)
    if (
        account is None
        or not county_code
        or account.county_code != county_code
        or account.role != Role.ANNOTATOR
    ):
        raise NotFound
    return account


def tenure_of(session: Session, account_id: int) -> Tenure:
    """Her tenure today, over all projects."""
    spans = income_queries.working_spans(session, account_id)
    spells = [Spell(first, last) for first, last in spans]
    return tenure_on(spells, clock.local_day(clock.now()))


def latest_enrolments(session: Session, account_ids: Iterable[int]) -> dict[int, tuple[Enrolment, Programme]]:
    """Running enrolment of each woman, for lists."""
    query = (
        sa.select(Enrolment, Programme)
        .join(Programme)
        .where(Enrolment.account_id.in_(list(account_ids)), Enrolment.left_on.is_(None))
    )
    return {row[0].account_id: (row[0], row[1]) for row in session.execute(query.order_by(Enrolment.id))}


def masked_names(session: Session, account_ids: Iterable[int]) -> dict[int, str]:
    """Account -> masked name, for lists."""
    return {account_id: masked_name(display_name(session, account_id)) for account_id in account_ids}
