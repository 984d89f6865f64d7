"""Who of a county may be offered work together, and which projects hand out work."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.people import sealing_service
from annotate.people.masks import masked_name
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work import no_work_queries

_MOST = 200


@dataclass(frozen=True)
class ToMove:
    """A woman by number and name in part. waits: she said lately that there is no work for her, and got none since."""

    account_id: int
    alias: str
    name: str
    waits: bool


def women_to_move(session: Session, county_code: str) -> list[ToMove]:
    """Of a county, those who wait for work first; at most 200."""
    query = sa.select(Account.id, Account.alias, Account.name_sealed).where(
        Account.county_code == county_code,
        Account.role == Role.ANNOTATOR,
        Account.state == AccountState.ACTIVE,
    )
    rows = session.execute(query.order_by(Account.id)).all()
    waiting = no_work_queries.who_waits(session, [row.id for row in rows])
    first = sorted(rows, key=lambda row: (row.id not in waiting, row.id))[:_MOST]
    names = sealing_service.open_many(
        session, "account.name", {row.id: row.name_sealed for row in first if row.name_sealed}
    )
    return [ToMove(row.id, row.alias, masked_name(names.get(row.id, "")), row.id in waiting) for row in first]


def open_projects(session: Session) -> Sequence[tuple[int, str]]:
    """Projects that hand out work, the newest first."""
    query = sa.select(Project.id, Project.name).where(Project.state == ProjectState.PUBLISHED)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Project.id.desc()).limit(100))]
