"""How often consensus is right when it says how sure it is: ten bins of stated confidence. Pure.

A part is the ten bins of one picture, [how many objects, the sum of what was stated, how many were right] each.
Source of the error: Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities, AAAI 2015.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.consensus.scene import Shape, read_shape
from annotate.quality.intervals import wilson
from annotate.quality.matching import FOUND, pair_shapes

BINS = 10
# Under this a plot would show chance; the page says what to do instead.
LEAST_PICTURES, LEAST_OBJECTS = 20, 100

Part = list[list[float]]


@dataclass(frozen=True)
class Stated:
    """One object as consensus believes in it: that it is there and is called so, with this chance 0 ... 1."""

    shape: Shape
    confidence: float


def stated_of(objects: Iterable[Mapping[str, Any]]) -> list[Stated]:
    """Merged annotations as a round stores them; those without a confidence are passed over."""
    found = []
    for one in objects:
        if "confidence" in one:
            named = max(one.get("label_probabilities", {}).values(), default=1.0)
            found.append(Stated(read_shape(one), float(one["confidence"]) * float(named)))
    return found


def part_of_picture(stated: Sequence[Stated], truth: Sequence[Shape], unit_px: float) -> Part:
    """Right is what the truth has in the same place (likeness from 0.5 on) under the same name."""
    pairs = pair_shapes([one.shape for one in stated], truth, unit_px)
    right = {i for i, j, like in pairs if like >= FOUND and stated[i].shape.name == truth[j].name}
    part = empty_part()
    for i, one in enumerate(stated):
        row = part[min(BINS - 1, int(one.confidence * BINS))]
        row[0] += 1
        row[1] += one.confidence
        row[2] += i in right
    return part


def empty_part() -> Part:
    return [[0, 0.0, 0] for _ in range(BINS)]


def sum_parts(parts: Iterable[Part]) -> Part:
    total = empty_part()
    for part in parts:
        for mine, row in zip(total, part, strict=True):
            for k, value in enumerate(row):
                mine[k] += value
    return total


@dataclass(frozen=True)
class Bin:
    """stated, right: means in the bin; low, high: 95 % interval of `right`."""

    number: int
    count: int
    stated: float
    right: float
    low: float
    high: float


@dataclass(frozen=True)
class Calibration:
    """pictures: known ones that were looked at. error: expected calibration error, None without an object."""

    pictures: int
    objects: int
    error: float | None
    bins: Sequence[Bin]

    @property
    def is_enough(self) -> bool:
        return self.pictures >= LEAST_PICTURES and self.objects >= LEAST_OBJECTS


def calibration_of(total: Part, pictures: int) -> Calibration:
    objects = int(sum(row[0] for row in total))
    bins = []
    for number, (count, stated, right) in enumerate(total):
        if count:
            low, high = wilson(right, int(count))
            bins.append(Bin(number, int(count), stated / count, right / count, low, high))
    error = sum(one.count * abs(one.stated - one.right) for one in bins) / objects if objects else None
    return Calibration(pictures, objects, error, bins)
