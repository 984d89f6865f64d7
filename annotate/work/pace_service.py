"""Counted once a minute, so that no claim has to count: pace, scarcity, who meets whom too often, quotas left idle."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.people.models import Account
from annotate.projects.models import Project
from annotate.work import claim_order, income_service, rules_service, standing_service
from annotate.work.handout_rules import Quota, Rules, is_scarce, shared_limit
from annotate.work.models import Assignment, ClaimCursor, HandoutRules, ProjectPace, Submission, Task
from annotate.work.standing import NEW_HERE

# Her newest answers in a project, and so many at least, tell her pace.
_HER_NEWEST, _FEWEST = 50, 5
# Who meets whom is told from so many of a project's newest answers.
_NEWEST = 5_000
_FEWEST_SHARED = 15
_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def count_project(session: Session, project_id: int) -> ProjectPace:
    """Count one project anew. Done twice it gives the same."""
    project = session.get_one(Project, project_id)
    rules = rules_service.rules_for(session, project_id)
    insert_once(session, ProjectPace, _unknown(project_id))
    pace = session.get_one(ProjectPace, project_id, with_for_update=True, populate_existing=True)
    newest = session.execute(_newest(project_id).limit(1)).all()
    if newest and newest[0].received_at > clock.now() - _HOUR:
        newest = session.execute(_newest(project_id).limit(_NEWEST)).all()
        _count_paces(session, pace, newest)
        _keep_apart(session, project, rules, newest)
    _count_scarcity(session, pace, rules, newest)
    if rules.quotas:
        _look_after_quotas(session, project_id, rules)
    session.flush()
    return pace


def _unknown(project_id: int) -> dict[str, object]:
    numbers = {"open_answers": 0, "answers_an_hour": 0, "is_scarce": False, "incomes": {}}
    return {"project_id": project_id, "picture_ms": None, "counted_at": clock.now(), **numbers}


def _newest(project_id: int) -> sa.Select[int, int, int, dt.datetime]:
    """Task, annotator, active time and moment of a project's newest answers, the newest first."""
    query = sa.select(
        Submission.task_id, Submission.annotator_id, Submission.active_ms, Submission.received_at
    ).where(Submission.project_id == project_id)
    return query.order_by(Submission.received_at.desc())


Newest = Sequence[sa.Row[int, int, int, dt.datetime]]


def _count_paces(session: Session, pace: ProjectPace, newest: Newest) -> None:
    times: dict[int, list[int]] = defaultdict(list)
    for row in newest:
        if row.active_ms > 0 and len(times[row.annotator_id]) < _HER_NEWEST:
            times[row.annotator_id].append(row.active_ms)
    known = {who: round(median(hers)) for who, hers in times.items() if len(hers) >= _FEWEST}
    all_times = [row.active_ms for row in newest[:200] if row.active_ms > 0]
    pace.picture_ms = round(median(all_times)) if len(all_times) >= _FEWEST else None
    cursors = session.scalars(sa.select(ClaimCursor).where(ClaimCursor.project_id == pace.project_id))
    for cursor in cursors:
        if cursor.annotator_id in known and cursor.picture_ms != known[cursor.annotator_id]:
            cursor.picture_ms = known[cursor.annotator_id]


def _count_scarcity(session: Session, pace: ProjectPace, rules: Rules, newest: Newest) -> None:
    now = pace.counted_at = clock.now()
    pace.answers_an_hour = sum(row.received_at > now - _HOUR for row in newest)
    pace.open_answers = _open_answers(session, pace.project_id, pace.answers_an_hour * rules.scarce_hours)
    # In its first hour nobody knows how fast a project goes.
    knows_pace = _had_answers_before(session, pace.project_id, now - _HOUR)
    pace.is_scarce = knows_pace and is_scarce(pace.open_answers, pace.answers_an_hour, rules.scarce_hours)
    at_work = sorted({row.annotator_id for row in newest if row.received_at > now - _DAY})
    pace.incomes = _incomes_by_level(session, pace.project_id, at_work) if pace.is_scarce else {}


def _had_answers_before(session: Session, project_id: int, moment: dt.datetime) -> bool:
    query = sa.select(Submission.id).where(
        Submission.project_id == project_id, Submission.received_at <= moment
    )
    return session.scalar(query.limit(1)) is not None


