"""Check pictures: tasks whose right answer is known, mixed into bags so that nobody can tell them beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.work import claim_service
from annotate.work.claim_service import Chance, Taken, Wish
from annotate.work.gold_mix import gold_places, merged, share_for
from annotate.work.models import Assignment, Bag, Gold, GoldSeen, Task
from annotate.work.states import TaskKind

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


def claim_mixed(session: Session, wish: Wish, gold_share: float) -> list[Taken]:
    """Take tasks for a bag, some of them golds that she never had. gold_share: the project's usual one."""
    if gold_share <= 0:
        return claim_service.claim_tasks(session, wish)
    who = {"annotator_id": wish.annotator_id, "project_id": wish.project_id}
    share = share_for(session.scalar(_BAGS, who) or 0, session.scalar(_GOLDS_HAD, who) or 0, gold_share)
    places = gold_places(wish.count, share, wish.chance)
    golds = _unseen(session, who, len(places), wish.chance) if places else []
    rest = wish.count - len(golds)
    fresh = claim_service.claim_tasks(session, replace(wish, count=rest)) if rest else []
    # Where there is no other work, golds would pay for none, and could be told by that.
    if not fresh and (rest or not claim_service.is_free(session, wish.project_id)):
        golds = []
    if golds:
        claim_service.take_tasks(session, golds)
    return merged(fresh, [Taken(one, TaskKind.LABEL) for one in golds], places)


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
