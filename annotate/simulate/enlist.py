"""Accounts and tokens for a crowd, made in the server's own database."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.people import service as people
from annotate.people.roles import Purpose, Role
from annotate.people.service import NewAccount
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.simulate.skill import SimulatedAnnotator

_TOKEN_DAYS = 2


def enlist(session: Session, crowd: Sequence[SimulatedAnnotator], seed: int) -> list[tuple[int, str]]:
    """(account id, token) of each annotator; the same seed finds the same accounts again."""
    return [_member(session, annotator.number, seed) for annotator in crowd]


def _member(session: Session, number: int, seed: int) -> tuple[int, str]:
    phone = f"139{seed % 10_000:04d}{number % 10_000:04d}"
    account = people.account_by_phone(session, phone)
    if account is None:
        new = NewAccount(Role.ANNOTATOR, phone, f"模拟 {seed}-{number}", is_synthetic=True)
        account = people.create_account(session, new)
        people.give_consents(session, account.id, [Purpose.WORK])
    return account.id, people.create_token(session, account.id, _TOKEN_DAYS, "simulate")


def open_projects(session: Session, project_id: int | None = None) -> list[int]:
    """Published projects, oldest first; only the one that was asked for."""
    query = sa.select(Project.id).where(Project.state == ProjectState.PUBLISHED).order_by(Project.id)
    return list(session.scalars(query if project_id is None else query.where(Project.id == project_id)))
