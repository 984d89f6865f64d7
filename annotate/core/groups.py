"""Long lists in parts: what a file or a query takes at once. Pure."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def batched(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """[1, 2, 3], 2 -> [1, 2], [3]."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
