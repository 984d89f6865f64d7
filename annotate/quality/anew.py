"""Whether an answer that was made anew is drawn otherwise than before. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Shapes = Sequence[Mapping[str, Any]]


def is_same(before: Shapes, after: Shapes) -> bool:
    """The same things at the same places under the same names, in whatever order and under whatever ids."""
    return _told(before) == _told(after)


def is_doubtful_empty(before: Shapes, after: Shapes, others: Sequence[Shapes]) -> bool:
    """Nothing is drawn where she drew something before and at least half of the others do. others: their newest."""
    drew = sum(bool(one) for one in others)
    return not after and bool(before) and drew > 0 and 2 * drew >= len(others)


def _told(shapes: Shapes) -> list[str]:
    return sorted(
        json.dumps({name: value for name, value in one.items() if name != "id"}, sort_keys=True)
        for one in shapes
    )
