"""How good an answer truly is: its boxes against the truth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.simulate.crowd import Annotation, Box, TrueBox

MATCH_IOU = 0.5


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over one or many answers."""

    right: int = 0
    misnamed: int = 0
    missed: int = 0
    extra: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.right + other.right,
            self.misnamed + other.misnamed,
            self.missed + other.missed,
            self.extra + other.extra,
        )

    @property
    def f1(self) -> float:
        """Class-aware F1, 0 ... 1; an empty answer to an empty picture is perfect."""
        wrong = 2 * self.misnamed + self.missed + self.extra
        total = 2 * self.right + wrong
        return 2 * self.right / total if total else 1.0


def overlap(first: Sequence[float], second: Sequence[float]) -> float:
    """Intersection over union of two [x, y, width, height]; 0.0 when they do not meet."""
    across = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    down = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    return shared / (first[2] * first[3] + second[2] * second[3] - shared)


def score(annotations: Sequence[Annotation], truths: Sequence[TrueBox]) -> Score:
    """Match best overlaps first, each box once."""
    boxes: list[Box] = [tuple(one["box"]) for one in annotations]
    pairs = sorted(
        ((overlap(box, truth.box), i, j) for i, box in enumerate(boxes) for j, truth in enumerate(truths)),
        reverse=True,
    )
    drawn: set[int] = set()
    found: set[int] = set()
    right = 0
    for share, i, j in pairs:
        if share < MATCH_IOU:
            break
        if i not in drawn and j not in found:
            drawn.add(i)
            found.add(j)
            right += annotations[i]["label"] == truths[j].label
    return Score(right, len(drawn) - right, len(truths) - len(found), len(boxes) - len(drawn))


def total(scores: Iterable[Score]) -> Score:
    return sum(scores, Score())
