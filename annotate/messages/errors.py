"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError


class BadMail(AnnotateError):
    code = "bad_mail"
    status = 422
    message = N_("This is no mail address. Write it like mei@example.org, or leave it empty.")
