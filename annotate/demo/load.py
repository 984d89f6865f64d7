"""Loads the demo in small steps, each harmless to repeat."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotate.core import clock
from annotate.core.db import transaction
from annotate.core.months import months_ending
from annotate.demo import (
    care_load,
    history_load,
    oversight_load,
    people_load,
    programme_load,
    project_load,
    question_load,
    work_load,
)
from annotate.demo.history import MONTHS, Woman, programme_start, sixty_women
from annotate.programmes.models import Programme
from annotate.reports import service as reports
from annotate.reports.periods import quarter_of, quarter_shifted
from annotate.simulate.truth import DrawnTruth

SEED = 2020
# Shows how far a list of steps has come: title, steps that say how much each did, how much in all.
Track = Callable[[str, Iterable[int], int], Iterable[int]]

# Scenes with something to do in each: twelve to thirty objects.
PICTURES = (
    *(1, 2, 3, 5, 6, 7, 8, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23),
    *(24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 39, 40, 41, 44, 46, 47),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is loaded. pictures: seeds of scenes; rounds: answers by each of the ten who work.

    every: one woman in so many of the sixty. As it stands, two thirds of the pictures get done, and there is
    work left for whoever signs in.
    """

    pictures: Sequence[int] = PICTURES
    rounds: int = 7
    every: int = 1


WHOLE = Scale()


def load_demo(track: Track, scale: Scale = WHOLE) -> None:
    """Load everything. Beside a running instance each transaction is short, so that its pages do not wait."""
    houses = people_load.load_houses()
    staff = people_load.load_staff(houses)
    programme_load.load_counties()
    starts_on = programme_start(clock.local_day(clock.now()))
    programme = programme_load.load_programme(houses["foundation"], staff["coordinator"], starts_on)
    women = sixty_women(programme.starts_on, SEED)[:: scale.every]
    accounts = people_load.load_women(women)
    families = programme_load.load_families(programme.id, staff["coordinator"], women, accounts)
    _run(track("families", families, len(women)))
    workers = [accounts[woman.number] for woman in women[: work_load.WORKERS]]
    _load_project(track, staff["manager"], programme.id, workers, scale)
    _load_history(track, staff["manager"], programme, women, accounts)
    _freeze_last_quarters(staff["foundation"], programme.id)
    care_load.load_centres(staff["coordinator"], women, accounts)
    care_load.look_for_signs()
    oversight_load.load_assessment(staff["admin"])


def _load_project(
    track: Track, manager_id: int, programme_id: int, workers: Sequence[int], scale: Scale
) -> None:
    project_id, truth = project_load.load_project(manager_id, programme_id), DrawnTruth()
    pictures = project_load.load_pictures(manager_id, project_id, scale.pictures, truth)
    _run(track("pictures", pictures, len(scale.pictures)))
    project_load.open_project(manager_id, project_id, len(scale.pictures))
    answers = work_load.load_work(project_id, workers, truth, scale.rounds, SEED)
    _run(track("answers", answers, len(workers) * scale.rounds))
    question_load.load_questions(project_id, manager_id)


def _load_history(
    track: Track, manager_id: int, programme: Programme, women: Sequence[Woman], accounts: Mapping[int, int]
) -> None:
    until = clock.local_day(programme.created_at)
    cost_e4 = history_load.cost_e4(women, until, SEED)
    project_id = project_load.load_history_project(manager_id, programme.id, cost_e4)
    _run(track("months of pay", history_load.load_history(project_id, programme.id, women, accounts), MONTHS))
    history_load.load_running_month(project_id, programme.id, women, accounts, until, SEED)
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
