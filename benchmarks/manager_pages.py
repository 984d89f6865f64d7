"""The manager's pages of a project of 20,000 tasks with 3 answers each: `python -m benchmarks.manager_pages [--postgresql]`.

Rows are written straight into the tables; what is measured is the job that counts them and the pages that show them.
"""

import argparse
import datetime as dt
import os
import random
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from annotate.consensus.models import ConsensusRound
from annotate.core import clock
from annotate.core.db import current_database, transaction
from annotate.core.settings import load_settings
from annotate.datasets.models import Image
from annotate.datasets.service import dataset_of
from annotate.gallery.service import mark_project
from annotate.host.tables import all_tables
from annotate.insight.renewal_service import renew_project
from annotate.people.roles import OrganisationKind, Role
from annotate.people.service import NewAccount, create_account, create_organisation, create_token
from annotate.projects.service import NewProject, create_project
from annotate.projects.states import ProjectState
from annotate.quality.models import Judgement
from annotate.web.app import create_app
from annotate.work.models import Assignment, Bag, Submission, Task
from benchmarks.machine import keep, machine, quantiles
from tests.conftest import SECRETS
from tests.postgres import Postgres

PEOPLE, ANSWERS, BOXES, DAYS = 40, 3, 8, 30
LABELS = ("car", "person", "bus", "truck", "bicycle", "sign")
CHUNK = 1000
PAGES = (
    "progress",
    "quality",
    "quality/calibration",
    "certainty",
    "certainty?right=97",
    "quality/pictures?what=missed&label=car",
    "pictures",
    "pictures?after=5000",
    "pictures?label=car&size=small&state=agreed",
    "pictures?agreement_under=20&state=to_reviewer",
    "pictures?label=car&size=large&state=begun",
    "pictures/5000?label=car&size=small",
)


def _boxes(rng: random.Random) -> list[dict[str, Any]]:
    """Things apart from each other."""
    return [
        {
            "id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            "kind": "box",
            "label": rng.choice(LABELS),
            "box": [150 * place, 100 + rng.randrange(400), 60 + rng.randrange(60), 60 + rng.randrange(60)],
            "attributes": {},
        }
        for place in range(BOXES)
    ]


def _drawn(things: list[dict[str, Any]], rng: random.Random) -> list[dict[str, Any]]:
    """One person's answer: a few pixels off, now and then one missed or misnamed."""
    return [
        {
            **thing,
            "label": thing["label"] if rng.random() > 0.05 else rng.choice(LABELS),
            "box": [side + rng.gauss(0, 2) for side in thing["box"]],
        }
        for thing in things
        if rng.random() > 0.08
    ]


@dataclass(frozen=True)
class Measured:
    """What all rows belong to."""

    project_id: int
    dataset_id: int
    people: Sequence[int]


Rows = dict[Any, list[dict[str, Any]]]


def _rows(measured: Measured, tasks: int, now: dt.datetime) -> Iterator[Rows]:
    """Rows by table, some hundred tasks at a time."""
    rng = random.Random(7)
    for start in range(1, tasks + 1, CHUNK):
        rows: Rows = {t: [] for t in (Image, Task, Assignment, Submission, ConsensusRound, Judgement)}
        for task in range(start, min(start + CHUNK, tasks + 1)):
            at = now - dt.timedelta(days=DAYS * (1 - task / tasks))
            things = _boxes(rng)
            names = [str(uuid.UUID(int=rng.getrandbits(128), version=4)) for _ in range(ANSWERS)]
            state = "to_reviewer" if task % 50 == 0 else "open" if task % 4 == 0 else "agreed"
            _add_picture(rows, measured, task, state, at)
            for place, who in enumerate(rng.sample(list(measured.people), ANSWERS)):
                shared = {"task_id": task, "project_id": measured.project_id, "annotator_id": who}
                _add_answer(rows, shared, task * ANSWERS + place, names[place], _drawn(things, rng), at)
            _add_round(rows, measured, task, state, names, things, rng, at)
        yield rows


def _add_picture(rows: Rows, measured: Measured, task: int, state: str, at: dt.datetime) -> None:
    project = {"id": task, "project_id": measured.project_id}
    image = {"dataset_id": measured.dataset_id, "name": f"{task}.jpg", "sha256": f"{task:064x}"}
    size = {"width_px": 1280, "height_px": 720, "byte_size": 1, "media_type": "image/jpeg"}
    rows[Image].append(project | image | size | {"storage_key": f"images/{task}", "state": "ready"})
    counts = {"target": ANSWERS, "taken": ANSWERS, "done": ANSWERS, "priority": 0, "settle_round": 1}
    rows[Task].append(
        project | counts | {"image_id": task, "kind": "label", "state": state, "created_at": at}
    )


