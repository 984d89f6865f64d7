"""A picture is left out of the work while nobody has worked on it, and taken in again."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.datasets.models import Image, Likeness
from annotate.datasets.sequence_service import portions_of
from annotate.datasets.states import ImageState
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work import lease_service, leave_out_service, service, task_service
from annotate.work.errors import WorkedOnAlready
from annotate.work.models import Task
from annotate.work.states import TaskState
from tests.conftest import People
from tests.work.conftest import Site


def tasks() -> dict[int, TaskState]:
    """State by picture."""
    with reading() as session:
        return {task.image_id: task.state for task in session.scalars(sa.select(Task))}


def leave_out(people: People, image_id: int, by: int | None = None) -> None:
    with transaction() as session:
        leave_out_service.leave_out(session, by or people.zhao, image_id)


def take_in(people: People, image_id: int) -> None:
    with transaction() as session:
        leave_out_service.take_in_again(session, people.zhao, image_id)


def test_a_picture_left_out_is_handed_to_nobody_and_costs_nothing(people: People, site: Site) -> None:
    first, *others = site.image_ids

    leave_out(people, first)
    leave_out(people, first)

    assert set(tasks()) == set(others)
    with transaction() as session:
        bag = lease_service.lease_bag(session, people.mei, site.project_id, 10)
        assert len(bag.assignments) == len(others)
        assert portions_of(session, site.project_id).pictures == len(others)


def test_undone_it_takes_part_again(people: People, site: Site) -> None:
    leave_out(people, site.image_ids[0])

    take_in(people, site.image_ids[0])
    take_in(people, site.image_ids[0])

    assert tasks() == dict.fromkeys(site.image_ids, TaskState.OPEN)


def test_a_picture_that_somebody_had_stays_in_the_work_and_is_paid(people: People, site: Site) -> None:
    with transaction() as session:
        lease_service.lease_bag(session, people.mei, site.project_id, 10)

    for image_id in site.image_ids:
        with pytest.raises(WorkedOnAlready):
            leave_out(people, image_id)

    assert set(tasks()) == set(site.image_ids)


def test_given_back_it_was_had_all_the_same(people: People, site: Site) -> None:
    with transaction() as session:
        bag = lease_service.lease_bag(session, people.mei, site.project_id, 1)
        [held] = bag.assignments
        image_id = session.get_one(Task, held.task_id).image_id
    with transaction() as session:
        service.release(session, people.mei, held.id, "")

    with pytest.raises(WorkedOnAlready):
        leave_out(people, image_id)


def test_before_publishing_it_gets_no_task_until_it_is_taken_in_again(people: People, site: Site) -> None:
    with transaction() as session:
        session.execute(sa.delete(Task))
        session.get_one(Project, site.project_id).state = ProjectState.DRAFT
    leave_out(people, site.image_ids[0])

    with transaction() as session:
        task_service.publish_project(session, people.zhao, site.project_id)

    assert set(tasks()) == set(site.image_ids[1:])
    take_in(people, site.image_ids[0])
    assert set(tasks()) == set(site.image_ids)


def test_a_pilot_gets_back_only_what_it_lacks(people: People, site: Site) -> None:
    with transaction() as session:
        session.get_one(Project, site.project_id).pilot_tasks = 2
    leave_out(people, site.image_ids[0])

    take_in(people, site.image_ids[0])

    assert set(tasks()) == set(site.image_ids[1:])


def test_sun_from_another_company_can_leave_nothing_out(people: People, site: Site) -> None:
    with pytest.raises(NotFound):
        leave_out(people, site.image_ids[0], by=people.sun)
    with pytest.raises(NotFound):
        leave_out(people, 99_999)

    assert set(tasks()) == set(site.image_ids)


def test_the_page_shows_pairs_side_by_side_with_a_button_each(
    browser_of: Callable[[int], Any], people: People, site: Site
) -> None:
    older, newer, _ = site.image_ids
    with transaction() as session:
        session.add(Likeness(image_id=newer, like_id=older, distance=2))
    zhao = browser_of(people.zhao)

    page = zhao.get(f"/projects/{site.project_id}/alike").get_data(as_text=True)
    assert page.index(f"/pictures/{older}/leave-out") < page.index(f"/pictures/{newer}/leave-out")
    assert f"/projects/{site.project_id}/alike" in zhao.get(f"/projects/{site.project_id}/pictures").get_data(
        as_text=True
    )
    answer = zhao.post(f"/pictures/{newer}/leave-out", follow_redirects=True).get_data(as_text=True)

    assert f"/pictures/{newer}/take-in" in answer
    with reading() as session:
        assert session.get_one(Image, newer).state is ImageState.LEFT_OUT
    assert f"/pictures/{newer}/leave-out" in zhao.post(
        f"/pictures/{newer}/take-in", follow_redirects=True
    ).get_data(as_text=True)
    assert browser_of(people.sun).post(f"/pictures/{newer}/leave-out").status_code == 404
    assert browser_of(people.sun).get(f"/projects/{site.project_id}/alike").status_code == 404
