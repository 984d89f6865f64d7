"""A project's addresses: added, given a new secret, tried out, switched off, removed; messages told again."""

import datetime as dt
import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.crypto import cipher
from annotate.core.db import insert_once
from annotate.core.errors import N_, Fault, Invalid, NotFound
from annotate.hooks.addresses import BadAddress, parse_address
from annotate.hooks.errors import TooManyHooks
from annotate.hooks.events import OLD_SECRET_LIVES, TOLD_BY, HookEvent, secret_text, unknown_events
from annotate.hooks.models import Hook, HookDelivery
from annotate.hooks.states import DeliveryState, OffReason
from annotate.people.key_service import KeptKeys, let_keys_rotate
from annotate.projects import service as projects

MOST_HOOKS = 10
_FIELD = "hook.secret"
let_keys_rotate(KeptKeys("hook", Hook.id, Hook.wrapped, Hook.uuid))


@dataclass(frozen=True)
class HookWish:
    """What a manager asks for. trusted: hosts that the operator lets be called inside his network."""

    url: str
    events: Sequence[str]
    trusted: Collection[str] = ()


def _check(wish: HookWish) -> None:
    faults = []
    try:
        parse_address(wish.url, wish.trusted)
    except BadAddress as why:
        faults.append(Fault("url", "address", str(why)))
    if not wish.events:
        faults.append(Fault("events", "none", N_("Please choose at least one thing to be told.")))
    for name in unknown_events(wish.events):
        faults.append(
            Fault("events", "unknown", N_("%(event)s is nothing that can be told"), {"event": name})
        )
    if faults:
        raise Invalid(faults)


def hook_for(session: Session, account_id: int, hook_id: int) -> Hook:
    """A hook of a project that this person may see. Raises NotFound."""
    hook = session.get(Hook, hook_id)
    if hook is None or hook.off is OffReason.REMOVED:
        raise NotFound
    projects.project_for(session, account_id, hook.project_id)
    return hook


def add_hook(session: Session, actor_id: int, project_id: int, wish: HookWish) -> tuple[Hook, str]:
    """The new address and its secret, which is shown this once. Raises NotFound, Invalid, TooManyHooks."""
    project = projects.project_for(session, actor_id, project_id)
    _check(wish)
    count = sa.select(sa.func.count()).where(
        Hook.project_id == project.id, sa.or_(Hook.off.is_(None), Hook.off != OffReason.REMOVED)
    )
    if (session.scalar(count) or 0) >= MOST_HOOKS:
        raise TooManyHooks(most=MOST_HOOKS)
    owner, secret = str(uuid.uuid4()), secret_text(secrets.token_bytes(32))
    wrapped = cipher().new_data_key(owner)
    hook = Hook(
        uuid=owner,
        project_id=project.id,
        url=wish.url,
        events=sorted(set(wish.events)),
        wrapped=wrapped,
        secret_sealed=cipher().seal(wrapped, owner, _FIELD, secret),
        created_by=actor_id,
    )
    session.add(hook)
    session.flush()
    audit.record(session, actor_id, "hook.added", "project", project.id, {"hook": hook.id})
    return hook, secret


def secrets_of(hook: Hook) -> list[str]:
    """In clear, for signing: the newest, and for a day the one before."""
    sealed = [hook.secret_sealed]
    if hook.old_secret_sealed and hook.old_secret_until and hook.old_secret_until > clock.now():
        sealed.append(hook.old_secret_sealed)
    return [cipher().open(hook.wrapped, hook.uuid, _FIELD, one) for one in sealed]


