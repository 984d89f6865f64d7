"""The whole crowd at work until everybody has done her share or nothing is left."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from annotate.simulate.shift import Shift
from annotate.work.states import NoWorkReason

# Settling runs in the background and may ask for one more answer a moment later.
_LOOK_AGAIN_SECONDS = 0.5
_OVER = (NoWorkReason.FINISHED, NoWorkReason.NOT_OPEN, NoWorkReason.PILOT_SHARE)


def work_through(
    shifts: Sequence[Shift],
    projects: Sequence[int],
    tasks: int,
    parallel: int = 1,
    patience_seconds: float = 5.0,
    on_progress: Callable[[], None] = lambda: None,
) -> None:
    """Each annotator takes up to `tasks` pictures, in turns, project after project.

    parallel: how many connections work at once; with one the outcome depends on the seed alone.
    patience_seconds: how long to wait for tasks that come back for one more answer.
    """
    left = {shift.number: tasks for shift in shifts}
    with ThreadPoolExecutor(max_workers=parallel) as pool:
        for project_id in projects:
            deadline = time.monotonic() + patience_seconds
            while any(left.values()):
                busy = list(pool.map(lambda shift: _turn(shift, project_id, left, on_progress), shifts))  # noqa: B023
                if any(busy):
                    deadline = time.monotonic() + patience_seconds
                elif _is_over(shifts) or time.monotonic() > deadline:
                    break
                else:
                    time.sleep(_LOOK_AGAIN_SECONDS)


def _turn(shift: Shift, project_id: int, left: dict[int, int], on_progress: Callable[[], None]) -> bool:
    """One picture for one annotator, if she has some of her share left."""
    if not left[shift.number] or not shift.work_once(project_id):
        return False
    left[shift.number] -= 1
    on_progress()
    return True


def _is_over(shifts: Sequence[Shift]) -> bool:
    """The server says that the project is finished or closed: waiting brings nothing."""
    return all(shift.record.last_reason in _OVER for shift in shifts)
