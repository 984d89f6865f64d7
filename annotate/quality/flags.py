"""Which two people's answers are too alike for chance. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scipy.special import bdtrc

# Copies of one person by another on so many pictures are worth a look.
LEAST_COPIES = 3
# A pair must have made the same mistake on so many pictures, and chance must give that to less than one pair in a hundred projects.
LEAST_ALIKE = 4
CHANCE = 0.01
# Boxes that share so much are the same mistake.
SAME_SHARE = 0.6
# As if the crowd had met so many more times without a mistake in common: keeps a quiet project sane.
PRIOR_MEETINGS, PRIOR_ALIKE = 50, 1


class FlagKind(StrEnum):
    COPY = "copy"  # far closer than two hands
    PAIR = "pair"  # the same mistakes again and again


class FlagState(StrEnum):
    OPEN = "open"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Meeting:
    """Two answers to one picture. alike: whether they share a mistake that the others did not make."""

    task_id: int
    first: int
    second: int
    first_submission: str
    second_submission: str
    alike: bool


@dataclass(frozen=True)
class Suspicion:
    """chance: how likely so much is for any pair of the project, by chance alone. expected: pictures alike."""

    first: int
    second: int
    alike: int
    met: int
    expected: float
    chance: float
    pictures: tuple[tuple[int, str, str], ...]


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one.get("label") != other.get("label"):
        return False
    a, b = one.get("box"), other.get("box")
    if not a or not b:
        return False
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return False
    shared = width * height
    return bool(shared >= SAME_SHARE * (a[2] * a[3] + b[2] * b[3] - shared))


def _mistakes(differences: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What she drew that the others did not see, or named otherwise. Missing the same small thing is no sign."""
    return [one["hers"] for one in differences if one["fault"] in ("extra", "misnamed") and one.get("hers")]


def share_a_mistake(differences: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]) -> bool:
    """Whether both drew the same thing that is not there, or gave it the same wrong name."""
    theirs = _mistakes(others)
    return any(_same(one, other) for one in _mistakes(differences) for other in theirs)


def suspicions_of(meetings: Iterable[Meeting]) -> list[Suspicion]:
    """Pairs that share mistakes more often than chance allows, the least likely first.

    Each pair is measured against how often all the other pairs of the project share one: a picture that is hard
    for everyone raises that rate and excuses them. The chance is a binomial tail times the number of pairs.
    """
    by_pair: dict[tuple[int, int], list[Meeting]] = {}
    for one in meetings:
        by_pair.setdefault((one.first, one.second), []).append(one)
    met_all = sum(len(ones) for ones in by_pair.values())
    alike_all = sum(one.alike for ones in by_pair.values() for one in ones)
    found = []
    for (first, second), ones in sorted(by_pair.items()):
        alike = [one for one in ones if one.alike]
        if len(alike) < LEAST_ALIKE:
            continue
        rate = (alike_all - len(alike) + PRIOR_ALIKE) / (met_all - len(ones) + PRIOR_MEETINGS)
        rate = min(rate, 1.0)
        chance = min(1.0, float(bdtrc(len(alike) - 1, len(ones), rate)) * len(by_pair))
        if chance < CHANCE:
            pictures = tuple((one.task_id, one.first_submission, one.second_submission) for one in alike)
            found.append(Suspicion(first, second, len(alike), len(ones), rate * len(ones), chance, pictures))
    return sorted(found, key=lambda one: (one.chance, one.first, one.second))
