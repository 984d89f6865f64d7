"""One simulation from the first account to the summary."""

import time
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from annotate.core.db import reading, transaction
from annotate.simulate import results
from annotate.simulate.client import ApiClient
from annotate.simulate.crew import work_through
from annotate.simulate.enlist import enlist, open_projects
from annotate.simulate.shift import Shift
from annotate.simulate.skill import make_crowd
from annotate.simulate.summary import Line, summary
from annotate.simulate.truth import CocoTruth, DrawnTruth

# For the last answers to be settled, judged and paid.
_PATIENCE_SECONDS = 15.0


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
    for shift in shifts:
        shift.go_home()
    return _told(shifts, [account_id for account_id, _ in members], projects, seconds)


def _told(shifts: list[Shift], account_ids: list[int], projects: list[int], seconds: float) -> str:
    is_settled = results.wait_for_jobs(_PATIENCE_SECONDS)
    results.learn(projects)
    with reading() as session:
        estimates = results.estimates(session, projects)
        lines = [
            Line(
                shift.annotator,
                shift.record,
                estimates.get(account_id),
                results.earned_e4(session, account_id),
            )
            for shift, account_id in zip(shifts, account_ids, strict=True)
        ]
        text = summary(lines, results.counts(session, projects, account_ids), seconds)
    late = "\nSome answers are not settled, judged or paid yet: no job worker seems to run."
    return text if is_settled else text + late
