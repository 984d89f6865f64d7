"""A refit of a million submissions, as the nightly job does it, killed once on the way: `python -m benchmarks.consensus_refit`.

Fills a SQLite file with settled tasks (made-up pictures of one or two objects, answers as they are stored), runs the
job in a process of its own, kills it half-way, starts it again, and writes time and memory into docs/consensus.md.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(Path(__file__).parent)]

from consensus_crowd import LEVELS, Scenery, make_world  # noqa: E402

from annotate.consensus import queries  # noqa: E402
from annotate.consensus.models import AnnotatorQuality, ConsensusRound, CrowdModel  # noqa: E402
from annotate.consensus.scene import write_shape  # noqa: E402
from annotate.consensus.settlement import MODEL_VERSION, Decision  # noqa: E402
from annotate.core import clock, outbox  # noqa: E402
from annotate.core.db import reading, sqlite_driver, transaction  # noqa: E402
from annotate.core.models import OutboxEvent  # noqa: E402
from annotate.core.settings import load_settings  # noqa: E402
from annotate.core.stores import open_stores  # noqa: E402
from annotate.datasets.models import Dataset, Image  # noqa: E402
from annotate.datasets.states import ImageState  # noqa: E402
from annotate.people.roles import OrganisationKind, Role  # noqa: E402
from annotate.people.service import NewAccount, create_account, create_organisation  # noqa: E402
from annotate.projects import service as projects  # noqa: E402
from annotate.work.models import Submission, Task  # noqa: E402
from annotate.work.states import TaskState  # noqa: E402
from benchmarks.machine import machine  # noqa: E402
from tests.conftest import SECRETS, _make_tables  # noqa: E402
from tests.work.conftest import ONTOLOGY  # noqa: E402

LOOKS, PEOPLE, BASE, BATCH = 3, 5_000, 5_000, 2_000
FEW = Scenery(objects=0.5)


def _environment(folder: Path) -> dict[str, str]:
    return SECRETS | {"DOUYA_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}


def _project() -> tuple[int, int, list[int]]:
    """(project, data set, annotators)."""
    with transaction() as session:
        ours = create_organisation(session, "Bench", OrganisationKind.CLIENT).id
        manager = create_account(
            session, NewAccount(Role.MANAGER, "13800000000", "Z", organisation_id=ours)
        ).id
        new = projects.NewProject(
            name="Bench",
            ontology=ONTOLOGY,
            rate_e4=4200,
            currency="CNY",
            redundancy_min=2,
            redundancy_max=4,
            confidence=0.9,
            lease_minutes=30,
        )
        project_id = projects.create_project(session, manager, new).id
        dataset = session.scalar(sa.select(Dataset).where(Dataset.project_id == project_id))
        if dataset is None:
            dataset = Dataset(project_id=project_id, name="Bench")
            session.add(dataset)
            session.flush()
        people = [
            create_account(session, NewAccount(Role.ANNOTATOR, f"139{k:08d}", f"W{k}")).id
            for k in range(PEOPLE)
        ]
        return project_id, dataset.id, people


def _answers(tasks: int) -> Iterator[list[tuple[int, str, int]]]:
    """For each task its answers: (number of the person, annotations as stored, shapes). One world, again and again."""
    world = make_world(LEVELS["typical"], min(BASE, tasks), LOOKS, 17, PEOPLE, FEW)
    kept = [
        [
            (int(a.annotator[1:]), orjson.dumps([write_shape(s) for s in a.shapes]).decode(), len(a.shapes))
            for a in scene.answers
        ]
        for scene in world.scenes
    ]
    for number in range(tasks):
        yield kept[number % len(kept)]


def _rows(
    first: int, answers: list[list[tuple[int, str, int]]], ids: tuple[int, int, list[int]]
) -> dict[Any, Any]:
    project_id, dataset_id, people = ids
    now = clock.now()
    rows: dict[Any, list[dict[str, Any]]] = {Image: [], Task: [], Submission: [], ConsensusRound: []}
    for number, given in enumerate(answers, start=first + 1):
        rows[Image].append(
            {
                "id": number, "dataset_id": dataset_id, "project_id": project_id, "name": f"{number}.jpg",
                "sha256": f"{number:064d}", "width_px": 1280, "height_px": 720, "byte_size": 1000,
                "media_type": "image/jpeg", "storage_key": f"images/{number}.jpg", "state": ImageState.READY,
            }
        )  # fmt: skip
        rows[Task].append(
            {
                "id": number, "project_id": project_id, "image_id": number, "state": TaskState.AGREED,
                "target": LOOKS, "taken": LOOKS, "done": LOOKS,
            }
        )  # fmt: skip
        names = [str(uuid.UUID(int=number * LOOKS + k)) for k in range(len(given))]
        for k, (person, drawn, shapes) in enumerate(given):
            rows[Submission].append(
                {
                    "id": names[k], "assignment_id": number * LOOKS + k, "task_id": number, "project_id": project_id,
                    "annotator_id": people[person], "ontology_version_id": 1, "annotations": drawn,
                    "body_sha256": "0" * 64, "shape_count": shapes, "active_ms": 20_000, "received_at": now,
                    "rate_e4": 4200, "currency": "CNY",
                }
            )  # fmt: skip
        rows[ConsensusRound].append(
            {
                "id": number, "task_id": number, "project_id": project_id, "number": 1, "decision": Decision.AGREED,
                "annotations": [], "disputed": [], "agreement": 1.0, "risk": 0.0, "expected_errors": 0.0,
                "model_version": MODEL_VERSION, "parameters": {}, "submission_ids": names, "per_submission": {},
                "settled_at": now,
            }
        )  # fmt: skip
    return rows


def fill(folder: Path, submissions: int) -> tuple[int, int]:
    """Settled tasks with so many answers in all; (tasks, shapes). Foreign keys and syncs are off meanwhile."""
    ids = _project()
    # Of two SQLite libraries in one process each would drop the other's locks.
    engine = sa.create_engine(
        f"sqlite:///{folder}/bench.sqlite3", module=sqlite_driver, json_serializer=_as_is
    )
    tasks, shapes, first = submissions // LOOKS, 0, 0
    stream = _answers(tasks)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA synchronous=OFF")
        while batch := list(islice(stream, BATCH)):
            for table, rows in _rows(first, batch, ids).items():
                connection.execute(sa.insert(table), rows)
            connection.commit()
            first += len(batch)
            shapes += sum(count for given in batch for _, _, count in given)
    engine.dispose()
    return tasks, shapes


def _as_is(value: Any) -> str:
    """Annotations are JSON already."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def run_job(folder: Path, event_id: int) -> None:
    """In a process of its own: what a worker does with the nightly event."""
    from worker_tasks.once import run_event

    open_stores(load_settings(_environment(folder), dotenv=None))
    while not run_event(event_id):
        with reading() as session:
            event = session.get_one(OutboxEvent, event_id)
        if event.done_at or event.error:
            raise RuntimeError(event.error or "done before")
        time.sleep(1)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_maxrss / 1024, used.ru_utime + used.ru_stime)


