"""Handing out bags: what she holds already, and new tasks at the price of today. The caller's commit makes it hers."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import dialect_of, listed
from annotate.core.errors import NotFound
from annotate.people.models import Account
from annotate.projects.expected_pay import pilot_share_left
from annotate.projects.models import Project
from annotate.work import claim_service, gold_service, income_service, verify_service
from annotate.work.claim_service import Chance, Taken, Wish
from annotate.work.handout_rules import (
    LARGEST_BAG,
    MOST_BAGS,
    NO_WAIT,
    SHORT_BAG_MINUTES,
    Rules,
    Turn,
    bag_size,
    turn_of,
)
from annotate.work.leasing import lease_length
from annotate.work.models import (
    Assignment,
    Bag,
    ClaimCursor,
    GentlePace,
    HandoutRules,
    ProjectPace,
    Task,
    WorkStanding,
)
from annotate.work.newcomer_queries import gate_now
from annotate.work.rules_service import as_rules
from annotate.work.standing import Standing, rate_of_level
from annotate.work.standing_service import as_standing
from annotate.work.states import HAD, Gate, LeaseState, NoWorkReason, TaskKind, TaskState


@dataclass(frozen=True)
class Handout:
    """What she has in hands now, oldest first; a reason when it is nothing. until: when to look again."""

    assignments: Sequence[Assignment]
    reason: NoWorkReason | None
    until: dt.datetime | None = None
    # Id and name of the open projects in which its people go on, the best first.
    successors: Sequence[tuple[int, str]] = ()


# Nobody's secret hangs on it: she would gain nothing by guessing.
_chance: Chance = random.random


def use_chance(chance: Chance) -> None:
    """Set the process's source of luck, such as a seeded one. chance: gives 0 <= number < 1."""
    global _chance
    _chance = chance


# For a program that says how many it wants while nobody knows how long one takes.
LARGEST_UNKNOWN_BAG = 20
SHORT_BAG = 3

# What every task asks is built once: building a statement costs more than running it.
_HELD = (
    sa.select(Assignment)
    .where(
        Assignment.annotator_id == sa.bindparam("annotator_id"),
        Assignment.project_id == sa.bindparam("project_id"),
        Assignment.state == LeaseState.HELD,
        Assignment.leased_until > sa.bindparam("now"),
    )
    .order_by(Assignment.id)
)

_NEW_BAG = sa.insert(Bag).returning(Bag.id)


@cache
def _new_assignments(dialect: str) -> sa.Executable:
    """A whole bag in one statement, in the order of its ids and rates."""
    table = cast(sa.Table, Assignment.__table__)
    ids, rates = listed(dialect, "ids"), listed(dialect, "rates")
    same = ("project_id", "annotator_id", "bag_id", "leased_until", "currency", "taken_at")
    bound = [*same, "ontology_version_id", "guideline_version_id"]
    row = sa.select(
        ids.c.value,
        rates.c.value,
        sa.literal(LeaseState.HELD, table.c.state.type),
        *(sa.bindparam(name, type_=table.c[name].type) for name in bound),
    )
    row = row.select_from(ids.join(rates, rates.c.place == ids.c.place)).order_by(ids.c.place)
    insert = sa.insert(table).from_select(
        ["task_id", "rate_e4", "state", *bound], row, include_defaults=False
    )
    return sa.select(Assignment).from_statement(insert.returning(*table.c))


def _hers(table: type[WorkStanding] | type[ClaimCursor]) -> sa.ColumnElement[bool]:
    return sa.and_(table.project_id == Project.id, table.annotator_id == sa.bindparam("annotator_id"))


