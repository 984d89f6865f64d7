"""Whose word counts in attributes and texts: how often each annotator says what the others say, or what is known.

One share a person over all attributes and texts, learnt from people who drew the same thing: pairs that agree, weighted
by the other's trust; where the truth is known, only by it. A vote weighs the log odds of being right.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from annotate.consensus.model.evidence import Table
from annotate.consensus.model.overlap import Array
from annotate.consensus.scene import Kind, Shape

# Believed of somebody unknown: four words right and one wrong.
RIGHT, WRONG = 4.0, 1.0
LEAST_TRUST = 0.05
ROUNDS = 5
# Known truth teaches more than the say of others, as with labels.
KNOWN = 3.0
NEAR = 0.1

Words = list[tuple[int, int, float, bool]]


def trust_of(words: Array) -> Array:
    """(W,) weight of each annotator's say. words: (W, 2) how often she was right, and asked."""
    right, wrong = words[:, 0] + RIGHT, words[:, 1] - words[:, 0] + WRONG
    return np.asarray(np.maximum(np.log(right / wrong), LEAST_TRUST))


def count_words(table: Table, real: Array, before: Array) -> Array:
    """(W, 2) right and asked, of this table alone. real: (O,); before: (W, 2) of earlier ones."""
    meetings = _meetings(table, real)
    counts = np.zeros_like(before)
    if not meetings:
        return counts
    who, other, mass, same = (np.array(column) for column in zip(*meetings, strict=True))
    for _ in range(ROUNDS):
        # Truth meets her as number -1: whole trust, and more of it.
        trust = np.where(other < 0, KNOWN, trust_of(before + counts)[other] / trust_of(np.zeros((1, 2)))[0])
        weight = mass * np.minimum(trust, KNOWN)
        counts = np.stack(
            [
                np.bincount(who, weights=weight * told, minlength=len(before))
                for told in (same, np.ones(len(same)))
            ],
            axis=1,
        )
    return counts


def _meetings(table: Table, real: Array) -> Words:
    """(annotator, the other or -1 for the truth, weight, whether they say the same) of each word."""
    found: Words = []
    for at in np.flatnonzero(real >= 0.5).tolist():
        drawings = table.drawings_of(at).tolist()
        scene = table.scenes[int(table.scene[at])]
        shapes = [scene.shapes[int(table.shape[n])] for n in drawings]
        if len(shapes) < 2 or not any(s.attributes or s.kind is Kind.TEXT for s in shapes):
            continue
        people = [int(table.drawn_by[n]) for n in drawings]
        known = [bool(table.trust[n] > 1) for n in drawings]
        found += _compare(shapes, people, known)
    return found


def _compare(shapes: Sequence[Shape], people: Sequence[int], known: Sequence[bool]) -> Words:
    found: Words = []
    told = [words_of(shape) for shape in shapes]
    others = [k for k in range(len(told)) if known[k]] if any(known) else list(range(len(told)))
    for k, mine in enumerate(told):
        for name, value in mine.items() if not known[k] else ():
            asked = [j for j in others if j != k and name in told[j]]
            found += [
                (people[k], -1 if known[j] else people[j], 1 / len(asked), alike(value, told[j][name]))
                for j in asked
            ]
    return found


def words_of(shape: Shape) -> Mapping[str, Any]:
    """What she said of a thing beside its label: its attributes, or the text that was asked for."""
    return {"": shape.value} if shape.kind is Kind.TEXT else shape.attributes


def alike(one: Any, other: Any) -> bool:
    """Whether two values say the same; measures may be a tenth off."""
    if isinstance(one, float) or (isinstance(other, float) and isinstance(one, int)):
        try:
            return bool(abs(one - other) <= NEAR * max(abs(one), abs(other)))
        except TypeError:
            return False
    return bool(one == other)
