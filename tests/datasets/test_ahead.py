"""Batches of slow work: in order, one ahead of the one that is waited for, and none too many."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from annotate.datasets.ahead import one_ahead


def _odd(batch: Sequence[int]) -> list[int]:
    return [number for number in batch if number % 2]


def test_batches_come_in_order_with_what_was_chosen_of_them() -> None:
    with ThreadPoolExecutor(3) as threads:
        found = list(one_ahead(threads, [[1, 2, 3], [4, 6], [7]], _odd, lambda number: number * 10))

    assert found == [([1, 2, 3], [10, 30]), ([4, 6], []), ([7], [70])]


def test_the_next_batch_is_worked_on_while_the_slowest_is_waited_for() -> None:
    others_are_done = Event()

    def act(number: int) -> bool:
        if number == 1:
            return others_are_done.wait(10)
        others_are_done.set()
        return True

    with ThreadPoolExecutor(2) as threads:
        found = list(one_ahead(threads, [[1], [2]], list, act))

    assert found == [([1], [True]), ([2], [True])]


def test_what_fails_stops_the_rest_that_is_not_begun() -> None:
    begun = []

    def act(number: int) -> int:
        begun.append(number)
        raise ValueError(number)

    with ThreadPoolExecutor(1) as threads, pytest.raises(ValueError, match="1"):
        list(one_ahead(threads, [[1], [2], [3]], list, act))

    assert 3 not in begun


def test_no_batches_give_nothing() -> None:
    with ThreadPoolExecutor(1) as threads:
        assert list(one_ahead(threads, [], list, str)) == []
