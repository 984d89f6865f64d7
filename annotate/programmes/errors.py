"""Refusals of programmes."""

from annotate.core.errors import N_, AnnotateError
from annotate.households.errors import TooYoung
from annotate.programmes.enrolment_rules import Refusal


class BadProgramme(AnnotateError):
    code = "bad_programme"
    status = 422
    message = N_("A programme needs a name, and it cannot end before it starts.")


class EnrolmentRefused(AnnotateError):
    code = "enrolment_refused"
    status = 422
    message = N_("She cannot be enrolled like this.")


class EnrolledInTheFuture(EnrolmentRefused):
    code = Refusal.IN_THE_FUTURE
    message = N_("The day of enrolment has not come yet. Write today or an earlier day.")


class BeforeProgramme(EnrolmentRefused):
    code = Refusal.BEFORE_PROGRAMME
    message = N_("On that day the programme had not begun. Look at the dates of the programme.")


class AfterProgramme(EnrolmentRefused):
    code = Refusal.AFTER_PROGRAMME
    message = N_("On that day the programme was over. Choose a programme that is running.")


class AlreadyEnrolled(EnrolmentRefused):
    code = Refusal.ALREADY_ENROLLED
    status = 409
    message = N_("She is in this programme already.")


REFUSALS: dict[Refusal, type[EnrolmentRefused | TooYoung]] = {
    Refusal.TOO_YOUNG: TooYoung,
    Refusal.IN_THE_FUTURE: EnrolledInTheFuture,
    Refusal.BEFORE_PROGRAMME: BeforeProgramme,
    Refusal.AFTER_PROGRAMME: AfterProgramme,
    Refusal.ALREADY_ENROLLED: AlreadyEnrolled,
}


class BadSupportRule(AnnotateError):
    """Each fault names its field."""

    code = "bad_support_rule"
    status = 422
    message = N_("This rule cannot be kept as it is written. Nothing was saved; see the fields.")


class RulesOverlap(AnnotateError):
    code = "rules_overlap"
    status = 409
    message = N_(
        "Another rule of this kind holds in the same months. End that one first, or choose other months: nobody is paid twice."
    )


class SecondOfficerNeeded(AnnotateError):
    code = "second_officer_needed"
    status = 409
    message = N_("You entered this rule yourself. A second officer has to approve it.")


class GrantNotEnough(AnnotateError):
    code = "grant_not_enough"
    status = 409
    message = N_(
        "One month of this rule needs %(needed)s, and %(left)s of the grant are left. Record the foundation's money first."
    )


class RuleDecided(AnnotateError):
    code = "rule_decided"
    status = 409
    message = N_("This rule was approved or ended in the meantime. Nothing was changed.")


class MonthIsPaid(AnnotateError):
    code = "month_is_paid"
    status = 409
    message = N_("A rule can end with this month at the earliest: what was promised for past months stays.")


class BadGrantClaim(AnnotateError):
    code = "bad_grant_claim"
    status = 422
    message = N_(
        "A claim needs the grant, the office, a county of the registry, months that are over, and an amount above nothing."
    )


class GrantClaimThere(AnnotateError):
    code = "grant_claim_there"
    status = 409
    message = N_("The same grant is claimed for this county and these months already: number %(number)s.")


class GrantClaimStep(AnnotateError):
    code = "grant_claim_step"
    status = 409
    message = N_(
        "This step does not follow. A decision needs its number, and a grant an amount up to what was claimed."
    )
