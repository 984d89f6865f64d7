"""What one judged answer says of whoever gave it: good, poor, or only doubted by a machine. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from annotate.quality.judgement import USUAL_POLICY, Policy, Verdict


class Outcome(StrEnum):
    GOOD = "good"
    # A person or a known answer stands behind it.
    POOR = "poor"
    # A machine found it unlike the others, and nobody looked before the clock accepted it.
    DOUBTED = "doubted"


@dataclass(frozen=True)
class JudgedAnswer:
    """gold_passed: of a check picture in use, else None. before: the verdict of the round before, if any."""

    verdict: Verdict
    score: float | None
    by_person: bool
    unsure: bool = False
    is_gold: bool = False
    gold_passed: bool | None = None
    before: Verdict | None = None


def outcome_of(answer: JudgedAnswer, policy: Policy = USUAL_POLICY) -> Outcome | None:
    """None where it says nothing: still open, a withdrawn check, an honest 'unsure', nobody else who answered."""
    if answer.is_gold:
        if answer.gold_passed is None:
            return None
        return Outcome.GOOD if answer.gold_passed else Outcome.POOR
    if answer.verdict in (Verdict.PART, Verdict.SPAM):
        return Outcome.POOR
    if answer.verdict is not Verdict.ACCEPTED:
        return None
    # A person, an answer mended in time, a wish for another look that was granted.
    if answer.by_person or answer.before in (Verdict.FIX, Verdict.PART, Verdict.SPAM):
        return Outcome.GOOD
    if answer.score is None:
        return None
    if answer.score >= policy.accept_f1:
        return Outcome.GOOD
    return None if answer.unsure else Outcome.DOUBTED
