"""One simulation from the first account to the summary."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session
from tqdm import tqdm

from annotate.consensus import queries as consensus
from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.simulate.client import ApiClient
from annotate.simulate.crew import work_through
from annotate.simulate.enlist import enlist, open_projects
from annotate.simulate.shift import Shift
from annotate.simulate.skill import SimulatedAnnotator, make_crowd
from annotate.simulate.summary import Line, summary
from annotate.simulate.truth import CocoTruth, DrawnTruth
from annotate.work import queries as work


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for on the command line."""

    url: str
    annotators: int
    tasks: int
    seed: int
    project_id: int | None = None
    truth: Path | None = None
    spammers: int = 1
    lazy: int = 0
    copiers: int = 0
    parallel: int = 1


class NothingToDo(Exception):
    """There is no project to work in."""


def run(plan: Plan) -> str:
    """Work, wait for the judgements, and return the summary. Raises NothingToDo, Unreachable, Refused."""
    crowd = make_crowd(plan.annotators, plan.seed, plan.spammers, plan.lazy, plan.copiers)
    with transaction() as session:
        projects = open_projects(session, plan.project_id)
        members = enlist(session, crowd, plan.seed) if projects else []
    if not projects:
        raise NothingToDo("No such project is published. Load one with: flask --app wsgi demo")
    source = CocoTruth.read(plan.truth) if plan.truth else DrawnTruth()
    shifts = [
        Shift(crowd, number, ApiClient(plan.url, token), source, plan.seed)
        for number, (_, token) in enumerate(members)
    ]
    began = time.monotonic()
    with tqdm(desc="answers", unit=" answers", mininterval=0.5) as bar:
        work_through(shifts, projects, plan.tasks, plan.parallel, on_progress=bar.update)
    seconds = time.monotonic() - began
    lines = _lines(crowd, shifts, [account_id for account_id, _ in members], projects)
    for shift in shifts:
        shift.go_home()
    with reading() as session:
        counts = _counts(session, projects)
    return summary(lines, counts, seconds)


def _lines(
    crowd: Sequence[SimulatedAnnotator],
    shifts: Sequence[Shift],
    account_ids: Sequence[int],
    projects: Sequence[int],
) -> list[Line]:
    month = clock.local_month(clock.now())
    with reading() as session:
        estimates = {
            figures.annotator_id: figures.quality
            for project_id in projects
            for figures in consensus.annotators_of(session, project_id)
        }
    return [
        Line(annotator, shift.record, estimates.get(account_id), int(shift.earnings(month)["gross_e4"]))
        for annotator, shift, account_id in zip(crowd, shifts, account_ids, strict=True)
    ]


def _counts(session: Session, projects: Sequence[int]) -> Mapping[str, Mapping[str, int]]:
    """Tasks by state, over all projects that were worked in."""
    tasks: Counter[str] = Counter()
    for project_id in projects:
        now = work.progress(session, project_id)
        tasks.update({"open": now.open, "done": now.done, "with the reviewer": now.to_reviewer})
    return {"tasks": tasks}
