"""Kinds of annotators a simulated crowd is made of; every figure is known, so estimates can be checked."""

import random
from dataclasses import dataclass, replace
from enum import StrEnum


class Habit(StrEnum):
    """How somebody goes about the work."""

    DILIGENT = "diligent"
    LAZY = "lazy"  # marks only the large objects in front
    COPIER = "copier"  # hands in what a neighbour drew
    SPAMMER = "spammer"  # draws anything, to be paid


@dataclass(frozen=True, slots=True)
class Skill:
    """What an annotator gets right.

    edge_error: usual error of a box edge as a share of the object's side.
    misses: share of objects not drawn, when small (under 32 px), middle, and large (over 96 px).
    false_boxes: boxes around nothing, per picture. wrong_labels: share of boxes with another label.
    wrong_attributes: share of attributes set the wrong way. seconds_per_box: time at the picture.
    """

    edge_error: float
    misses: tuple[float, float, float]
    false_boxes: float
    wrong_labels: float
    wrong_attributes: float
    seconds_per_box: float


@dataclass(frozen=True, slots=True)
class SimulatedAnnotator:
    """One member of the crowd. neighbour: whose work a copier hands in."""

    number: int
    habit: Habit
    skill: Skill
    neighbour: int | None = None


_BEST = Skill(0.015, (0.06, 0.015, 0.005), 0.05, 0.01, 0.03, 5.5)
_USUAL = Skill(0.03, (0.16, 0.05, 0.015), 0.15, 0.025, 0.07, 4.5)
_NEW = Skill(0.06, (0.34, 0.13, 0.04), 0.45, 0.07, 0.16, 7.0)
_LAZY = Skill(0.05, (0.97, 0.55, 0.04), 0.05, 0.04, 0.2, 2.5)
_SPAM = Skill(0.5, (1.0, 1.0, 1.0), 4.0, 0.9, 0.5, 0.6)


def make_crowd(
    count: int, seed: int, spammers: int = 1, lazy: int = 0, copiers: int = 0
) -> tuple[SimulatedAnnotator, ...]:
    """A crowd of known skills: most are good, some are new; the last ones have bad habits.

    spammers, lazy, copiers: how many of `count`; from four annotators on, so that a majority works well.
    """
    rng = random.Random(f"{seed} crowd")
    habits = [Habit.COPIER] * copiers + [Habit.LAZY] * lazy + [Habit.SPAMMER] * spammers
    bad = habits[-(count // 4) :] if count >= 4 else []
    good = count - len(bad)
    crowd = [_diligent(number, rng) for number in range(good)]
    for habit in bad:
        number = len(crowd)
        skill = {Habit.SPAMMER: _SPAM, Habit.LAZY: _LAZY}.get(habit) or replace(_USUAL, seconds_per_box=1.0)
        neighbour = rng.randrange(good) if habit is Habit.COPIER else None
        crowd.append(SimulatedAnnotator(number, habit, skill, neighbour))
    return tuple(crowd)


def _diligent(number: int, rng: random.Random) -> SimulatedAnnotator:
    """Somewhere between the best and a newcomer, mostly in between."""
    place = rng.triangular(0.0, 2.0, 0.8)
    skill = _blend(_BEST, _USUAL, place) if place <= 1 else _blend(_USUAL, _NEW, place - 1)
    return SimulatedAnnotator(number, Habit.DILIGENT, skill)


def _blend(first: Skill, second: Skill, share: float) -> Skill:
    def between(a: float, b: float) -> float:
        return a + share * (b - a)

    small, middle, large = (between(a, b) for a, b in zip(first.misses, second.misses, strict=True))
    return Skill(
        edge_error=between(first.edge_error, second.edge_error),
        misses=(small, middle, large),
        false_boxes=between(first.false_boxes, second.false_boxes),
        wrong_labels=between(first.wrong_labels, second.wrong_labels),
        wrong_attributes=between(first.wrong_attributes, second.wrong_attributes),
        seconds_per_box=between(first.seconds_per_box, second.seconds_per_box),
    )