_WHERE_SHE_STANDS = (
    sa.select(
        Project,
        WorkStanding,
        HandoutRules,
        ProjectPace,
        ClaimCursor.picture_ms,
        ClaimCursor.apart,
        GentlePace.until,
    )
    .join(WorkStanding, _hers(WorkStanding), isouter=True)
    .join(HandoutRules, HandoutRules.project_id == Project.id, isouter=True)
    .join(ProjectPace, ProjectPace.project_id == Project.id, isouter=True)
    .join(ClaimCursor, _hers(ClaimCursor), isouter=True)
    .join(GentlePace, GentlePace.account_id == sa.bindparam("annotator_id"), isouter=True)
    .where(Project.id == sa.bindparam("project_id"))
    .execution_options(populate_existing=True)
)
_COUNTY = sa.select(Account.county_code).where(Account.id == sa.bindparam("annotator_id"))
_UNFINISHED = sa.select(sa.func.count()).where(
    Task.project_id == sa.bindparam("project_id"), Task.state.in_((TaskState.OPEN, TaskState.SETTLING))
)
_HERS_SO_FAR = sa.select(sa.func.count()).where(
    Assignment.annotator_id == sa.bindparam("annotator_id"),
    Assignment.project_id == sa.bindparam("project_id"),
    Assignment.state.in_(HAD),
)


@dataclass(frozen=True)
class _Desk:
    """All that decides what she gets."""

    annotator_id: int
    project: Project
    standing: Standing
    gate: Gate
    rules: Rules
    pace: ProjectPace | None
    picture_ms: int | None
    apart: Sequence[int]
    is_gentle: bool = False
    turn: Turn = NO_WAIT

    @property
    def known_ms(self) -> int | None:
        """How long a picture takes her, or, before that is known, the others."""
        return self.picture_ms or (self.pace.picture_ms if self.pace else None)

    @property
    def bag_size(self) -> int:
        usual = bag_size(self.known_ms, self.rules.bag_minutes)
        return (
            min(usual, bag_size(self.known_ms, SHORT_BAG_MINUTES), SHORT_BAG)
            if self.turn.has_short_bag or self.is_gentle
            else usual
        )


def _desk_of(session: Session, annotator_id: int, project_id: int) -> _Desk:
    who = {"annotator_id": annotator_id, "project_id": project_id}
    found = session.execute(_WHERE_SHE_STANDS, who).one_or_none()
    if found is None:
        raise NotFound
    project, row, rules, pace, picture_ms, apart, gentle_until = found
    is_gentle = gentle_until is not None and clock.local_day(clock.now()) < gentle_until
    gate = gate_now(session, annotator_id, project, row, clock.now())
    desk = _Desk(
        annotator_id,
        project,
        as_standing(row),
        gate,
        as_rules(rules),
        pace,
        picture_ms,
        apart or (),
        is_gentle,
    )
    if pace is None or not pace.is_scarce:
        return desk
    incomes = pace.incomes.get(str(desk.standing.level), [])
    income_e4 = income_service.income_of(session, annotator_id)
    return replace(desk, turn=turn_of(income_e4, incomes, desk.rules.wait_minutes))


def lease_bag(
    session: Session,
    annotator_id: int,
    project_id: int,
    count: int | None = None,
    *,
    beside: int = 0,
    chance: Chance | None = None,
) -> Handout:
    """Give her what she holds already and new tasks up to `count`, or, without a count, up to a bag beside so many.

    A bag is 8 to 12 minutes of work and at most 10 MB; she holds at most one and another fetched ahead. The price of
    her level, the ontology and the guideline of today are frozen into each assignment. A closed gate keeps new
    tasks from her, never those she has begun. chance: gives 0 <= number < 1.
    """
    desk, now = _desk_of(session, annotator_id, project_id), clock.now()
    held = list(session.scalars(_HELD, {"annotator_id": annotator_id, "project_id": project_id, "now": now}))
    wanted = beside + desk.bag_size if count is None else count
    missing = min(_missing(desk, wanted, len(held), count is None), _left_of_pilot(session, desk))
    if missing > 0 and desk.project.state == "published" and desk.gate is Gate.OPEN:
        wish = _wish_of(session, desk, missing, chance or _chance)
        held += _assign(session, desk, gold_service.claim_mixed(session, wish, desk.project.gold_share))
    if held:
        return Handout(held[:wanted], None)
    reason = _why_none(session, desk)
    return Handout([], reason, _until(session, desk, reason), _successors(session, desk.rules.successors))


