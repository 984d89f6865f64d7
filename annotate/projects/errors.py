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
