"""Which of two people's shapes are the same thing, one to one. Pure."""

from collections.abc import Sequence

from scipy.optimize import linear_sum_assignment

from annotate.consensus.kinds import similarity_between
from annotate.consensus.scene import Shape

FOUND, CLOSE = 0.5, 0.7
# A matched pair under this is two things, not one drawn badly.
NEAR = 0.1

Pair = tuple[int, int, float]


def pair_shapes(hers: Sequence[Shape], known: Sequence[Shape], unit_px: float) -> list[Pair]:
    """(hers, known, likeness) of the best assignment within each kind of shape and frame."""
    found: list[Pair] = []
    for kind, frame in sorted({(str(shape.kind), shape.frame or 0) for shape in hers}):
        mine = [i for i, one in enumerate(hers) if (str(one.kind), one.frame or 0) == (kind, frame)]
        theirs = [i for i, one in enumerate(known) if (str(one.kind), one.frame or 0) == (kind, frame)]
        if not theirs:
            continue
        likeness = similarity_between([hers[i] for i in mine], [known[i] for i in theirs], unit_px)
        # The right name decides between two that lie alike.
        named = [[0.05 * (hers[i].name == known[j].name) for j in theirs] for i in mine]
        for row, column in zip(*linear_sum_assignment(-(likeness + named)), strict=True):
            if likeness[row, column] >= NEAR:
                found.append((mine[row], theirs[column], float(likeness[row, column])))
    return found
