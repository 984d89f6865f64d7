"""Which tasks she gets: taken at once by whoever asks first, on SQLite and PostgreSQL alike.

Open tasks stand in four rows (claim_order.py). A claim looks at a window of each, behind a cursor where a row may
hold what she has had herself, so it costs the same on her first day and after a hundred thousand tasks.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.db import UtcDateTime, dialect_of, insert_once, listed
from annotate.datasets.models import Image
from annotate.work import claim_order
from annotate.work.claim_order import MOST_LOOKS, WIDE_WINDOW, WINDOW
from annotate.work.handout_rules import within_bytes
from annotate.work.models import Assignment, ClaimCursor, Task
from annotate.work.states import LeaseState, TaskKind

Chance = Callable[[], float]

# Statements are built once and speak to the tables: building them each time cost more than running them.
_task, _assignment, _cursor = Task.__table__, Assignment.__table__, ClaimCursor.__table__
_image = Image.__table__


@dataclass(frozen=True)
class Wish:
    """What she asks for.

    apart: people with whom she may share no more. counties: whose kept tasks are hers too. offered_before: she gets
    nothing that is newer. chance_share: of tasks taken at random; chance: gives 0 <= number < 1.
    """

    annotator_id: int
    project_id: int
    count: int
    apart: Sequence[int] = ()
    counties: Sequence[str] = ()
    offered_before: dt.datetime | None = None
    chance_share: float = 0.0
    chance: Chance = field(default=lambda: 1.0)

    def asked(self, **more: Any) -> dict[str, Any]:
        """Values for the statements below."""
        asked: dict[str, Any] = {"annotator_id": self.annotator_id, "project_id": self.project_id, **more}
        if self.apart:
            asked["apart"] = list(self.apart)
        if self.offered_before is not None:
            asked["offered_before"] = self.offered_before
        return asked


_HERS = sa.select(_assignment.c.id).where(
    _assignment.c.task_id == _task.c.id, _assignment.c.annotator_id == sa.bindparam("annotator_id")
)
# Nobody verifies what she drew herself: whoever had the picture to label it gets no such task of it.
_label_task = _task.alias("label_task")
_DREW = (
    sa.select(_assignment.c.id)
    .join(_label_task, _label_task.c.id == _assignment.c.task_id)
    .where(
        _label_task.c.image_id == _task.c.image_id,
        _label_task.c.kind == TaskKind.LABEL,
        _assignment.c.annotator_id == sa.bindparam("annotator_id"),
    )
)
MAY_TAKE = sa.and_(~_HERS.exists(), sa.or_(_task.c.kind == TaskKind.LABEL, ~_DREW.exists()))
"""Condition on the task's table, with `annotator_id` to be bound: she never had it, nor drew what it asks about."""

# She answers no task of somebody with whom she shares enough already.
_APART = (
    sa.select(_assignment.c.id)
    .where(
        _assignment.c.task_id == _task.c.id,
        _assignment.c.state != LeaseState.RELEASED,
        _assignment.c.annotator_id.in_(sa.bindparam("apart", expanding=True)),
    )
    .exists()
)
_SINCE = sa.func.coalesce(_task.c.offered_at, _task.c.created_at)
_OF_PROJECT = _task.c.project_id == sa.bindparam("project_id")


def row_of(where: str, after: str, window: str) -> sa.Select[Any]:
    """A window of one row of open tasks. after, window: names of the values to be bound."""
    query = sa.select(_task.c.id).where(_OF_PROJECT, sa.text(where), _task.c.id > sa.bindparam(after))
    return query.order_by(_task.c.id).limit(sa.bindparam(window))


def _free_for_her(apart: bool, waits: bool) -> sa.ColumnElement[bool]:
    # The row is read again once it is locked: others may have taken it meanwhile.
    free = sa.and_(sa.text("task.state = 'open' AND task.taken < task.target"), MAY_TAKE)
    if apart:
        free = sa.and_(free, ~_APART)
    return sa.and_(free, sa.bindparam("offered_before", type_=UtcDateTime()) >= _SINCE) if waits else free


_BYTES = (sa.func.coalesce(_image.c.preview_bytes, _image.c.byte_size) * _task.c.frame_count).label("bytes")


# A window's rows know which row they came out of; what chance picks stands beside the four.
_OUT_OF_BEGUN, _OUT_OF_FRESH, _BY_CHANCE = 1, 2, -1


def _picked_by_chance(dialect: str) -> sa.Select[Any]:
    """The next fresh task after each place that chance chose. places: 0 ... 1, to be bound as a list."""
    places = listed(dialect, "places", sa.Double)
    least, most = (
        sa.select(end(_task.c.id)).where(_OF_PROJECT, sa.text(claim_order.FRESH)).scalar_subquery()
        for end in (sa.func.min, sa.func.max)
    )
    after = least + sa.cast((most - least) * places.c.value, sa.BigInteger)
    is_large = most - least >= claim_order.FEWEST_FOR_CHANCE
    next_one = sa.select(_task.c.id).where(
        _OF_PROJECT, sa.text(claim_order.FRESH), _task.c.id >= after, is_large
    )
    next_one = next_one.order_by(_task.c.id).limit(1).correlate(places)
    return sa.select(next_one.scalar_subquery().label("id"), sa.literal(_BY_CHANCE).label("row")).select_from(
        places
    )


