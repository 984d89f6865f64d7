"""Refusals that a person sees: one class a reason, a stable code, words that say what to do next.

`message` is an English msgid; the web frame alone translates it and turns it into a page or problem JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


def N_(msgid: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return msgid


@dataclass(frozen=True)
class Fault:
    """One fault in what was sent. path: 'annotations[3].box'; detail: msgid with %(name)s parameters."""

    path: str
    code: str
    detail: str
    params: dict[str, Any] = field(default_factory=dict)


class AnnotateError(Exception):
    """A refusal with its reason."""

    code = "refused"
    status = 400
    message = N_("This cannot be done as it was sent.")

    def __init__(self, faults: Sequence[Fault] = (), **params: Any) -> None:
        super().__init__(self.code)
        self.faults = tuple(faults)
        self.params = params

    def __str__(self) -> str:
        try:
            text = self.message % self.params if self.params else self.message
        except (KeyError, ValueError):
            text = self.message
        listed = "; ".join(f"{f.path}: {f.detail % f.params if f.params else f.detail}" for f in self.faults)
        return f"{text} {listed}".strip()


class Invalid(AnnotateError):
    """What was sent has faults; each is listed with its path."""

    code = "invalid"
    status = 422
    message = N_("Some of what was sent is not right. Nothing was stored. See the list and send it again.")


class NotFound(AnnotateError):
    """Absent, or not hers to see: both give the same answer."""

    code = "not_found"
    status = 404
    message = N_("There is nothing here that you may see. Check the address, or go back to your home page.")


class Forbidden(AnnotateError):
    code = "forbidden"
    status = 403
    message = N_("Your account may not do this. Ask your coordinator or the administrator.")


class SignInNeeded(AnnotateError):
    code = "sign_in_needed"
    status = 401
    message = N_("Please sign in again. What you have drawn is kept on this device.")


class OtherPerson(SignInNeeded):
    """A window of one person, while another has signed in on the same computer."""

    code = "other_person"
    message = N_(
        "Another person has signed in on this device. Your work is kept here; sign in again to send it."
    )


class Conflict(AnnotateError):
    """The state has moved on since she looked."""

    code = "conflict"
    status = 409
    message = N_("This was changed in the meantime. Load the page again and look before you repeat it.")


class TooLarge(AnnotateError):
    code = "too_large"
    status = 413
    message = N_("This is larger than the %(limit)s allowed. Send it in smaller parts.")


class TooManyRequests(AnnotateError):
    code = "too_many_requests"
    status = 429
    message = N_("Too many tries in a short time. Wait %(seconds)s seconds and try again.")
