"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError


class FundingDiffers(AnnotateError):
    code = "funding_differs"
    status = 409
    message = N_("This payment was recorded before with another amount. Nothing was changed; use a new key.")


class NotAMonth(AnnotateError):
    code = "not_a_month"
    status = 422
    message = N_("Write the month as year-month, for example 2026-03.")
