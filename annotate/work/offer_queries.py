"""What waits for her, project by project, as her home page shows it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.people.models import Account
from annotate.projects.expected_pay import PILOT_MOST_EACH, pilot_share_left
from annotate.projects.models import Project
from annotate.work import claim_order
from annotate.work.claim_service import MAY_TAKE
from annotate.work.leasing import hourly_pay_e4
from annotate.work.models import Assignment, ClaimCursor, HandoutRules, Task, WorkStanding
from annotate.work.queries import median_seconds_of
from annotate.work.standing import NEW_HERE, Standing, gate_at, rate_of_level
from annotate.work.standing_service import as_standing
from annotate.work.states import HAD, Gate, LeaseState

# Nobody counts what waits beyond this; counting 200,000 tasks at each visit would cost seconds.
MOST_COUNTED = 500
# Where a row may be full of tasks that she has had.
MOST_LOOKED_AT = 2000


@dataclass(frozen=True)
class Offer:
    """A project as an annotator sees it on her home page. held, submitted, free: counted to MOST_COUNTED; rate_e4: at
    her level."""

    project_id: int
    name: str
    rate_e4: int
    currency: str
    hourly_estimate_e4: int | None
    held: int
    submitted: int
    free: int
    standing: Standing = NEW_HERE
    gate: Gate = Gate.OPEN

    @property
    def waiting(self) -> str:
        """How many pictures wait, as she reads it."""
        return f"{MOST_COUNTED}+" if self.free >= MOST_COUNTED else str(self.free)


def _hers_in(
    most: int, *states: LeaseState, also: tuple[sa.ColumnElement[bool], ...] = ()
) -> sa.ScalarSelect[int]:
    """How many of a project's tasks stand so for her, counted up to so many: she may have answered 100,000."""
    row = sa.select(Assignment.id).where(
        Assignment.annotator_id == sa.bindparam("annotator_id"),
        Assignment.project_id == Project.id,
        Assignment.state.in_(states),
        *also,
    )
    some = row.correlate(Project).limit(most).subquery()
    return sa.select(sa.func.count()).select_from(some).correlate(Project).scalar_subquery()


def _free_in(where: str, most: int, *more: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """How many she may have of the first entries of one row of open tasks."""
    row = (
        sa.select(Task.id)
        .where(Task.project_id == Project.id, sa.text(where), *more)
        .correlate(Project, ClaimCursor)
        .order_by(Task.id)
        .limit(most)
        .subquery()
    )
    query = sa.select(sa.func.count()).select_from(Task).join(row, row.c.id == Task.id).where(MAY_TAKE)
    return query.correlate(Project, ClaimCursor).scalar_subquery()


def _free_for_her() -> sa.ColumnElement[int]:
    county = (
        sa.select(Account.county_code).where(Account.id == sa.bindparam("annotator_id")).scalar_subquery()
    )
    return (
        _free_in(claim_order.FRESH, MOST_COUNTED)
        + _free_in(claim_order.BEGUN, MOST_LOOKED_AT, Task.id > sa.func.coalesce(ClaimCursor.begun_id, 0))
        + _free_in(claim_order.FIRST, MOST_COUNTED)
        + _free_in(claim_order.KEPT, MOST_COUNTED, Task.kept_for == county)
    )


def _hers(table: type[WorkStanding] | type[ClaimCursor]) -> sa.ColumnElement[bool]:
    return sa.and_(table.project_id == Project.id, table.annotator_id == sa.bindparam("annotator_id"))


def offers(session: Session, annotator_id: int) -> list[Offer]:
    """Published projects with something for her, those she is in the middle of first. Two queries, however many.

    A project whose gate is closed for her is among them while she holds something of it.
    """
    return [one for one in all_offers(session, annotator_id) if one.held or one.gate is Gate.OPEN]


def stopped(found: Sequence[Offer]) -> list[Offer]:
    """Those of all offers in which she has a break or gets no more, for a word about it on her home page."""
    return [one for one in found if one.gate in (Gate.PAUSED, Gate.BANNED)]


def all_offers(session: Session, annotator_id: int) -> list[Offer]:
    """As `offers`, with those whose gate is closed."""
    in_time = (Assignment.leased_until > clock.now(),)
    query = (
        sa.select(
            Project,
            _hers_in(MOST_COUNTED, LeaseState.HELD, also=in_time),
            _hers_in(MOST_COUNTED, LeaseState.SUBMITTED),
            _hers_in(PILOT_MOST_EACH, *HAD),
            _free_for_her(),
            WorkStanding,
        )
        .join(WorkStanding, _hers(WorkStanding), isouter=True)
        .join(ClaimCursor, _hers(ClaimCursor), isouter=True)
        .where(Project.state == "published")
        .order_by(Project.id)
    )
    found_rows = session.execute(query, {"annotator_id": annotator_id})
    rows = [
        (project, held, submitted, _free_now(project, free, had), standing)
        for project, held, submitted, had, free, standing in found_rows
    ]
    rows = [row for row in rows if row[1] or row[3]]
    seconds = median_seconds_of(session, [row[0].id for row in rows])
    now = clock.now()
    found = [
        _offer(project, as_standing(standing), now, held, submitted, free)
        for project, held, submitted, free, standing in rows
    ]
    found = [
        replace(one, hourly_estimate_e4=hourly_pay_e4(one.rate_e4, seconds.get(one.project_id)))
        for one in found
    ]
    return sorted(found, key=lambda offer: (-offer.held, -offer.submitted, offer.project_id))


def _free_now(project: Project, free: int, had: int) -> int:
    """What is shown as free: counted to MOST_COUNTED, and of a pilot no more than her share."""
    free = min(free, MOST_COUNTED)
    return free if project.pilot_tasks is None else min(free, pilot_share_left(had))


def _offer(
    project: Project, standing: Standing, now: dt.datetime, held: int, submitted: int, free: int
) -> Offer:
    return Offer(
        project_id=project.id,
        name=project.name,
        rate_e4=rate_of_level(project.rate_e4, standing.level, project.level_bonus),
        currency=project.currency,
        hourly_estimate_e4=None,
        held=held,
        submitted=submitted,
        free=free,
        standing=standing,
        gate=gate_at(standing, now),
    )


def successors_of(session: Session, annotator_id: int) -> list[tuple[str, int, str]]:
    """Of projects that she has worked in and that hand out nothing more: their names, and where she can go on."""
    worked = sa.select(Assignment.project_id).where(
        Assignment.annotator_id == annotator_id, Assignment.state == LeaseState.SUBMITTED
    )
    rules = session.execute(
        sa.select(Project.name, Project.id, HandoutRules.successors)
        .join(HandoutRules, HandoutRules.project_id == Project.id)
        .where(Project.id.in_(worked), ~has_open_tasks())
        .order_by(Project.id.desc())
        .limit(5)
    ).all()
    next_ids = {one for row in rules for one in row.successors}
    open_ones = sa.select(Project.id, Project.name).where(
        Project.id.in_(next_ids), Project.state == "published"
    )
    names = {row.id: row.name for row in session.execute(open_ones)}
    return [(row.name, one, names[one]) for row in rules for one in row.successors if one in names]


def has_open_tasks() -> sa.ColumnElement[bool]:
    """Condition on a project: it is published, and some task of it is open."""
    open_task = sa.select(Task.id).where(Task.project_id == Project.id, Task.state == "open").exists()
    return sa.and_(Project.state == "published", open_task)
