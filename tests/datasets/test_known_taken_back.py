"""Uploads of known labels are taken back while nothing stands on them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus import verify_service
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.datasets import prelabel_service
from annotate.datasets.states import ExportScope
from annotate.projects import service as projects
from annotate.projects.errors import WrongState
from annotate.projects.models import Project
from annotate.quality import gold_service, known_service
from annotate.quality.errors import LabelsInUse, NothingToUndo, UndoNotFunded
from annotate.work import late_service, lease_service, task_service
from annotate.work import service as lending
from annotate.work.models import Gold, Task
from annotate.work.states import VerifySource
from annotate.work.verify_service import VerifyOrder
from tests.conftest import People
from tests.datasets.known import (
    CAR,
    NAMES,
    Send,
    coco,
    exported,
    facts,
    project_id,
    publish,
    send,
    states,
    street,
    undo,
)
from worker_tasks.datasets import KEEPERS

__all__ = ["project_id", "send", "street"]


def test_an_upload_taken_back_before_publishing_leaves_pictures_that_open_with_the_rest(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    first = send("finished", {"l.json": coco(CAR, names=("a.jpg",))})
    second = send("gold", {"l.json": coco(CAR, names=("b.jpg",))})

    assert (undo(people, first), undo(people, second)) == (1, 1)
    assert (undo(people, first), undo(people, second)) == (0, 0)

    assert exported(project_id) == []
    # Nobody gets them while the project is not open, not even in a pilot of another picture.
    assert states() == {"a.jpg": "closed", "b.jpg": "closed"}
    assert publish(people, project_id, pilot=1) == 1
    assert states() == {"a.jpg": "closed", "b.jpg": "closed", "c.jpg": "open"}
    assert publish(people, project_id) == 2
    assert set(states().values()) == {"open"}
    told = facts(first)
    assert told.undone_at is not None
    (nothing, *_) = exported(project_id, ExportScope.ALL)
    assert (nothing.annotations, nothing.imported_from, nothing.state) == ((), "", "open")


def test_an_upload_taken_back_while_work_goes_on_opens_its_pictures_at_once(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    publish(people, project_id)
    finished = send("finished", {"l.json": coco(CAR, names=("a.jpg",))})
    golds = send("gold", {"l.json": coco(CAR, names=("b.jpg",))})
    assert states() == {"a.jpg": "agreed", "b.jpg": "closed", "c.jpg": "open"}

    undo(people, finished)
    undo(people, golds)

    assert set(states().values()) == {"open"}
    with reading() as session:
        assert session.scalars(sa.select(Gold.withdrawn_why)).all() == ["upload undone"]
    # And may be finished again, by labels that are right.
    send("finished", {"l.json": coco(CAR, names=("a.jpg",))}, source="better")
    assert [one.imported_from for one in exported(project_id)] == ["better"]


@pytest.mark.parametrize("purpose", ["finished", "gold"])
def test_what_would_be_handed_out_without_money_is_not_taken_back_until_there_is_some(
    street: dict[str, int], send: Send, people: People, project_id: int, purpose: str
) -> None:
    uploaded = send(purpose, {"l.json": coco(CAR, names=("a.jpg",))})
    with transaction() as session:
        project = session.get_one(Project, project_id)
        project.funded_e4 = task_service.budget_of_project(session, project).needed_e4
    publish(people, project_id)
    before = states()

    with pytest.raises(UndoNotFunded) as refused:
        undo(people, uploaded)
    assert refused.value.params["amount"]
    assert states() == before

    with transaction() as session:
        projects.record_funding(session, project_id, 10_000_000)
    assert undo(people, uploaded) == 1
    assert set(states().values()) == {"open"}


def test_a_check_of_an_upload_that_is_withdrawn_waits_for_the_money_of_its_answers(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    send("gold", {"l.json": coco(CAR, names=("a.jpg",))})
    with transaction() as session:
        project = session.get_one(Project, project_id)
        project.funded_e4 = task_service.budget_of_project(session, project).needed_e4
    publish(people, project_id)
    with transaction() as session:
        task_id = session.scalars(sa.select(Task.id).where(Task.image_id == street["a.jpg"])).one()
        gold_service.withdraw(session, people.zhao, task_id)

    with transaction() as session:
        assert late_service.open_covered(session, project_id) == 0
        waiting = task_service.waiting_of(session, session.get_one(Project, project_id))
        assert (states()["a.jpg"], waiting.tasks) == ("closed", 1)
        projects.record_funding(session, project_id, waiting.missing_e4)
        assert late_service.open_covered(session, project_id) == 1

    assert set(states().values()) == {"open"}


def test_what_people_have_got_or_a_check_was_made_of_cannot_be_taken_back(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    finished = send("finished", {"l.json": coco(CAR, {"image_id": 2, "bbox": [1, 1, 9, 9]}, names=NAMES[:2])})
    publish(people, project_id)
    with transaction() as session:
        task_id = session.scalars(sa.select(Task.id).where(Task.image_id == street["b.jpg"])).one()
        gold_service.make_gold(session, people.zhao, task_id)

    with pytest.raises(LabelsInUse) as refused:
        undo(people, finished)

    assert refused.value.params == {"count": 1, "name": "b.jpg"}
    assert len(exported(project_id)) == 2
    with transaction() as session:
        gold_service.withdraw(session, people.zhao, task_id)
    assert undo(people, finished) == 2


def test_checks_that_somebody_has_got_stay(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    golds = send("gold", {"l.json": coco(CAR, names=("a.jpg",))})
    with transaction() as session:
        project = projects.project_for(session, people.zhao, project_id)
        projects.set_gold_share(session, people.zhao, project, 0.5)
    publish(people, project_id)
    lease_service.use_chance(lambda: 0.0)
    with transaction() as session:
        found = lending.lease_bag(session, people.mei, project_id, 2).assignments
        taken = {session.get_one(Task, one.task_id).image_id for one in found}
    assert street["a.jpg"] in taken

    with pytest.raises(LabelsInUse):
        undo(people, golds)


def test_what_is_being_verified_cannot_be_taken_back(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    finished = send("finished", {"l.json": coco(CAR, names=("a.jpg",))})
    publish(people, project_id)
    with transaction() as session:
        order = VerifyOrder(VerifySource.CONSENSUS, 200, 2)
        assert verify_service.order_verify_tasks(session, people.zhao, project_id, order).tasks == 1

    with pytest.raises(LabelsInUse):
        undo(people, finished)


def test_proposals_are_not_taken_back_this_way_and_a_closed_project_takes_nothing_known(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    proposals = send("prelabels", {"l.json": coco(CAR, names=("a.jpg",))})
    with pytest.raises(NothingToUndo):
        undo(people, proposals)
    with pytest.raises(NotFound), transaction() as session:
        known_service.undo_import(session, people.sun, proposals)
    publish(people, project_id)
    with transaction() as session:
        projects.mark_closed(session, people.zhao, projects.project_for(session, people.zhao, project_id))

    with pytest.raises(WrongState):
        send("finished", {"l.json": coco(CAR, names=("a.jpg",))})


def test_over_http_by_a_choice_and_taken_back_by_a_button(
    street: dict[str, int], project_id: int, browser_of: Callable[[int], Any], people: People
) -> None:
    zhao, path = browser_of(people.zhao), f"/api/v1/projects/{project_id}/prelabels"

    def post(**form: Any) -> Any:
        file = (io.BytesIO(coco(CAR, names=("a.jpg", "gone.jpg"))), "l.json")
        return zhao.post(path, data={"file": file, "format": "coco", **form})

    wrong = post(purpose="best")
    assert (wrong.status_code, wrong.json["faults"][0]["path"]) == (422, "purpose")
    import_id = post(purpose="finished").json["import_id"]
    assert zhao.post(f"/api/v1/imports/{import_id}/undo").status_code == 409
    prelabel_service.read_labels(transaction, import_id, KEEPERS)

    told = zhao.get(f"/api/v1/imports/{import_id}").json
    page = zhao.get(f"/imports/{import_id}")

    assert told["taken"] == 1
    assert told["labels"] == {
        "format": "coco",
        "source": "l",
        "objects": 1,
        "left_out": 0,
        "purpose": "finished",
        "refused": {},
        "undone": False,
    }
    assert f"/imports/{import_id}/undo" in page.text
    assert browser_of(people.sun).post(f"/api/v1/imports/{import_id}/undo").status_code == 404
    assert zhao.post(f"/imports/{import_id}/undo").status_code == 302
    assert f"/imports/{import_id}/undo" not in zhao.get(f"/imports/{import_id}").text
    assert zhao.post(f"/api/v1/imports/{import_id}/undo").json == {"pictures": 0}
    assert zhao.get(f"/api/v1/imports/{import_id}").json["labels"]["undone"] is True
