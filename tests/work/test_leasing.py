"""Handing out tasks: never twice to one, never more than wanted, at a price that is frozen."""

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import Database, reading, transaction
from annotate.core.errors import NotFound
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work import queries, service, task_service
from annotate.work.models import Assignment, Task
from annotate.work.states import LeaseState, NoWorkReason
from tests.conftest import People
from tests.work.answers import lease, submit
from tests.work.conftest import Site, make_site

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


def test_mei_gets_pictures_one_after_another_and_none_twice(people: People, site: Site) -> None:
    seen = []
    for _ in site.image_ids:
        (assignment_id,) = lease(people.mei, site.project_id)
        with reading() as session:
            handed_out = queries.handed_out(session, [assignment_id])
            seen += [frame.image_id for one in handed_out for frame in one.frames]
        submit(people.mei, assignment_id)

    assert sorted(seen) == sorted(site.image_ids)
    assert lease(people.mei, site.project_id) == []


def test_what_she_holds_comes_first_and_again(people: People, site: Site) -> None:
    first = lease(people.mei, site.project_id, 2)

    assert lease(people.mei, site.project_id, 2) == first
    assert lease(people.mei, site.project_id, 3)[:2] == first


def test_no_task_is_given_to_more_people_than_it_wants(people: People, site: Site) -> None:
    for annotator in (people.mei, people.an, people.lin):
        lease(annotator, site.project_id, 20)

    with reading() as session:
        assert session.scalars(sa.select(Task.taken)).all() == [2, 2, 2]
        assert session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 6


def test_the_price_of_the_lease_stays_when_the_rate_card_changes(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    with transaction() as session:
        session.get_one(Project, site.project_id).rate_e4 = 100

    receipt = submit(people.mei, assignment_id)

    assert receipt.submission.rate_e4 == 4200


def test_an_expired_lease_frees_the_task_for_another(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        lease(people.mei, site.project_id, 3)
        lease(people.an, site.project_id, 3)
        assert lease(people.lin, site.project_id, 3) == []
        time.shift(dt.timedelta(minutes=31))
        with transaction() as session:
            assert service.expire_leases(session) == 6
            assert service.expire_leases(session) == 0

        assert len(lease(people.lin, site.project_id, 3)) == 3


def test_a_released_task_goes_to_others_and_not_back_to_her(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    for _ in range(2):
        with transaction() as session:
            service.release(session, people.mei, assignment_id, "too_hard")

    with reading() as session:
        assert session.scalars(sa.select(Task.taken).order_by(Task.id)).all() == [0, 0, 0]
    assert len(lease(people.mei, site.project_id, 3)) == 2
    assert len(lease(people.an, site.project_id, 3)) == 3


def test_a_task_that_wants_one_more_answer_goes_out_first(people: People, site: Site) -> None:
    with reading() as session:
        last = session.scalars(sa.select(Task).order_by(Task.id.desc())).first()
    assert last is not None
    with transaction() as session:
        assert task_service.ask_one_more(session, last.id)

    (assignment_id,) = lease(people.mei, site.project_id)

    with reading() as session:
        assert session.get_one(Assignment, assignment_id).task_id == last.id


def test_one_more_is_never_asked_beyond_the_projects_limit(people: People, site: Site) -> None:
    with transaction() as session:
        task = session.scalars(sa.select(Task).order_by(Task.id)).first()
        assert task is not None
        task.taken = task.done = task.target = 4

    with transaction() as session:
        assert not task_service.ask_one_more(session, task.id)


@pytest.mark.parametrize("state", [ProjectState.DRAFT, ProjectState.PAUSED, ProjectState.CLOSED])
def test_a_project_that_is_not_open_hands_nothing_out_and_says_so(
    people: People, site: Site, state: ProjectState
) -> None:
    with transaction() as session:
        session.get_one(Project, site.project_id).state = state

    with transaction() as session:
        assert service.lease_bag(session, people.mei, site.project_id, 1).reason is NoWorkReason.NOT_OPEN


def test_no_work_says_whether_others_hold_it_or_she_has_done_it_all(people: People, site: Site) -> None:
    for assignment_id in lease(people.mei, site.project_id, 3):
        submit(people.mei, assignment_id)
    with transaction() as session:
        assert service.lease_bag(session, people.mei, site.project_id, 1).reason is NoWorkReason.ALL_DONE

    lease(people.an, site.project_id, 3)
    with transaction() as session:
        assert service.lease_bag(session, people.lin, site.project_id, 1).reason is NoWorkReason.ALL_TAKEN


def test_keep_for_me_holds_a_picture_for_a_day(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False):
        (assignment_id,) = lease(people.mei, site.project_id)
        with transaction() as session:
            until = service.keep_for_me(session, people.mei, assignment_id)

    assert until == NOON + dt.timedelta(hours=24)


def test_nobody_touches_what_another_holds(people: People, site: Site) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)

    for attempt in (
        lambda session: service.release(session, people.an, assignment_id, "other"),
        lambda session: service.keep_for_me(session, people.an, assignment_id),
        lambda session: service.save_draft(session, people.an, assignment_id, service.DraftBody([], 0, 1)),
    ):
        with pytest.raises(NotFound), transaction() as session:
            attempt(session)
    with pytest.raises(NotFound):
        submit(people.an, assignment_id)


def test_a_claim_reads_few_rows_however_much_she_has_done(people: People, database: Database) -> None:
    site = make_site(people, images=40)
    for assignment_id in lease(people.mei, site.project_id, 20):
        submit(people.mei, assignment_id)

    statements: list[str] = []
    listen = lambda *args: statements.append(args[2])  # noqa: E731
    sa.event.listen(database.engine, "before_cursor_execute", listen)
    try:
        assert len(lease(people.mei, site.project_id)) == 1
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", listen)
    assert len([s for s in statements if s.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE"))]) <= 11
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Assignment.state == LeaseState.HELD)) == 1


def test_of_two_that_want_one_more_the_one_where_it_mends_most_goes_first(people: People, site: Site) -> None:
    with reading() as session:
        tasks = session.scalars(sa.select(Task).order_by(Task.id)).all()
    with transaction() as session:
        for task, gain in zip(tasks, (0.2, 0.9, 0.5), strict=True):
            assert task_service.ask_one_more(session, task.id, gain)

    taken = lease(people.mei, site.project_id, 2)

    with reading() as session:
        order = [session.get_one(Assignment, one).task_id for one in sorted(taken)]
    assert order == [tasks[1].id, tasks[2].id]
