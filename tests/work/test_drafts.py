"""Drafts: newest wins, an older one is refused, a lease is renewed by each."""

import datetime as dt

import pytest
import time_machine

from annotate.core.db import reading, transaction
from annotate.work import queries, service
from annotate.work.errors import AlreadySubmitted, NotHeld, OlderDraft
from annotate.work.service import DraftBody
from tests.conftest import People
from tests.work.answers import box, lease, submit
from tests.work.conftest import Site

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


def save(annotator_id: int, assignment_id: int, revision: int, count: int = 1) -> dt.datetime:
    boxes = [box() | {"id": str(number)} for number in range(count)]
    with transaction() as session:
        return service.save_draft(
            session, annotator_id, assignment_id, DraftBody(boxes, 1000 * revision, revision)
        )


def test_she_resumes_on_another_device_where_she_stopped(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    save(people.mei, assignment_id, 1)
    save(people.mei, assignment_id, 2, count=2)

    with reading() as session:
        (handed_out,) = queries.handed_out(session, lease(people.mei, site.project_id))

    assert handed_out.draft is not None
    assert (handed_out.draft["revision"], len(handed_out.draft["annotations"])) == (2, 2)


def test_an_older_revision_is_refused_and_a_repeat_is_harmless(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    save(people.mei, assignment_id, 5)
    save(people.mei, assignment_id, 5)

    with pytest.raises(OlderDraft):
        save(people.mei, assignment_id, 4)
    with pytest.raises(OlderDraft):
        save(people.mei, assignment_id, 5, count=2)


def test_each_autosave_renews_the_lease(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        (assignment_id,) = lease(people.mei, site.project_id)
        time.shift(dt.timedelta(minutes=29))

        assert save(people.mei, assignment_id, 1) == NOON + dt.timedelta(minutes=59)


def test_a_draft_after_the_lease_ran_out_takes_the_task_up_again(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        (assignment_id,) = lease(people.mei, site.project_id)
        time.shift(dt.timedelta(hours=2))
        with transaction() as session:
            service.expire_leases(session)

        save(people.mei, assignment_id, 1)

        assert lease(people.mei, site.project_id) == [assignment_id]


def test_a_stale_window_is_told_that_the_picture_was_handed_in(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    submit(people.mei, assignment_id)

    with pytest.raises(AlreadySubmitted):
        save(people.mei, assignment_id, 9)


def test_a_released_picture_takes_no_more_drafts(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    with transaction() as session:
        service.release(session, people.mei, assignment_id, "too_hard")

    with pytest.raises(NotHeld):
        save(people.mei, assignment_id, 1)
