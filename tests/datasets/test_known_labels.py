"""Labels that are known for certain: check pictures and finished work made of them."""

import csv
import io
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus import queries as consensus
from annotate.consensus.models import ConsensusRound
from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.datasets import prelabel_service, service
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.registry import FORMATS
from annotate.datasets.models import Image
from annotate.datasets.states import ExportScope, LabelPurpose
from annotate.insight import service as insight
from annotate.insight.models import TaskInsight
from annotate.projects import service as projects
from annotate.projects.ontology import parse_ontology
from annotate.quality.answer_queries import tables_of
from annotate.work import queries as work
from annotate.work import service as lending
from annotate.work import task_service
from annotate.work.models import Gold, Task
from tests.conftest import People
from tests.datasets.conftest import problems
from tests.datasets.known import (
    CAR,
    LABELS,
    NAMES,
    SIZE,
    Send,
    coco,
    exported,
    facts,
    project_id,
    publish,
    send,
    states,
    street,
)
from worker_tasks.datasets import KEEPERS
from worker_tasks.once import run_event

__all__ = ["project_id", "send", "street"]


def test_finished_work_is_agreed_exported_with_its_source_and_asked_of_nobody(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    with reading() as session:
        before = task_service.budget_of_project(
            session, projects.project_for(session, people.zhao, project_id)
        )

    import_id = send("finished", {"l.json": coco(CAR, empty=("b.jpg",), names=NAMES[:2])})

    car, empty = exported(project_id)
    assert (car.name, car.imported_from, car.answers, car.agreement) == ("a.jpg", "old set", 0, None)
    assert [(one["label"], one["box"]) for one in car.annotations] == [("car", [4, 5, 20, 10])]
    assert (empty.name, empty.confirmed_empty, empty.imported_from) == ("b.jpg", True, "old set")
    assert (facts(import_id).objects, facts(import_id).refused) == (1, {})
    with reading() as session:
        project = projects.project_for(session, people.zhao, project_id)
        after = task_service.budget_of_project(session, project)
    assert after.answers_e4 * 3 == before.answers_e4
    assert publish(people, project_id) == 1
    assert states() == {"a.jpg": "agreed", "b.jpg": "agreed", "c.jpg": "open"}
    with transaction() as session:
        (lent,) = lending.lease_bag(session, people.mei, project_id, 5).assignments
        assert session.get_one(Task, lent.task_id).image_id == street["c.jpg"]
        told = work.progress(session, project_id)
    assert (told.total, told.done, told.submissions) == (3, 2, 0)


def test_the_tables_say_whose_work_it_is(street: dict[str, int], send: Send, project_id: int) -> None:
    send("finished", {"l.json": coco(CAR, names=("a.jpg",))})

    with reading() as session:
        tables = {name: b"".join(parts) for name, parts in tables_of(session, project_id, ExportScope.ALL)}

    (row,) = csv.DictReader(io.StringIO(tables["agreed.csv"].decode("utf-8-sig")))
    assert (row["picture"], row["source"], row["agreement"], row["answers"]) == (
        "a.jpg",
        "import: old set",
        "",
        "0",
    )


def test_work_from_elsewhere_tells_nothing_of_how_people_here_agree(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    send("finished", {"l.json": coco(CAR, names=NAMES[:1])})
    publish(people, project_id)

    with transaction() as session:
        assert consensus.agreement_of(session, project_id).settled == 0
        read = insight.read_rounds(session, project_id, 0)
        insight.keep_rounds(session, project_id, read)
        assert session.scalars(sa.select(TaskInsight)).all() == []


def test_known_answers_become_checks_that_are_handed_out_as_such(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    import_id = send("gold", {"l.json": coco(CAR, {"image_id": 2, "bbox": [1, 1, 9, 9]}, names=NAMES[:2])})

    with reading() as session:
        golds = session.scalars(sa.select(Gold).order_by(Gold.task_id)).all()
    assert [(one.source, one.made_by, one.reference[0]["box"]) for one in golds] == [
        ("upload", people.zhao, [4, 5, 20, 10]),
        ("upload", people.zhao, [1, 1, 9, 9]),
    ]
    assert "confidence" not in golds[0].reference[0]
    assert (facts(import_id).objects, facts(import_id).purpose) == (2, LabelPurpose.GOLD)
    # Nobody need agree on what is known: one picture is to be paid for and handed out.
    assert publish(people, project_id) == 1
    assert states() == {"a.jpg": "closed", "b.jpg": "closed", "c.jpg": "open"}
    assert exported(project_id) == []


def test_a_picture_that_does_not_fit_whole_is_left_out_and_each_reason_is_counted(
    street: dict[str, int], send: Send
) -> None:
    objects = (CAR, CAR | {"category_id": 2}, {"image_id": 2, "bbox": [1, 1, 9, 9]})

    import_id = send("finished", {"l.json": coco(*objects, names=(*NAMES, "gone.jpg"))})

    assert problems(import_id) == {
        "a.jpg": "known_incomplete",
        "c.jpg": "known_unlabelled",
        "gone.jpg": "prelabel_no_picture",
        "tricycle": "prelabel_unknown_label",
    }
    told = facts(import_id)
    assert (told.objects, told.left_out) == (1, 1)
    assert told.refused == {"known_incomplete": 1, "known_unlabelled": 1}
    assert states() == {"b.jpg": "agreed"}


def test_a_question_that_the_file_does_not_answer_makes_its_picture_incomplete(
    street: dict[str, int], send: Send, people: People, project_id: int
) -> None:
    asked = {
        "name": "side",
        "title": {"zh_CN": "侧", "en": "Side"},
        "type": "select",
        "values": [{"value": one, "title": {"zh_CN": one, "en": one}} for one in ("near", "far")],
        "required": True,
    }
    with transaction() as session:
        document = {"labels": [LABELS["labels"][0] | {"attributes": [asked]}]}
        project = projects.project_for(session, people.zhao, project_id)
        projects.add_ontology(session, people.zhao, project, document)

    import_id = send("gold", {"l.json": coco(CAR, names=NAMES[:1])})

    assert problems(import_id) == {"a.jpg": "known_incomplete"}


@pytest.mark.parametrize("purpose", ["finished", "gold"])
def test_pictures_that_people_work_on_or_that_are_known_are_refused_by_name(
    street: dict[str, int], send: Send, people: People, project_id: int, purpose: str
) -> None:
    send("gold", {"l.json": coco(CAR, names=("b.jpg",))})
    publish(people, project_id)
    with transaction() as session:
        (lent,) = lending.lease_bag(session, people.mei, project_id, 1).assignments
        begun = session.get_one(Image, session.get_one(Task, lent.task_id).image_id).name

    every = [CAR | {"image_id": number} for number in (1, 2, 3)]
    import_id = send(purpose, {"l.json": coco(*every)})

    assert problems(import_id) == {begun: "known_begun", "b.jpg": "known_check"}
    assert facts(import_id).refused == {"known_begun": 1, "known_check": 1}
    again = send(purpose, {"l.json": coco(*every)}, source="another")
    assert facts(again).objects == 0
    assert sum(facts(again).refused.values()) == 3


def test_a_job_that_was_killed_half_way_and_runs_again_gives_the_same(
    street: dict[str, int],
    people: People,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prelabel_service, "BATCH", 1)
    every = coco(*[CAR | {"image_id": number} for number in (1, 2, 3)])
    for purpose in (LabelPurpose.FINISHED, LabelPurpose.GOLD):
        with service.stored_pieces([("l.json", io.BytesIO(every))]) as pieces, transaction() as session:
            given = (project_id, pieces, "coco", "m", purpose)
            import_id = prelabel_service.receive_labels(session, people.zhao, *given).id
        parts = 0

        def killed_in_the_fourth() -> Any:
            nonlocal parts
            parts += 1
            if parts == 4:
                raise KeyboardInterrupt
            return transaction()

        with pytest.raises(KeyboardInterrupt):
            prelabel_service.read_labels(killed_in_the_fourth, import_id, KEEPERS)
        prelabel_service.read_labels(transaction, import_id, KEEPERS)
        prelabel_service.read_labels(transaction, import_id, KEEPERS)

        assert (facts(import_id).objects, facts(import_id).refused) == (3, {})
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ConsensusRound)) == 3
        assert session.scalar(sa.select(sa.func.count()).select_from(Gold)) == 3


@pytest.mark.parametrize("format", FORMATS)
def test_finished_work_comes_in_every_format_that_is_read(
    street: dict[str, int], send: Send, project_id: int, format: str
) -> None:
    polygon = {"kind": "polygon", "points": [[4, 5], [24, 5], [24, 15], [4, 15]]}
    box = {"kind": "box", "box": [4, 5, 20, 10]}
    shape = {
        "id": "1",
        "label": "car",
        "attributes": {},
        **(box if "box" in FORMATS[format].kinds else polygon),
    }
    if format == "yolo_segments":
        shape = {"id": "1", "label": "car", "attributes": {}, **polygon}
    picture = LabelledPicture("a.jpg", *SIZE, (shape,))
    written = FORMATS[format].write([picture], parse_ontology(LABELS))
    files = {name: b"".join(parts) for name, parts in written}

    import_id = send("finished", files, format)

    assert (facts(import_id).objects, problems(import_id)) == (1, {})
    (found,) = exported(project_id)
    assert [one["label"] for one in found.annotations] == ["car"]
    assert found.imported_from == "old set"


def test_a_place_that_cannot_be_read_takes_the_whole_upload_down(street: dict[str, int], send: Send) -> None:
    import_id = send("gold", {"l.json": coco(CAR, {"bbox": [1, "x", 2, 3], "image_id": 2}, names=NAMES[:2])})

    assert problems(import_id) == {"l.json": "known_faulty", "l.json: annotations[1].bbox": "label_file"}
    assert states() == {}


@pytest.mark.parametrize("kind", ["consensus.refit", "flags.find", "golds.review", "insights.renew"])
def test_the_jobs_of_the_night_pass_over_a_project_of_finished_work_alone(
    street: dict[str, int], send: Send, people: People, project_id: int, kind: str
) -> None:
    send("finished", {"l.json": coco(CAR, names=("a.jpg",))})
    send("gold", {"l.json": coco(CAR, names=("b.jpg",))})
    publish(people, project_id)
    with transaction() as session:
        outbox.announce(session, kind, "2026-11-27", key=f"{kind}-tonight")
        event_id = session.scalars(
            sa.select(OutboxEvent.id).where(OutboxEvent.key == f"{kind}-tonight")
        ).one()

    assert run_event(event_id)

    with reading() as session:
        assert session.get_one(OutboxEvent, event_id).done_at is not None
    assert states() == {"a.jpg": "agreed", "b.jpg": "closed", "c.jpg": "open"}