def _add_answer(
    rows: Rows, shared: dict[str, Any], number: int, name: str, drawn: list[Any], at: dt.datetime
) -> None:
    price = {"rate_e4": 4200, "currency": "CNY", "ontology_version_id": 1}
    lease = {"id": number, "bag_id": 1, "state": "submitted", "leased_until": at, "taken_at": at}
    rows[Assignment].append(shared | price | lease)
    said = {"id": name, "assignment_id": number, "annotations": drawn, "body_sha256": "0" * 64}
    facts = {"shape_count": len(drawn), "active_ms": 20_000 + 1000 * (number % 60), "received_at": at}
    rows[Submission].append(
        shared | price | said | facts | {"late": False, "surplus": False, "unsure": False}
    )
    verdict = {"submission_id": name, "round": 1, "verdict": "accepted", "share_percent": 100, "score": 0.9}
    rows[Judgement].append(
        shared | verdict | {"reason": {}, "note": "", "judged_at": at, "final": True, "is_current": True}
    )


def _add_round(
    rows: Rows,
    measured: Measured,
    task: int,
    state: str,
    names: list[str],
    things: list[dict[str, Any]],
    rng: random.Random,
    at: dt.datetime,
) -> None:
    known = {"confidence": 0.95, "support": [], "looks": ANSWERS, "edge_spread_px": [1, 1, 1, 1]}
    rows[ConsensusRound].append(
        {
            "id": task,
            "task_id": task,
            "project_id": measured.project_id,
            "number": 1,
            "decision": "to_reviewer" if state == "to_reviewer" else "agreed",
            "annotations": [{**one, **known, "label_probabilities": {one["label"]: 0.97}} for one in things],
            "disputed": [],
            "agreement": rng.random(),
            "risk": rng.random(),
            "expected_errors": 0.2,
            "model_version": "joint-2",
            "parameters": {"risk_target": 0.06},
            "submission_ids": names,
            "per_submission": {name: {} for name in names},
            "settled_at": at,
        }
    )


def _fill(tasks: int) -> tuple[int, str]:
    """(project, the manager's token)."""
    ontology = {"labels": [{"name": name, "kinds": ["box"]} for name in LABELS]}
    with transaction() as session:
        house = create_organisation(session, "measured", OrganisationKind.CLIENT).id
        zhao = create_account(
            session, NewAccount(Role.MANAGER, "13800000004", "Zhao", organisation_id=house)
        ).id
        people = [
            create_account(session, NewAccount(Role.ANNOTATOR, f"139{n:08d}", "a")).id for n in range(PEOPLE)
        ]
        project = create_project(session, zhao, NewProject("measured", ontology, 4200))
        project.state, project.published_at = ProjectState.PUBLISHED, clock.now() - dt.timedelta(days=DAYS)
        project.funded_e4 = 10**12
        session.add(Bag(id=1, annotator_id=people[0], project_id=project.id))
        measured = Measured(project.id, dataset_of(session, project.id).id, people)
        token = create_token(session, zhao)
    for rows in _rows(measured, tasks, clock.now()):
        with transaction() as session:
            for table, some in rows.items():
                session.execute(sa.insert(table), some)
    return measured.project_id, token


def _measure(app: Any, project_id: int, token: str, turns: int) -> dict[str, Any]:
    began = time.perf_counter()
    renew_project(project_id, transaction)
    counted = time.perf_counter() - began
    began = time.perf_counter()
    renew_project(project_id, transaction)
    again = time.perf_counter() - began
    began = time.perf_counter()
    mark_project(transaction, project_id)
    marked = time.perf_counter() - began
    client = app.test_client()
    figures: dict[str, Any] = {
        "mark all for the gallery, seconds": round(marked, 1),
        "count all, seconds": round(counted, 1),
        "nothing new, seconds": round(again, 3),
    }
    for page in PAGES:
        seconds, busy = [], []
        for _ in range(turns + 1):
            began, working = time.perf_counter(), time.process_time()
            answer = client.get(
                f"/projects/{project_id}/{page}", headers={"Authorization": f"Bearer {token}"}
            )
            seconds.append(time.perf_counter() - began)
            busy.append(time.process_time() - working)
            assert answer.status_code == 200, answer.text
        # The first compiles the template.
        figures[page] = {"wall": quantiles(seconds[1:]), "processor": quantiles(busy[1:])}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=20_000)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--postgresql", action="store_true", help="on the PostgreSQL that tests start")
    parser.add_argument("--name", default="manager_pages")
    told = parser.parse_args()
    on = machine()
    with ExitStack() as use:
        folder = use.enter_context(tempfile.TemporaryDirectory())
        address = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        if told.postgresql:
            server = Postgres()
            use.callback(server.stop)
            with server.connect("postgres") as connection:
                connection.execute("CREATE DATABASE bench")
            address = str(server.url("bench"))
        os.environ.update(SECRETS, DOUYA_DATA=folder, DATABASE_URL=address)
        app = create_app(load_settings())
        all_tables().create_all(current_database().engine)
        project_id, token = _fill(told.tasks)
        figures = {
            "tasks": told.tasks,
            "answers": told.tasks * ANSWERS,
            **_measure(app, project_id, token, told.turns),
        }
    keep(told.name, figures, on)


if __name__ == "__main__":
    main()
