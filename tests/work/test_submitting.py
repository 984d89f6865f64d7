"""An acknowledged answer is stored once, whatever is sent again, late, or from elsewhere."""

import datetime as dt
import threading
import uuid

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, Invalid, NotFound
from annotate.work import service
from annotate.work.errors import AlreadySubmitted, SubmissionDiffers
from annotate.work.models import Submission, Task
from annotate.work.states import TaskState
from tests.conftest import People
from tests.work.answers import body, box, lease, submit
from tests.work.conftest import Site

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


def test_the_same_answer_sent_twice_is_one_and_told_once(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    sent = body(box())

    first, second = submit(people.mei, assignment_id, sent), submit(people.mei, assignment_id, sent)

    assert (first.created, second.created) == (True, False)
    assert first.submission.received_at == second.submission.received_at
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 1
        assert len(outbox.due_events(session, ["submission.received"])) == 1


def test_another_body_under_the_same_id_is_refused_and_changes_nothing(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    sent = body(box(x=10))
    submit(people.mei, assignment_id, sent)

    with pytest.raises(SubmissionDiffers):
        submit(people.mei, assignment_id, body(box(x=99), submission_id=sent.submission_id))

    with reading() as session:
        assert (
            service.own_receipt(session, people.mei, sent.submission_id).submission.annotations
            == sent.annotations
        )


def test_a_second_answer_to_the_same_picture_is_refused(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    submit(people.mei, assignment_id)

    with pytest.raises(AlreadySubmitted):
        submit(people.mei, assignment_id)


def test_anothers_submission_id_tells_nothing(people: People, site: Site) -> None:
    (hers,) = lease(people.mei, site.project_id)
    (his,) = lease(people.an, site.project_id)
    sent = body(box())
    submit(people.mei, hers, sent)

    with pytest.raises(NotFound):
        submit(people.an, his, sent)
    with pytest.raises(NotFound), reading() as session:
        service.own_receipt(session, people.an, sent.submission_id)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"box": [10, 10, float("nan"), 5]}, "annotations[0].box"),
        ({"box": [10, 10, -5, 5]}, "annotations[0].box"),
        ({"box": [1270, 10, 100, 5]}, "annotations[0].box"),
        ({"label": "dragon"}, "annotations[0].label"),
        ({"kind": "polygon"}, "annotations[0]"),
        ({"attributes": {"colour": "red"}}, "annotations[0].attributes"),
        ({"price": 1}, "annotations[0].price"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_faulty_answer_is_refused_with_the_path_of_its_fault(
    people: People, site: Site, change: dict[str, object], path: str
) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)

    with pytest.raises(Invalid) as refused:
        submit(people.mei, assignment_id, body(box() | change))

    assert any(fault.path.startswith(path) for fault in refused.value.faults)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 0


def test_a_late_answer_is_taken_while_the_task_is_open(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        (assignment_id,) = lease(people.mei, site.project_id)
        time.shift(dt.timedelta(hours=30))
        with transaction() as session:
            service.expire_leases(session)

        receipt = submit(people.mei, assignment_id)

    assert (receipt.submission.late, receipt.submission.surplus) == (True, False)
    with reading() as session:
        task = session.get_one(Task, receipt.submission.task_id)
        assert (task.taken, task.done) == (1, 1)


def test_a_late_answer_to_a_full_task_is_kept_as_an_extra_one(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        mine = lease(people.mei, site.project_id, 3)
        time.shift(dt.timedelta(hours=30))
        with transaction() as session:
            service.expire_leases(session)
        for annotator in (people.an, people.lin):
            for assignment_id in lease(annotator, site.project_id, 3):
                submit(annotator, assignment_id)

        receipt = submit(people.mei, mine[0])

    assert (receipt.submission.late, receipt.submission.surplus, receipt.submission.rate_e4) == (
        True,
        True,
        4200,
    )


def test_a_task_with_enough_answers_waits_for_consensus(people: People, site: Site) -> None:
    for annotator in (people.mei, people.an):
        (assignment_id,) = lease(annotator, site.project_id)
        receipt = submit(annotator, assignment_id)

    with reading() as session:
        assert session.get_one(Task, receipt.submission.task_id).state is TaskState.SETTLING


def test_active_time_is_never_more_than_has_passed(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        (assignment_id,) = lease(people.mei, site.project_id)
        time.shift(dt.timedelta(seconds=5))

        receipt = submit(people.mei, assignment_id, body(box(), active_ms=10_000_000))

    assert receipt.submission.active_ms == 5000


def test_a_picture_with_nothing_on_it_is_an_answer(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)

    assert submit(people.mei, assignment_id, body()).submission.shape_count == 0


@pytest.mark.parametrize("same_id", [True, False], ids=["same submission", "two submissions"])
def test_racing_windows_leave_one_submission(people: People, site: Site, same_id: bool) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    shared, boxes = str(uuid.uuid4()), [box()]
    start, outcomes = threading.Barrier(8), []

    def race() -> None:
        sent = body(*boxes, submission_id=shared if same_id else None)
        start.wait()
        try:
            outcomes.append(submit(people.mei, assignment_id, sent).created)
        except AnnotateError as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count(True) == 1
    assert set(outcomes) == ({True, False} if same_id else {True, "already_submitted"})
    with reading() as session:
        assert session.scalars(sa.select(Task.done).order_by(Task.done.desc())).first() == 1
