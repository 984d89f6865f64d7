"""Another person looks at rejections that were held back: they stand, or she is paid in full; late means accepted."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import NotFound
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.quality import appeal_service
from annotate.quality.breaker import Hold
from annotate.quality.errors import AlreadyDecided, SamePerson
from annotate.quality.held_service import open_hold
from annotate.quality.judgement import REVIEW_HOURS, Verdict
from annotate.quality.models import HeldDecision, Judgement
from annotate.quality.service import judge_again
from annotate.quality.steps import HeldState
from annotate.work.models import Task


def looks_after(session: Session, account_id: int, annotator_id: int) -> bool:
    """The coordinator of her county, and the operator."""
    account, annotator = session.get_one(Account, account_id), session.get_one(Account, annotator_id)
    if account.role is Role.ADMIN:
        return True
    is_hers = account.county_code is not None and account.county_code == annotator.county_code
    return account.role is Role.COORDINATOR and is_hers


def may_look(session: Session, account_id: int, held: HeldDecision) -> bool:
    """Whether this person belongs to those who decide on it; the one who rejected sees it and may not decide."""
    if looks_after(session, account_id, held.annotator_id):
        return True
    account, project = session.get_one(Account, account_id), session.get_one(Project, held.project_id)
    if held.hold is Hold.FROZEN or account.role is Role.COORDINATOR:
        return False
    return projects.may_see_project(session, account_id, project.id) and projects.is_reviewer(
        session, account_id, project
    )


def held_for(session: Session, account_id: int, judgement_id: int) -> HeldDecision:
    """A held rejection, for whoever decides on it and for the one who made it. Raises NotFound."""
    held = session.get(HeldDecision, judgement_id)
    if held is None or not (account_id == held.reviewer_id or may_look(session, account_id, held)):
        raise NotFound
    return held


def decide_held(session: Session, account_id: int, judgement_id: int, stands: bool) -> HeldDecision:
    """Another person's word: the rejection stands, or she is paid in full.

    Raises NotFound, AlreadyDecided, SamePerson.
    """
    if account_id == held_for(session, account_id, judgement_id).reviewer_id:
        raise SamePerson
    judgement = session.get_one(Judgement, judgement_id, with_for_update=True, populate_existing=True)
    held = open_hold(session, judgement_id)
    if held is None or not judgement.is_current:
        raise AlreadyDecided
    held.state = HeldState.RELEASED if stands else HeldState.REFUSED
    held.decided_by, held.decided_at = account_id, clock.now()
    session.flush()
    if not stands:
        _pay_in_full(session, judgement, account_id)
    elif not judgement.final:
        judge_again(session, judgement, held.verdict, account_id, held.note)
    action = f"held.{held.state.value}"
    audit.record(session, account_id, action, "submission", judgement.submission_id)
    return held


def _pay_in_full(session: Session, judgement: Judgement, account_id: int | None) -> None:
    """What stood already is lifted; a wish for another look is granted with it."""
    if not appeal_service.uphold_open(session, judgement, account_id):
        judge_again(session, judgement, Verdict.ACCEPTED, account_id, "")


def accept_unlooked(session: Session, limit: int = 500) -> int:
    """Accept what nobody looked at for 72 hours, also what had stood before; how many. Hourly."""
    before = clock.now() - dt.timedelta(hours=REVIEW_HOURS)
    query = sa.select(HeldDecision.judgement_id).where(
        HeldDecision.state == HeldState.OPEN, HeldDecision.asked_at <= before
    )
    ids: Sequence[int] = session.scalars(query.order_by(HeldDecision.asked_at).limit(limit)).all()
    for judgement_id in ids:
        judgement = session.get_one(Judgement, judgement_id, with_for_update=True, populate_existing=True)
        held = open_hold(session, judgement_id)
        if held is None:
            continue
        held.state, held.decided_at = HeldState.SETTLED, clock.now()
        session.flush()
        if judgement.is_current:
            _pay_in_full(session, judgement, None)
    return len(ids)


def may_see_for_held(session: Session, account_id: int, image_id: int) -> bool:
    """A coordinator sees the pictures whose rejections wait for her."""
    account = session.get(Account, account_id)
    if account is None or account.role is not Role.COORDINATOR or account.county_code is None:
        return False
    query = (
        sa.select(HeldDecision.judgement_id)
        .join(Judgement, Judgement.id == HeldDecision.judgement_id)
        .join(Task, Task.id == Judgement.task_id)
        .join(Account, Account.id == HeldDecision.annotator_id)
        .where(Task.image_id == image_id, Account.county_code == account.county_code)
    )
    return session.scalar(query.limit(1)) is not None
