"""Transitions with a mentor: begun, reviewed at month three, over by month six at the latest."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.errors import BadCoordinator, InTransition, NotInTransition, ReviewWithoutWords
from annotate.care.models import Transition
from annotate.care.transitions import CHOICES, TransitionEnd, last_day, review_day
from annotate.core import audit, clock
from annotate.core.errors import NotFound
from annotate.messages import service as messages
from annotate.people import service as people
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.programmes.file_queries import woman_of
from annotate.work import gentle_service

REVIEW_FIELD = "transition.review"
_SOON = dt.timedelta(days=14)


def running(session: Session, account_id: int) -> Transition | None:
    return session.scalar(
        sa.select(Transition).where(Transition.account_id == account_id, Transition.ended_on.is_(None))
    )


def begin(
    session: Session, actor_id: int, county_code: str | None, account_id: int, mentor_id: int
) -> Transition:
    """From today on: short bags, twice the time, a mentor who looks after her.

    Raises NotFound for a woman of another county, BadCoordinator for a mentor of another, InTransition.
    """
    session.get(Account, account_id, with_for_update=True)
    woman_of(session, county_code, account_id)
    _check_mentor(session, county_code, mentor_id)
    if running(session, account_id) is not None:
        raise InTransition
    today = clock.local_day(clock.now())
    made = Transition(
        account_id=account_id,
        mentor_id=mentor_id,
        began_on=today,
        review_on=review_day(today),
        ends_on=last_day(today),
    )
    session.add(made)
    session.flush()
    gentle_service.set_gentle(session, account_id, made.ends_on)
    audit.record(session, actor_id, "transition.begun", "account", account_id, {"mentor": mentor_id})
    return made


def _check_mentor(session: Session, county_code: str | None, mentor_id: int) -> None:
    mentor = session.get(Account, mentor_id)
    is_one = mentor is not None and mentor.role is Role.COORDINATOR and mentor.state is AccountState.ACTIVE
    if mentor is None or not is_one or mentor.county_code != county_code:
        raise BadCoordinator


def _open(session: Session, county_code: str | None, account_id: int) -> Transition:
    woman_of(session, county_code, account_id)
    found = running(session, account_id)
    if found is None:
        raise NotInTransition
    return found


def review(session: Session, actor_id: int, county_code: str | None, account_id: int, words: str) -> None:
    """What was agreed with her. Raises NotFound, NotInTransition, ReviewWithoutWords."""
    found, words = _open(session, county_code, account_id), words.strip()
    if not 1 <= len(words) <= 1000:
        raise ReviewWithoutWords
    found.reviewed_on = clock.local_day(clock.now())
    found.review_sealed = people.seal_for(session, account_id, REVIEW_FIELD, words)
    audit.record(session, actor_id, "transition.reviewed", "account", account_id)


def end(session: Session, actor_id: int, county_code: str | None, account_id: int, outcome: str) -> None:
    """Raises NotFound, NotInTransition, ReviewWithoutWords where no outcome was chosen."""
    found = _open(session, county_code, account_id)
    if outcome not in CHOICES:
        raise ReviewWithoutWords
    _end(session, found, TransitionEnd(outcome), actor_id)


def _end(session: Session, found: Transition, outcome: TransitionEnd, actor_id: int | None) -> None:
    found.outcome, found.ended_on = outcome, clock.local_day(clock.now())
    gentle_service.end_gentle(session, found.account_id)
    session.flush()
    audit.record(session, actor_id, "transition.ended", "account", found.account_id, {"outcome": outcome})


def watch(session: Session) -> int:
    """Mentors are told of a review and of an end that are near, once each; what is over ends [schedule]. How many ended."""
    today, ended = clock.local_day(clock.now()), 0
    for one in session.scalars(
        sa.select(Transition).where(Transition.ended_on.is_(None)).order_by(Transition.id)
    ):
        link = f"/women/{one.account_id}"
        if today >= one.ends_on:
            _end(session, one, TransitionEnd.TIME_UP, None)
            messages.send(session, one.mentor_id, "transition.ended", {}, link, f"transition-ended-{one.id}")
            ended += 1
            continue
        if one.reviewed_on is None and today >= one.review_on - _SOON:
            params = {"review_day": one.review_on.isoformat()}
            messages.send(
                session, one.mentor_id, "transition.review", params, link, f"transition-review-{one.id}"
            )
        if today >= one.ends_on - _SOON:
            params = {"last_day": one.ends_on.isoformat()}
            messages.send(
                session, one.mentor_id, "transition.ends", params, link, f"transition-ends-{one.id}"
            )
    return ended


def of_woman(session: Session, account_id: int) -> list[tuple[Transition, str]]:
    """(transition, what was agreed, in clear), newest first."""
    rows = session.scalars(
        sa.select(Transition).where(Transition.account_id == account_id).order_by(Transition.id.desc())
    )
    return [(one, _words(session, one)) for one in rows]


def _words(session: Session, one: Transition) -> str:
    if one.review_sealed is None:
        return ""
    try:
        return people.open_for(session, one.account_id, REVIEW_FIELD, one.review_sealed)
    except NotFound:
        # Her account was closed for good: nobody can read it again.
        return ""


def of_county(session: Session, county_code: str) -> Sequence[tuple[Transition, str]]:
    """(running transition, pseudonym) of a county's women, the next day that counts first."""
    query = (
        sa.select(Transition, Account.alias)
        .join(Account, Account.id == Transition.account_id)
        .where(Transition.ended_on.is_(None), Account.county_code == county_code)
        .order_by(Transition.ends_on, Transition.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]
