"""A simulated crowd through the real HTTP API of a real server, its jobs done beside it."""

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from werkzeug.serving import make_server

from annotate.core.db import reading, transaction
from annotate.demo import project_load
from annotate.demo.catch_up import catch_up
from annotate.demo.people_load import load_houses, load_staff
from annotate.pay.models import Earning
from annotate.people.models import Account
from annotate.simulate.run import NothingToDo, Plan, run
from annotate.simulate.truth import DrawnTruth
from annotate.work.models import Submission


@pytest.fixture
def address(app) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def jobs(database) -> Iterator[None]:
    """Does in a thread what workers would."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            catch_up()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


@pytest.fixture
def project_id(database) -> int:
    manager_id = load_staff(load_houses())["manager"]
    project_id = project_load.load_project(manager_id, None)
    for _ in project_load.load_pictures(manager_id, project_id, (1, 5), DrawnTruth()):
        pass
    project_load.open_project(manager_id, project_id, 2)
    return project_id


def _plan(address: str, **more) -> Plan:
    return Plan(url=address, annotators=4, tasks=2, seed=3, **more)


def test_the_crowd_labels_everything_is_paid_and_comes_again_as_the_same_people(address, project_id, jobs):
    text = run(_plan(address))
    run(_plan(address))

    with reading() as session:
        submissions = session.scalars(sa.select(Submission)).all()
        paid = session.scalar(sa.select(sa.func.count()).select_from(Earning))
        simulated = session.scalars(sa.select(Account).where(Account.role == "annotator")).all()
    assert len(simulated) == 4
    assert all(one.is_synthetic for one in simulated)
    assert len(submissions) >= 4
    assert {one.project_id for one in submissions} == {project_id}
    assert paid >= 2
    assert f"{len(submissions)} answers in" in text
    assert "spammer" in text
    assert "refused" not in text


def test_without_a_published_project_there_is_nothing_to_do(address, database):
    with pytest.raises(NothingToDo, match="flask --app wsgi demo"):
        run(_plan(address))

    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 0
