"""What each part of the program really announces reaches the address: uploads, exports, guideline, the end of a project."""

import json
from typing import Any

import sqlalchemy as sa

from annotate.consensus import service as consensus
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.datasets import export_service
from annotate.datasets import service as datasets
from annotate.datasets.models import Export, Image
from annotate.datasets.states import ExportFault, ExportScope
from annotate.hooks.events import CHOICES
from annotate.hooks.models import HookDelivery
from annotate.hooks.service import HookWish, add_hook
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.work import late_service, task_service
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import Upload, project_id, upload
from tests.quality.crowd_work import add_pictures, answer, catch_up, publish, right
from worker_tasks.once import run_event

__all__ = ["project_id", "upload"]


def hooked(people: People, project: int) -> None:
    with transaction() as session:
        add_hook(session, people.zhao, project, HookWish("https://example.org/x", list(CHOICES)))


def told() -> list[tuple[str, dict[str, Any]]]:
    """What was written down for the address, in order."""
    with reading() as session:
        spread = session.scalars(
            sa.select(OutboxEvent.id).where(OutboxEvent.kind == "hook.spread", OutboxEvent.done_at.is_(None))
        ).all()
    for event_id in spread:
        assert run_event(event_id)
    with reading() as session:
        rows = session.execute(sa.select(HookDelivery.event, HookDelivery.body).order_by(HookDelivery.id))
        return [(event, json.loads(body)["data"]) for event, body in rows]


def test_an_upload_tells_how_many_were_taken_and_refused(
    people: People, project_id: int, upload: Upload
) -> None:
    hooked(people, project_id)

    import_id = upload({"a.jpg": pictures.jpeg(1), "b.txt": b"no picture"})

    [(event, data)] = told()
    assert event == "import.finished"
    assert (data["import_id"], data["pictures"], data["problems"]) == (import_id, 1, 1)


def test_an_export_tells_where_its_file_is(people: People, project_id: int, upload: Upload) -> None:
    upload({"a.jpg": pictures.jpeg(1)})
    hooked(people, project_id)
    with transaction() as session:
        export_id = datasets.start_export(session, people.zhao, project_id, "coco", ExportScope.ALL).id

    export_service.write_export(transaction, export_id, consensus.iter_labelled_pictures)

    [(event, data)] = told()
    with reading() as session:
        sha256 = session.get_one(Export, export_id).sha256
    assert event == "export.finished"
    assert (data["sha256"], data["url"]) == (sha256, f"/api/v1/exports/{export_id}/file")


def test_an_export_that_failed_tells_why_and_where_to_look(people: People, project_id: int) -> None:
    hooked(people, project_id)
    with transaction() as session:
        export_id = datasets.start_export(session, people.zhao, project_id, "coco", ExportScope.ALL).id

    with transaction() as session:
        export_service.give_up(session, export_id, ExportFault.STORAGE)

    [(event, data)] = told()
    assert event == "export.failed"
    assert (data["export_id"], data["error"], data["url"]) == (
        export_id,
        "storage",
        f"/api/v1/exports/{export_id}",
    )


def test_people_who_agree_and_disagree_are_told_without_a_word_about_them(people: People) -> None:
    project = publish(people.zhao, pictures=1, answers=2, most=2)
    hooked(people, project)
    answer(people.mei, project, right())
    answer(people.an, project, right())

    catch_up()

    assert [event for event, _data in told()] == ["task.agreed", "project.finished"]
    said = json.dumps(told())
    assert "annotator" not in said
    assert "alias" not in said


def test_pictures_that_wait_for_money_are_told_with_what_is_missing(people: People) -> None:
    project = publish(people.zhao, pictures=1, answers=2, most=2)
    hooked(people, project)
    with transaction() as session:
        found = session.get_one(Project, project)
        found.funded_e4 = task_service.budget_of_project(session, found).needed_e4
        add_pictures(session, project, 1, first=1)
        late = session.scalars(sa.select(Image.id).order_by(Image.id.desc())).first()
        late_service.add_image(session, late or 0)

    [(event, data)] = told()
    assert event == "pictures.waiting"
    # 2 answers x 0.42 yuan with 30 % for the highest level, 3 % overshoot and 10 % reserve, each rounded up; missing is what can be paid.
    assert data == {
        "project_id": project,
        "tasks": 1,
        "cost_e4": 12_340,
        "missing_e4": 12_400,
        "url": f"/api/v1/projects/{project}/progress",
    }
    # What is open may be done: the project is not finished while others wait.
    answer(people.mei, project, right())
    answer(people.an, project, right())
    catch_up()
    assert [event for event, _data in told()] == ["pictures.waiting", "task.agreed"]


def test_a_new_guideline_and_the_end_of_a_project_are_told(people: People) -> None:
    project = publish(people.zhao, pictures=1)
    hooked(people, project)

    with transaction() as session:
        found = projects.project_for(session, people.zhao, project)
        projects.add_guideline(session, people.zhao, found, "新的说明", "A new text")
    with transaction() as session:
        projects.mark_closed(session, people.zhao, projects.project_for(session, people.zhao, project))

    assert [event for event, _data in told()] == ["guideline.changed", "project.closed"]
