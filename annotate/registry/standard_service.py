"""Bringing standards in: one person copies a row from its document, another compares and approves or refuses it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import NotFound
from annotate.registry.errors import (
    BadStandard,
    NotWaiting,
    ReasonNeeded,
    ReplacedAlready,
    SecondPersonNeeded,
)
from annotate.registry.models import Standard
from annotate.registry.queries import is_in_use
from annotate.registry.standards import NewStandard, StandardRow, faults_of, read_value
from annotate.registry.words import StandardOrigin


def standard_of(row: StandardRow, origin: StandardOrigin, entered_by: int | None) -> Standard:
    """A new row of the table."""
    said = {**vars(row), "value": str(row.value)}
    return Standard(**said, origin=origin, entered_by=entered_by)


def enter_standard(session: Session, actor_id: int, new: NewStandard) -> Standard:
    """Enter a row; it counts for nothing until another person approves it.

    Raises BadStandard with the fault of each field, ReplacedAlready when what it corrects is not in use.
    """
    value = read_value(new.value)
    if faults := faults_of(new):
        raise BadStandard(faults)
    if new.replaces_id is not None:
        _corrected(session, new)
    assert value is not None
    row = StandardRow(
        new.kind,
        new.region_code.strip(),
        new.scope.strip(),
        value,
        new.unit,
        new.price_year,
        new.valid_from,
        new.valid_to,
        new.source_title.strip(),
        new.document_number.strip(),
        new.note.strip(),
    )
    standard = standard_of(row, StandardOrigin.ENTERED, actor_id)
    standard.replaces_id = new.replaces_id
    session.add(standard)
    session.flush()
    detail = {"kind": new.kind, "replaces": new.replaces_id}
    audit.record(session, actor_id, "standard.entered", "standard", standard.id, detail)
    return standard


def _corrected(session: Session, new: NewStandard) -> None:
    old = session.get(Standard, new.replaces_id)
    if old is None or old.kind is not new.kind:
        raise NotFound
    if not is_in_use(session, old.id):
        raise ReplacedAlready


def enter_all(session: Session, actor_id: int, rows: Sequence[NewStandard]) -> int:
    """Enter a list, all or nothing; how many are new. A row that is there already, or waits, is not entered again."""
    columns = (
        Standard.kind,
        Standard.region_code,
        Standard.scope,
        Standard.value,
        Standard.unit,
        Standard.price_year,
        Standard.valid_from,
        Standard.valid_to,
    )
    present = {
        tuple(row) for row in session.execute(sa.select(*columns).where(Standard.refused_by.is_(None)))
    }
    entered = 0
    for new in rows:
        said = (new.kind, new.region_code, new.scope, new.value, new.unit, new.price_year)
        if (*said, new.valid_from, new.valid_to) not in present:
            enter_standard(session, actor_id, new)
            entered += 1
    return entered


def _waiting(session: Session, actor_id: int, standard_id: int) -> Standard:
    """A row about which somebody else may decide, locked. Raises NotFound, SecondPersonNeeded, NotWaiting."""
    standard = session.get(Standard, standard_id, with_for_update=True, populate_existing=True)
    if standard is None:
        raise NotFound
    if standard.entered_by == actor_id:
        raise SecondPersonNeeded
    is_open = standard.approved_by is None and standard.refused_by is None
    if standard.origin is StandardOrigin.SHIPPED or not is_open:
        raise NotWaiting
    return standard


def approve_standard(session: Session, actor_id: int, standard_id: int) -> Standard:
    """The second person's yes: from now on it is used, and what it corrects is not.

    Raises NotFound, SecondPersonNeeded, NotWaiting, ReplacedAlready.
    """
    standard = _waiting(session, actor_id, standard_id)
    if standard.replaces_id is not None:
        # Locked: of two corrections of one row the first that is approved counts.
        session.get_one(Standard, standard.replaces_id, with_for_update=True)
        if not is_in_use(session, standard.replaces_id):
            raise ReplacedAlready
    standard.approved_by, standard.approved_at = actor_id, clock.now()
    audit.record(session, actor_id, "standard.approved", "standard", standard.id)
    session.flush()
    return standard


def refuse_standard(session: Session, actor_id: int, standard_id: int, why: str) -> Standard:
    """The second person's no, with the reason; the row stays as history.

    Raises NotFound, SecondPersonNeeded, NotWaiting, ReasonNeeded.
    """
    standard = _waiting(session, actor_id, standard_id)
    if not why.strip():
        raise ReasonNeeded
    standard.refused_by, standard.refused_at, standard.refused_why = actor_id, clock.now(), why.strip()[:200]
    audit.record(
        session, actor_id, "standard.refused", "standard", standard.id, {"why": standard.refused_why}
    )
    session.flush()
    return standard
