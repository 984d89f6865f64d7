"""Loads the demo in small steps, each harmless to repeat."""

from collections.abc import Callable

from annotate.core import clock
from annotate.demo import people_load, programme_load
from annotate.demo.history import programme_start, sixty_women

SEED = 2020


def load_demo(say: Callable[[str], None]) -> None:
    """Load everything, telling each step in a line."""
    today = clock.local_day(clock.now())
    women = sixty_women(today, SEED)
    say("people and organisations")
    houses = people_load.load_houses()
    staff = people_load.load_staff(houses)
    accounts = people_load.load_women(women)
    say("counties and programme")
    programme_load.load_counties()
    programme_id = programme_load.load_programme(
        houses["foundation"], staff["coordinator"], programme_start(today)
    )
    say("families")
    for _ in programme_load.load_families(programme_id, staff["coordinator"], women, accounts):
        pass
