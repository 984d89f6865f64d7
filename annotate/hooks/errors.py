"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError


class TooManyHooks(AnnotateError):
    code = "too_many_hooks"
    status = 409
    message = N_("A project can call %(most)s addresses at most. Remove one that is not needed any more.")
