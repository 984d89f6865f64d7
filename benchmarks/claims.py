"""Claims from 8 clients on PostgreSQL with 200,000 open tasks, and after 100,000 of her own: `python -m benchmarks.claims`."""

import argparse
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from annotate.core import clock
from annotate.core.crypto import use_master_keys
from annotate.core.db import Database, transaction, use_database
from annotate.core.settings import load_settings
from annotate.people.roles import OrganisationKind, Role
from annotate.people.service import NewAccount, create_account, create_organisation
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.work import service
from annotate.work.handout_rules import UNKNOWN_BAG
from benchmarks.machine import keep, machine
from tests import postgres
from tests.conftest import SECRETS, _make_tables
from tests.host.busy_project import ONTOLOGY

PEOPLE_EACH = 12


@dataclass(frozen=True)
class Size:
    """tasks: open ones; claims: of each client; done: by her who has done much."""

    tasks: int = 200_000
    clients: int = 8
    claims: int = 240
    done: int = 100_000


@dataclass(frozen=True)
class Scene:
    """A project full of open tasks, people for each client, and one who has done much in another such project."""

    url: str
    project_id: int
    people: tuple[tuple[int, ...], ...]
    diligent_id: int
    new_id: int
    long_project_id: int


def _project(owner_id: int, tasks: int, taken: int) -> int:
    """Open tasks of two answers, of which so many at the beginning have one."""
    with transaction() as session:
        new = projects.NewProject("claims", ONTOLOGY, rate_e4=1000, redundancy_min=2, redundancy_max=4)
        project = projects.create_project(session, owner_id, new)
        session.execute(sa.update(Project).where(Project.id == project.id).values(state="published"))
        values = {
            "project": project.id,
            "tasks": tasks,
            "taken": taken,
            "organisation": project.organisation_id,
        }
        dataset = session.scalar(
            sa.text(
                "INSERT INTO dataset (project_id, name, created_at) VALUES (:project, 'd', now()) RETURNING id"
            ),
            values,
        )
        session.execute(
            sa.text(
                "INSERT INTO image (dataset_id, project_id, name, sha256, width_px, height_px, byte_size, media_type,"
                " storage_key, preview_bytes, state, created_at) SELECT :dataset, :project, n || '.jpg',"
                " lpad(n::text, 64, '0'), 1280, 720, 100000, 'image/jpeg', 'k' || n, 60000, 'ready', now()"
                " FROM generate_series(1, :tasks) n"
            ),
            values | {"dataset": dataset},
        )
        session.execute(
            sa.text(
                "INSERT INTO task (project_id, image_id, kind, state, target, taken, done, priority, settle_round,"
                " created_at) SELECT :project, id, 'label', 'open', 2, CASE WHEN row_number() OVER (ORDER BY id)"
                " <= :taken THEN 1 ELSE 0 END, 0, 0, 0, now() FROM image WHERE project_id = :project"
            ),
            values,
        )
        return int(project.id)


def _much_done(project_id: int, annotator_id: int, done: int) -> None:
    """She has answered the first so many: nobody else has, so they stand open where she looks."""
    with transaction() as session:
        first = service.lease_bag(session, annotator_id, project_id, 1).assignments[0]
        values = {"project": project_id, "who": annotator_id, "bag": first.bag_id, "done": done}
        session.execute(
            sa.text(
                "INSERT INTO assignment (task_id, project_id, annotator_id, bag_id, state, leased_until, rate_e4,"
                " currency, ontology_version_id, taken_at, submitted_at) SELECT id, :project, :who, :bag,"
                " 'submitted', now(), 1000, 'CNY', 1, now(), now() FROM (SELECT id FROM task WHERE project_id ="
                " :project AND taken = 1 ORDER BY id LIMIT :done) t ON CONFLICT DO NOTHING"
            ),
            values,
        )


