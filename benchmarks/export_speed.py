"""The COCO file and the Parquet tables of 20,000 agreed tasks with 20 boxes and two answers each: `python -m benchmarks.export_speed`.

The rows are inserted in bulk as consensus writes them; the export is the program's own job, alone in a process whose memory is watched.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.consensus.picture_service import iter_labelled_pictures
from annotate.consensus.settlement import MODEL_VERSION, Decision
from annotate.core import clock
from annotate.core.db import (
    Database,
    current_database,
    reading,
    transaction,
    use_database,
)
from annotate.core.groups import batched
from annotate.core.settings import load_settings
from annotate.core.storage import open_storage
from annotate.datasets import export_service, service
from annotate.datasets.models import Export, Image
from annotate.datasets.service import dataset_of
from annotate.datasets.states import ExportScope, ImageState
from annotate.people.roles import Role
from annotate.projects.models import Project
from annotate.quality.answer_queries import tables_of
from annotate.work.models import Assignment, Bag, Submission, Task
from annotate.work.states import LeaseState, TaskState
from benchmarks import ledger_scene as books
from benchmarks.machine import keep, machine
from tests import postgres
from tests.conftest import SECRETS

WIDTH_PX, HEIGHT_PX = 1280, 720
_AT_ONCE = 500


@dataclass(frozen=True)
class Size:
    """tasks: agreed ones of one picture each, with so many boxes, and two answers with as many.

    runs: exports of each format, each in a process of its own.
    """

    tasks: int = 20_000
    boxes: int = 20
    runs: int = 3


FORMATS = ("coco", "parquet")


def _agreed_box(chance: random.Random) -> dict[str, Any]:
    """A merged box as a round keeps it, with all that is known of it."""
    width, height = chance.uniform(12, 300), chance.uniform(12, 200)
    box = [chance.uniform(0, WIDTH_PX - width), chance.uniform(0, HEIGHT_PX - height), width, height]
    return {
        "id": str(uuid.UUID(int=chance.getrandbits(128))),
        "kind": "box",
        "label": "car",
        "box": box,
        "attributes": {},
        "confidence": chance.uniform(0.8, 1),
        "support": ["4", "7"],
        "label_probabilities": {"car": 1.0},
        "edge_spread_px": [chance.uniform(0.3, 2) for _ in range(4)],
        "looks": 2,
    }


def _fill(project_id: int, people: Sequence[int], numbers: Sequence[int], boxes: int) -> None:
    with transaction() as session:
        dataset_id = dataset_of(session, project_id).id
        images = [_image(dataset_id, project_id, number) for number in numbers]
        image_ids = list(
            session.scalars(sa.insert(Image).returning(Image.id, sort_by_parameter_order=True), images)
        )
        task = {"project_id": project_id, "state": TaskState.AGREED, "target": 2, "taken": 2, "done": 2}
        tasks = [task | {"image_id": image_id} for image_id in image_ids]
        task_ids = session.scalars(
            sa.insert(Task).returning(Task.id, sort_by_parameter_order=True), tasks
        ).all()
        rounds = [
            _round(project_id, task_id, boxes, random.Random(number))
            for task_id, number in zip(task_ids, numbers, strict=True)
        ]
        session.execute(sa.insert(ConsensusRound), rounds)
        for who in people:
            _answer(session, project_id, who, rounds)


_DRAWN = ("id", "kind", "label", "box", "attributes")


def _answer(session: Session, project_id: int, who: int, rounds: Sequence[dict[str, Any]]) -> None:
    """One person's answers to these tasks: what was agreed, as she drew it."""
    at, version = clock.now(), session.get_one(Project, project_id).ontology_version_id or 0
    hers = {"annotator_id": who, "project_id": project_id, "rate_e4": 4200, "currency": "CNY"}
    hers["ontology_version_id"] = version
    bag = session.scalars(
        sa.insert(Bag).returning(Bag.id), [{"annotator_id": who, "project_id": project_id}]
    ).one()
    lease = hers | {"bag_id": bag, "state": LeaseState.SUBMITTED, "leased_until": at, "submitted_at": at}
    leases = [lease | {"task_id": one["task_id"]} for one in rounds]
    taken = session.scalars(
        sa.insert(Assignment).returning(Assignment.id, sort_by_parameter_order=True), leases
    ).all()
    answers = [
        hers
        | {
            "id": str(uuid.uuid4()),
            "assignment_id": assignment_id,
            "task_id": one["task_id"],
            "annotations": [{name: thing[name] for name in _DRAWN} for thing in one["annotations"]],
            "body_sha256": "0" * 64,
            "shape_count": len(one["annotations"]),
            "active_ms": 60_000,
        }
        for assignment_id, one in zip(taken, rounds, strict=True)
    ]
    session.execute(sa.insert(Submission), answers)


