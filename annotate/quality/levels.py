"""Levels 1 to 4 from how surely her work is good, and the steps before a pause. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.quality.evidence import Outcome
from annotate.quality.intervals import wilson, wilson_middle

# Judged tasks that a level looks back on.
WINDOW = 200


@dataclass(frozen=True)
class Rules:
    """Settings of a project; docs/consensus.md says why these.

    level_percents: where the lower end of Wilson's interval must lie for levels 2, 3, 4. gate_percent, gate_least:
    under this share over at least so many judged tasks comes a hint, then a pause of pause_hours. second_percent,
    freeze_percent, batch_least: shares of a reviewer's day in a project, of at least so many decisions, that want
    a second person or freeze; most_of_one: rejections of one annotator in it above which it freezes.
    """

    level_percents: tuple[int, int, int] = (75, 85, 92)
    gate_percent: int = 75
    gate_least: int = 30
    pause_hours: int = 24
    second_percent: int = 5
    freeze_percent: int = 10
    batch_least: int = 20
    most_of_one: int = 20


USUAL_RULES = Rules()


@dataclass(frozen=True)
class Tally:
    """good of answers."""

    good: int
    answers: int


def tally_of(outcomes: Sequence[Outcome], doubted_too: bool = True) -> Tally:
    """doubted_too: to earn more she must be known to be good; to be held back a person must have looked."""
    counted = [one for one in outcomes if doubted_too or one is not Outcome.DOUBTED]
    return Tally(sum(one is Outcome.GOOD for one in counted), len(counted))


def level_of(current: int, tally: Tally, rules: Rules = USUAL_RULES) -> int:
    """The level that this evidence gives somebody who stands at `current`.

    She rises as soon as the lower end of the interval reaches the mark: then she is surely as good. She falls only
    when its middle lies under the mark: then she is more likely not. Between the two she stays, so that no single
    picture throws her back and forth.
    """
    if not tally.answers:
        return current
    low, _ = wilson(tally.good, tally.answers)
    middle = wilson_middle(tally.good, tally.answers)
    reached = 1 + sum(100 * low >= percent for percent in rules.level_percents)
    kept = 1 + sum(100 * middle >= percent for percent in rules.level_percents)
    return max(reached, min(current, kept))


def good_in_a_row_to(level: int, tally: Tally, rules: Rules = USUAL_RULES) -> int | None:
    """How many more good answers lift her to a level, 2 ... 4; None when a hundred would not."""
    percent = rules.level_percents[level - 2]
    for more in range(101):
        if 100 * wilson(tally.good + more, tally.answers + more)[0] >= percent:
            return more
    return None


class Stage(StrEnum):
    """How far the steps before a pause have come."""

    CLEAR = "clear"
    HINTED = "hinted"  # told, and paid practice offered
    PAUSED = "paused"


class Step(StrEnum):
    NONE = "none"
    HINT = "hint"
    PAUSE = "pause"
    CLEAR = "clear"


def step_of(stage: Stage, tally: Tally, rules: Rules = USUAL_RULES) -> Step:
    """What follows from the judged tasks since the last step. First a hint, a pause only if that did not help."""
    if stage is Stage.PAUSED or tally.answers < rules.gate_least:
        return Step.NONE
    if 100 * tally.good >= rules.gate_percent * tally.answers:
        return Step.CLEAR if stage is Stage.HINTED else Step.NONE
    return Step.HINT if stage is Stage.CLEAR else Step.PAUSE