@cache
def _rows(dialect: str, apart: bool, waits: bool, by_chance: bool) -> sa.Select[Any]:
    """The windows one after another, what she may have of them, and where the second one ended."""
    first = sa.select(_task.c.id).where(_OF_PROJECT, sa.text(claim_order.FIRST))
    first = first.order_by(_task.c.rank, _task.c.id).limit(sa.bindparam("window"))
    begun = row_of(claim_order.BEGUN, "begun_id", "window").cte("begun")
    fresh = row_of(claim_order.FRESH, "fresh_id", "ahead")
    rows = [
        sa.select(first.subquery("first").c.id, sa.literal(0).label("row")),
        sa.select(begun.c.id, sa.literal(_OUT_OF_BEGUN).label("row")),
        sa.select(fresh.subquery("fresh").c.id, sa.literal(_OUT_OF_FRESH).label("row")),
        *([_picked_by_chance(dialect)] if by_chance else []),
    ]
    looked_at = sa.union_all(*rows).subquery("looked_at")
    ended = sa.select(sa.func.max(begun.c.id)).scalar_subquery().label("begun_end")
    seen = sa.select(sa.func.count()).select_from(begun).scalar_subquery().label("begun_seen")
    query = sa.select(_task.c.id, looked_at.c.row, _task.c.kind, _BYTES, ended, seen)
    query = query.join(looked_at, looked_at.c.id == _task.c.id).join(_image, _image.c.id == _task.c.image_id)
    query = query.where(_free_for_her(apart, waits)).order_by(looked_at.c.row, _task.c.rank, _task.c.id)
    return query.limit(sa.bindparam("count")).with_for_update(skip_locked=True, of=_task)


@cache
def _kept(apart: bool, waits: bool) -> sa.Select[Any]:
    hers = _task.c.kept_for.in_(sa.bindparam("counties", expanding=True))
    row = row_of(claim_order.KEPT, "kept_id", "window").where(hers).subquery("kept")
    query = sa.select(_task.c.id, _task.c.kind, _BYTES).join(row, row.c.id == _task.c.id)
    query = query.join(_image, _image.c.id == _task.c.image_id).where(_free_for_her(apart, waits))
    return query.order_by(_task.c.id).limit(sa.bindparam("count")).with_for_update(skip_locked=True, of=_task)


_BEGUN_END: sa.Executable = sa.select(sa.func.max(sa.literal_column("id")), sa.func.count()).select_from(
    row_of(claim_order.BEGUN, "begun_id", "window").subquery()
)


@cache
def _take(dialect: str) -> sa.Update:
    ids = sa.select(listed(dialect, "ids").c.value)
    take = sa.update(Task).where(Task.id.in_(ids)).values(taken=Task.taken + 1)
    return take.execution_options(synchronize_session=False)


_WHERE_SHE_IS = (
    sa.select(_cursor.c.task_id, _cursor.c.begun_id, _cursor.c.kept_id)
    .where(
        _cursor.c.annotator_id == sa.bindparam("annotator_id"),
        _cursor.c.project_id == sa.bindparam("project_id"),
    )
    .with_for_update()
)
_GO_ON = (
    sa.update(ClaimCursor)
    .where(
        ClaimCursor.annotator_id == sa.bindparam("annotator"),
        ClaimCursor.project_id == sa.bindparam("project"),
    )
    .values(task_id=sa.bindparam("fresh"), begun_id=sa.bindparam("begun"), kept_id=sa.bindparam("kept"))
    .execution_options(synchronize_session=False)
)
_ANY_FREE = sa.union_all(
    *(
        sa.select(sa.select(_task.c.id).where(_OF_PROJECT, sa.text(where)).limit(1).scalar_subquery())
        for where in (claim_order.FIRST, claim_order.BEGUN, claim_order.FRESH, claim_order.KEPT)
    )
)


def is_free(session: Session, project_id: int) -> bool:
    """Whether any task of the project still wants somebody."""
    return any(session.scalars(_ANY_FREE, {"project_id": project_id}))


@dataclass
class _Place:
    """Where she is in each row; changed as a claim goes on."""

    fresh: int
    begun: int
    kept: int

    def as_values(self) -> tuple[int, int, int]:
        return self.fresh, self.begun, self.kept


def _place_of(session: Session, wish: Wish) -> _Place:
    """How far she has come; the locked row also makes two windows of hers queue up behind each other."""
    hers = {"annotator_id": wish.annotator_id, "project_id": wish.project_id}
    found = session.execute(_WHERE_SHE_IS, hers).one_or_none()
    if found is None:
        insert_once(session, ClaimCursor, {**hers, "task_id": 0, "begun_id": 0, "kept_id": 0, "apart": []})
        found = session.execute(_WHERE_SHE_IS, hers).one()
    return _Place(*found)


@dataclass(frozen=True)
class Taken:
    """A task that is hers now."""

    id: int
    kind: TaskKind