def _image(dataset_id: int, project_id: int, number: int) -> dict[str, Any]:
    return {
        "dataset_id": dataset_id,
        "project_id": project_id,
        "name": f"street/{number:06d}.jpg",
        "sha256": f"{number:064x}",
        "width_px": WIDTH_PX,
        "height_px": HEIGHT_PX,
        "byte_size": 148_000,
        "media_type": "image/jpeg",
        "storage_key": f"images/{number}",
        "state": ImageState.READY,
    }


def _round(project_id: int, task_id: int, boxes: int, chance: random.Random) -> dict[str, Any]:
    return {
        "task_id": task_id,
        "project_id": project_id,
        "number": 1,
        "decision": Decision.AGREED,
        "annotations": [_agreed_box(chance) for _ in range(boxes)],
        "disputed": [],
        "agreement": chance.uniform(0.8, 1),
        "risk": 0.02,
        "expected_errors": 0.4,
        "model_version": MODEL_VERSION,
        "parameters": {},
        "submission_ids": [],
        "per_submission": {},
    }


def make_scene(size: Size) -> tuple[int, int]:
    """On an empty database, which is the process's: the manager, and her project with agreed tasks."""
    [manager] = books.add_people(1, Role.MANAGER, first_phone=1)
    project_id, people = books.add_project(manager), books.add_people(2, first_phone=2)
    for numbers in batched(range(size.tasks), _AT_ONCE):
        _fill(project_id, people, numbers, size.boxes)
    books.know_the_tables()
    return manager, project_id


def _peak_mb() -> float:
    """Most memory that this program ever held.

    Not ru_maxrss: Linux hands that of the parent on to whatever it starts.
    """
    [peak] = re.findall(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(peak) / 1024


def write_one(settings: dict[str, str], export_id: int) -> None:
    """What the process does that is measured: the job's work, and its figures on its standard output."""
    chosen = load_settings(settings, dotenv=None)
    use_database(Database(chosen.database_url))
    open_storage(chosen)
    before = _peak_mb()
    began, cpu = time.perf_counter(), time.process_time()
    export_service.write_export(transaction, export_id, iter_labelled_pictures, tables_of)
    told = {
        "seconds": round(time.perf_counter() - began, 2),
        "processor_s": round(time.process_time() - cpu, 2),
        "peak_mb": round(_peak_mb(), 1),
        "peak_before_mb": round(before, 1),
    }
    print(json.dumps(told))


def _alone(settings: dict[str, str], export_id: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.export_speed", "--write", str(export_id)]
    done = subprocess.run(command, input=json.dumps(settings), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(folder: Path, url: str, size: Size) -> dict[str, Any]:
    """Every run, the best of them, and what the file held."""
    chosen = {"DOUYA_DATA": str(folder), "DATABASE_URL": url, "DOUYA_TIMEZONE": "Asia/Shanghai"}
    with books.fresh_books(folder, url, SECRETS):
        manager, project_id = make_scene(size)
        current_database().engine.dispose()
        found = {
            format: _measured(SECRETS | chosen, manager, project_id, format, size.runs) for format in FORMATS
        }
    return {"size": asdict(size), **found}


def _measured(
    settings: dict[str, str], manager: int, project_id: int, format: str, times: int
) -> dict[str, Any]:
    runs = []
    for _ in range(times):
        with transaction() as session:
            started = service.start_export(session, manager, project_id, format, ExportScope.CONSENSUS)
        runs.append(_alone(settings, started.id))
    with reading() as session:
        export = session.get_one(Export, started.id)
    best = min(runs, key=lambda run: float(run["seconds"]))
    counts = {name: export.manifest["counts"][name] for name in ("pictures", "annotations")}
    return {**counts, "zip_bytes": export.byte_size, "best": best, "runs": runs}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=Size.tasks)
    parser.add_argument("--runs", type=int, default=Size.runs)
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--name", default="export_speed")
    parser.add_argument(
        "--write", type=int, help="Write this export, settings on standard input: for the program itself."
    )
    args = parser.parse_args()
    if args.write is not None:
        write_one(json.load(sys.stdin), args.write)
        return
    on, figures, size = machine(), {}, Size(tasks=args.tasks, runs=args.runs)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if "sqlite" in args.engines:
            url = f"sqlite:///{folder / 'sqlite' / 'douya.sqlite3'}"
            figures["sqlite"] = measure(folder / "sqlite", url, size)
        if "postgresql" in args.engines:
            server = postgres.Postgres(durable=True)
            try:
                url = server.clone("template0", "bench")
                figures["postgresql"] = measure(folder / "postgresql", url, size)
            finally:
                server.stop()
    keep(args.name, figures, on)


if __name__ == "__main__":
    main()
