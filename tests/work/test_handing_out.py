"""Who gets what: bags by minutes and bytes, the order of tasks, chance, and two people who do not meet too often."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.db import Database, reading, transaction
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.projects.models import Project
from annotate.work import pace_service, service, task_service
from annotate.work.handout_rules import (
    LARGEST_BAG,
    Quota,
    bag_size,
    quota_tasks,
    shared_limit,
    turn_of,
    within_bytes,
)
from annotate.work.models import Assignment, ClaimCursor, ProjectPace, Task
from tests.conftest import People
from tests.work.answers import body, box, lease, submit
from tests.work.conftest import Site, make_site

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("seconds", "pictures"), [(None, 10), (60, 10), (75, 8), (50, 12), (300, 2), (3600, 1), (1, LARGEST_BAG)]
)
def test_a_bag_is_about_ten_minutes_of_work(seconds: int | None, pictures: int) -> None:
    assert bag_size(seconds and seconds * 1000, 10) == pictures


@given(st.integers(40_000, 300_000))
def test_where_pictures_are_small_enough_a_bag_is_eight_to_twelve_minutes(picture_ms: int) -> None:
    assert 8 <= bag_size(picture_ms, 10) * picture_ms / 60_000 <= 12 or picture_ms > 150_000


@given(st.lists(st.integers(0, 20_000_000)))
def test_a_bag_fits_into_ten_megabytes_or_is_one_picture(sizes: list[int]) -> None:
    count = within_bytes(sizes)

    assert sum(sizes[:count]) <= 10_000_000 or count == 1
    assert count == len(sizes) or sum(sizes[: count + 1]) > 10_000_000


@given(st.lists(st.integers(0, 50_000_000), min_size=2), st.integers(0, 60))
def test_the_lower_her_income_the_sooner_she_gets_what_is_new(incomes: list[int], wait: int) -> None:
    incomes = sorted(incomes)
    waits = [turn_of(income, incomes, wait).wait_seconds for income in incomes]

    assert waits == sorted(waits)
    assert waits[0] == 0
    assert max(waits) <= wait * 60
    assert not turn_of(incomes[0], incomes, wait).has_short_bag


@pytest.mark.parametrize(
    ("answers", "people", "limit"), [(2, 2, 1.0), (2, 4, 0.5), (2, 6, 0.3), (3, 40, 0.3), (1, 9, 0.3)]
)
def test_the_limit_of_shared_work_is_one_that_so_few_people_can_keep(
    answers: int, people: int, limit: float
) -> None:
    assert shared_limit(30, answers, people) == pytest.approx(limit)


@pytest.mark.parametrize(
    ("unit", "amount", "kept"), [("percent", 30, 30), ("tasks", 7, 7), ("tasks", 500, 100), ("percent", 1, 1)]
)
def test_a_quota_keeps_a_share_or_a_number(unit: str, amount: int, kept: int) -> None:
    assert quota_tasks(Quota("522225", unit, amount), 100) == kept
    assert quota_tasks(Quota("522225", unit, amount, freed=True), 100) == 0


def bag(annotator_id: int, project_id: int, beside: int = 0) -> list[int]:
    """Task ids of a bag."""
    with transaction() as session:
        handout = service.lease_bag(session, annotator_id, project_id, beside=beside)
        return [one.task_id for one in handout.assignments]


def tasks_of(annotator_id: int, project_id: int, count: int) -> list[int]:
    with transaction() as session:
        handout = service.lease_bag(session, annotator_id, project_id, count)
        return [one.task_id for one in handout.assignments]


def women(count: int) -> list[int]:
    with transaction() as session:
        return [
            create_account(session, NewAccount(Role.ANNOTATOR, f"139000077{n:02}", "兰")).id
            for n in range(count)
        ]


def work_for(seconds: int, annotator_id: int, project_id: int, pictures: int) -> None:
    """She takes and hands in so many, so many seconds each."""
    for assignment_id in lease(annotator_id, project_id, pictures):
        with transaction() as session:
            session.get_one(Assignment, assignment_id).taken_at -= dt.timedelta(seconds=seconds + 1)
        submit(annotator_id, assignment_id, body(box(), active_ms=seconds * 1000))


def count_now(project_id: int) -> ProjectPace:
    with transaction() as session:
        return pace_service.count_project(session, project_id)


def test_her_bag_follows_the_projects_pace_and_then_her_own(people: People) -> None:
    site = make_site(people, images=60)
    assert len(bag(people.lin, site.project_id)) == 10
    work_for(120, people.mei, site.project_id, 5)
    count_now(site.project_id)

    assert len(bag(people.an, site.project_id)) == 5
    work_for(40, people.an, site.project_id, 5)
    count_now(site.project_id)

    assert len(bag(people.an, site.project_id)) == 15
    assert len(bag(people.mei, site.project_id)) == 5


def test_she_holds_one_bag_and_one_ahead_and_no_third(people: People) -> None:
    site = make_site(people, images=60)
    first = bag(people.mei, site.project_id)

    both = bag(people.mei, site.project_id, beside=len(first))

    assert (len(first), len(both), both[:10]) == (10, 20, first)
    assert bag(people.mei, site.project_id, beside=20) == both
    assert bag(people.mei, site.project_id) == first


def test_begun_tasks_are_finished_before_fresh_ones_and_the_most_helpful_come_first(people: People) -> None:
    site = make_site(people, images=8)
    begun = tasks_of(people.mei, site.project_id, 4)
    with transaction() as session:
        tasks = session.scalars(sa.select(Task).order_by(Task.id)).all()
        doubtful, sure = tasks[6], tasks[7]
        for task in (doubtful, sure):
            task.taken, task.done = 2, 2
        task_service.ask_one_more(session, sure.id, 0.01)
        task_service.ask_one_more(session, doubtful.id, 0.4)

        expected = [doubtful.id, sure.id, *begun, tasks[4].id, tasks[5].id]

    assert tasks_of(people.an, site.project_id, 8) == expected


def test_what_came_back_behind_her_is_found_again(people: People) -> None:
    site = make_site(people, images=6)
    with transaction() as session:
        session.get_one(Project, site.project_id).redundancy_min = 1
        session.execute(sa.update(Task).values(target=1))
    with time_machine.travel(NOON, tick=False) as time:
        mine = tasks_of(people.mei, site.project_id, 3)
        hers = lease(people.an, site.project_id, 3)
        for assignment_id in hers:
            submit(people.an, assignment_id)
        time.shift(dt.timedelta(minutes=31))
        with transaction() as session:
            service.expire_leases(session)

        assert tasks_of(people.an, site.project_id, 3) == mine


@pytest.mark.parametrize("drawn", [0.0, 0.5, 0.9])
def test_chance_takes_some_from_anywhere(people: People, drawn: float) -> None:
    site = make_site(people, images=50)
    draws = iter([0.0, drawn])

    with transaction() as session:
        handout = service.lease_bag(session, people.mei, site.project_id, 1, chance=lambda: next(draws))
        first = session.scalar(sa.select(sa.func.min(Task.id)))
        (got,) = handout.assignments

    assert got.task_id - (first or 0) == round(drawn * 49)


def test_with_nothing_fresh_chance_takes_what_is_begun(people: People, site: Site) -> None:
    begun = tasks_of(people.mei, site.project_id, 3)

    with transaction() as session:
        handout = service.lease_bag(session, people.an, site.project_id, 1, chance=lambda: 0.0)

    assert [one.task_id for one in handout.assignments] == begun[:1]


def test_two_who_have_shared_enough_meet_no_more(people: People) -> None:
    site = make_site(people, images=80)
    others = women(6)
    for who in (people.mei, people.an):
        for assignment_id in lease(who, site.project_id, 20):
            submit(who, assignment_id)
    for who in others:
        submit(who, lease(who, site.project_id, 1)[0])
    count_now(site.project_id)
    begun = tasks_of(people.mei, site.project_id, 5)

    with reading() as session:
        apart = session.get_one(ClaimCursor, (people.an, site.project_id)).apart

    assert apart == [people.mei]
    assert not set(tasks_of(people.an, site.project_id, 10)) & set(begun)
    assert tasks_of(others[0], site.project_id, 5) == begun


def test_of_two_people_in_a_project_neither_is_kept_from_working(people: People) -> None:
    site = make_site(people, images=40)
    for who in (people.mei, people.an):
        for assignment_id in lease(who, site.project_id, 20):
            submit(who, assignment_id)
    count_now(site.project_id)

    begun = tasks_of(people.mei, site.project_id, 5)

    assert tasks_of(people.an, site.project_id, 5) == begun


@pytest.fixture
def crowded(people: People) -> Callable[[], Site]:
    """A project of one answer a picture in which Mei has done all but what waits, and waits for the rest."""

    def make() -> Site:
        site = make_site(people, images=300)
        with transaction() as session:
            session.execute(sa.update(Task).values(target=2, taken=1))
        return site

    return make


def test_what_she_has_had_fills_no_window_for_ever(people: People, crowded: Callable[[], Site]) -> None:
    site = crowded()
    with transaction() as session:
        tasks = session.scalars(sa.select(Task).order_by(Task.id)).all()
        bag_id = service.lease_bag(session, people.mei, site.project_id, 1).assignments[0].bag_id
        frozen = session.scalars(sa.select(Assignment)).one()
        for task in tasks[1:-1]:
            values = {c.name: getattr(frozen, c.name) for c in Assignment.__table__.c if c.name != "id"}
            session.add(Assignment(**values | {"task_id": task.id, "bag_id": bag_id, "state": "submitted"}))
        session.flush()
        service.release(session, people.mei, frozen.id, "other")

    assert tasks_of(people.mei, site.project_id, 1) == [tasks[-1].id]


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_claim_on_postgresql_reads_the_rows_indexes_and_no_whole_table(
    people: People, database: Database
) -> None:
    site = make_site(people, images=2)
    with transaction() as session:
        task = session.scalars(sa.select(Task).order_by(Task.id)).first()
        assert task is not None
        many = (
            "INSERT INTO image (dataset_id, project_id, name, sha256, width_px, height_px, byte_size, media_type,"
            " storage_key, state, created_at) SELECT dataset_id, project_id, 'n' || n, lpad(n::text, 64, 'a'), 1, 1,"
            " 1, media_type, 'k' || n, state, created_at FROM image, generate_series(1, 20000) n WHERE id = :id"
        )
        session.execute(sa.text(many), {"id": site.image_ids[0]})
        session.execute(
            sa.text(
                "INSERT INTO task (project_id, image_id, kind, state, target, taken, done, priority, settle_round,"
                " created_at) SELECT project_id, id, 'label', CASE WHEN id % 2 = 0 THEN 'agreed' ELSE 'open' END, 2,"
                " id % 2, 0, 0, 0, now() FROM image WHERE name LIKE 'n%'"
            )
        )
        session.execute(sa.text("ANALYZE task"))
        session.execute(sa.text("ANALYZE image"))
    statements: list[tuple[str, object]] = []
    listen = lambda *args: statements.append((args[2], args[3]))  # noqa: E731
    sa.event.listen(database.engine, "before_cursor_execute", listen)
    tasks_of(people.mei, site.project_id, 10)
    sa.event.remove(database.engine, "before_cursor_execute", listen)

    statement, values = next(one for one in statements if "looked_at" in one[0])
    with database.engine.connect() as connection:
        plan = "\n".join(
            row[0]
            for row in connection.exec_driver_sql("EXPLAIN " + statement, values)  # type: ignore[arg-type]
        )

    assert {"ix_task_first", "ix_task_begun", "ix_task_claim"} <= set(plan.replace(",", " ").split())
    assert "Seq Scan on task" not in plan
    assert "Seq Scan on image" not in plan
