"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError
from annotate.programmes.enrolment_rules import Refusal


class UnknownCounty(AnnotateError):
    code = "unknown_county"
    status = 422
    message = N_(
        "County %(code)s is not in the registry. Choose one from the list, or ask the operator to add it."
    )


class CountyChanged(AnnotateError):
    code = "county_changed"
    status = 422
    message = N_("County code %(code)s ended on %(day)s. Use its successor %(successor)s.")


class BadProgramme(AnnotateError):
    code = "bad_programme"
    status = 422
    message = N_("A programme needs a name, and it cannot end before it starts.")


class BadHousehold(AnnotateError):
    code = "bad_household"
    status = 422
    message = N_("A household needs 1 to 30 members, each with a year of birth that can be right.")


class BadIncome(AnnotateError):
    code = "bad_income"
    status = 422
    message = N_("An amount must be a number that is not negative, and below 100 million.")


class HouseholdConsentMissing(AnnotateError):
    code = "household_consent_missing"
    status = 409
    message = N_(
        "She has not agreed that her family's income is written down. She can agree under My file; she may also say no."
    )


class SurveyFromTheFuture(AnnotateError):
    code = "survey_from_the_future"
    status = 422
    message = N_("The year you wrote ends in %(month)s, which is not over yet. Write a month that has ended.")


class BadMonth(AnnotateError):
    code = "bad_month"
    status = 422
    message = N_("Write the month as year and month, such as 2026-07.")


class BadStandard(AnnotateError):
    code = "bad_standard"
    status = 422
    message = N_(
        "A standard needs a positive number, its unit, a date from which it holds, its source and the number of the document."
    )


class SecondPersonNeeded(AnnotateError):
    code = "second_person_needed"
    status = 409
    message = N_(
        "You entered this row yourself. Another person has to compare it with the document and approve it."
    )


class EnrolmentRefused(AnnotateError):
    code = "enrolment_refused"
    status = 422
    message = N_("She cannot be enrolled like this.")


class TooYoung(EnrolmentRefused):
    code = Refusal.TOO_YOUNG
    message = N_("Nobody under 16 may work here. By the year of birth she is, or may still be, too young.")


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


REFUSALS: dict[Refusal, type[EnrolmentRefused]] = {
    Refusal.TOO_YOUNG: TooYoung,
    Refusal.IN_THE_FUTURE: EnrolledInTheFuture,
    Refusal.BEFORE_PROGRAMME: BeforeProgramme,
    Refusal.AFTER_PROGRAMME: AfterProgramme,
    Refusal.ALREADY_ENROLLED: AlreadyEnrolled,
}


class BadCentre(AnnotateError):
    code = "bad_centre"
    status = 422
    message = N_("A centre needs a name that no other centre of this county has, of at most 100 letters.")


class BadCoordinator(AnnotateError):
    code = "bad_coordinator"
    status = 422
    message = N_("Choose somebody who coordinates this county.")


class BadDevice(AnnotateError):
    code = "bad_device"
    status = 422
    message = N_("A PC needs a name that no other PC of this centre has, of at most 60 letters.")


class CentreClosed(AnnotateError):
    code = "centre_closed"
    status = 409
    message = N_("This centre is closed. Choose one that is open.")


class BadContact(AnnotateError):
    code = "bad_contact"
    status = 422
    message = N_("Say how you reached her, and write down in a sentence what was said.")


class BadClosing(AnnotateError):
    code = "bad_closing"
    status = 422
    message = N_("Choose how the case ended, and write the reason in a sentence.")


class CaseClosed(AnnotateError):
    code = "case_closed"
    status = 409
    message = N_("This case is closed already. A new sign opens a new one.")


class BadThreshold(AnnotateError):
    code = "bad_threshold"
    status = 422
    message = N_("There is no threshold of that name, or the number is not between 0 and its limit.")
