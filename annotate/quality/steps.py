"""Words for what two people decide together. Pure."""

from enum import StrEnum


class BanAct(StrEnum):
    BAN = "ban"
    LIFT = "lift"


class HeldState(StrEnum):
    OPEN = "open"
    RELEASED = "released"  # another person agreed with the rejection
    REFUSED = "refused"  # another person did not: she is paid in full
    ACCEPTED = "accepted"  # nobody looked in time, or she was accepted on another way