def _open_answers(session: Session, project_id: int, enough: int) -> int:
    """How many answers are open, counted no further than is enough."""
    total = 0
    for where in (claim_order.FRESH, claim_order.BEGUN, claim_order.FIRST, claim_order.KEPT):
        row = sa.select((Task.target - Task.taken).label("wanted")).where(
            Task.project_id == project_id, sa.text(where)
        )
        some = row.limit(enough + 1).subquery()
        total += session.scalar(sa.select(sa.func.coalesce(sa.func.sum(some.c.wanted), 0))) or 0
        if total > enough:
            break
    return total


def _incomes_by_level(session: Session, project_id: int, at_work: Sequence[int]) -> dict[str, list[int]]:
    incomes = income_service.incomes_of(session, at_work)
    standings = standing_service.standings_in(session, project_id)
    found: dict[str, list[int]] = defaultdict(list)
    for who in at_work:
        found[str(standings.get(who, NEW_HERE).level)].append(incomes[who])
    return {level: sorted(hers) for level, hers in found.items()}


def partners(pairs: Iterable[tuple[int, int]]) -> tuple[Counter[int], Counter[tuple[int, int]]]:
    """Of (task, annotator) pairs: how many tasks each has answered, and how many each two have in common."""
    by_task: dict[int, list[int]] = defaultdict(list)
    for task_id, who in pairs:
        by_task[task_id].append(who)
    answers = Counter(who for people in by_task.values() for who in people)
    shared = Counter(pair for people in by_task.values() for pair in combinations(sorted(people), 2))
    return answers, shared


def too_close(
    answers: Mapping[int, int], shared: Mapping[tuple[int, int], int], limit: float
) -> dict[int, list[int]]:
    """By annotator, with whom she may share no more: the two have `limit` of the answers of either in common."""
    if limit >= 1:
        return {}
    found: dict[int, list[int]] = defaultdict(list)
    for (one, other), count in shared.items():
        if count >= _FEWEST_SHARED and count >= limit * min(answers[one], answers[other]):
            found[one].append(other)
            found[other].append(one)
    return {who: sorted(others) for who, others in found.items()}


def _keep_apart(session: Session, project: Project, rules: Rules, newest: Newest) -> None:
    answers, shared = partners((row.task_id, row.annotator_id) for row in newest)
    limit = shared_limit(rules.shared_percent, project.redundancy_min, len(answers))
    close = too_close(answers, shared, limit)
    for cursor in session.scalars(sa.select(ClaimCursor).where(ClaimCursor.project_id == project.id)):
        apart = close.get(cursor.annotator_id, [])
        if cursor.apart != apart:
            cursor.apart = apart


def _look_after_quotas(session: Session, project_id: int, rules: Rules) -> None:
    """Pictures that came later are kept too; where nothing else is left and nobody of a county came, all may."""
    quotas = list(rules.quotas)
    if not _anything_for_all(session, project_id):
        since = clock.now() - dt.timedelta(hours=rules.quota_hours)
        waiting = _idle_counties(session, project_id, quotas, since)
        quotas = [
            Quota(one.county, one.unit, one.amount, freed=one.freed or one.county in waiting)
            for one in quotas
        ]
    row = session.get_one(HandoutRules, project_id, with_for_update=True)
    if quotas != list(rules.quotas):
        row.quotas = [asdict(quota) for quota in quotas]
    rules_service.keep_for_counties(session, project_id, quotas)


def _anything_for_all(session: Session, project_id: int) -> bool:
    return _open_answers_of(session, project_id, (claim_order.FRESH, claim_order.BEGUN, claim_order.FIRST))


def _open_answers_of(session: Session, project_id: int, rows: Sequence[str]) -> bool:
    query = sa.select(Task.id).where(Task.project_id == project_id)
    return any(session.scalar(query.where(sa.text(where)).limit(1)) is not None for where in rows)


def _idle_counties(
    session: Session, project_id: int, quotas: Sequence[Quota], since: dt.datetime
) -> set[str]:
    """Counties of which nobody took a task since then, nor have the rules been set since."""
    rules = session.get_one(HandoutRules, project_id)
    if rules.changed_at > since:
        return set()
    came = (
        sa.select(Account.county_code)
        .join(Assignment, Assignment.annotator_id == Account.id)
        .where(Assignment.project_id == project_id, Assignment.taken_at > since)
        .distinct()
    )
    return {quota.county for quota in quotas} - set(session.scalars(came))
