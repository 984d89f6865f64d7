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

from annotate.core.db import UtcDateTime, insert_once
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


@cache
def _rows(apart: bool, waits: bool) -> sa.Select[Any]:
    """The windows one after another, what she may have of them, and where the second one ended."""
    first = sa.select(_task.c.id).where(_OF_PROJECT, sa.text(claim_order.FIRST))
    first = first.order_by(_task.c.rank, _task.c.id).limit(sa.bindparam("window"))
    begun = row_of(claim_order.BEGUN, "begun_id", "window").cte("begun")
    fresh = row_of(claim_order.FRESH, "fresh_id", "ahead")
    looked_at = sa.union_all(
        sa.select(first.subquery("first").c.id, sa.literal(0).label("row")),
        sa.select(begun.c.id, sa.literal(1).label("row")),
        sa.select(fresh.subquery("fresh").c.id, sa.literal(2).label("row")),
    ).subquery("looked_at")
    ended = sa.select(sa.func.max(begun.c.id)).scalar_subquery().label("begun_end")
    seen = sa.select(sa.func.count()).select_from(begun).scalar_subquery().label("begun_seen")
    query = sa.select(_task.c.id, looked_at.c.row, _BYTES, ended, seen)
    query = query.join(looked_at, looked_at.c.id == _task.c.id).join(_image, _image.c.id == _task.c.image_id)
    query = query.where(_free_for_her(apart, waits)).order_by(looked_at.c.row, _task.c.rank, _task.c.id)
    return query.limit(sa.bindparam("count")).with_for_update(skip_locked=True, of=_task)


@cache
def _kept(apart: bool, waits: bool) -> sa.Select[Any]:
    hers = _task.c.kept_for.in_(sa.bindparam("counties", expanding=True))
    row = row_of(claim_order.KEPT, "kept_id", "window").where(hers).subquery("kept")
    query = sa.select(_task.c.id, _BYTES).join(row, row.c.id == _task.c.id)
    query = query.join(_image, _image.c.id == _task.c.image_id).where(_free_for_her(apart, waits))
    return query.order_by(_task.c.id).limit(sa.bindparam("count")).with_for_update(skip_locked=True, of=_task)


@cache
def _anywhere(apart: bool, waits: bool) -> sa.Select[Any]:
    """The next fresh task after a place that chance chose."""
    least, most = (
        sa.select(end(_task.c.id)).where(_OF_PROJECT, sa.text(claim_order.FRESH)).scalar_subquery()
        for end in (sa.func.min, sa.func.max)
    )
    place = least + sa.cast((most - least) * sa.bindparam("place", type_=sa.Double), sa.BigInteger)
    is_large = most - least >= claim_order.FEWEST_FOR_CHANCE
    row = sa.select(_task.c.id).where(_OF_PROJECT, sa.text(claim_order.FRESH), _task.c.id >= place, is_large)
    window = row.order_by(_task.c.id).limit(WINDOW).subquery("anywhere")
    query = sa.select(_task.c.id, _BYTES).join(window, window.c.id == _task.c.id)
    query = query.join(_image, _image.c.id == _task.c.image_id).where(_free_for_her(apart, waits))
    return query.order_by(_task.c.id).limit(1).with_for_update(skip_locked=True, of=_task)


_BEGUN_END: sa.Executable = sa.select(sa.func.max(sa.literal_column("id")), sa.func.count()).select_from(
    row_of(claim_order.BEGUN, "begun_id", "window").subquery()
)
_TAKE = sa.update(Task).where(Task.id.in_(sa.bindparam("ids", expanding=True))).values(taken=Task.taken + 1)
_TAKE = _TAKE.execution_options(synchronize_session=False)
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


