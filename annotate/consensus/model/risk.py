"""How many errors are to be expected in a settled picture, and whether to ask again."""

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaincc

from annotate.consensus.model.overlap import Array, Index, Mask
from annotate.consensus.settlement import Decision, Doubt, Policy, Question, SettledObject

# An edge off by this share of the size, on all four, brings IoU to a half.
HALF_IOU = 0.33
# What a look at an empty picture may have missed: objects expected where nobody saw any.
EMPTY_OBJECTS = 1.0
# Of what a crowd agrees on some is still wrong: things that deceive all who look. No vote shows those.
DECEIVED = 0.02
# From this chance of being wrong on, an object is worth a quick look.
DOUBTFUL = 0.1
# What quick looks by people who are mostly right leave of a doubt: a fifth.
LOOKS_SETTLE = 0.8


def off_chance(variance: Array) -> Array:
    """(O,) probability that a merged box overlaps the truth by less than a half.

    variance: (O, 4) of its edges relative to size; the sum of four squares is taken as chi-square.
    """
    mean = np.maximum(variance.mean(axis=1), 1e-12)
    return np.asarray(gammaincc(2.0, HALF_IOU**2 / mean / 2))


def expected_errors(
    real: Array, names: Array, variance: Array, unseen: Array, kept: Mask, known: Index
) -> Array:
    """(O,) expected errors about each candidate.

    Kept candidates may be wrong, misnamed or off; others may be real; each stands for some that
    nobody drew. known: (O,) -1 where gold says nothing.
    """
    wrong = np.where(kept, 1 - real * (1 - DECEIVED * (known < 0)), real)
    named = np.where(kept, real * (1 - names.max(axis=1)), 0.0)
    off = np.where(kept, real * off_chance(variance), 0.0)
    lost = np.minimum(real * unseen / (1 - unseen), 1.0)
    return np.asarray(wrong + named + off + lost)


def doubt_about(thing: SettledObject, kept: bool) -> Doubt | None:
    """The question about one object whose answer would most likely change what is believed of it."""
    absent = 1 - thing.confidence if kept else thing.confidence
    misnamed = thing.confidence * (1 - thing.label_probabilities[0][1]) if kept else 0.0
    question = Question.PRESENT if absent >= misnamed else Question.NAME
    chance = max(absent, misnamed)
    return Doubt(thing, question, chance) if chance >= DOUBTFUL else None


def errors_after_looks(errors: float, doubts: Sequence[Doubt]) -> float:
    """Errors left once each doubt had its quick looks, which settle most of it."""
    return max(errors - LOOKS_SETTLE * sum(sorted(doubt.chance for doubt in doubts)), 0.0)


def decide(risk: float, looks: int, answers: int, policy: Policy) -> Decision:
    """looks: independent answers; answers: all of them, copies too."""
    if answers >= policy.answers_max and (risk > policy.risk_target or looks < policy.answers_min):
        return Decision.TO_REVIEWER
    if looks < policy.answers_min or risk > policy.risk_target:
        return Decision.ONE_MORE
    return Decision.AGREED
