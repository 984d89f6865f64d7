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


class RestatementReasonMissing(AnnotateError):
    code = "restatement_reason_missing"
    status = 422
    message = N_("Please write why the report is told anew, in 10 to 500 characters. Readers see it.")


class NothingToRestate(AnnotateError):
    code = "nothing_to_restate"
    status = 409
    message = N_("This quarter was not frozen yet, so there is nothing to tell anew. Freeze it first.")


class NothingChanged(AnnotateError):
    code = "nothing_changed"
    status = 409
    message = N_("Every figure is as it was, or too few people changed to tell it. No new version was made.")


class BadTarget(AnnotateError):
    code = "bad_target"
    status = 422
    message = N_("Write a whole number above nothing, or leave it empty to take the target away.")


class TargetFrozen(AnnotateError):
    code = "target_frozen"
    status = 409
    message = N_("The report of this quarter is frozen, and its targets with it. Nothing was changed.")


class ReportBroken(AnnotateError):
    code = "report_broken"
    status = 500
    message = N_(
        "The report could not be counted, five times over. The operator sees it; ask for it once more."
    )


# Code -> words, for what was refused in the background and is told on a page.
REFUSAL_WORDS: dict[str, str] = {
    refusal.code: refusal.message
    for refusal in (
        BadPeriod,
        PeriodNotOver,
        BeforeTheProgramme,
        NothingToRestate,
        NothingChanged,
        ReportBroken,
    )
}