def claim_tasks(session: Session, wish: Wish) -> list[int]:
    """Take tasks, at most so many as fit into a bag's bytes: those kept for her county, those that need one more
    answer, those begun, then fresh ones onward from her cursor; and a few fresh ones by chance."""
    place = _place_of(session, wish)
    before, bag = place.as_values(), _Bag(wish.count)
    by_chance = sum(wish.chance() < wish.chance_share for _ in range(wish.count)) if wish.chance_share else 0
    bag.room -= by_chance
    if wish.counties and bag.room:
        _take_kept(session, wish, place, bag)
    if bag.room:
        _take_in_order(session, wish, place, bag)
    bag.room += by_chance
    for _ in range(by_chance):
        _take_by_chance(session, wish, bag)
    if by_chance and bag.room:
        # Where nothing is fresh chance finds nothing.
        _take_in_order(session, wish, place, bag)
    if place.as_values() != before:
        where = {"annotator": wish.annotator_id, "project": wish.project_id}
        session.execute(_GO_ON, {**where, "fresh": place.fresh, "begun": place.begun, "kept": place.kept})
    return bag.ids


@dataclass
class _Bag:
    """What is taken so far. room: how many more may come."""

    room: int
    ids: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def fitting(self, rows: Sequence[Any]) -> Sequence[Any]:
        """As many of these as the bytes allow; when they are full nothing more has room."""
        fits = max(0, within_bytes([*self.sizes, *(row.bytes for row in rows)]) - len(self.sizes))
        if fits < len(rows):
            self.room = fits
        return rows[:fits]

    def take(self, session: Session, rows: Sequence[Any]) -> None:
        if rows:
            session.execute(_TAKE, {"ids": [row.id for row in rows]})
            self.ids += [row.id for row in rows]
            self.sizes += [row.bytes for row in rows]
            self.room -= len(rows)


def _statement(make: Callable[[bool, bool], sa.Select[Any]], wish: Wish) -> sa.Select[Any]:
    return make(bool(wish.apart), wish.offered_before is not None)


def _take_by_chance(session: Session, wish: Wish, bag: _Bag) -> None:
    rows = session.execute(_statement(_anywhere, wish), wish.asked(place=wish.chance())).all()
    bag.take(session, bag.fitting(rows))


def _take_kept(session: Session, wish: Wish, place: _Place, bag: _Bag) -> None:
    for after, window in ((place.kept, WINDOW), (0, WIDE_WINDOW)):
        asked = wish.asked(count=bag.room, counties=list(wish.counties), kept_id=after, window=window)
        rows = bag.fitting(session.execute(_statement(_kept, wish), asked).all())
        if rows:
            place.kept = max(row.id for row in rows)
            bag.take(session, rows)
            return


def _take_in_order(session: Session, wish: Wish, place: _Place, bag: _Bag) -> None:
    """Out of the rows in their order. Looks again, and wider, while the windows hold nothing that she may have."""
    for look in range(MOST_LOOKS):
        was_at_start = place.fresh == 0 and place.begun == 0
        window = WIDE_WINDOW if look else WINDOW
        asked = wish.asked(
            fresh_id=place.fresh,
            begun_id=place.begun,
            window=window,
            ahead=bag.room + window,
            count=bag.room + len(bag.ids),
        )
        found = session.execute(_statement(_rows, wish), asked).all()
        # What chance took a moment ago is begun now, and nobody's yet.
        fitting = bag.fitting([row for row in found if row.id not in bag.ids][: bag.room])
        saw_all = _move_on(session, wish, place, fitting, window, is_full=len(fitting) >= bag.room)
        if fitting:
            bag.take(session, fitting)
            return
        if was_at_start and saw_all:
            return


def _move_on(
    session: Session, wish: Wish, place: _Place, rows: Sequence[Any], window: int, is_full: bool
) -> bool:
    """Set her places after a look; whether it saw all that is begun behind her cursor.

    rows: what she takes. is_full: more may stand in the windows than she takes.
    """
    begun, fresh = ([row.id for row in rows if row.row == which] for which in (1, 2))
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
