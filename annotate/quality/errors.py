"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError


class AlreadyDecided(AnnotateError):
    code = "already_decided"
    status = 409
    message = N_(
        "This answer has been decided in the meantime. The first decision stands; load the page again."
    )


class ReasonNeeded(AnnotateError):
    code = "reason_needed"
    status = 422
    message = N_("Write in one sentence what was missing. She reads it beside her picture.")


class FaultNeeded(AnnotateError):
    code = "fault_needed"
    status = 422
    message = N_("Choose what does not fit: not marked, nothing there, something else, or not at the edge.")


class SpamNotProven(AnnotateError):
    """Good-faith work is paid; only failed gold tasks can prove otherwise."""

    code = "spam_not_proven"
    status = 409
    message = N_(
        "Work can go unpaid only after %(needed)s failed check pictures; this person has failed %(failed)s here. Accept it, or pay a part."
    )


class AppealTooLate(AnnotateError):
    code = "appeal_too_late"
    status = 409
    message = N_(
        "Another look can be asked for within %(days)s days. Ask your coordinator about this picture."
    )


class NothingToAppeal(AnnotateError):
    code = "nothing_to_appeal"
    status = 409
    message = N_(
        "This picture is paid in full or still being looked at, so there is nothing to look at again."
    )


class SamePerson(AnnotateError):
    code = "same_person"
    status = 409
    message = N_("Whoever decided first may not decide again. Another person must look at this picture.")


class NoKnownAnswer(AnnotateError):
    code = "no_known_answer"
    status = 409
    message = N_(
        "This picture has no known answer yet. Take one that people agree on, that you have decided, or that came with labels."
    )


class OwnAnswer(AnnotateError):
    code = "own_answer"
    status = 409
    message = N_("This is your own answer. Another person must look at it.")


class TooLateToday(AnnotateError):
    code = "another_day"
    status = 409
    message = N_("Both people must decide on the same day. Write the reason down again today.")


class ReworkNotFunded(AnnotateError):
    code = "rework_not_funded"
    status = 409
    message = N_(
        "There is not enough on account to pay these answers anew. Nothing was saved; the list says what is missing."
    )


class NothingToDecide(AnnotateError):
    code = "nothing_to_decide"
    status = 409
    message = N_("It is so already. Load the page again.")


class SecondPerson(AnnotateError):
    code = "second_person"
    status = 409
    message = N_("Another person must agree, not the one who wrote the reason.")


class AnswersUndecided(AnnotateError):
    code = "answers_undecided"
    status = 409
    message = N_(
        "%(count)s of your answers are still being looked at. Within 72 hours they are decided and paid; then you can close your account."
    )


class LabelsInUse(AnnotateError):
    code = "labels_in_use"
    status = 409
    message = N_(
        "%(count)s of its pictures are in use already, “%(name)s” among them: somebody got them, learnt from them or verified them. The upload stays."
    )


class UndoNotFunded(AnnotateError):
    code = "undo_not_funded"
    status = 409
    message = N_(
        "Taken back, these pictures would be handed out at once, and that is not paid for: fund %(amount)s more first. The upload stays."
    )


class NothingToUndo(AnnotateError):
    code = "nothing_to_undo"
    status = 409
    message = N_("Only known answers and finished work that are read to the end can be taken back.")
