"""What a webhook may tell, when it is tried again, and how a call is signed. Pure."""

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.errors import N_


class HookEvent(StrEnum):
    """The names that receivers see; they never change."""

    PING = "ping"
    IMPORT_FINISHED = "import.finished"
    TASK_AGREED = "task.agreed"
    TASK_TO_REVIEWER = "task.to_reviewer"
    GUIDELINE_CHANGED = "guideline.changed"
    EXPORT_FINISHED = "export.finished"
    EXPORT_FAILED = "export.failed"
    PICTURES_WAITING = "pictures.waiting"
    PROJECT_FINISHED = "project.finished"
    PROJECT_CLOSED = "project.closed"


# What a manager may ask for, with what it means (msgids).
CHOICES: Mapping[HookEvent, str] = {
    HookEvent.IMPORT_FINISHED: N_("An upload is read: pictures taken, files refused"),
    HookEvent.TASK_AGREED: N_("A picture is agreed on"),
    HookEvent.TASK_TO_REVIEWER: N_("A picture waits for a decision"),
    HookEvent.PROJECT_FINISHED: N_("All pictures are done"),
    HookEvent.EXPORT_FINISHED: N_("An export can be fetched"),
    HookEvent.EXPORT_FAILED: N_("An export failed at every try"),
    HookEvent.GUIDELINE_CHANGED: N_("The guideline has a new version"),
    HookEvent.PICTURES_WAITING: N_("New pictures wait for money"),
    HookEvent.PROJECT_CLOSED: N_("The project is closed"),
}
# By the kind of our own event: what may have to be told because of it.
TOLD_BY: Mapping[str, tuple[HookEvent, ...]] = {
    "import.finished": (HookEvent.IMPORT_FINISHED,),
    "task.agreed": (HookEvent.TASK_AGREED, HookEvent.PROJECT_FINISHED),
    "task.to_reviewer": (HookEvent.TASK_TO_REVIEWER,),
    "guideline.changed": (HookEvent.GUIDELINE_CHANGED,),
    "export.finished": (HookEvent.EXPORT_FINISHED,),
    "export.failed": (HookEvent.EXPORT_FAILED,),
    "pictures.waiting": (HookEvent.PICTURES_WAITING,),
    "project.closed": (HookEvent.PROJECT_CLOSED,),
}

_MINUTE, _HOUR = 60, 3600
# Seconds until the next try. Together three days: a receiver that is away over a weekend misses nothing.
WAITS_SECONDS = (
    10,
    _MINUTE,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    6 * _HOUR,
    12 * _HOUR,
    24 * _HOUR,
    24 * _HOUR,
)
MOST_TRIES = len(WAITS_SECONDS) + 1
# A receiver that took nothing for so long is not called any more.
OFF_AFTER = dt.timedelta(days=5)
# After a change of the secret both sign, so that a receiver can be changed without a gap.
OLD_SECRET_LIVES = dt.timedelta(hours=24)


def next_wait(tries: int) -> dt.timedelta | None:
    """How long to wait after so many tries without success; None when it was the last. tries >= 1."""
    return dt.timedelta(seconds=WAITS_SECONDS[tries - 1]) if tries < MOST_TRIES else None


class Outcome(StrEnum):
    """How one try ended."""

    TAKEN = "taken"
    REFUSED = "refused"  # the receiver answers, but will not have this message
    AWAY = "away"  # nobody answers, or not now


def outcome_of(status: int | None) -> Outcome:
    """status: of the receiver's answer; None when there was none.

    What says "not now" (408, 425, 429, any 5xx) holds all messages back; other answers concern one message alone.
    """
    if status is None or status in (408, 425, 429) or status >= 500:
        return Outcome.AWAY
    return Outcome.TAKEN if 200 <= status < 300 else Outcome.REFUSED


def unknown_events(events: Collection[str]) -> list[str]:
    return sorted(set(events) - {event.value for event in CHOICES})


@dataclass(frozen=True)
class Signed:
    """What a receiver checks a call by."""

    message_id: str
    timestamp: int  # seconds since 1970
    body: bytes


def secret_text(raw: bytes) -> str:
    """A secret as the receiver's library takes it. raw: 24 to 64 bytes."""
    return "whsec_" + base64.b64encode(raw).decode()


def signature(secret: str, signed: Signed) -> str:
    """'v1,<base64>': HMAC-SHA256 over 'id.timestamp.body'. Source: Standard Webhooks 1.0.0, section Signature scheme."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{signed.message_id}.{signed.timestamp}.".encode() + signed.body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def headers_of(secrets: Sequence[str], signed: Signed) -> dict[str, str]:
    """The three headers of a call, signed with each secret that holds."""
    return {
        "webhook-id": signed.message_id,
        "webhook-timestamp": str(signed.timestamp),
        "webhook-signature": " ".join(signature(secret, signed) for secret in secrets),
    }
