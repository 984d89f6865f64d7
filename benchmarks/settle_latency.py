"""From the last answer to the consensus on a running instance, in seconds: `python -m benchmarks.settle_latency`.

People hand in through HTTP; the clock runs from the server's 201 to the last wanted answer of a picture until its
consensus round can be read from the database, and further until the pay for it is booked. First one picture after the
other on an idle machine, then eight people at once.
"""

import argparse
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from annotate.consensus.models import ConsensusRound
from annotate.core.db import reading
from annotate.core.models import OutboxEvent
from annotate.work.models import Submission
from benchmarks.machine import keep, machine, quantiles
from tests import postgres
from tests.conftest import SECRETS
from tests.host.busy_project import BusyProject, Caller, boxes_on, make_project
from tests.host.instance import Instance

BOXES, PEOPLE, LOOKS, PATIENCE = 15, 8, 2, 240.0
STEPS = ("submission.received", "task.agreed", "submission.accepted")
_TIME = Submission.received_at.type


def hand_in(call: Caller, project_id: int, seed: int) -> tuple[int, str] | None:
    """(task, submission) of her next picture; None when there is no work for her."""
    answer = _ask(call, f"/projects/{project_id}/assignments", {"count": 1})
    assert answer[0] == 200, answer
    if not answer[1]["assignments"]:
        return None
    (assignment,) = answer[1]["assignments"]
    body = {
        "submission_id": str(uuid.uuid4()),
        "annotations": boxes_on(assignment["task_id"], BOXES, seed),
        "active_ms": 60_000,
    }
    sent = _ask(call, f"/assignments/{assignment['id']}/submission", body)
    assert sent[0] in (200, 201), sent
    return assignment["task_id"], body["submission_id"]


def _ask(call: Caller, path: str, body: Any) -> tuple[int, Any]:
    """A kept connection may have been closed while it was quiet: then once more on a new one."""
    answer = call("POST", path, body) or call("POST", path, body)
    assert answer is not None, "no answer"
    return answer


def settled(task_id: int) -> bool:
    with reading() as session:
        query = sa.select(ConsensusRound.id).where(ConsensusRound.task_id == task_id)
        return session.scalar(query.limit(1)) is not None


def nothing_waits() -> bool:
    """Whether all answers are settled, judged and booked."""
    with reading() as session:
        query = sa.select(OutboxEvent.id).where(
            OutboxEvent.done_at.is_(None), OutboxEvent.dead_at.is_(None), OutboxEvent.kind.in_(STEPS)
        )
        return session.scalar(query.limit(1)) is None


def until(done: Any, *words: Any) -> float:
    """Seconds until it is so."""
    began = time.perf_counter()
    while not done(*words):
        if time.perf_counter() - began > PATIENCE:
            raise TimeoutError(done.__name__)
        time.sleep(0.005)
    return time.perf_counter() - began


def one_by_one(instance: Instance, project: BusyProject, pictures: int) -> dict[str, Any]:
    """Two people, picture after picture; nothing else happens."""
    callers = [Caller(instance.port, token) for token in project.tokens[:LOOKS]]
    consensus, booked = [], []
    for _ in range(pictures):
        for seed, call in enumerate(callers):
            found = hand_in(call, project.project_id, seed)
        assert found is not None
        began = time.perf_counter()
        until(settled, found[0])
        consensus.append(time.perf_counter() - began)
        until(nothing_waits)
        booked.append(time.perf_counter() - began)
    return {"to consensus": quantiles(consensus), "to booked pay": quantiles(booked)}


def eight_at_once(instance: Instance, project: BusyProject, rounds: int) -> dict[str, Any]:
    """Everybody hands in as fast as she can; times are those that the database keeps."""

    def work(number: int) -> list[str]:
        call = Caller(instance.port, project.tokens[number])
        done = [hand_in(call, project.project_id, number) for _ in range(rounds)]
        return [one[1] for one in done if one is not None]

    with ThreadPoolExecutor(PEOPLE) as pool:
        began = time.perf_counter()
        sent = sum(len(names) for names in pool.map(work, range(PEOPLE)))
        seconds = time.perf_counter() - began
    until(nothing_waits)
    return {
        "answers_per_second": round(sent / seconds, 1),
        "to consensus": quantiles(waits_of(project.project_id)),
    }


def waits_of(project_id: int) -> list[float]:
    """Seconds from each task's last wanted answer to its first round, by the server's clock."""
    last = sa.select(Submission.task_id, sa.func.max(Submission.received_at, type_=_TIME).label("last"))
    last = last.where(Submission.project_id == project_id, Submission.surplus.is_(False))
    whole = last.group_by(Submission.task_id).having(sa.func.count() == LOOKS).subquery()
    rounds = sa.select(ConsensusRound.settled_at, whole.c.last).join(
        whole, whole.c.task_id == ConsensusRound.task_id
    )
    with reading() as session:
        rows = session.execute(rounds.where(ConsensusRound.number == 1)).all()
    return [(settled_at - received_at).total_seconds() for settled_at, received_at in rows]


@contextmanager
def running(folder: Path, environment: dict[str, str]) -> Iterator[Instance]:
    instance = Instance(folder, SECRETS | environment)
    try:
        yield instance
    finally:
        instance.stop()


def _on(folder: Path, addresses: list[dict[str, str]], pictures: int) -> dict[str, Any]:
    with running(folder.with_name(f"{folder.name}-quiet"), addresses[0]) as instance:
        quiet = make_project(instance, pictures + 10, LOOKS)
        one_by_one(instance, quiet, 5)
        found = {"one after the other": one_by_one(instance, quiet, pictures)}
    with running(folder.with_name(f"{folder.name}-busy"), addresses[1]) as instance:
        busy = make_project(instance, PEOPLE * pictures, PEOPLE)
        found["eight at once"] = eight_at_once(instance, busy, pictures)
    return found


def page(figures: dict[str, Any], on: dict[str, Any]) -> str:
    """The table of docs/consensus.md."""
    head = ["database", "how", "until", "median ms", "95 of 100 within ms", "longest ms", "times"]
    rows = [
        [engine, how, until.removeprefix("to "), *(told[k] for k in ("p50_ms", "p95_ms", "max_ms", "count"))]
        for engine, ways in figures.items()
        for how, found in ways.items()
        for until, told in found.items()
        if isinstance(told, dict)
    ]
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in (head, ["---"] * len(head), *rows)]
    return (
        f"Pictures of {BOXES} boxes and {LOOKS} answers on a running instance, through HTTP; load before {on['load_before']} on "
        f"{on['cores']} cores. Eight at once hand in without a pause, faster than one worker settles:\n\n"
        + "\n".join(lines)
        + "\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=100, help="Pictures of each run.")
    parser.add_argument(
        "--engines", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"]
    )
    parser.add_argument("--name", default="settle_latency", help="Name of the file of figures.")
    options = parser.parse_args()
    on, figures = machine(), {}
    with tempfile.TemporaryDirectory() as folder:
        if "sqlite" in options.engines:
            figures["sqlite"] = _on(Path(folder) / "sqlite", [{}, {}], options.pictures)
        print(figures, flush=True)
        if "postgresql" in options.engines:
            server = postgres.Postgres(durable=True)
            names = ("quiet", "busy")
            addresses = [{"DATABASE_URL": server.clone("template0", name)} for name in names]
            figures["postgresql"] = _on(Path(folder) / "postgresql", addresses, options.pictures)
            server.stop()
    keep(options.name, figures, on)
    sys.path.insert(0, str(Path(__file__).parent))
    from consensus import write_section

    write_section("settling", page(figures, on))


if __name__ == "__main__":
    main()
