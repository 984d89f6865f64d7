"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError, Invalid


class InvalidProject(Invalid):
    code = "invalid_project"
    message = N_("The project cannot be set up like this. Nothing was stored. See the list.")


class WrongState(AnnotateError):
    """What was asked does not fit the project's state."""

    code = "wrong_state"
    status = 409
    message = N_("This cannot be done while the project is in its present state. Load the page again.")


class MoreThanTheForm(AnnotateError):
    """The form would lose what it cannot show."""

    code = "more_than_the_form"
    status = 409
    message = N_("A program made these labels, and they say more than this form can. Change them by the API.")
