"""What a wish ("97 of 100 objects right") costs a project, from made-up pictures and from what it has measured. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.consensus.planning import Trial, cost_of

WISHES = (0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99)
# After so many settled pictures the project's own answers count as much as the made-up ones.
HALF_TRUST = 50
# What was measured may bend the plan by this much, not more.
MOST_BEND = 4.0
# Under this a plan asks for hardly more than the least, and says nothing about what comes on top.
LEAST_EXTRA = 0.05


@dataclass(frozen=True)
class Measured:
    """What a project's settled pictures cost so far. wish: the mean one they were settled under, 0 ... 1."""

    pictures: int
    answers: float
    wish: float


@dataclass(frozen=True)
class Ahead:
    """The work that is left. pictures: not settled yet; answers_in: that they have already; spent_e4: handed in so far."""

    pictures: int
    answers_in: int
    rate_e4: int
    spent_e4: int


@dataclass(frozen=True)
class Choice:
    """One wish. answers: a picture; right, reviewed: shares; cost_e4: of all the project, what is spent included."""

    wish: float
    answers: float
    right: float
    reviewed: float
    cost_e4: int


def choices(
    trials: Sequence[Trial],
    answers_min: int,
    answers_max: int,
    ahead: Ahead,
    wishes: Iterable[float] = WISHES,
    measured: Measured | None = None,
) -> list[Choice]:
    """What each wish costs, the lowest first."""
    bend = _bend(trials, answers_min, answers_max, measured)
    found = []
    for wish in sorted(set(wishes)):
        cost = cost_of(trials, wish, answers_min, answers_max)
        answers = min(float(answers_max), answers_min + (cost.answers - answers_min) * bend)
        cost_e4 = ahead.spent_e4 + answers_to_come(ahead, answers) * ahead.rate_e4
        found.append(Choice(wish, answers, cost.right, cost.reviewed, cost_e4))
    return found


def answers_to_come(ahead: Ahead, answers_each: float) -> int:
    """Whole answers, rounded up, beside those that open pictures have already."""
    return max(0, math.ceil(ahead.pictures * answers_each - 1e-9) - ahead.answers_in)


def _bend(trials: Sequence[Trial], answers_min: int, answers_max: int, measured: Measured | None) -> float:
    """How many more answers on top of the least were needed than planned: 1 for as many, drawn to 1 while few are settled."""
    if measured is None or not measured.pictures:
        return 1.0
    planned = cost_of(trials, measured.wish, answers_min, answers_max).answers - answers_min
    if planned < LEAST_EXTRA:
        return 1.0
    seen = max(0.0, measured.answers - answers_min) / planned
    seen = min(MOST_BEND, max(1 / MOST_BEND, seen))
    trust = measured.pictures / (measured.pictures + HALF_TRUST)
    return 1 + trust * (seen - 1)
