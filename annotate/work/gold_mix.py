"""How many check pictures a bag holds, and where in it they stand. Pure: chance comes from outside."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

FIRST_BAGS = 3
FEW_GOLDS = 50
LEAST_SHARE = 0.02
MOST_SHARE = 0.5


def share_for(bags: int, golds: int, usual_share: float) -> float:
    """Share of check pictures in her next bag, 0 ... 0.5.

    bags, golds: how many she has had in this project. usual_share: the project's setting, 0 for none. With
    the usual 5 %: 20 % in her first three bags, 10 % up to 50 golds, then 5 %; never under 2 %.
    """
    if usual_share <= 0:
        return 0.0
    factor = 4 if bags < FIRST_BAGS else 2 if golds < FEW_GOLDS else 1
    return min(MOST_SHARE, max(LEAST_SHARE, usual_share * factor))


def gold_places(count: int, share: float, chance: Callable[[], float]) -> list[int]:
    """Places, from 0, of a bag of `count` pictures that go to golds. chance: gives 0 <= number < 1."""
    return [place for place in range(count) if chance() < share]


def merged(fresh: list[T], golds: list[T], places: list[int]) -> list[T]:
    """Tasks with the golds at their places as far as there are any; what is too many stands at the end."""
    rest, known = list(fresh), list(golds)
    mixed: list[T] = []
    while rest or known:
        is_gold = known and (len(mixed) in places or not rest)
        mixed.append(known.pop(0) if is_gold else rest.pop(0))
    return mixed