def _start(folder: Path, event_id: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.consensus_refit", "--job", str(folder), str(event_id)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _busy_seconds(process: subprocess.Popen[str]) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mb(process: subprocess.Popen[str]) -> float:
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def measure(submissions: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_TMP")) as name:
        folder = Path(name)
        _make_tables(_environment(folder)["DATABASE_URL"])
        open_stores(load_settings(_environment(folder), dotenv=None))
        tasks, shapes = fill(folder, submissions)
        file_mb = sum(f.stat().st_size for f in folder.glob("bench.sqlite3*")) / 1e6
        print(f"{tasks} tasks, {shapes} shapes, {file_mb:.0f} MB", flush=True)
        with transaction() as session:
            outbox.announce(session, "consensus.refit", "bench")
        with reading() as session:
            event_id = session.scalars(
                sa.select(OutboxEvent.id).where(OutboxEvent.kind == "consensus.refit")
            ).one()
        began = time.perf_counter()
        process = _start(folder, event_id)
        busy, peak = _until_half(process, tasks)
        print(f"half after {time.perf_counter() - began:.0f} s, busy {busy:.0f} s, {peak:.0f} MB", flush=True)
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed_at = _done()
        print(f"killed at {killed_at} after {time.perf_counter() - began:.0f} s", flush=True)
        process = _start(folder, event_id)
        said, _ = process.communicate()
        seconds = time.perf_counter() - began
        if process.returncode:
            raise RuntimeError("the job failed")
        peak_after, busy_after = (float(v) for v in said.split())
        with reading() as session:
            learnt = session.scalar(sa.select(sa.func.sum(AnnotatorQuality.judged))) or 0
            version = session.scalar(sa.select(CrowdModel.version))
        assert (learnt, version) == (tasks * LOOKS, 1), (learnt, version)
        return {
            "submissions": tasks * LOOKS,
            "shapes": shapes / (tasks * LOOKS),
            "people": PEOPLE,
            "killed": killed_at,
            "seconds": seconds,
            "busy": busy + busy_after,
            "mb": max(peak, peak_after),
            "file_mb": file_mb,
        }


def _done() -> int:
    with reading() as session:
        return next((r.done for r in queries.refits_under_way(session)), 0)


def _until_half(process: subprocess.Popen[str], tasks: int) -> tuple[float, float]:
    """(busy seconds, peak MB) when half of the tasks are read."""
    busy = peak = 0.0
    while process.poll() is None and _done() < tasks // 2:
        busy, peak = _busy_seconds(process), _peak_mb(process)
        time.sleep(0.2)
    return busy, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=1_000_000)
    parser.add_argument("--job", nargs=2, metavar=("FOLDER", "EVENT"))
    options = parser.parse_args()
    if options.job:
        run_job(Path(options.job[0]), int(options.job[1]))
        return
    from consensus import row, write_section

    on = machine()
    found = measure(options.submissions)
    head = [
        "submissions",
        "shapes each",
        "people",
        "s, all",
        "s of one core",
        "MB",
        "file MB",
        "killed after tasks",
    ]
    keys = ["submissions", "shapes", "people", "seconds", "busy", "mb", "file_mb", "killed"]
    lines = [row(*head), row(*["---"] * len(head)), row(*(found[k] for k in keys))]
    text = (
        "The nightly job itself, on SQLite, killed once half-way and started again (it waits up to half a minute for its\n"
        f"own lease to end); load before {on['load_before']} on {on['cores']} cores:\n\n"
        + "\n".join(lines)
        + "\n"
    )
    print(text)
    write_section("refit", text)


if __name__ == "__main__":
    main()
