"""Refusals of centres and cases."""

from annotate.core.errors import N_, AnnotateError


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


class InTransition(AnnotateError):
    code = "in_transition"
    status = 409
    message = N_("She is in a transition already. End it first.")


class NotInTransition(AnnotateError):
    code = "not_in_transition"
    status = 409
    message = N_("She is in no transition now. Nothing was changed.")


class ReviewWithoutWords(AnnotateError):
    code = "review_without_words"
    status = 422
    message = N_("Please write what was agreed, in at most 1000 characters, or choose how it ended.")


class NobodyChosen(AnnotateError):
    code = "nobody_chosen"
    status = 422
    message = N_("Please choose the women, and a project or a centre for them.")
