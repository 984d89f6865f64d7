"""What a reader of a label file gives: pictures, the labels it met, and every fault by its place. Pure."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.core.errors import N_, Fault
from annotate.datasets.formats.picture import LabelledPicture

MOST_FAULTS = 1000
# Shapes on frames that one upload may hold, every track counted at each frame where it is in sight.
MOST_ON_FRAMES = 200_000

# Width and height of the pictures that labels are for, by path: some formats hold none.
Sizes = Mapping[str, tuple[int, int]]


@dataclass
class Reading:
    """labels: documents for an ontology, in the file's order. A faulty item is left out, the rest is read."""

    pictures: list[LabelledPicture] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    on_frames: int = 0

    def has_room(self, path: str, count: int = 1) -> bool:
        """Whether so many more shapes on frames may be taken; the first that may not are told."""
        if self.on_frames + count <= MOST_ON_FRAMES:
            self.on_frames += count
            return True
        if self.on_frames <= MOST_ON_FRAMES:
            self.refuse(path, "too_many", TOO_MANY_ON_FRAMES, most=MOST_ON_FRAMES)
            self.on_frames = MOST_ON_FRAMES + 1
        return False

    def refuse(self, path: str, code: str, detail: str, **params: Any) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(path, code, detail, params))


def is_number(value: Any) -> bool:
    """Finite and of a size that a picture may have; true and false are no numbers."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def is_numbers(value: Any, count: int) -> bool:
    """A list of so many numbers."""
    return isinstance(value, list | tuple) and len(value) == count and all(map(is_number, value))


def number(text: Any) -> float:
    """A finite number out of a label file's text. Raises ValueError; float() alone takes 'nan' and 'inf'."""
    value = float(text)
    if not math.isfinite(value) or abs(value) >= 1e9:
        raise ValueError(text)
    return value


def confidence_of(value: Any) -> dict[str, float]:
    """What a model said of its own certainty, as a part of an annotation; nothing where it is no share of 1."""
    return {"confidence": float(value)} if is_number(value) and 0 <= value <= 1 else {}


def labels_met(names: Iterable[str], kinds: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    """Label documents for names, with the kinds of shapes that were met under each."""
    return [{"name": name, "kinds": sorted(set(kinds.get(name, ()))) or ["box"]} for name in names]


# Texts that several readers share.
TOO_MANY_ON_FRAMES = N_("would bring tracks times frames above %(most)s; split the file up")
NOT_A_LIST = N_("must be a list")
NOT_NUMBERS = N_("holds something that is not a finite number")
OUTSIDE = N_("has no width or no height inside the picture")
UNKNOWN_CLASS = N_("names a class that the file does not define")
TWICE = N_("stands twice")
NO_PICTURE = N_("belongs to no picture here")
SEVERAL_PICTURES = N_("fits several pictures here")
