"""Where each woman stands in each project. Later rooms write it; leasing reads nothing else of them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.work.models import WorkStanding
from annotate.work.standing import HIGHEST_LEVEL, LOWEST_LEVEL, UNKNOWN_WEIGHT, Standing
from annotate.work.states import Gate


def as_standing(row: WorkStanding | None) -> Standing:
    """A row as a value; nobody's row is level 1 with an open gate."""
    if row is None:
        return Standing()
    return Standing(
        row.level, row.weight, row.gate, row.paused_until, row.reason, row.shown or {}, row.changed_at
    )


def standing_of(session: Session, annotator_id: int, project_id: int) -> Standing:
    """Where she stands in a project."""
    return as_standing(session.get(WorkStanding, (annotator_id, project_id)))


def standings_in(session: Session, project_id: int) -> dict[int, Standing]:
    """By annotator, of those who have a standing in a project."""
    query = sa.select(WorkStanding).where(WorkStanding.project_id == project_id)
    return {row.annotator_id: as_standing(row) for row in session.scalars(query)}


def standings_of(session: Session, annotator_id: int) -> dict[int, Standing]:
    """By project, of those in which she has a standing."""
    query = sa.select(WorkStanding).where(WorkStanding.annotator_id == annotator_id)
    return {row.project_id: as_standing(row) for row in session.scalars(query)}


def _row(session: Session, annotator_id: int, project_id: int) -> WorkStanding:
    """Her row, locked; made when there is none."""
    fresh = {
        "annotator_id": annotator_id,
        "project_id": project_id,
        "level": LOWEST_LEVEL,
        "weight": UNKNOWN_WEIGHT,
        "gate": Gate.OPEN,
        "reason": "",
        "shown": {},
        "changed_at": clock.now(),
    }
    insert_once(session, WorkStanding, fresh)
    key = (annotator_id, project_id)
    return session.get_one(WorkStanding, key, with_for_update=True, populate_existing=True)


def set_level(
    session: Session, annotator_id: int, project_id: int, level: int, shown: Mapping[str, Any] | None = None
) -> Standing:
    """From the next bag on she earns as this level, 1 ... 4. shown: facts for her pages, added to those there."""
    if not LOWEST_LEVEL <= level <= HIGHEST_LEVEL:
        raise ValueError(f"no level {level}")
    row = _row(session, annotator_id, project_id)
    row.level = level
    return _changed(session, row, shown)


def set_weight(
    session: Session,
    annotator_id: int,
    project_id: int,
    weight: float,
    shown: Mapping[str, Any] | None = None,
) -> Standing:
    """Her estimated quality, 0 ... 1."""
    if not 0 <= weight <= 1:
        raise ValueError(f"no weight {weight}")
    row = _row(session, annotator_id, project_id)
    row.weight = weight
    return _changed(session, row, shown)


def set_gate(
    session: Session,
    annotator_id: int,
    project_id: int,
    gate: Gate,
    *,
    reason: str = "",
    until: dt.datetime | None = None,
    shown: Mapping[str, Any] | None = None,
) -> Standing:
    """Open or close a project for her: no new pictures, while what she holds stays hers to finish.

    until: of a pause, and of nothing else.
    """
    if (gate is Gate.PAUSED) != (until is not None):
        raise ValueError("a pause has an end, and nothing else has")
    row = _row(session, annotator_id, project_id)
    row.gate, row.paused_until, row.reason = gate, until, reason
    return _changed(session, row, shown)


def _changed(session: Session, row: WorkStanding, shown: Mapping[str, Any] | None) -> Standing:
    row.shown = {**(row.shown or {}), **(shown or {})}
    row.changed_at = clock.now()
    session.flush()
    return as_standing(row)
