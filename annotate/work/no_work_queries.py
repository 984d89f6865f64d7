"""How many women have said lately that there is no work for them, for those who can find them some."""

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.work.models import Assignment, NoWorkCall

LATELY = dt.timedelta(days=7)


def _waiting() -> sa.Select[int]:
    """Accounts that called lately and have got nothing since."""
    got = sa.select(Assignment.id).where(
        Assignment.annotator_id == NoWorkCall.account_id, Assignment.taken_at > NoWorkCall.called_at
    )
    calls = sa.select(sa.func.count(sa.distinct(NoWorkCall.account_id)))
    return calls.where(NoWorkCall.called_at > clock.now() - LATELY, ~got.exists())


def who_waits(session: Session, account_ids: Collection[int]) -> set[int]:
    """Who of these people called lately and has got nothing since."""
    got = sa.select(Assignment.id).where(
        Assignment.annotator_id == NoWorkCall.account_id, Assignment.taken_at > NoWorkCall.called_at
    )
    calls = sa.select(NoWorkCall.account_id).where(
        NoWorkCall.called_at > clock.now() - LATELY, NoWorkCall.account_id.in_(account_ids), ~got.exists()
    )
    return set(session.scalars(calls))


def without_work(session: Session, account_ids: Collection[int]) -> int:
    """How many of these people."""
    if not account_ids:
        return 0
    return session.scalar(_waiting().where(NoWorkCall.account_id.in_(account_ids))) or 0


def without_work_after(session: Session, project_id: int) -> int:
    """How many of those who worked in this project last."""
    return session.scalar(_waiting().where(NoWorkCall.project_id == project_id)) or 0
