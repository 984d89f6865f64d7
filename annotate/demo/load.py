"""Loads the demo in small steps, each harmless to repeat."""

from collections.abc import Callable, Iterable, Iterator

from annotate.core import clock
from annotate.demo import people_load, programme_load
from annotate.demo.history import programme_start, sixty_women

SEED = 2020
# Shows how far a list of steps has come: title, steps that say how much each did, how much in all.
Track = Callable[[str, Iterable[int], int], Iterator[int]]


def load_demo(track: Track) -> None:
    """Load everything. Beside a running instance each transaction is short, so that its pages do not wait."""
    today = clock.local_day(clock.now())
    women = sixty_women(today, SEED)
    houses = people_load.load_houses()
    staff = people_load.load_staff(houses)
    accounts = people_load.load_women(women)
    programme_load.load_counties()
    programme_id = programme_load.load_programme(
        houses["foundation"], staff["coordinator"], programme_start(today)
    )
    families = programme_load.load_families(programme_id, staff["coordinator"], women, accounts)
    _all(track("families", families, len(women)))


def _all(steps: Iterable[int]) -> int:
    return sum(steps)
