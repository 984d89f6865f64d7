"""Rejections that were held back: what waits for somebody, day by day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from annotate.datasets.models import Image
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.projects.models import Project
from annotate.quality.breaker import Hold
from annotate.quality.models import HeldDecision, Judgement
from annotate.quality.queries import reviewed_by
from annotate.quality.steps import HeldState
from annotate.work.models import Task


@dataclass(frozen=True)
class HeldAnswer:
    """is_final: it stood already when the day was frozen."""

    judgement_id: int
    image_id: int
    image_name: str
    alias: str
    note: str
    is_final: bool
    asked_at: dt.datetime


@dataclass(frozen=True)
class HeldDay:
    """What one person rejected in one project on one day. is_mine: whoever looks rejected it and may not decide."""

    project_id: int
    project_name: str
    reviewer_id: int
    reviewer_alias: str
    day: dt.date
    hold: Hold
    is_mine: bool
    answers: Sequence[HeldAnswer]


def _for_whom(session: Session, account_id: int) -> sa.ColumnElement[bool]:
    account = session.get_one(Account, account_id)
    if account.role is Role.COORDINATOR:
        hers = sa.select(Account.id).where(Account.county_code == account.county_code)
        return HeldDecision.annotator_id.in_(hers) if account.county_code else sa.false()
    mine = HeldDecision.reviewer_id == account_id
    return sa.or_(mine, sa.and_(HeldDecision.hold == Hold.SECOND, reviewed_by(session, account_id)))


def held_days(session: Session, account_id: int, limit: int = 200) -> list[HeldDay]:
    """Open ones that this person decides on or has to know of, the oldest day first."""
    reviewer = aliased(Account)
    query = (
        sa.select(HeldDecision, Judgement.final, Project.name, reviewer.alias, Account.alias, Image)
        .join(Judgement, Judgement.id == HeldDecision.judgement_id)
        .join(Project, Project.id == HeldDecision.project_id)
        .join(reviewer, reviewer.id == HeldDecision.reviewer_id)
        .join(Account, Account.id == HeldDecision.annotator_id)
        .join(Task, Task.id == Judgement.task_id)
        .join(Image, Image.id == Task.image_id)
        .where(HeldDecision.state == HeldState.OPEN, _for_whom(session, account_id))
        .order_by(HeldDecision.day, HeldDecision.project_id, HeldDecision.reviewer_id, Judgement.id)
        .limit(limit)
    )
    days: dict[tuple[dt.date, int, int], HeldDay] = {}
    for held, is_final, project_name, reviewer_alias, alias, image in session.execute(query):
        answer = HeldAnswer(
            held.judgement_id, image.id, image.name, alias, held.note, is_final, held.asked_at
        )
        key = (held.day, held.project_id, held.reviewer_id)
        known = days.get(key)
        days[key] = HeldDay(
            project_id=held.project_id,
            project_name=project_name,
            reviewer_id=held.reviewer_id,
            reviewer_alias=reviewer_alias,
            day=held.day,
            hold=held.hold,
            is_mine=held.reviewer_id == account_id,
            answers=[*(known.answers if known else ()), answer],
        )
    return list(days.values())


def next_held(session: Session, account_id: int) -> int | None:
    """The first that this person may decide on."""
    found = [one for day in held_days(session, account_id) if not day.is_mine for one in day.answers]
    return found[0].judgement_id if found else None