def claim_tasks(session: Session, wish: Wish) -> list[Taken]:
    """Take tasks, at most so many as fit into a bag's bytes: those kept for her county, those that need one more
    answer, those begun, then fresh ones onward from her cursor; and a few fresh ones by chance."""
    place = _place_of(session, wish)
    before, bag = place.as_values(), _Bag(wish.count)
    by_chance = sum(wish.chance() < wish.chance_share for _ in range(wish.count)) if wish.chance_share else 0
    if wish.counties and by_chance < wish.count:
        _put_kept(session, wish, place, bag, wish.count - by_chance)
    if bag.room:
        _put_in_order(session, wish, place, bag, by_chance)
    if bag.taken:
        take_tasks(session, [one.id for one in bag.taken])
    if place.as_values() != before:
        where = {"annotator": wish.annotator_id, "project": wish.project_id}
        session.execute(_GO_ON, {**where, "fresh": place.fresh, "begun": place.begun, "kept": place.kept})
    return bag.taken


def take_tasks(session: Session, ids: list[int]) -> None:
    """Count one more taker of each."""
    session.execute(_take(dialect_of(session)), {"ids": ids})


@dataclass
class _Bag:
    """What is put into it so far, all of it locked. room: how many more may come."""

    room: int
    taken: list[Taken] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def put(self, rows: Sequence[Any]) -> Sequence[Any]:
        """As many of these as the bytes allow, which it gives back; when they are full nothing more has room."""
        fits = max(0, within_bytes([*self.sizes, *(row.bytes for row in rows)]) - len(self.sizes))
        self.taken += [Taken(row.id, row.kind) for row in rows[:fits]]
        self.sizes += [row.bytes for row in rows[:fits]]
        self.room = self.room - fits if fits == len(rows) else 0
        return rows[:fits]


def _put_kept(session: Session, wish: Wish, place: _Place, bag: _Bag, count: int) -> None:
    statement = _kept(bool(wish.apart), wish.offered_before is not None)
    for after, window in ((place.kept, WINDOW), (0, WIDE_WINDOW)):
        asked = wish.asked(count=count, counties=list(wish.counties), kept_id=after, window=window)
        rows = bag.put(session.execute(statement, asked).all())
        if rows:
            place.kept = max(row.id for row in rows)
            return


def _put_in_order(session: Session, wish: Wish, place: _Place, bag: _Bag, by_chance: int) -> None:
    """Out of the rows in their order. Looks again, and wider, while the windows hold nothing that she may have.

    by_chance: so many of them are fresh ones from anywhere; where chance finds none, the rows give more.
    """
    for look in range(MOST_LOOKS):
        was_at_start = place.fresh == 0 and place.begun == 0
        window = WIDE_WINDOW if look else WINDOW
        found = _look(session, wish, place, bag, window, by_chance)
        put = bag.put(found)
        saw_all = _move_on(session, wish, place, put, window, is_full=bag.room <= 0)
        in_order = any(row.row != _BY_CHANCE for row in put)
        if in_order or bag.room <= 0 or (was_at_start and saw_all):
            return
        by_chance = 0


def _look(session: Session, wish: Wish, place: _Place, bag: _Bag, window: int, by_chance: int) -> list[Any]:
    """Rows for her bag, as many as it has room, locked; those that chance picked stand last."""
    statement = _rows(dialect_of(session), bool(wish.apart), wish.offered_before is not None, by_chance > 0)
    asked: dict[str, Any] = {"fresh_id": place.fresh, "begun_id": place.begun}
    asked |= {"window": window, "ahead": bag.room + window}
    if by_chance:
        asked["places"] = [wish.chance() for _ in range(by_chance)]
    # Chance may pick one twice, or one that a window holds too; what is in her bag is still found.
    have = {one.id for one in bag.taken}
    asked["count"] = bag.room + by_chance + len(have)
    found: dict[int, Any] = {}
    for row in session.execute(statement, wish.asked(**asked)):
        found.setdefault(row.id, row)
    rows = [row for row in found.values() if row.id not in have][: bag.room]
    return sorted(rows, key=lambda row: row.row == _BY_CHANCE)


def _move_on(
    session: Session, wish: Wish, place: _Place, rows: Sequence[Any], window: int, is_full: bool
) -> bool:
    """Set her places after a look; whether it saw all that is begun behind her cursor.

    rows: what she takes. is_full: more may stand in the windows than she takes.
    """
    begun, fresh = ([row.id for row in rows if row.row == which] for which in (_OUT_OF_BEGUN, _OUT_OF_FRESH))
    if fresh:
        place.fresh = max([place.fresh, *fresh])
    elif not is_full:
        # Behind her cursor tasks may have come back: expired leases, released ones.
        place.fresh = 0
    if is_full and not fresh:
        place.begun = max([place.begun, *begun])
        return False
    if rows:
        end, seen = rows[0].begun_end, rows[0].begun_seen
    else:
        end, seen = session.execute(_BEGUN_END, wish.asked(begun_id=place.begun, window=window)).one()
    place.begun = end if seen == window else 0
    return bool(seen < window)
