"""Where she stands in each of her projects, as facts for her own pages."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.projects.models import Project
from annotate.quality.drift import Drift
from annotate.quality.levels import Tally, good_in_a_row_to
from annotate.quality.rules_service import rules_of
from annotate.work.models import WorkStanding
from annotate.work.standing import HIGHEST_LEVEL, gate_at
from annotate.work.standing_service import as_standing
from annotate.work.states import Gate

# A change of level is told for so long.
NEWS = dt.timedelta(days=14)
# A way farther than this is no help to name.
FARTHEST = 60


@dataclass(frozen=True)
class HerStanding:
    """good of judged: her last 200 at most. bonus, next_bonus: percent on top of the rate. example: a judgement of hers that
    shows why, if there is one. changed: 'up', 'down' or '' in the last two weeks. more_good: so many good pictures in a row
    bring the next level, none where that is far or there is none. why: what two people wrote down."""

    project_id: int
    project_name: str
    level: int
    good: int
    judged: int
    bonus: int
    changed: str
    more_good: int | None
    next_bonus: int
    example: int | None
    drift: Drift
    gate: Gate
    paused_until: dt.datetime | None
    hinted: bool
    why: str


def standings_for(session: Session, annotator_id: int, limit: int = 20) -> list[HerStanding]:
    """What needs a word first (shut out, a pause, a hint), then the newest change."""
    query = (
        sa.select(WorkStanding, Project)
        .join(Project, Project.id == WorkStanding.project_id)
        .where(
            WorkStanding.annotator_id == annotator_id, WorkStanding.gate.not_in((Gate.TRAINING, Gate.EXAM))
        )
        .order_by(WorkStanding.changed_at.desc(), WorkStanding.project_id)
        .limit(limit)
    )
    rows = session.execute(query).all()
    found = [_hers(session, row, project) for row, project in rows]
    # A row without a judged picture holds nothing to tell.
    told = [one for one in found if one.judged or one.gate is not Gate.OPEN]
    return sorted(told, key=lambda one: (one.gate is Gate.OPEN, not one.hinted))


def _hers(session: Session, row: WorkStanding, project: Project) -> HerStanding:
    standing, now = as_standing(row), clock.now()
    shown, gate = standing.shown, gate_at(standing, now)
    tally = Tally(shown.get("good", 0), shown.get("judged", 0))
    changed_at = shown.get("changed_at")
    is_news = changed_at is not None and now - dt.datetime.fromisoformat(changed_at) < NEWS
    changed = "" if not is_news else "up" if standing.level > shown["was"] else "down"
    hint = shown.get("hint")
    more = None
    if standing.level < HIGHEST_LEVEL and tally.answers:
        more = good_in_a_row_to(standing.level + 1, tally, rules_of(session, project.id))
    return HerStanding(
        project_id=project.id,
        project_name=project.name,
        level=standing.level,
        good=tally.good,
        judged=tally.answers,
        bonus=_bonus(project, standing.level),
        changed=changed,
        more_good=more if more is not None and 0 < more <= FARTHEST else None,
        next_bonus=_bonus(project, standing.level + 1),
        example=hint or (shown.get("example") if is_news else None),
        drift=Drift(shown.get("drift", Drift.UNKNOWN)),
        gate=gate,
        paused_until=standing.paused_until if gate is Gate.PAUSED else None,
        hinted=hint is not None and gate is Gate.OPEN,
        why=shown.get("why") or "",
    )


def _bonus(project: Project, level: int) -> int:
    bonus = project.level_bonus
    return bonus[min(level, len(bonus)) - 1] if bonus else 0