def make_scene(url: str, size: Size) -> Scene:
    """On an empty, migrated database, which is then the process's."""
    settings = load_settings(SECRETS | {"DATABASE_URL": url}, dotenv=None)
    use_master_keys(settings.master_keys)
    clock.use_time_zone(settings.timezone)
    database = Database(url)
    use_database(database)
    with transaction() as session:
        ours = create_organisation(session, "c", OrganisationKind.CLIENT).id
        owner = create_account(
            session, NewAccount(Role.MANAGER, "13900000000", "赵", organisation_id=ours)
        ).id
        count = size.clients * PEOPLE_EACH + 2
        made = [
            create_account(session, NewAccount(Role.ANNOTATOR, f"137{number:08}", "梅")).id
            for number in range(count)
        ]
    *people, diligent, new = made
    project_id = _project(owner, size.tasks, 0)
    long_project_id = _project(owner, size.done * 2, size.done)
    _much_done(long_project_id, diligent, size.done)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    shares = tuple(tuple(people[number :: size.clients]) for number in range(size.clients))
    return Scene(url, project_id, shares, diligent, new, long_project_id)


def _claim(annotator_id: int, project_id: int, count: int) -> tuple[float, int]:
    """Seconds of one claim and how many tasks it brought; then they are handed in, outside the time."""
    began = time.perf_counter()
    with transaction() as session:
        got = len(service.lease_bag(session, annotator_id, project_id, count).assignments)
    seconds = time.perf_counter() - began
    with transaction() as session:
        session.execute(
            sa.text(
                "UPDATE assignment SET state = 'submitted' WHERE annotator_id = :who AND project_id = :project"
                " AND state = 'held'"
            ),
            {"who": annotator_id, "project": project_id},
        )
    return seconds, got


def _client(scene: Scene, number: int, claims: int, count: int) -> tuple[list[float], int]:
    use_database(Database(scene.url))
    people = scene.people[number]
    _claim(people[0], scene.project_id, count)
    found = [_claim(people[turn % len(people)], scene.project_id, count) for turn in range(claims)]
    return [seconds for seconds, _ in found], sum(got for _, got in found)


def _at_once(scene: Scene, size: Size, count: int) -> dict[str, Any]:
    """All clients claim so many tasks at a time, as fast as they can."""
    with ProcessPoolExecutor(size.clients, multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(_client, scene, number, size.claims, count) for number in range(size.clients)]
        found = [job.result() for job in jobs]
    times = [seconds for taken, _ in found for seconds in taken]
    slowest = max(sum(taken) for taken, _ in found)
    tasks = sum(got for _, got in found)
    return {
        **_spread(times),
        "claims_per_second": round(len(times) / slowest, 1),
        "tasks_per_second": round(tasks / slowest, 1),
        "tasks": tasks,
    }


def _spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    places = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    found = {name: round(ordered[int(len(ordered) * place)] * 1000, 2) for name, place in places.items()}
    return {**found, "count": len(ordered)}


def _alone(scene: Scene, annotator_id: int, claims: int) -> dict[str, float]:
    return _spread([_claim(annotator_id, scene.long_project_id, 1)[0] for _ in range(claims)])


def measure(url: str, size: Size) -> dict[str, Any]:
    """All figures, on an empty, migrated PostgreSQL."""
    scene = make_scene(url, size)
    figures = {
        f"bags of {UNKNOWN_BAG}": _at_once(scene, size, UNKNOWN_BAG),
        "one at a time": _at_once(scene, size, 1),
    }
    _alone(scene, scene.new_id, 5)
    figures["alone, new"] = _alone(scene, scene.new_id, size.claims)
    figures["alone, much done"] = _alone(scene, scene.diligent_id, size.claims)
    quick, slow = figures["alone, new"]["p50_ms"], figures["alone, much done"]["p50_ms"]
    figures["flat"] = {"times_as_long": round(slow / quick, 2)}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=Size.tasks)
    parser.add_argument("--claims", type=int, default=Size.claims)
    parser.add_argument("--name", default="claims")
    args = parser.parse_args()
    on = machine()
    server = postgres.Postgres(durable=True)
    try:
        with server.connect("postgres") as connection:
            connection.execute("CREATE DATABASE claims")
        _make_tables(server.url("claims"))
        size = Size(tasks=args.tasks, claims=args.claims, done=args.tasks // 2)
        keep(args.name, measure(server.url("claims"), size), on)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
