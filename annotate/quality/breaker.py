"""When so many rejections come from one person in a day that others must look first. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from annotate.quality.levels import USUAL_RULES, Rules


class Hold(StrEnum):
    SECOND = "second"  # another reviewer or manager of the project
    FROZEN = "frozen"  # the coordinator


@dataclass(frozen=True)
class Batch:
    """One reviewer's decisions in one project on one day, the one in question included.

    rejected: paid in part or not at all. of_one: those of the annotator in question.
    """

    decisions: int
    rejected: int
    of_one: int


def hold_of(batch: Batch, rules: Rules = USUAL_RULES) -> Hold | None:
    """Whether a rejection stands by itself (None), or who must look at it first."""
    if batch.of_one > rules.most_of_one:
        return Hold.FROZEN
    if batch.decisions < rules.batch_least:
        return None
    if 100 * batch.rejected > rules.freeze_percent * batch.decisions:
        return Hold.FROZEN
    if 100 * batch.rejected > rules.second_percent * batch.decisions:
        return Hold.SECOND
    return None
