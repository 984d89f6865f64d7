"""Loads the demo in small steps, each harmless to repeat."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from annotate.core import clock
from annotate.core.db import transaction
from annotate.demo import history_load, people_load, programme_load, project_load, work_load
from annotate.demo.history import MONTHS, Woman, programme_start, sixty_women
from annotate.programmes.months import months_ending
from annotate.reports import service as reports
from annotate.reports.periods import quarter_of, quarter_shifted
from annotate.simulate.truth import DrawnTruth

SEED = 2020
# Shows how far a list of steps has come: title, steps that say how much each did, how much in all.
Track = Callable[[str, Iterable[int], int], Iterable[int]]


def load_demo(track: Track) -> None:
    """Load everything. Beside a running instance each transaction is short, so that its pages do not wait."""
    houses = people_load.load_houses()
    staff = people_load.load_staff(houses)
    programme_load.load_counties()
    starts_on = programme_start(clock.local_day(clock.now()))
    programme = programme_load.load_programme(houses["foundation"], staff["coordinator"], starts_on)
    women = sixty_women(programme.starts_on, SEED)
    accounts = people_load.load_women(women)
    families = programme_load.load_families(programme.id, staff["coordinator"], women, accounts)
    _run(track("families", families, len(women)))
    _load_project(track, staff["manager"], programme.id, accounts)
    _load_history(track, staff["manager"], programme.id, women, accounts)
    _freeze_last_quarters(staff["foundation"], programme.id)


def _load_project(track: Track, manager_id: int, programme_id: int, accounts: Mapping[int, int]) -> None:
    project_id = project_load.load_project(manager_id, programme_id)
    truth = DrawnTruth()
    pictures = project_load.load_pictures(manager_id, project_id, truth)
    _run(track("pictures", pictures, len(project_load.PICTURES)))
    project_load.open_project(manager_id, project_id)
    answers = work_load.load_work(project_id, accounts, truth, SEED)
    _run(track("answers", answers, work_load.WORKERS * work_load.ROUNDS))


def _load_history(
    track: Track, manager_id: int, programme_id: int, women: Sequence[Woman], accounts: Mapping[int, int]
) -> None:
    spent_e4 = history_load.spent_e4(women)
    project_id = project_load.load_history_project(manager_id, programme_id, spent_e4)
    _run(track("months of pay", history_load.load_history(project_id, programme_id, women, accounts), MONTHS))
    months = months_ending(clock.local_month(clock.now()), MONTHS + 1)
    _run(track("months of income", history_load.load_incomes(months), len(months)))


def _freeze_last_quarters(reviewer_id: int, programme_id: int) -> None:
    """The two quarters that are over, as the foundation would have kept them."""
    running = quarter_of(clock.local_month(clock.now()))
    for back in (-2, -1):
        with transaction() as session:
            reports.freeze(session, reviewer_id, programme_id, quarter_shifted(running, back))


def _run(steps: Iterable[int]) -> None:
    """Do all steps."""
    for _ in steps:
        pass