def _missing(desk: _Desk, wanted: int, held: int, is_bag: bool) -> int:
    """How many new ones: never more than a bag at once, nor than two bags in her hands."""
    size = desk.bag_size if is_bag or desk.known_ms or desk.turn.has_short_bag else LARGEST_UNKNOWN_BAG
    bags = 1 if desk.turn.has_short_bag else MOST_BAGS
    return min(wanted - held, size, bags * size - held)


def _left_of_pilot(session: Session, desk: _Desk) -> int:
    """How many more she may have of a pilot: its price is judged by the pace of ten people, not of the quickest one."""
    if desk.project.pilot_tasks is None:
        return LARGEST_BAG * MOST_BAGS
    who = {"annotator_id": desk.annotator_id, "project_id": desk.project.id}
    return pilot_share_left(session.scalar(_HERS_SO_FAR, who) or 0)


def _wish_of(session: Session, desk: _Desk, count: int, chance: Chance) -> Wish:
    counties = [quota.county for quota in desk.rules.quotas]
    home = session.scalar(_COUNTY, {"annotator_id": desk.annotator_id}) if counties else None
    wait = desk.turn.wait_seconds
    return Wish(
        annotator_id=desk.annotator_id,
        project_id=desk.project.id,
        count=count,
        apart=desk.apart,
        counties=[home] if home in counties else [],
        offered_before=clock.now() - dt.timedelta(seconds=wait) if wait else None,
        chance_share=desk.rules.chance_percent / 100,
        chance=chance,
    )


def _why_none(session: Session, desk: _Desk) -> NoWorkReason:
    project_id = desk.project.id
    if desk.project.state != "published":
        return NoWorkReason.NOT_OPEN
    if desk.gate is not Gate.OPEN:
        return NoWorkReason(desk.gate.value)
    if not session.scalar(_UNFINISHED, {"project_id": project_id}):
        return NoWorkReason.FINISHED
    if _left_of_pilot(session, desk) <= 0:
        return NoWorkReason.PILOT_SHARE
    if not claim_service.is_free(session, project_id):
        return NoWorkReason.ALL_TAKEN
    return NoWorkReason.HER_TURN if desk.turn.wait_seconds else NoWorkReason.ALL_DONE


def _successors(session: Session, wanted: Sequence[int]) -> list[tuple[int, str]]:
    if not wanted:
        return []
    query = sa.select(Project.id, Project.name).where(Project.id.in_(wanted), Project.state == "published")
    names = {row.id: row.name for row in session.execute(query)}
    return [(one, names[one]) for one in wanted if one in names]


def _until(session: Session, desk: _Desk, reason: NoWorkReason) -> dt.datetime | None:
    """When to look again: the end of a pause, or of the wait for a task that is new."""
    if reason is NoWorkReason.PAUSED:
        return desk.standing.paused_until
    if reason is NoWorkReason.HER_TURN:
        return clock.now() + dt.timedelta(seconds=desk.turn.wait_seconds)
    return None


def _assign(session: Session, desk: _Desk, tasks: Sequence[Taken]) -> list[Assignment]:
    if not tasks:
        return []
    project, now = desk.project, clock.now()
    hers = {"annotator_id": desk.annotator_id, "project_id": project.id}
    bag_id = session.scalar(_NEW_BAG, {**hers, "created_at": now})
    verified = [one.id for one in tasks if one.kind is TaskKind.VERIFY]
    rates = verify_service.rates_of(session, verified) if verified else {}
    new = {
        **hers,
        "bag_id": bag_id,
        "leased_until": now + lease_length(project.lease_minutes) * (2 if desk.is_gentle else 1),
        "currency": project.currency,
        "ontology_version_id": project.ontology_version_id,
        "guideline_version_id": project.guideline_version_id,
        "taken_at": now,
        "ids": [one.id for one in tasks],
        "rates": [_rate(desk, rates.get(one.id, project.rate_e4)) for one in tasks],
    }
    # The bag's order is the order of their ids, whatever order the engine gives them back in.
    return sorted(session.scalars(_new_assignments(dialect_of(session)), new), key=lambda one: one.id)


def _rate(desk: _Desk, rate_e4: int) -> int:
    return rate_of_level(rate_e4, desk.standing.level, desk.project.level_bonus)
