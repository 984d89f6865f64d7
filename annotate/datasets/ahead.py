"""Batches of slow work, of which the next is begun while the one before is still waited for and noted. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def one_ahead(
    threads: Executor,
    batches: Iterable[Sequence[Item]],
    choose: Callable[[Sequence[Item]], Sequence[Item]],
    act: Callable[[Item], Result],
) -> Iterator[tuple[Sequence[Item], list[Result]]]:
    """Each batch with what came of those of its items that were chosen, in order.

    Without it every batch would stand still for its slowest item. What is not begun when the caller stops is left.
    """
    before: tuple[Sequence[Item], list[Future[Result]]] | None = None
    begun: list[Future[Result]] = []
    try:
        for batch in batches:
            begun = [threads.submit(act, item) for item in choose(batch)]
            if before is not None:
                yield before[0], [one.result() for one in before[1]]
            before = batch, begun
        if before is not None:
            yield before[0], [one.result() for one in before[1]]
    finally:
        for one in [*(before[1] if before else ()), *begun]:
            one.cancel()
