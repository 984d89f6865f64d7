"""Takes away what was kept long enough, a part at a time, and writes down how much."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.models import CareCase, CareContact
from annotate.core import audit, clock
from annotate.core.db import Base, insert_once
from annotate.oversight.models import RetentionRun
from annotate.oversight.retention import LETTERS_DAYS, RULES, Rule
from annotate.people.models import Invitation
from annotate.work.models import Assignment, Draft
from annotate.work.states import LeaseState

AT_ONCE = 1000

_CLOSED = sa.select(CareCase.id).where(CareCase.closed_at.is_not(None))
_HELD = sa.select(Assignment.id).where(Assignment.state.in_((LeaseState.HELD, LeaseState.MENDING)))
# The further conditions that a rule may name.
_ONLY: Mapping[str, sa.ColumnElement[bool]] = {
    "unused": Invitation.used_at.is_(None),
    "not_held": Draft.assignment_id.not_in(_HELD),
    "closed_case": CareContact.case_id.in_(_CLOSED),
}


def _over(rule: Rule, now: dt.datetime) -> sa.ColumnElement[bool]:
    """Condition on the rule's table: kept long enough."""
    table = Base.metadata.tables[rule.table]
    is_over = table.c[rule.when] < now - dt.timedelta(days=rule.days)
    return sa.and_(is_over, _ONLY[rule.only]) if rule.only else is_over


def take_some(session: Session, rule: Rule) -> int:
    """Delete up to AT_ONCE rows that were kept long enough; how many."""
    table = Base.metadata.tables[rule.table]
    keys = list(table.primary_key.columns)
    old = sa.select(*keys).where(_over(rule, clock.now())).limit(AT_ONCE)
    gone = sa.tuple_(*keys).in_(old) if len(keys) > 1 else keys[0].in_(old)
    return int(session.execute(sa.delete(table).where(gone)).rowcount)  # type: ignore[attr-defined]


def waiting(session: Session) -> dict[str, int]:
    """By rule: how many rows were kept long enough and are still there. After a night: none."""
    now = clock.now()
    return {
        rule.name: session.scalar(
            sa.select(sa.func.count()).select_from(Base.metadata.tables[rule.table]).where(_over(rule, now))
        )
        or 0
        for rule in RULES
    }


def note(session: Session, day: dt.date, taken: Mapping[str, int]) -> None:
    """Add what this run took to the day's rows; a job that runs twice adds what it took the second time."""
    for rule, count in taken.items():
        values = {"day": day, "rule": rule, "taken": 0, "at": clock.now()}
        insert_once(session, RetentionRun, values)
        mine = sa.update(RetentionRun).where(RetentionRun.day == day, RetentionRun.rule == rule)
        session.execute(mine.values(taken=RetentionRun.taken + count))
    if any(taken.values()):
        told = {rule: count for rule, count in taken.items() if count}
        audit.record(session, None, "retention.taken", "day", day.isoformat(), told)


def last_runs(session: Session) -> dict[str, RetentionRun]:
    """By rule its newest run."""
    newest = sa.select(sa.func.max(RetentionRun.day)).scalar_subquery()
    return {
        run.rule: run for run in session.scalars(sa.select(RetentionRun).where(RetentionRun.day == newest))
    }


def take_letters(folder: Path, now: dt.datetime) -> int:
    """Files of letters that were written for a carrier: the older ones go; how many."""
    oldest, count = (now - dt.timedelta(days=LETTERS_DAYS)).timestamp(), 0
    for path in folder.glob("*.json"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            count += 1
    return count
