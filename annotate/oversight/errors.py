"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError


class AssessmentIncomplete(AnnotateError):
    code = "assessment_incomplete"
    status = 422
    message = N_("Please fill all fields; the day of the next look must lie ahead. Nothing was saved yet.")


class AssessmentReplaced(AnnotateError):
    code = "assessment_replaced"
    status = 409
    message = N_("This version was replaced already. Go on from the newest one.")


class SameOperator(AnnotateError):
    code = "assessment_same_operator"
    status = 409
    message = N_("You wrote this version. Another operator has to read and approve it.")


class AlreadyApproved(AnnotateError):
    code = "assessment_approved"
    status = 409
    message = N_("This version was approved already. Nothing was changed.")
