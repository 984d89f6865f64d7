"""Refusals of the registry."""

from annotate.core.errors import N_, AnnotateError


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


class CountyEnded(AnnotateError):
    code = "county_ended"
    status = 422
    message = N_(
        "County code %(code)s ended on %(day)s, and no successor is registered. Ask the operator to add it."
    )


class BadStandard(AnnotateError):
    """Each fault names its field."""

    code = "bad_standard"
    status = 422
    message = N_(
        "A standard needs a positive number, its unit, a date from which it holds, its source and the number of the document."
    )


class ReplacedAlready(AnnotateError):
    code = "replaced_already"
    status = 409
    message = N_(
        "The row to be corrected is not in use any more. Nothing was changed; correct the newer one."
    )


class NotWaiting(AnnotateError):
    code = "not_waiting"
    status = 409
    message = N_("Somebody has decided about this row in the meantime. Nothing was changed.")


class ReasonNeeded(AnnotateError):
    code = "reason_needed"
    status = 422
    message = N_("Say why, so that whoever entered the row can mend it.")


class SecondPersonNeeded(AnnotateError):
    code = "second_person_needed"
    status = 409
    message = N_(
        "You entered this row yourself. Another person has to compare it with the document and approve it."
    )


class WatchListIncomplete(AnnotateError):
    code = "watch_list_incomplete"
    status = 422
    message = N_("A watch list needs a title, a document number, its first day and at least one county code.")


class WatchListUnknownCounty(AnnotateError):
    code = "watch_list_unknown_county"
    status = 422
    message = N_("These codes are not in the registry of counties: %(codes)s. Nothing was entered.")


class WatchListSamePerson(AnnotateError):
    code = "watch_list_same_person"
    status = 409
    message = N_("You entered this list. Another operator has to compare it with the document.")


class WatchListApproved(AnnotateError):
    code = "watch_list_approved"
    status = 409
    message = N_("This list was approved already. Nothing was changed.")


class CountyListWithoutSource(AnnotateError):
    code = "county_list_without_source"
    status = 422
    message = N_("Write the title of the document and its number, or, to refuse a list, why.")


class CountyListSamePerson(AnnotateError):
    code = "county_list_same_person"
    status = 409
    message = N_("You entered this list. Another operator has to compare it with the document.")


class CountyListDecided(AnnotateError):
    code = "county_list_decided"
    status = 409
    message = N_("Somebody has decided this list already. Nothing was changed.")
