"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError


class BadPeriod(AnnotateError):
    code = "bad_period"
    status = 422
    message = N_("Write a quarter that has begun, such as 2026-Q2.")


class PeriodNotOver(AnnotateError):
    code = "period_not_over"
    status = 409
    message = N_("This quarter is not over. A report can be frozen when its last month has ended.")


class BeforeTheProgramme(AnnotateError):
    code = "before_the_programme"
    status = 422
    message = N_("The programme had not begun in this quarter. Choose a later one.")


class UnknownFormat(AnnotateError):
    code = "unknown_format"
    status = 422
    message = N_("A report can be had as json, csv, xlsx or pdf.")
