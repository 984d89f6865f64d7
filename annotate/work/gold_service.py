"""Check pictures: tasks whose right answer is known, mixed into bags so that nobody can tell them beforehand."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.projects.models import Project
from annotate.work import claim_service
from annotate.work.gold_mix import gold_places, merged, share_for
from annotate.work.models import Assignment, Bag, Gold, GoldSeen, Task

Chance = Callable[[], float]
# Nobody's secret hangs on it: she would gain nothing by guessing.
_chance: Chance = random.random
_BAGS = sa.select(sa.func.count()).where(
    Bag.annotator_id == sa.bindparam("annotator_id"), Bag.project_id == sa.bindparam("project_id")
)
_GOLDS_HAD = (
    sa.select(sa.func.count())
    .select_from(Assignment)
    .join(Gold, Gold.task_id == Assignment.task_id)
    .where(
        Assignment.annotator_id == sa.bindparam("annotator_id"),
        Assignment.project_id == sa.bindparam("project_id"),
    )
)
_HERS = sa.select(Assignment.id).where(
    Assignment.task_id == Gold.task_id, Assignment.annotator_id == sa.bindparam("annotator_id")
)
_LEARNT = sa.select(GoldSeen.task_id).where(
    GoldSeen.task_id == Gold.task_id, GoldSeen.annotator_id == sa.bindparam("annotator_id")
)
_UNSEEN = sa.select(Gold.task_id).where(
    Gold.project_id == sa.bindparam("project_id"),
    Gold.withdrawn_at.is_(None),
    ~_HERS.exists(),
    ~_LEARNT.exists(),
)


def claim_mixed(
    session: Session, annotator_id: int, project: Project, count: int, chance: Chance | None = None
) -> list[int]:
    """Take so many tasks for a bag, some of them golds that she never had. chance: as in gold_mix."""
    who = {"annotator_id": annotator_id, "project_id": project.id}
    if project.gold_share <= 0:
        return claim_service.claim_tasks(session, annotator_id, project.id, count)
    draw = chance or _chance
    share = share_for(
        session.scalar(_BAGS, who) or 0, session.scalar(_GOLDS_HAD, who) or 0, project.gold_share
    )
    places = gold_places(count, share, draw)
    golds = _unseen(session, who, len(places), draw) if places else []
    fresh = claim_service.claim_tasks(session, annotator_id, project.id, count - len(golds))
    # A bag of nothing but golds could be told by looking, and would pay for no work.
    golds = golds if fresh else []
    if golds:
        session.execute(sa.update(Task).where(Task.id.in_(golds)).values(taken=Task.taken + 1))
    return merged(fresh, golds, places)


def _unseen(session: Session, who: Mapping[str, int], count: int, chance: Chance) -> list[int]:
    """Some golds that she has never had, in an order of chance."""
    known = sorted(session.scalars(_UNSEEN, who))
    return sorted(known, key=lambda _: chance())[:count]


def gold_of(session: Session, task_id: int) -> Gold | None:
    """The known answer of a task that is in use as a check picture."""
    gold = session.get(Gold, task_id)
    return gold if gold is not None and gold.withdrawn_at is None else None


def keep_gold(
    session: Session, actor_id: int, task: Task, reference: Sequence[Mapping[str, Any]], source: str
) -> Gold:
    """Note a task's right answer; one that was withdrawn is in use again."""
    gold = session.get(Gold, task.id, with_for_update=True)
    if gold is None:
        gold = Gold(task_id=task.id, project_id=task.project_id)
        session.add(gold)
    gold.reference, gold.source = [dict(one) for one in reference], source
    gold.made_by, gold.made_at = actor_id, clock.now()
    gold.withdrawn_at, gold.withdrawn_by, gold.withdrawn_why = None, None, ""
    session.flush()
    return gold


def end_gold(session: Session, gold: Gold, actor_id: int | None, why: str) -> None:
    """Hand it out no more as a check. actor_id: none for the nightly job."""
    gold.withdrawn_at, gold.withdrawn_by, gold.withdrawn_why = clock.now(), actor_id, why[:200]
    session.flush()


def note_seen(session: Session, annotator_id: int, task_ids: Sequence[int]) -> None:
    """She learns from these: they are mixed into her bags no more."""
    for task_id in task_ids:
        row = {"task_id": task_id, "annotator_id": annotator_id, "seen_at": clock.now()}
        insert_once(session, GoldSeen, row)


def seen_by(session: Session, annotator_id: int, project_id: int) -> set[int]:
    """Check pictures of a project that she has labelled already."""
    query = (
        sa.select(Gold.task_id)
        .join(Assignment, Assignment.task_id == Gold.task_id)
        .where(Gold.project_id == project_id, Assignment.annotator_id == annotator_id)
    )
    return set(session.scalars(query))
