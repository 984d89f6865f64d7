"""What one settled picture adds to a project's figures: who said what of each thing, found, missed, loose. Pure.

A tally is plain numbers by name, so that it can be stored, added to a day's sum, and taken out again when the
picture is settled anew:
{"classes": {label: {"objects", "looks", "missed", "misnamed", "loose", "extra", "iou", "iou_squares", "matched",
"both", "drawn"}}, "said": {settled label: {her label: count}}}. In "said" the empty label stands for nothing:
a row "" for what is not there, a column "" for what was missed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.consensus.scene import Shape
from annotate.quality.matching import CLOSE, FOUND, pair_shapes

Tally = dict[str, Any]
NOTHING = ""
LONGEST_NAME = 200
# What a picture can be found by.
OBJECT, MISSED, MISNAMED, LOOSE, EXTRA = "object", "missed", "misnamed", "loose", "extra"
COUNTED = (OBJECT, MISSED, MISNAMED, LOOSE, EXTRA)


@dataclass(frozen=True)
class Mark:
    """Something that a picture can be found by. said: her label, of a misnamed thing only."""

    what: str
    label: str
    said: str
    count: int


def name_of(shape: Shape) -> str:
    return shape.name[:LONGEST_NAME]


def tally_of(
    settled: Sequence[Shape], disputed: Sequence[Shape], answers: Sequence[Sequence[Shape]], unit_px: float
) -> Tally:
    """settled: what is on the picture; disputed: drawn by somebody and not believed; answers: one a person."""
    tally: Tally = {"classes": {}, "said": {}}
    for shape in settled:
        _count(tally, name_of(shape), objects=1, looks=len(answers))
    believed = [*settled, *disputed]
    called: list[list[str]] = [[] for _ in believed]
    for hers in answers:
        pairs = {j: (hers[i], like) for i, j, like in pair_shapes(hers, believed, unit_px) if like >= FOUND}
        for j, (shape, _) in pairs.items():
            called[j].append(name_of(shape))
        _compare(tally, settled, hers, pairs)
    _add_agreement(tally, called, answers)
    return tally


def _count(tally: Tally, label: str, **amounts: float) -> None:
    row = tally["classes"].setdefault(label, {})
    for name, amount in amounts.items():
        row[name] = row.get(name, 0) + amount


def _say(tally: Tally, truth: str, said: str) -> None:
    row = tally["said"].setdefault(truth, {})
    row[said] = row.get(said, 0) + 1


def _compare(
    tally: Tally, settled: Sequence[Shape], hers: Sequence[Shape], pairs: Mapping[int, tuple[Shape, float]]
) -> None:
    for j, truth in enumerate(settled):
        label = name_of(truth)
        if j not in pairs:
            _count(tally, label, missed=1)
            _say(tally, label, NOTHING)
            continue
        shape, like = pairs[j]
        said = name_of(shape)
        _say(tally, label, said)
        _count(tally, label, matched=1, iou=like, iou_squares=like * like)
        if said != label:
            _count(tally, label, misnamed=1)
        elif like < CLOSE:
            _count(tally, label, loose=1)
    used = {id(pairs[j][0]) for j in range(len(settled)) if j in pairs}
    for shape in hers:
        if id(shape) not in used:
            _count(tally, name_of(shape), extra=1)
            _say(tally, NOTHING, name_of(shape))


def _add_agreement(tally: Tally, called: Sequence[Sequence[str]], answers: Sequence[Sequence[Shape]]) -> None:
    """Positive specific agreement over all pairs of people: 2 x both / (one + other), kept as its two sums.

    Source: Cicchetti and Feinstein, High agreement but low kappa II, J. Clin. Epidemiol. 1990.
    """
    others = len(answers) - 1
    if others < 1:
        return
    for names in called:
        for label in set(names):
            same = names.count(label)
            if same > 1:
                _count(tally, label, both=same * (same - 1))
    for hers in answers:
        for shape in hers:
            _count(tally, name_of(shape), drawn=others)


def marks_of(tally: Tally) -> Iterator[Mark]:
    """What the picture can be found by on the manager's pages."""
    for label, row in sorted(tally.get("classes", {}).items()):
        for what, name in ((OBJECT, "objects"), (MISSED, "missed"), (LOOSE, "loose"), (EXTRA, "extra")):
            if row.get(name):
                yield Mark(what, label, NOTHING, int(row[name]))
    for label, said in sorted(tally.get("said", {}).items()):
        for hers, count in sorted(said.items()):
            if label != NOTHING and hers not in (NOTHING, label):
                yield Mark(MISNAMED, label, hers, int(count))


def add(into: Mapping[str, Any], more: Mapping[str, Any], sign: int = 1) -> Tally:
    """The sum (or, sign -1, the difference) of two tallies; what comes to nothing is left out."""
    found: Tally = dict(into)
    for name, value in more.items():
        if isinstance(value, Mapping):
            inner = add(found.get(name, {}), value, sign)
            found[name] = inner
        else:
            found[name] = found.get(name, 0) + sign * value
        if found[name] in (0, {}) or (isinstance(found[name], float) and abs(found[name]) < 1e-9):
            del found[name]
    return found
