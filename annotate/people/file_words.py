"""The words of a person's file: why it was opened in clear, what of it may be put right, who did what with it. Pure."""

from enum import StrEnum

from annotate.core.errors import N_


class RevealReason(StrEnum):
    """Why somebody needs a name and a phone in clear. A list, so that no reason tells more about her than the act."""

    CASE = "case"
    PAYMENT = "payment"
    IDENTITY = "identity"
    CORRECTION = "correction"
    EMERGENCY = "emergency"


REASON_WORDS: dict[str, str] = {
    RevealReason.CASE: N_("To call or visit her about a case"),
    RevealReason.PAYMENT: N_("A payment to her failed"),
    RevealReason.IDENTITY: N_("To compare her identity card"),
    RevealReason.CORRECTION: N_("She asked for a correction"),
    RevealReason.EMERGENCY: N_("An emergency"),
}


class FilePart(StrEnum):
    """What she may ask to have put right."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY_NUMBER = "identity_number"
    OTHER = "other"


PART_WORDS: dict[str, str] = {
    FilePart.NAME: N_("My name"),
    FilePart.PHONE: N_("My phone number"),
    FilePart.IDENTITY_NUMBER: N_("Number of my identity card"),
    FilePart.OTHER: N_("Another part of my file"),
}


class CorrectionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


STATE_WORDS: dict[str, str] = {
    CorrectionState.OPEN: N_("not looked at yet"),
    CorrectionState.DONE: N_("put right"),
    CorrectionState.REFUSED: N_("not changed"),
    CorrectionState.TAKEN_BACK: N_("you took it back"),
}

# Act in the audit log -> what she reads. What is missing here was no look at her file.
LOOK_WORDS: dict[str, str] = {
    "name.revealed": N_("Saw your name and phone in clear"),
    "correction.opened": N_("Looked at what you asked to put right"),
    "correction.done": N_("Put something right in your file"),
    "correction.refused": N_("Did not change what you asked for"),
    "woman.file_opened": N_("Opened your file"),
    "woman.survey_opened": N_("Opened the survey of your family"),
    "woman.placed": N_("Wrote down that you work at a centre"),
    "woman.left_centre": N_("Wrote down that you left a centre"),
    "case.opened_to_read": N_("Opened a case about you"),
    "case.taken": N_("Took on a case about you"),
    "case.contacted": N_("Wrote down a contact with you"),
    "case.closed": N_("Closed a case about you"),
    "household.created": N_("Made the file of your family"),
    "household.member_added": N_("Added somebody to the file of your family"),
    "household.income_recorded": N_("Wrote down income of your family"),
    "household.attached": N_("Joined the file of your family to yours"),
    "transition.begun": N_("Began a transition with you"),
    "transition.reviewed": N_("Wrote down what was agreed in your transition"),
    "transition.ended": N_("Ended your transition"),
    "payout.file_fetched": N_("Fetched a payment file with your account number"),
    "grant_claim.evidence": N_("Fetched a list of your county's women and their pay, for a public grant"),
    "account.disabled": N_("Closed your account for sign-in"),
    "account.enabled": N_("Opened your account for sign-in"),
}
