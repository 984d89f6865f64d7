"""States of this room. Pure."""

from enum import StrEnum


class DeliveryState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    GIVEN_UP = "given_up"


class OffReason(StrEnum):
    """Why an address is not called."""

    BY_HAND = "by_hand"
    NO_ANSWER = "no_answer"
    REMOVED = "removed"
