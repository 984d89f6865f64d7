"""A project's crowd is read anew at night: in chunks, once, and on from where it was when the job was killed."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from annotate.consensus import queries, refit_service
from annotate.consensus.cli import consensus
from annotate.consensus.models import AnnotatorDraft, AnnotatorQuality, CrowdModel
from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account, create_token
from annotate.work import standing_service, task_service
from annotate.work.models import Submission, Task
from tests.conftest import People
from tests.consensus.test_settling_tasks import answer, settle
from tests.work.answers import box
from tests.work.conftest import Site, add_image
from worker_tasks.once import run_event

TASKS = 5


@pytest.fixture
def settled(site: Site, people: People, monkeypatch: pytest.MonkeyPatch) -> int:
    """A project with five settled tasks, read two at a time."""
    monkeypatch.setattr(refit_service, "CHUNK", 2)
    with transaction() as session:
        dataset_id = session.execute(sa.text("SELECT id FROM dataset")).scalar_one()
    for number in range(10, 10 + TASKS - len(site.image_ids)):
        add_image(site.project_id, dataset_id, number)
    with transaction() as session:
        task_service.publish_project(session, people.zhao, site.project_id)
    for k in range(TASKS):
        answer(people.mei, site, box(10, 10), box(400 + k, 300))
        settle(answer(people.an, site, box(10, 11), box(400, 301)))
    return site.project_id


def night() -> int:
    with transaction() as session:
        outbox.announce(session, "consensus.refit", "tonight")
        session.flush()
        return session.scalars(sa.select(sa.func.max(OutboxEvent.id))).one()


def learnt(project_id: int) -> tuple[object, dict[int, tuple[float, object]], int]:
    with reading() as session:
        rows = session.scalars(sa.select(AnnotatorQuality)).all()
        model = session.get_one(CrowdModel, project_id)
        return model.pooled, {r.annotator_id: (r.quality, r.statistics) for r in rows}, model.version


def step(project_id: int) -> refit_service.Chunk:
    """One chunk of a refit, as a job does it before it is killed."""
    with reading() as session:
        chunk = refit_service.next_chunk(session, project_id)
    assert chunk is not None
    crowd = refit_service.learn_chunk(chunk)
    with transaction() as session:
        assert refit_service.keep_chunk(session, chunk, crowd)
    return chunk


def test_a_killed_refit_goes_on_where_it_stopped_and_learns_the_same(settled: int) -> None:
    assert run_event(night()) is True
    pooled, people, version = learnt(settled)

    step(settled)
    assert learnt(settled) == (pooled, people, version)
    with reading() as session:
        (progress,) = queries.refits_under_way(session)
        assert queries.refit_of(session, settled) == progress
    assert (progress.done, progress.total) == (2, TASKS)
    assert run_event(night()) is True

    assert learnt(settled) == (pooled, people, version + 1)
    with reading() as session:
        assert queries.refits_under_way(session) == []
        assert session.scalar(sa.select(sa.func.count()).select_from(AnnotatorDraft)) == 0


def test_a_late_job_writes_nothing_over_a_quicker_one(settled: int) -> None:
    with reading() as session:
        late = refit_service.next_chunk(session, settled)
    assert late is not None
    step(settled)

    with transaction() as session:
        assert refit_service.keep_chunk(session, late, refit_service.learn_chunk(late)) is False

    with reading() as session:
        (progress,) = queries.refits_under_way(session)
    assert progress.done == 2


def test_the_same_night_reads_a_project_once(settled: int) -> None:
    event_id = night()
    assert run_event(event_id) is True

    with reading() as session:
        assert refit_service.projects_to_refit(session, event_id) == []
        assert refit_service.projects_to_refit(session, event_id + 1) == [settled]


def test_leasing_is_told_what_each_annotators_answers_are_worth(settled: int, people: People) -> None:
    run_event(night())

    _, known, _ = learnt(settled)
    with reading() as session:
        standing = standing_service.standing_of(session, people.mei, settled)
    assert standing.weight == pytest.approx(known[people.mei][0])
    assert standing.level == 1


def test_operators_and_managers_see_how_far_a_refit_has_come(
    settled: int, people: People, client: Any
) -> None:
    def key(account_id: int) -> dict[str, str]:
        return {"Authorization": f"Bearer {create_token(session, account_id)}"}

    with transaction() as session:
        admin = key(create_account(session, NewAccount(Role.ADMIN, "13712340000", "孙")).id)
        manager = key(people.zhao)
    step(settled)

    (refit,) = client.get("/api/v1/ops/integrity", headers=admin).json["refits"]
    assert (refit["done"], refit["total"]) == (2, TASKS)
    assert "2 / 5" in client.get("/operations", headers=admin).text
    assert "5 张里看了 2 张" in client.get(f"/projects/{settled}", headers=manager).text


def test_the_command_line_gives_what_the_service_gives(
    settled: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refit_service, "CHUNK", TASKS)
    assert run_event(night()) is True
    document = document_of(settled)
    (tmp_path / "in.json").write_text(json.dumps(document), encoding="utf-8")

    done = CliRunner().invoke(
        consensus, ["shapes", str(tmp_path / "in.json"), "--out", str(tmp_path / "out.json")]
    )

    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "out.json").read_text())["annotators"]
    with reading() as session:
        kept = session.scalars(sa.select(AnnotatorQuality)).all()
    assert {str(one.annotator_id): one.quality for one in kept} == {n: f["quality"] for n, f in told.items()}
    assert {str(one.annotator_id): one.miss_rate for one in kept} == {
        n: f["miss_rate"] for n, f in told.items()
    }


def document_of(project_id: int) -> dict[str, Any]:
    """A project's answers as a file for the command line: pictures and people under the names that the service uses."""
    with reading() as session:
        tasks = session.scalars(sa.select(Task).where(Task.project_id == project_id)).all()
        answers = session.scalars(sa.select(Submission).where(Submission.project_id == project_id)).all()
    return {
        "ontology": {},
        "images": [{"id": str(task.id), "width": 1280, "height": 720} for task in tasks],
        "submissions": [
            {"image_id": str(a.task_id), "annotator": str(a.annotator_id), "annotations": a.annotations}
            for a in answers
        ],
    }
