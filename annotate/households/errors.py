"""Refusals of household files."""

from annotate.core.errors import N_, AnnotateError


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


class TooYoung(AnnotateError):
    code = "too_young"
    status = 422
    message = N_("Nobody under 16 may work here. By the year of birth she is, or may still be, too young.")


class HouseholdMissing(AnnotateError):
    code = "household_missing"
    status = 409
    message = N_(
        "She has no household file yet. Write down first who lives together, then what the family earned."
    )


class NoMembers(AnnotateError):
    code = "no_members"
    status = 409
    message = N_(
        "Nobody is registered in this household now, so income per person cannot be worked out. Add the members first."
    )


class PeriodOverlaps(AnnotateError):
    code = "period_overlaps"
    status = 409
    message = N_(
        "%(months)s of these twelve months are in the file already, in the year to %(other)s. If you mean to write "
        "down both, say so below and send it again."
    )


class SurveyKeyTaken(AnnotateError):
    code = "survey_key_taken"
    status = 409
    message = N_(
        "This was sent before for another family or another year. Load the page again and write it anew."
    )


class FamilyFileMissing(AnnotateError):
    code = "family_file_missing"
    status = 409
    message = N_("Your family has no file yet. Your coordinator can make one with you.")


class FamilyNotAgreed(AnnotateError):
    code = "family_not_agreed"
    status = 409
    message = N_(
        "You, or another woman of your family who works here, have not agreed that the family's income is written "
        "down. You can agree under My file; you may also say no."
    )


class NothingTold(AnnotateError):
    code = "nothing_told"
    status = 422
    message = N_("Write at least one amount. A field that you leave empty is not counted as zero.")


class ListWithoutSource(AnnotateError):
    code = "list_without_source"
    status = 422
    message = N_("A status needs its document: write the title, the number and the day of the list.")


class ListFromTheFuture(AnnotateError):
    code = "list_from_the_future"
    status = 422
    message = N_("The day of the list lies ahead. Write the day that stands on the document.")


class ListThereAlready(AnnotateError):
    code = "list_there_already"
    status = 409
    message = N_("The list of %(day)s is in already. Nothing was changed.")
