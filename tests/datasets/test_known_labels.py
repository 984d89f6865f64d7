"""Labels that are known for certain: check pictures and finished work made of them, and whole uploads taken back."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus import queries as consensus
from annotate.consensus import verify_service
from annotate.consensus.models import ConsensusRound
from annotate.consensus.service import iter_labelled_pictures
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.datasets import prelabel_service, queries, service
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.registry import FORMATS
from annotate.datasets.models import Image
from annotate.datasets.states import ExportScope, LabelPurpose
from annotate.insight import service as insight
from annotate.insight.models import TaskInsight
from annotate.projects import service as projects
from annotate.projects.errors import WrongState
from annotate.projects.ontology import parse_ontology
from annotate.projects.service import NewProject
from annotate.quality import gold_service, known_service
from annotate.quality.answer_queries import tables_of
from annotate.quality.errors import LabelsInUse, NothingToUndo
from annotate.work import lease_service, task_service
from annotate.work import queries as work
from annotate.work import service as lending
from annotate.work.models import Gold, Task
from annotate.work.price_service import PublishOrder
from annotate.work.states import VerifySource
from annotate.work.verify_service import VerifyOrder
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import Upload, problems
from worker_tasks.datasets import KEEPERS

SIZE = (64, 48)
NAMES = ("a.jpg", "b.jpg", "c.jpg")
KINDS = ["box", "rotated_box", "polygon"]
LABELS = {
    "labels": [
        {"name": "car", "title": {"zh_CN": "车", "en": "Car"}, "color": "#0072B2", "kinds": KINDS},
        {"name": "van", "title": {"zh_CN": "面包车", "en": "Van"}, "color": "#D55E00", "kinds": ["box"]},
    ]
}
CAR = {"bbox": [4, 5, 20, 10]}
Send = Callable[..., int]


@pytest.fixture
def project_id(people: People) -> int:
    """Zhao's project of cars and vans, paid for."""
    with transaction() as session:
        new = NewProject("城市路口", LABELS, rate_e4=4200, redundancy_min=2, redundancy_max=4)
        project = projects.create_project(session, people.zhao, new)
        projects.record_funding(session, project.id, 10_000_000)
        return project.id


@pytest.fixture
def street(upload: Upload) -> dict[str, int]:
    """Three pictures of 64 x 48; ids by name."""
    upload({name: pictures.jpeg(number, *SIZE) for number, name in enumerate(NAMES)})
    with reading() as session:
        return {image.name: image.id for image in session.scalars(sa.select(Image))}


def coco(*objects: dict[str, Any], empty: tuple[str, ...] = (), names: tuple[str, ...] = NAMES) -> bytes:
    """objects: of picture 1, unless they say another. empty: pictures that somebody found empty."""
    images = [{"id": n, "file_name": name, "width": 64, "height": 48} for n, name in enumerate(names, 1)]
    for image in images:
        if image["file_name"] in empty:
            image["douya"] = {"confirmed_empty": True}
    categories = [{"id": 1, "name": "car"}, {"id": 2, "name": "tricycle"}]
    listed = [{"id": n, "image_id": 1, "category_id": 1} | one for n, one in enumerate(objects, 1)]
    return json.dumps({"images": images, "categories": categories, "annotations": listed}).encode()


@pytest.fixture
def send(people: People, project_id: int) -> Send:
    """Send label files as Zhao and read them as the job does; the import's id."""

    def take(purpose: str, files: dict[str, bytes], format: str = "coco", source: str = "old set") -> int:
        streams = [(name, io.BytesIO(content)) for name, content in files.items()]
        with service.stored_pieces(streams) as pieces, transaction() as session:
            given = (project_id, pieces, format, source, LabelPurpose(purpose))
            run = prelabel_service.receive_labels(session, people.zhao, *given)
        prelabel_service.read_labels(transaction, run.id, KEEPERS)
        return run.id

    return take


def facts(import_id: int) -> queries.LabelsFacts:
    with reading() as session:
        found = queries.import_facts(session, service.import_of(session, import_id)).labels
    assert found is not None
    return found


def states() -> dict[str, str]:
    """State of each task by its picture's name."""
    with reading() as session:
        query = sa.select(Image.name, Task.state).join(Task, Task.image_id == Image.id)
        return {name: state.value for name, state in session.execute(query)}


def publish(people: People, project_id: int, pilot: int | None = None) -> int:
    with transaction() as session:
        order = PublishOrder(pilot_tasks=pilot, has_read_warning=True)
        return task_service.publish_project(session, people.zhao, project_id, order)


def exported(project_id: int, only: ExportScope = ExportScope.CONSENSUS) -> list[LabelledPicture]:
    with reading() as session:
        return list(iter_labelled_pictures(session, project_id, only))


def undo(people: People, import_id: int) -> int:
    with transaction() as session:
        return known_service.undo_import(session, people.zhao, import_id)


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
