"""Words for what two people decide together. Pure."""

from enum import StrEnum


class BanAct(StrEnum):
    BAN = "ban"
    LIFT = "lift"


class HeldState(StrEnum):
    OPEN = "open"
    RELEASED = "released"  # another person agreed with the rejection
    REFUSED = "refused"  # another person did not: she is paid in full
    SETTLED = "settled"  # nobody looked in time and she was accepted, or it was decided on another way
