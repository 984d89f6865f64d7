"""States of this room."""

from enum import StrEnum


class TaskKind(StrEnum):
    LABEL = "label"
    VERIFY = "verify"  # objects that exist already: is each one right?


class VerifySource(StrEnum):
    """Where the objects of a verify task come from."""

    PRELABELS = "prelabels"
    CONSENSUS = "consensus"
    DISPUTED = "disputed"  # what people differ on in pictures that wait for a reviewer


class TaskState(StrEnum):
    OPEN = "open"  # wants answers
    SETTLING = "settling"  # has them, consensus is being found
    AGREED = "agreed"
    TO_REVIEWER = "to_reviewer"
    CLOSED = "closed"


class LeaseState(StrEnum):
    HELD = "held"
    SUBMITTED = "submitted"
    RELEASED = "released"
    EXPIRED = "expired"
    MENDING = "mending"  # handed in, and given back to be mended


# What counts as hers where everybody has a share.
HAD = (LeaseState.HELD, LeaseState.SUBMITTED, LeaseState.MENDING)


class Gate(StrEnum):
    """What she may do in a project."""

    OPEN = "open"
    TRAINING = "training"  # practice comes first
    EXAM = "exam"  # practised, and not passed yet
    PAUSED = "paused"  # until a moment
    BANNED = "banned"


class NoWorkReason(StrEnum):
    """Why a bag came back empty; the page says it in her words."""

    NOT_OPEN = "project_not_open"
    ALL_TAKEN = "all_taken"  # others hold what is left; some may come back
    ALL_DONE = "all_done_by_you"
    FINISHED = "finished"
    HER_TURN = "others_first"  # work is scarce, and others have earned less this month
    PILOT_SHARE = "pilot_share_done"  # a pilot wants many people's answers, and she gave hers
    # Her gate, under the same words.
    TRAINING = "training"
    EXAM = "exam"
    PAUSED = "paused"
    BANNED = "banned"
