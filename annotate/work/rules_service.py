"""How a project hands its work out: the numbers its manager sets, tasks kept for counties, what comes after it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import N_, Fault, Invalid
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work.handout_rules import LIMITS, Quota, Rules, quota_tasks, rules_of
from annotate.work.models import HandoutRules, Task
from annotate.work.states import TaskState

HIGHEST_BONUS = 200
MOST_SUCCESSORS = 5


def as_rules(row: HandoutRules | None) -> Rules:
    """A row as a value; the usual rules without one."""
    return rules_of(None if row is None else vars(row))


def rules_for(session: Session, project_id: int) -> Rules:
    """The rules of a project."""
    return as_rules(session.get(HandoutRules, project_id))


@dataclass(frozen=True)
class NewRules:
    """What a manager sets. level_bonus: per cent at levels 1 ... 4, never falling."""

    rules: Rules
    level_bonus: Sequence[int]


def _faults(session: Session, project: Project, new: NewRules) -> list[Fault]:
    faults = []
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(new.rules, name) <= most:
            faults.append(
                Fault(name, "range", N_("must be from %(least)s to %(most)s"), {"least": least, "most": most})
            )
    bonus = list(new.level_bonus)
    if len(bonus) != 4 or bonus != sorted(bonus) or not 0 <= bonus[0] <= bonus[-1] <= HIGHEST_BONUS:
        words = N_("needs four numbers from 0 to %(most)s, none smaller than the one before")
        faults.append(Fault("level_bonus", "bonus", words, {"most": HIGHEST_BONUS}))
    faults += _quota_faults(new.rules.quotas)
    known = {one.id for one in possible_successors(session, project)}
    if len(new.rules.successors) > MOST_SUCCESSORS or set(new.rules.successors) - known:
        faults.append(Fault("successors", "unknown", N_("must be open projects of yours, at most five")))
    return faults


def _quota_faults(quotas: Sequence[Quota]) -> list[Fault]:
    faults = []
    for number, quota in enumerate(quotas):
        if not (quota.county.isascii() and quota.county.isdigit() and len(quota.county) == 6):
            faults.append(
                Fault(f"quotas[{number}].county", "county", N_("must be the six digits of a county"))
            )
        if quota.amount < 1 or (quota.unit == "percent" and quota.amount > 100):
            faults.append(
                Fault(f"quotas[{number}].amount", "amount", N_("must be above 0, and at most 100 per cent"))
            )
    if len({quota.county for quota in quotas}) < len(quotas):
        faults.append(Fault("quotas", "twice", N_("names a county twice")))
    if sum(quota.amount for quota in quotas if quota.unit == "percent") > 100:
        faults.append(Fault("quotas", "too_much", N_("keeps more than all tasks")))
    return faults


def possible_successors(session: Session, project: Project) -> Sequence[Project]:
    """Projects of the same owner or organisation that hand out work, but this one, the newest first."""
    same = Project.owner_id == project.owner_id
    if project.organisation_id is not None:
        same = sa.or_(same, Project.organisation_id == project.organisation_id)
    is_open = Project.state == ProjectState.PUBLISHED
    query = sa.select(Project).where(same, is_open, Project.id != project.id)
    return session.scalars(query.order_by(Project.id.desc()).limit(50)).all()


def set_rules(session: Session, actor_id: int, project: Project, new: NewRules) -> None:
    """Set how a project hands out its work from now on; what was handed out stays as it is. Raises Invalid."""
    if faults := _faults(session, project, new):
        raise Invalid(faults)
    row = session.get(HandoutRules, project.id, with_for_update=True)
    if row is None:
        row = HandoutRules(project_id=project.id)
        session.add(row)
    for name in LIMITS:
        setattr(row, name, getattr(new.rules, name))
    row.quotas = [asdict(quota) for quota in new.rules.quotas]
    row.successors, row.changed_at = list(new.rules.successors), clock.now()
    project.level_bonus = list(new.level_bonus)
    session.flush()
    keep_for_counties(session, project.id, new.rules.quotas)
    detail = {name: getattr(new.rules, name) for name in LIMITS}
    detail |= {"quotas": len(row.quotas), "bonus": project.level_bonus, "successors": row.successors}
    audit.record(session, actor_id, "project.handout_changed", "project", project.id, detail)


def keep_for_counties(session: Session, project_id: int, quotas: Sequence[Quota]) -> None:
    """Keep as many tasks as the quotas say, the last ones that nobody has begun; give free what is too many.

    Done again it changes nothing. Tasks that county women have begun or finished count as theirs.
    """
    of_project = Task.project_id == project_id
    total = session.scalar(sa.select(sa.func.count()).where(of_project)) or 0
    untouched = sa.and_(of_project, Task.state == TaskState.OPEN, Task.taken == 0, Task.priority == 0)
    named = [quota.county for quota in quotas]
    session.execute(
        sa.update(Task)
        .where(untouched, Task.kept_for.is_not(None), Task.kept_for.not_in(named))
        .values(kept_for=None)
    )
    for quota in quotas:
        theirs = sa.select(sa.func.count()).where(of_project, Task.kept_for == quota.county)
        difference = quota_tasks(quota, total) - (session.scalar(theirs) or 0)
        if difference == 0:
            continue
        free = Task.kept_for.is_(None) if difference > 0 else Task.kept_for == quota.county
        some = sa.select(Task.id).where(untouched, free).order_by(Task.id.desc()).limit(abs(difference))
        value = quota.county if difference > 0 else None
        session.execute(sa.update(Task).where(Task.id.in_(some)).values(kept_for=value))
