"""Handing out bags: what she holds already, and new tasks at the price of today. The caller's commit makes it hers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.errors import NotFound
from annotate.projects.models import Project
from annotate.work import claim_service, gold_service, verify_service
from annotate.work.leasing import LARGEST_BAG, lease_length
from annotate.work.models import Assignment, Bag, Task, WorkStanding
from annotate.work.newcomer_queries import gate_now
from annotate.work.standing import Standing, rate_of_level
from annotate.work.standing_service import as_standing
from annotate.work.states import Gate, LeaseState, NoWorkReason, TaskState


@dataclass(frozen=True)
class Handout:
    """What she has in hands now, oldest first; a reason when it is nothing. until: of a pause."""

    assignments: Sequence[Assignment]
    reason: NoWorkReason | None
    until: dt.datetime | None = None


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
_WHERE_SHE_STANDS = (
    sa.select(Project, WorkStanding)
    .join(
        WorkStanding,
        sa.and_(
            WorkStanding.project_id == Project.id, WorkStanding.annotator_id == sa.bindparam("annotator_id")
        ),
        isouter=True,
    )
    .where(Project.id == sa.bindparam("project_id"))
    .execution_options(populate_existing=True)
)
_UNFINISHED = sa.select(sa.func.count()).where(
    Task.project_id == sa.bindparam("project_id"), Task.state.in_((TaskState.OPEN, TaskState.SETTLING))
)


def lease_bag(session: Session, annotator_id: int, project_id: int, count: int) -> Handout:
    """Give her what she holds already and as many new tasks as are missing to `count` (at most 20).

    The price of her level, the ontology and the guideline of today are frozen into each assignment. A closed
    gate keeps new tasks from her, never those she has begun.
    """
    who = {"annotator_id": annotator_id, "project_id": project_id}
    found = session.execute(_WHERE_SHE_STANDS, who).one_or_none()
    if found is None:
        raise NotFound
    project, standing, now = found[0], as_standing(found[1]), clock.now()
    gate = gate_now(session, annotator_id, project, found[1], now)
    held = list(session.scalars(_HELD, {**who, "now": now}))
    missing = min(count, LARGEST_BAG) - len(held)
    if missing > 0 and project.state == "published" and gate is Gate.OPEN:
        task_ids = gold_service.claim_mixed(session, annotator_id, project, missing)
        held += _assign(session, annotator_id, project, standing, task_ids)
    if held:
        return Handout(held, None)
    reason = _why_none(session, project, gate)
    return Handout([], reason, standing.paused_until if reason is NoWorkReason.PAUSED else None)


def _why_none(session: Session, project: Project, gate: Gate) -> NoWorkReason:
    if project.state != "published":
        return NoWorkReason.NOT_OPEN
    if gate is not Gate.OPEN:
        return NoWorkReason(gate.value)
    if not session.scalar(_UNFINISHED, {"project_id": project.id}):
        return NoWorkReason.FINISHED
    return NoWorkReason.ALL_DONE if claim_service.is_free(session, project.id) else NoWorkReason.ALL_TAKEN


def _assign(
    session: Session, annotator_id: int, project: Project, standing: Standing, task_ids: list[int]
) -> list[Assignment]:
    if not task_ids:
        return []
    bag = Bag(annotator_id=annotator_id, project_id=project.id)
    session.add(bag)
    session.flush()
    until = clock.now() + lease_length(project.lease_minutes)
    rates = verify_service.rates_of(session, task_ids)
    assignments = [
        Assignment(
            task_id=task_id,
            project_id=project.id,
            annotator_id=annotator_id,
            bag_id=bag.id,
            state=LeaseState.HELD,
            leased_until=until,
            rate_e4=rate_of_level(rates.get(task_id, project.rate_e4), standing.level, project.level_bonus),
            currency=project.currency,
            ontology_version_id=project.ontology_version_id,
            guideline_version_id=project.guideline_version_id,
            taken_at=clock.now(),
        )
        for task_id in task_ids
    ]
    session.add_all(assignments)
    session.flush()
    return assignments
