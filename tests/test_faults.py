"""Annotators work while every part is killed under them, one after another; then the books and the tasks must be right.

Seeded: the same kills in the same order. The clock of real processes cannot be set, so that this run takes its time.
"""

import os
import random
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa

from annotate.core import outbox
from annotate.core.db import current_database, reading, use_database
from annotate.ledger import proof_service
from annotate.pay.models import Earning
from annotate.quality.models import Judgement
from annotate.work.models import Submission, Task
from tests import postgres
from tests.conftest import SECRETS, wait_until
from tests.host.busy_project import BusyProject, Caller, boxes_on, make_project
from tests.host.instance import PARTS, Instance

ANNOTATORS, PICTURES, BOXES = 8, 60, 6
SECONDS_BETWEEN_KILLS = 1.5


@dataclass
class Shift:
    """One annotator at work: what she sent and what was acknowledged."""

    instance: Instance
    project: BusyProject
    number: int
    acknowledged: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    strange: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._call = Caller(self.instance.port, self.project.tokens[self.number])

    def work_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            answer = self._insist(
                "POST", f"/projects/{self.project.project_id}/assignments", {"count": 1}, stop
            )
            if answer is None or not answer["assignments"]:
                stop.wait(0.2)
                continue
            for assignment in answer["assignments"]:
                self._submit(assignment, stop)

    def _submit(self, assignment: dict[str, Any], stop: threading.Event) -> None:
        body = {
            "submission_id": str(uuid.uuid4()),
            "annotations": boxes_on(assignment["task_id"], BOXES, self.number),
            "active_ms": 30_000,
        }
        if self._insist("POST", f"/assignments/{assignment['id']}/submission", body, stop) is not None:
            self.acknowledged[body["submission_id"]] = body["annotations"]

    def _insist(self, method: str, path: str, body: Any, stop: threading.Event) -> Any:
        """The same call again until it is answered: that is what makes it safe to be cut off."""
        while not stop.is_set():
            answer = self._call(method, path, body)
            if answer is not None and answer[0] in (200, 201):
                return answer[1]
            if answer is not None and answer[0] < 500:
                self.strange.append(answer)
                return None
            stop.wait(0.1)
        return None


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def instance(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Instance]:
    """A whole instance on each engine."""
    environment = SECRETS.copy()
    if request.param == "postgresql":
        server: postgres.Postgres = request.getfixturevalue("postgres_server")
        environment["DATABASE_URL"] = server.clone("template0", "faults")
    running = Instance(tmp_path / "var", environment)
    yield running
    running.stop()
    current_database().close()
    use_database(None)
    if request.param == "postgresql":
        server.drop("faults")


def _flush(instance: Instance) -> None:
    with redis.Redis(unix_socket_path=str(instance.data.resolve() / "redis" / "s")) as client:
        client.flushall()


def _misfortunes(instance: Instance, seed: int) -> list[Callable[[], None]]:
    """Every kind at least twice, in a seeded order."""
    kinds: list[Callable[[], None]] = [
        lambda: instance.kill("web"),
        lambda: instance.kill("queue"),
        lambda: instance.kill("program"),
        lambda: instance.kill("answers-1"),
        lambda: instance.kill("bell"),
        lambda: _flush(instance),
        lambda: os.kill(instance.supervisor, signal.SIGKILL),
    ]
    order = kinds * 2
    random.Random(seed).shuffle(order)
    return order


def _waiting() -> int:
    with reading() as session:
        return (
            session.scalar(sa.select(sa.func.count()).select_from(Task).where(Task.state == "settling")) or 0
        )


def _is_settled() -> bool:
    with reading() as session:
        return outbox.health(session).waiting == 0 and _waiting() == 0


def _run_shifts(instance: Instance, project: BusyProject) -> list[Shift]:
    shifts = [Shift(instance, project, number) for number in range(ANNOTATORS)]
    stop = threading.Event()
    threads = [threading.Thread(target=shift.work_until, args=(stop,)) for shift in shifts]
    for thread in threads:
        thread.start()
    for strike in _misfortunes(instance, seed=20261124):
        time.sleep(SECONDS_BETWEEN_KILLS)
        wait_until(lambda: all(map(instance.part, PARTS)), "all parts run")
        strike()
    wait_until(instance.is_ready, "the web answers")
    time.sleep(2 * SECONDS_BETWEEN_KILLS)
    stop.set()
    for thread in threads:
        thread.join()
    return shifts


def _assert_every_acknowledged_answer_is_there(shifts: list[Shift]) -> None:
    acknowledged = {id_: sent for shift in shifts for id_, sent in shift.acknowledged.items()}
    with reading() as session:
        stored = {row.id: row.annotations for row in session.scalars(sa.select(Submission))}
    assert len(acknowledged) >= ANNOTATORS
    assert {id_: stored.get(id_) for id_ in acknowledged} == acknowledged


def _assert_paid_once() -> None:
    with reading() as session:
        accepted = session.scalars(
            sa.select(Judgement.submission_id).where(Judgement.verdict == "accepted", Judgement.is_current)
        ).all()
        paid = session.scalars(sa.select(Earning.submission_id).where(Earning.kind == "piece")).all()
        assert proof_service.verify(session) == []
    assert sorted(paid) == sorted(set(paid))
    assert set(accepted) <= set(paid)
    assert len(accepted) > 0


def _assert_no_task_is_overdone() -> None:
    with reading() as session:
        overdone = session.execute(
            sa.select(Task.id, Task.target, Task.done).where(Task.done > Task.target)
        ).all()
        dead = outbox.health(session).dead
    assert overdone == []
    assert dead == 0


def test_nothing_acknowledged_is_lost_and_nothing_is_paid_twice(instance: Instance) -> None:
    project = make_project(instance, PICTURES, ANNOTATORS)

    shifts = _run_shifts(instance, project)

    assert [strange for shift in shifts for strange in shift.strange] == []
    wait_until(_is_settled, "all background work is done", seconds=120)
    _assert_every_acknowledged_answer_is_there(shifts)
    _assert_paid_once()
    _assert_no_task_is_overdone()


def test_answers_are_taken_while_the_queue_server_hangs(instance: Instance) -> None:
    project = make_project(instance, 3, 2)
    queue = instance.part("queue")
    os.kill(queue, signal.SIGSTOP)
    shift, stop = Shift(instance, project, 0), threading.Event()
    worker = threading.Thread(target=shift.work_until, args=(stop,))
    worker.start()

    wait_until(lambda: len(shift.acknowledged) == 3, "three answers are acknowledged")

    stop.set()
    worker.join()
    os.kill(queue, signal.SIGCONT)
    wait_until(_is_settled, "the backlog is done", seconds=60)