def change_secret(session: Session, actor_id: int, hook_id: int) -> tuple[Hook, str]:
    """A new secret, shown this once; the old one signs beside it for a day. Raises NotFound."""
    hook, secret = hook_for(session, actor_id, hook_id), secret_text(secrets.token_bytes(32))
    hook.old_secret_sealed, hook.old_secret_until = hook.secret_sealed, clock.now() + OLD_SECRET_LIVES
    hook.secret_sealed = cipher().seal(hook.wrapped, hook.uuid, _FIELD, secret)
    audit.record(session, actor_id, "hook.secret_changed", "project", hook.project_id, {"hook": hook.id})
    return hook, secret


def switch_hook(session: Session, actor_id: int, hook_id: int, on: bool) -> Hook:
    """Call it, or not; what waits goes out as soon as it is on again. Raises NotFound."""
    hook = hook_for(session, actor_id, hook_id)
    hook.off = None if on else OffReason.BY_HAND
    if on:
        hook.misses, hook.missing_since, hook.rests_until = 0, None, None
        ring(session, hook.id)
    deed = "hook.switched_on" if on else "hook.switched_off"
    audit.record(session, actor_id, deed, "project", hook.project_id, {"hook": hook.id})
    return hook


def remove_hook(session: Session, actor_id: int, hook_id: int) -> None:
    """Never called again; what still waited is given up. Raises NotFound."""
    hook = hook_for(session, actor_id, hook_id)
    hook.off = OffReason.REMOVED
    waiting = sa.update(HookDelivery).where(
        HookDelivery.hook_id == hook.id, HookDelivery.state == DeliveryState.WAITING
    )
    session.execute(waiting.values(state=DeliveryState.GIVEN_UP, ended_at=clock.now()))
    audit.record(session, actor_id, "hook.removed", "project", hook.project_id, {"hook": hook.id})


def ring(session: Session, hook_id: int, due_at: dt.datetime | None = None) -> None:
    """Have its waiting messages sent, at a later moment only once however many ask for it."""
    later = due_at is not None and due_at > clock.now()
    key = f"hook-{hook_id}@{due_at:%Y-%m-%dT%H:%M:%S.%f}" if later else None
    outbox.announce(session, "hook.send", hook_id, key=key, due_at=due_at)


def tell_hook(session: Session, hook: Hook, event: HookEvent, key: str, facts: dict[str, object]) -> bool:
    """Write a message down; False when this address was told it before."""
    now = clock.now()
    told = {
        "type": event.value,
        "timestamp": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "data": {"project_id": hook.project_id, **facts},
    }
    values = {
        "uuid": str(uuid.uuid4()),
        "hook_id": hook.id,
        "event": event.value,
        "key": key,
        "body": orjson.dumps(told).decode(),
        "state": DeliveryState.WAITING,
        "tries": 0,
        "due_at": now,
        "created_at": now,
    }
    if not insert_once(session, HookDelivery, values):
        return False
    ring(session, hook.id)
    return True


def ping(session: Session, actor_id: int, hook_id: int) -> None:
    """A message that says nothing, to see whether it arrives. Raises NotFound."""
    hook = hook_for(session, actor_id, hook_id)
    tell_hook(session, hook, HookEvent.PING, f"ping-{uuid.uuid4()}", {})


def send_again(session: Session, actor_id: int, delivery_id: int) -> Hook:
    """The same message under the same id, once more and at once. Raises NotFound."""
    delivery = session.get(HookDelivery, delivery_id)
    if delivery is None:
        raise NotFound
    hook = hook_for(session, actor_id, delivery.hook_id)
    delivery.state, delivery.tries, delivery.due_at, delivery.ended_at = (
        DeliveryState.WAITING,
        0,
        clock.now(),
        None,
    )
    hook.rests_until = None
    ring(session, hook.id)
    return hook


def _notice(session: Session, kind: str, ref: str) -> None:
    """Runs where the event is announced, in its transaction: what is undone with it was never told."""
    if session.scalar(sa.select(Hook.id).where(Hook.off.is_(None)).limit(1)) is not None:
        outbox.announce(session, "hook.spread", f"{kind} {ref}")


outbox.listen(TOLD_BY, _notice)
