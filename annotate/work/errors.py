"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError


class OlderDraft(AnnotateError):
    """Another tab or device has a newer draft; the editor offers both."""

    code = "older_draft"
    status = 409
    message = N_(
        "A newer version of this picture was saved from another window or device. Choose which one to keep."
    )


class WorkedOnAlready(AnnotateError):
    code = "worked_on_already"
    status = 409
    message = N_(
        "Somebody has this picture in work or has handed it in: it stays in the project and is paid."
    )


class AlreadySubmitted(AnnotateError):
    code = "already_submitted"
    status = 409
    message = N_(
        "This picture was already handed in, from another window or device. That version counts and is paid."
    )


class SubmissionDiffers(AnnotateError):
    code = "submission_differs"
    status = 422
    message = N_(
        "This submission was received before with other content. The first one counts; nothing was changed."
    )


class NotReadyToPublish(AnnotateError):
    code = "not_ready_to_publish"
    status = 409
    message = N_("The project cannot be published yet. The list says what is missing.")


class PayUnderFloor(AnnotateError):
    code = "pay_under_floor"
    status = 409
    message = N_(
        "At this price an hour of work would pay less than the local minimum wage. Raise the price, or make the task shorter. Nothing was opened."
    )


class PayNearFloor(AnnotateError):
    code = "pay_near_floor"
    status = 409
    message = N_(
        "At this price an hour of work would pay hardly more than the local minimum wage. Say that you have read it, or raise the price. Nothing was opened."
    )


class PilotFirst(AnnotateError):
    code = "pilot_first"
    status = 409
    message = N_(
        "Nobody knows yet what an hour of this work pays. Open a pilot first; once it has its answers, the rest can be opened."
    )


class VerifyNotFunded(AnnotateError):
    code = "verify_not_funded"
    status = 409
    message = N_(
        "There is not enough on account for these tasks. Nothing was made; the list says what is missing."
    )


class NothingToVerify(AnnotateError):
    code = "nothing_to_verify"
    status = 409
    message = N_("There is nothing new to verify: no objects of this source, or each was asked about before.")


class NotHeld(AnnotateError):
    code = "not_held"
    status = 409
    message = N_("This picture is not in your hands any more. Load the page to get the next one.")


class TooManyOfflineBags(AnnotateError):
    """Pictures in a drawer are pictures nobody can do."""

    code = "too_many_offline_bags"
    status = 409
    message = N_(
        "You already hold pictures of two other projects for work without a network. Hand in one of them first."
    )
