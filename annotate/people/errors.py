"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError


class WrongSignIn(AnnotateError):
    """One text for an unknown phone, a wrong password, a closed account: nothing can be found out by trying."""

    code = "wrong_sign_in"
    status = 401
    message = N_("The phone number or the password is not right. Check both and try again.")


class WrongOldPassword(AnnotateError):
    code = "wrong_old_password"
    status = 422
    message = N_("The old password is not right. Nothing was changed.")


class TriesUsedUp(AnnotateError):
    code = "tries_used_up"
    status = 429
    message = N_("Too many wrong tries. Wait %(minutes)s minutes, or ask your coordinator for a new code.")


class InvitationNotValid(AnnotateError):
    code = "invitation_not_valid"
    status = 422
    message = N_("This invitation code is not valid any more. Ask the person who invited you for a new one.")


class PhoneTaken(AnnotateError):
    code = "phone_taken"
    status = 409
    message = N_("This phone number already has an account. Sign in, or ask your coordinator for help.")


class PasswordTooWeak(AnnotateError):
    code = "password_too_weak"
    status = 422
    message = N_("The password needs at least %(letters)s characters and must not be a common one.")


class BadPhone(AnnotateError):
    code = "bad_phone"
    status = 422
    message = N_("This is not a phone number. Write the 11 digits, such as 138 0000 0000.")


class NameMissing(AnnotateError):
    code = "name_missing"
    status = 422
    message = N_("Please write the name.")


class ConsentMissing(AnnotateError):
    code = "consent_missing"
    status = 422
    message = N_("Without this consent you cannot work here, because we could not pay you.")


class BadIdentityNumber(AnnotateError):
    code = "bad_identity_number"
    status = 422
    message = N_(
        "This number of the identity card is not right: one of the 18 characters differs. Look at the card once more."
    )


class TooYoung(AnnotateError):
    code = "too_young"
    status = 422
    message = N_(
        "By law only people of %(years)s years or more may work here. You are welcome once you are that old."
    )


class IdentityTaken(AnnotateError):
    code = "identity_taken"
    status = 409
    message = N_(
        "There is an account of this person already. Sign in with it, or ask your coordinator for help."
    )


class NotErasable(AnnotateError):
    code = "not_erasable"
    status = 409
    message = N_("Accounts of staff are closed by the operator. Write to her.")


class RevealReasonMissing(AnnotateError):
    code = "reveal_reason_missing"
    status = 422
    message = N_("Please choose why you need to see it. She can read the reason.")


class RevealsUsedUp(AnnotateError):
    code = "reveals_used_up"
    status = 429
    message = N_("You saw %(count)s people in clear within the hour. Wait, or ask the operator.")


class CorrectionEmpty(AnnotateError):
    code = "correction_empty"
    status = 422
    message = N_("Please choose what is wrong and write what is right, in at most 500 characters.")


class CorrectionDecided(AnnotateError):
    code = "correction_decided"
    status = 409
    message = N_("Somebody has decided this already. Nothing was changed.")


class ReasonNeeded(AnnotateError):
    code = "correction_reason_needed"
    status = 422
    message = N_("Please write why it was not changed. She reads it.")


class PinTooSimple(AnnotateError):
    code = "pin_too_simple"
    status = 422
    message = N_("The PIN needs six digits, not all alike and not in a row such as 123456.")


class WrongPin(AnnotateError):
    code = "wrong_pin"
    status = 401
    message = N_("The PIN is not right. After five wrong tries sign in with your password.")


class PinUsedUp(AnnotateError):
    code = "pin_used_up"
    status = 429
    message = N_("Five wrong tries. Sign in with your phone number and password; then the PIN works again.")


class NotAtThisDevice(AnnotateError):
    code = "not_at_this_device"
    status = 403
    message = N_("A PIN works only on a PC of your centre where you have signed in once with your password.")
