"""Her whole path on one page: centres, projects with levels, cases, consents."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.centre_queries import centre_path
from annotate.care.models import CareCase, Centre, CentreMember
from annotate.care.queries import cases_of_woman
from annotate.pay.models import Earning
from annotate.people.models import Consent
from annotate.projects.models import Project
from annotate.work.standing import Standing
from annotate.work.standing_service import standings_of


@dataclass(frozen=True)
class ProjectLine:
    """A project she had pay from. standing: None while nothing was written about her there."""

    name: str
    first_day: dt.date
    last_day: dt.date
    work_e4: int
    standing: Standing | None


@dataclass(frozen=True)
class WomanPath:
    centres: list[tuple[CentreMember, Centre]]
    projects: list[ProjectLine]
    cases: Sequence[CareCase]
    consents: Sequence[Consent]


def woman_path(session: Session, account_id: int) -> WomanPath:
    """Of one woman whom the caller may see."""
    consents = sa.select(Consent).where(Consent.account_id == account_id).order_by(Consent.given_at.desc())
    return WomanPath(
        centre_path(session, account_id),
        _projects(session, account_id),
        cases_of_woman(session, account_id),
        session.scalars(consents.limit(50)).all(),
    )


def _projects(session: Session, account_id: int) -> list[ProjectLine]:
    query = (
        sa.select(
            Project.id,
            Project.name,
            sa.func.min(Earning.day),
            sa.func.max(Earning.day),
            sa.cast(sa.func.sum(Earning.amount_e4), sa.BigInteger),
        )
        .join(Earning, Earning.project_id == Project.id)
        .where(Earning.annotator_id == account_id)
        .group_by(Project.id, Project.name)
    )
    standings = standings_of(session, account_id)
    rows = session.execute(query.order_by(sa.func.max(Earning.day).desc(), Project.id))
    return [ProjectLine(row[1], row[2], row[3], row[4], standings.get(row[0])) for row in rows]
