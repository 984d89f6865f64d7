"""What the manager sets for learning: whether it is asked for, its pay and rules, which checks are kept for it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.errors import N_, Fault, Invalid, NotFound
from annotate.datasets.models import Prelabel
from annotate.projects import service as projects
from annotate.projects import training_service
from annotate.quality import gold_service
from annotate.training.models import GoldUse, TrainingRules
from annotate.training.rules import Rules, Use
from annotate.work.models import Gold, Task
from annotate.work.states import TaskKind, TaskState

# Ten for practice and ten for the exam.
MOST_AT_ONCE = 20
_MOST_HOURLY_E4 = 10_000_000
# (name, least, most)
_RANGES = (
    ("hourly_e4", 1, _MOST_HOURLY_E4),
    ("pictures", 5, 20),
    ("pass_percent", 50, 100),
    ("wait_hours", 1, 168),
    ("paid_tries", 1, 10),
)


def save_settings(
    session: Session, actor_id: int, project_id: int, needed: bool, rules: Rules, reserve_e4: int
) -> None:
    """They hold for rounds that begin from now on. Raises NotFound, Invalid, InvalidProject."""
    project = projects.project_for(session, actor_id, project_id)
    faults = [
        Fault(name, "range", N_("must be from %(least)s to %(most)s"), {"least": least, "most": most})
        for name, least, most in _RANGES
        if not least <= getattr(rules, name) <= most
    ]
    if faults:
        raise Invalid(faults)
    training_service.set_training(session, actor_id, project, needed, reserve_e4)
    row = session.get(TrainingRules, project_id) or TrainingRules(project_id=project_id)
    for name, value in vars(rules).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()


def known_pictures(session: Session, project_id: int, limit: int = MOST_AT_ONCE) -> list[int]:
    """Tasks whose picture came with labels, that nobody has begun, and that are no check yet: the first so many."""
    labels = sa.select(Prelabel.id).where(Prelabel.image_id == Task.image_id, Prelabel.replaced_at.is_(None))
    in_use = sa.select(Gold.task_id).where(Gold.task_id == Task.id)
    query = sa.select(Task.id).where(
        Task.project_id == project_id,
        Task.kind == TaskKind.LABEL,
        Task.state == TaskState.OPEN,
        Task.sequence_id.is_(None),
        Task.taken == 0,
        labels.exists(),
        ~in_use.exists(),
    )
    return list(session.scalars(query.order_by(Task.id).limit(limit)))


def check_known_pictures(session: Session, actor_id: int, project_id: int) -> int:
    """Use pictures that came with labels as checks, so that learning can begin before anybody has worked; how many.

    Raises NotFound.
    """
    projects.project_for(session, actor_id, project_id)
    found = known_pictures(session, project_id)
    for task_id in found:
        gold_service.make_gold(session, actor_id, task_id, "labels")
    return len(found)


def keep_gold(session: Session, actor_id: int, task_id: int, use: Use | None) -> None:
    """Keep a check picture for practice or for the exam, or for neither. Raises NotFound."""
    gold = session.get(Gold, task_id)
    if gold is None:
        raise NotFound
    projects.project_for(session, actor_id, gold.project_id)
    session.execute(sa.delete(GoldUse).where(GoldUse.task_id == task_id))
    if use is not None:
        session.add(GoldUse(task_id=task_id, use=use))
    detail = {"use": use.value if use else "any"}
    audit.record(session, actor_id, "training.gold_kept", "task", task_id, detail)
    session.flush()
