"""Every picture is found by what is told of it: at once after an answer, and without anybody's command where it is old."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus import service as settling
from annotate.core import clock, outbox
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.datasets import prelabel_service
from annotate.datasets.models import Image, ImportRun, PrelabelImport
from annotate.datasets.states import RunState
from annotate.gallery import queries, service
from annotate.gallery.filters import Filter, Stage
from annotate.gallery.marks import Basis
from annotate.gallery.models import GalleryCursor, ShownMark, ShownPicture
from annotate.quality import gold_service
from annotate.work import service as work
from annotate.work import task_service
from tests.conftest import People
from tests.quality.crowd_work import answer, boxes, catch_up, publish, right, task_ids
from tests.work.test_clips import key, make_ride, submit, take
from worker_tasks import consensus, gallery, quality
from worker_tasks.once import Work

BUS_SIZED = (0.0, 0.0, 300.0, 300.0)


def found(project_id: int, **wanted: Any) -> list[str]:
    with reading() as session:
        page = queries.page_of(session, project_id, Filter(**wanted))
        assert queries.count(session, project_id, Filter(**wanted)) >= len(page.cards)
    return [card.name for card in page.cards]


def bases(project_id: int) -> list[Basis | None]:
    with reading() as session:
        return [card.basis for card in queries.page_of(session, project_id, Filter()).cards]


def marks() -> list[Any]:
    with reading() as session:
        query = sa.select(
            ShownMark.image_id, ShownMark.what, ShownMark.value, ShownMark.label, ShownMark.count
        )
        return sorted(session.execute(query))


def due(kind: str, ref: str | int) -> Work:
    """The job of an event that waits."""
    with transaction() as session:
        query = sa.select(OutboxEvent.id).where(OutboxEvent.kind == kind, OutboxEvent.ref == str(ref))
        event_id = session.scalars(query.order_by(OutboxEvent.id.desc())).first()
        claim = outbox.claim(session, event_id or 0)
    assert claim is not None
    return Work(claim)


def propose(manager_id: int, project_id: int, name: str, shapes: list[dict[str, Any]]) -> ImportRun:
    """As an upload of labels that is done."""
    with transaction() as session:
        run = ImportRun(
            project_id=project_id, created_by=manager_id, state=RunState.DONE, finished_at=clock.now()
        )
        session.add(run)
        session.flush()
        session.add(PrelabelImport(import_run_id=run.id, format="coco", source="model"))
        image = sa.select(Image.id).where(Image.project_id == project_id, Image.name == name)
        image_id = session.scalars(image).one()
        prelabel_service.replace_prelabel(session, project_id, image_id, "model", run.id, shapes)
        return run


def test_a_picture_is_found_by_an_answer_as_soon_as_its_job_is_done(people: People) -> None:
    project_id = publish(people.zhao, pictures=2)
    first = answer(people.mei, project_id, boxes(("car", BUS_SIZED)))

    consensus.settle_task(due("submission.received", first))

    assert found(project_id, label="car", size="large") == ["street-000.jpg"]
    assert bases(project_id) == [Basis.DRAWN, None]


def test_what_anybody_drew_counts_until_the_picture_is_settled_and_then_what_holds(people: People) -> None:
    project_id = publish(people.zhao, answers=2, most=2)
    (task_id,) = task_ids(project_id)
    for who, drawn in ((people.mei, boxes(("person", BUS_SIZED))), (people.an, right())):
        consensus.settle_task(due("submission.received", answer(who, project_id, drawn)))
    assert found(project_id, label="person", size="large") == ["street-000.jpg"]
    assert found(project_id, label="car") == ["street-000.jpg"]

    with transaction() as session:
        settling.adjudicate_task(session, people.zhao, task_id, boxes(("car", BUS_SIZED)))
    quality.judge_task(due("task.agreed", task_id))

    assert found(project_id, label="person") == []
    assert found(project_id, label="car", size="large", stage=Stage.AGREED) == ["street-000.jpg"]
    assert bases(project_id) == [Basis.HOLDS]


def test_a_job_that_was_killed_between_settling_and_marking_does_both_when_it_runs_again(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_id = publish(people.zhao, answers=1, most=1)
    work_of = due("submission.received", answer(people.mei, project_id, right()))
    with monkeypatch.context() as patched:
        patched.setattr(service, "mark_answered", _killed)
        with pytest.raises(KeyboardInterrupt):
            consensus.settle_task(work_of)
    assert found(project_id, label="car") == []

    consensus.settle_task(work_of)
    known = marks()
    with transaction() as session:
        service.mark_answered(session, work_of.ref)

    assert found(project_id, label="car") == ["street-000.jpg"]
    assert marks() == known


def _killed(*_: Any) -> None:
    raise KeyboardInterrupt


def test_pictures_of_an_old_project_are_marked_by_the_job_alone_and_go_on_where_it_was_killed(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "CHUNK", 2)
    project_id = publish(people.zhao, pictures=6, answers=1, most=1)
    for _ in range(5):
        answer(people.mei, project_id, right())
    catch_up()
    parts = iter(range(4))

    @contextmanager
    def part() -> Iterator[Session]:
        if next(parts, None) is None:
            raise KeyboardInterrupt
        with transaction() as session:
            yield session

    with pytest.raises(KeyboardInterrupt):
        service.mark_project(part, project_id)
    service.mark_project(transaction, project_id)

    assert len(found(project_id, label="car")) == 5
    with reading() as session:
        assert session.get_one(GalleryCursor, project_id).walked_id is None


def test_rows_from_before_are_marked_again_without_a_command(people: People) -> None:
    project_id = publish(people.zhao, answers=1, most=1)
    answer(people.mei, project_id, right())
    catch_up()
    service.mark_project(transaction, project_id)
    with transaction() as session:
        session.execute(sa.update(ShownPicture).values(seen=""))
        session.execute(sa.delete(ShownMark))
        session.execute(sa.update(GalleryCursor).values(walked_id=0, labels=""))

    gallery.mark(_minute())

    assert found(project_id, label="car") == ["street-000.jpg"]


def _minute() -> Work:
    with transaction() as session:
        outbox.announce(session, "gallery.mark", str(uuid.uuid4()))
    with reading() as session:
        ref = session.scalars(sa.select(OutboxEvent.ref).where(OutboxEvent.kind == "gallery.mark")).all()[-1]
    return due("gallery.mark", ref)


def test_untouched_pictures_are_found_by_what_is_proposed_until_somebody_draws(people: People) -> None:
    project_id = publish(people.zhao, pictures=2)
    propose(people.zhao, project_id, "street-000.jpg", boxes(("person", BUS_SIZED)))
    with reading() as session:
        assert service.projects_to_mark(session) == [project_id]

    service.mark_project(transaction, project_id)

    assert found(project_id, label="person") == ["street-000.jpg"]
    assert bases(project_id) == [Basis.PROPOSED, None]
    with reading() as session:
        assert service.projects_to_mark(session) == []
    consensus.settle_task(
        due("submission.received", answer(people.mei, project_id, boxes(("car", BUS_SIZED))))
    )
    assert found(project_id, label="person") == []
    assert found(project_id, label="car") == ["street-000.jpg"]


def test_newer_proposals_take_the_place_of_older_ones(people: People) -> None:
    project_id = publish(people.zhao)
    for label in ("person", "car"):
        propose(people.zhao, project_id, "street-000.jpg", boxes((label, BUS_SIZED)))
        service.mark_project(transaction, project_id)

    assert found(project_id, label="person") == []
    assert found(project_id, label="car") == ["street-000.jpg"]


def test_each_frame_of_a_clip_is_found_by_what_is_seen_on_it_and_by_how_far_the_clip_is(
    people: People,
) -> None:
    ride = make_ride(people, frames=3)
    with transaction() as session:
        task_service.publish_project(session, people.zhao, ride.project_id)
    assert len(found(ride.project_id, stage=Stage.UNTOUCHED)) == 3
    assignment = take(people.mei, ride.project_id).id
    sent = submit(people.mei, assignment, [key("a", 1, 100.0), key("a", 2, 120.0, outside=True)])

    consensus.settle_task(due("submission.received", sent))

    assert found(ride.project_id, label="car") == ["000001.jpg"]
    assert found(ride.project_id, is_empty=True) == ["000000.jpg", "000002.jpg"]
    assert len(found(ride.project_id, stage=Stage.BEGUN)) == 3
    assert found(ride.project_id, stage=Stage.UNTOUCHED) == []


@pytest.mark.parametrize("stage", list(Stage))
def test_a_stage_finds_exactly_the_pictures_that_say_so(people: People, stage: Stage) -> None:
    project_id = publish(people.zhao, pictures=4, answers=2, most=2)
    for who in (people.mei, people.an, people.mei, people.an):
        answer(who, project_id, right())
    catch_up()
    with transaction() as session:
        gold_service.make_gold(session, people.zhao, task_ids(project_id)[0])
        work.lease_bag(session, people.mei, project_id, 1)
    with reading() as session:
        cards = queries.page_of(session, project_id, Filter()).cards

    assert found(project_id, stage=stage) == [card.name for card in cards if card.stage is stage]


def test_two_marks_at_once_leave_what_is_newest(people: People) -> None:
    project_id = publish(people.zhao, answers=2)
    first = answer(people.mei, project_id, boxes(("person", BUS_SIZED)))
    second = answer(people.an, project_id, boxes(("car", BUS_SIZED)))

    for one in (second, first, first):
        with transaction() as session:
            service.mark_answered(session, one)

    assert found(project_id, label="person") == found(project_id, label="car") == ["street-000.jpg"]
