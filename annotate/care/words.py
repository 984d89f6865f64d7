"""The words of a coordinator's care: early signs, what was done, how a case ended. Pure."""

from enum import StrEnum


class Sign(StrEnum):
    """Why somebody should look: one rule each, in early_signs.py."""

    NO_SIGN_IN = "no_sign_in"
    NO_WORK = "no_work"
    PAY_FELL = "pay_fell"
    MONTH_FELL = "month_fell"
    ACCEPTANCE_FELL = "acceptance_fell"
    UNDER_FLOOR = "under_floor"
    PAYOUT_STUCK = "payout_stuck"
    TENURE_ENDS = "tenure_ends"
    TENURE_STOPPED = "tenure_stopped"
    UNDER_TARGET = "under_target"
    CENTRE_QUIET = "centre_quiet"
    CENTRE_WORK_ENDS = "centre_work_ends"


class ContactKind(StrEnum):
    """What was done on a case."""

    CALLED = "called"
    VISITED = "visited"
    WROTE = "wrote"
    NOT_REACHED = "not_reached"
    PLACED = "placed"


# Trying is not reaching: the first contact is still due.
REACHED = frozenset({ContactKind.CALLED, ContactKind.VISITED, ContactKind.WROTE, ContactKind.PLACED})


class Outcome(StrEnum):
    """How a case ended."""

    WORKS_AGAIN = "works_again"
    PLACED = "placed"
    HELPED = "helped"
    PAUSES = "pauses"
    LEFT = "left"
    NO_PROBLEM = "no_problem"
