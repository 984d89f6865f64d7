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


class BadPayee(AnnotateError):
    code = "bad_payee"
    status = 422
    message = N_("This account number does not look right. Nothing was changed; look at it once more.")


class NotForThisState(AnnotateError):
    code = "batch_moved_on"
    status = 409
    message = N_("This batch has moved on in the meantime. Nothing was changed; load the page again.")


class SameSignature(AnnotateError):
    code = "same_signature"
    status = 409
    message = N_("You have signed this batch already. The second signature must be another person's.")


class NothingToPay(AnnotateError):
    code = "nothing_to_pay"
    status = 409
    message = N_("Nobody is to be paid through this channel now. Nothing was made.")


class BalanceFell(AnnotateError):
    code = "balance_fell"
    status = 409
    message = N_(
        "Some people are owed less than this batch would pay them. Cancel it and make a new one. Nothing was sent."
    )


class ResultRefused(AnnotateError):
    """Each fault names its line; nothing of the file was taken."""

    code = "result_refused"
    status = 422
    message = N_(
        "The result file does not fit this batch, so nothing of it was taken. See the list, and send the right file."
    )


class ResultTakenBefore(AnnotateError):
    code = "result_taken_before"
    status = 409
    message = N_("This very file was taken in before. Nothing was changed.")


class NothingToCertify(AnnotateError):
    code = "nothing_to_certify"
    status = 409
    message = N_(
        "Choose at least one thing to show. A certificate can be made once your first picture is paid."
    )


class StillOwed(AnnotateError):
    code = "still_owed"
    status = 409
    message = N_(
        "%(amount)s %(currency)s are still on their way to you. Once they have arrived you can close your account."
    )
