"""Answers that took the same proposals of a machine are alike for that reason: it is no copying. Pure."""

from collections.abc import Sequence

import numpy as np

from annotate.consensus.model.copies import Pairs
from annotate.consensus.scene import Answer


def without_assisted(pairs: Pairs, answers: Sequence[Answer]) -> Pairs:
    """Pairs of which at least one drew by hand alone. answers: of all scenes, in the order of their visits."""
    helped = np.array([answer.assisted for answer in answers], dtype=np.bool_)
    kept = ~(helped[pairs.first] & helped[pairs.second])
    return Pairs(pairs.first[kept], pairs.second[kept], pairs.close[kept])
