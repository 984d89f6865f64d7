"""Sends what waits for one receiver, in order, one job at a time; notes each try."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.hooks.call_service import Answer
from annotate.hooks.events import MOST_TRIES, OFF_AFTER, Outcome, Signed, headers_of, next_wait, outcome_of
from annotate.hooks.models import Hook, HookDelivery, HookTry
from annotate.hooks.service import ring, secrets_of
from annotate.hooks.states import DeliveryState, OffReason
from annotate.messages import service as messages
from annotate.projects.models import Project

OpenPart = Callable[[], AbstractContextManager[Session]]
# call(url, headers, body)
Call = Callable[[str, dict[str, str], bytes], Answer]
# Longer than the longest call: a killed job's receiver is free again after this.
_CALLING = dt.timedelta(seconds=60)
# Then the job ends and the next one goes on, so that others have their turn.
AT_ONCE = 50
_LONGEST = dt.timedelta(seconds=30)


@dataclass(frozen=True)
class _Letter:
    delivery_id: int
    url: str
    headers: dict[str, str]
    body: bytes


def send_waiting(open_part: OpenPart, hook_id: int, call: Call) -> None:
    """Send what is due. Killed after a call and before its note, the message goes out again under the same id."""
    until = clock.now() + _LONGEST
    for _number in range(AT_ONCE):
        with open_part() as session:
            letter = _take(session, hook_id)
        if letter is None:
            break
        answer = call(letter.url, letter.headers, letter.body)
        with open_part() as session:
            goes_on = _note(session, letter.delivery_id, answer)
        if not goes_on or clock.now() > until:
            break
    with open_part() as session:
        _ring_for_the_next(session, hook_id)


def _next(session: Session, hook_id: int) -> HookDelivery | None:
    query = sa.select(HookDelivery).where(
        HookDelivery.hook_id == hook_id, HookDelivery.state == DeliveryState.WAITING
    )
    return session.scalar(query.order_by(HookDelivery.due_at, HookDelivery.id).limit(1))


def _take(session: Session, hook_id: int) -> _Letter | None:
    """The oldest message that is due, and the right to speak to its receiver; None when there is nothing to do now."""
    now = clock.now()
    hook = session.get_one(Hook, hook_id, with_for_update=True, populate_existing=True)
    is_busy = hook.calling_until is not None and hook.calling_until > now
    is_resting = hook.rests_until is not None and hook.rests_until > now
    if hook.off is not None or is_busy or is_resting:
        # Whoever speaks to it now, or the sweep, goes on.
        return None
    found = _next(session, hook_id)
    if found is None or found.due_at > now:
        return None
    hook.calling_until = now + _CALLING
    signed = Signed(found.uuid, int(now.timestamp()), found.body.encode())
    return _Letter(found.id, hook.url, headers_of(secrets_of(hook), signed), signed.body)


def _note(session: Session, delivery_id: int, answer: Answer) -> bool:
    """Write down how a call ended; whether the next message may follow at once."""
    now = clock.now()
    delivery = session.get_one(HookDelivery, delivery_id)
    hook = session.get_one(Hook, delivery.hook_id, with_for_update=True, populate_existing=True)
    session.add(
        HookTry(
            delivery_id=delivery.id, at=now, status=answer.status, fault=answer.fault, took_ms=answer.took_ms
        )
    )
    hook.calling_until = None
    delivery.tries += 1
    outcome = outcome_of(answer.status)
    if outcome is Outcome.TAKEN:
        delivery.state, delivery.ended_at = DeliveryState.TAKEN, now
    else:
        _wait_or_give_up(delivery, now)
    if outcome is Outcome.AWAY:
        _let_rest(session, hook, now)
        return False
    hook.misses, hook.missing_since, hook.rests_until = 0, None, None
    return True


def _wait_or_give_up(delivery: HookDelivery, now: dt.datetime) -> None:
    wait = next_wait(delivery.tries)
    if wait is None:
        delivery.state, delivery.ended_at = DeliveryState.GIVEN_UP, now
    else:
        delivery.due_at = now + wait


def _let_rest(session: Session, hook: Hook, now: dt.datetime) -> None:
    """A receiver that is away is asked once a step, not once a message."""
    hook.misses += 1
    hook.missing_since = hook.missing_since or now
    wait = next_wait(min(hook.misses, MOST_TRIES - 1))
    assert wait is not None
    hook.rests_until = now + wait
    if now - hook.missing_since >= OFF_AFTER and hook.off is None:
        hook.off = OffReason.NO_ANSWER
        params = {"project": session.get_one(Project, hook.project_id).name}
        link = f"/projects/{hook.project_id}/webhooks"
        key = f"hook-off-{hook.id}-{hook.missing_since.date()}"
        messages.send(session, hook.created_by, "hook.off", params, link, key)


def _ring_for_the_next(session: Session, hook_id: int) -> None:
    hook, waiting = session.get_one(Hook, hook_id), _next(session, hook_id)
    if waiting is not None and hook.off is None:
        moments = (waiting.due_at, hook.rests_until, hook.calling_until)
        ring(session, hook_id, max(moment for moment in moments if moment is not None))


def ring_forgotten(session: Session) -> int:
    """Ring for receivers with due messages whom nobody is calling: a bell may have been missed. How many."""
    now = clock.now()
    query = (
        sa.select(Hook.id)
        .join(HookDelivery, HookDelivery.hook_id == Hook.id)
        .where(
            Hook.off.is_(None),
            HookDelivery.state == DeliveryState.WAITING,
            HookDelivery.due_at <= now,
            sa.or_(Hook.rests_until.is_(None), Hook.rests_until <= now),
            sa.or_(Hook.calling_until.is_(None), Hook.calling_until <= now),
        )
        .distinct()
    )
    found = session.scalars(query).all()
    for hook_id in found:
        ring(session, hook_id)
    return len(found)
