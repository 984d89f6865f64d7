"""Next task and submit of 20 boxes, on SQLite and PostgreSQL, 2 web processes: `python -m benchmarks.http_latency`."""

import argparse
import os
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.machine import keep, machine, quantiles
from tests import postgres
from tests.conftest import SECRETS
from tests.host.busy_project import BusyProject, Caller, boxes_on, make_project
from tests.host.instance import Instance, tree_of

BOXES = 20


def _one_annotator(
    port: int, project: BusyProject, number: int, rounds: int
) -> tuple[list[float], list[float]]:
    """Seconds of each 'next task' and of each submit."""
    call, taking, sending = Caller(port, project.tokens[number]), [], []
    for _ in range(rounds):
        began = time.perf_counter()
        answer = call("POST", f"/projects/{project.project_id}/assignments", {"count": 1})
        taking.append(time.perf_counter() - began)
        assert answer is not None, "no answer"
        assert answer[0] == 200, answer
        (assignment,) = answer[1]["assignments"]
        body = {
            "submission_id": str(uuid.uuid4()),
            "annotations": boxes_on(assignment["task_id"], BOXES, number),
            "active_ms": 60_000,
        }
        began = time.perf_counter()
        answer = call("POST", f"/assignments/{assignment['id']}/submission", body)
        sending.append(time.perf_counter() - began)
        assert answer is not None, "no answer"
        assert answer[0] == 201, answer
    return taking, sending


def _web_cpu_seconds(instance: Instance) -> float:
    """Processor time of all web processes: what a figure is worth that was measured on a busy machine."""
    ticks = 0
    for pid in tree_of(instance.part("web")):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _measure(instance: Instance, rounds: int) -> dict[str, Any]:
    project = make_project(instance, pictures=12 * rounds, annotators=9)
    _one_annotator(instance.port, project, 8, 10)
    figures: dict[str, Any] = {}
    taking, sending = _one_annotator(instance.port, project, 0, rounds)
    figures["one annotator"] = {"next task": quantiles(taking), "submit": quantiles(sending)}
    with ThreadPoolExecutor(8) as pool:
        began, cpu_before = time.perf_counter(), _web_cpu_seconds(instance)
        pairs = list(pool.map(lambda n: _one_annotator(instance.port, project, n, rounds), range(8)))
        seconds = time.perf_counter() - began
    figures["eight at once"] = {
        "next task": quantiles([s for taken, _ in pairs for s in taken]),
        "submit": quantiles([s for _, sent in pairs for s in sent]),
        "tasks_per_second": round(8 * rounds / seconds, 1),
        "web_cpu_ms_per_task": round((_web_cpu_seconds(instance) - cpu_before) / (8 * rounds) * 1000, 2),
    }
    return figures


def _on(folder: Path, environment: dict[str, str], rounds: int) -> dict[str, Any]:
    instance = Instance(folder, SECRETS | {"DOUYA_WEB_PROCESSES": "2"} | environment)
    try:
        return _measure(instance, rounds)
    finally:
        instance.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="Tasks of each annotator.")
    rounds = parser.parse_args().rounds
    on = machine()
    server = postgres.Postgres(durable=True)
    with tempfile.TemporaryDirectory() as folder:
        figures = {
            "sqlite": _on(Path(folder) / "sqlite", {}, rounds),
            "postgresql": _on(
                Path(folder) / "postgresql", {"DATABASE_URL": server.clone("template0", "bench")}, rounds
            ),
        }
    server.stop()
    keep("http_latency", figures, on)


if __name__ == "__main__":
    main()
