"""What a report is counted for, and how far it is. Pure."""

from enum import StrEnum

from annotate.core.errors import N_


class RunPurpose(StrEnum):
    DRAFT = "draft"
    FREEZE = "freeze"
    RESTATE = "restate"


class Stage(StrEnum):
    WAITING = "waiting"
    PAY = "pay"
    HOUSEHOLDS = "households"
    FIGURES = "figures"
    PAPER = "paper"
    DONE = "done"


STAGE_WORDS: dict[str, str] = {
    Stage.WAITING: N_("It begins in a moment"),
    Stage.PAY: N_("Adding up the pay"),
    Stage.HOUSEHOLDS: N_("Reading the households"),
    Stage.FIGURES: N_("Working out figures and what must stay hidden"),
    Stage.PAPER: N_("Writing the papers (PDF)"),
    Stage.DONE: N_("Done"),
}
ORDER = tuple(Stage)


def step_of(stage: Stage) -> int:
    """0 ... 5, for a bar of steps."""
    return ORDER.index(stage)
