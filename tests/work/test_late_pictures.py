"""Pictures and videos that join an open project wait until the money for them is there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core import clock, outbox
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.core.money import whole_minor
from annotate.datasets.models import Dataset, Sequence
from annotate.messages.models import Message
from annotate.pay import service as pay
from annotate.people.models import Account
from annotate.projects import service as projects
from annotate.projects.budget import Plan, budget_needed_e4, portions_covered
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work import late_service, lease_service, leave_out_service, rate_service, task_service
from annotate.work.models import Task
from annotate.work.states import TaskState
from tests.conftest import People
from tests.work.conftest import Site, add_image
from tests.work.test_clips import make_ride
from worker_tasks.once import run_event
from worker_tasks.schedule import Scheduler

ANSWERS, RATE_E4 = 4, 4200


def cost(tasks: int) -> int:
    return budget_needed_e4(Plan(tasks * ANSWERS, RATE_E4))


def set_money(project_id: int, funded_e4: int) -> None:
    with transaction() as session:
        session.get_one(Project, project_id).funded_e4 = funded_e4


def tasks_of(project_id: int) -> list[int]:
    """Pictures that have an open task, oldest task first."""
    with reading() as session:
        query = sa.select(Task.image_id).where(Task.project_id == project_id, Task.state == TaskState.OPEN)
        return list(session.scalars(query.order_by(Task.id)))


def waiting(project_id: int) -> task_service.Waiting:
    with reading() as session:
        return task_service.waiting_of(session, session.get_one(Project, project_id))


def late(site: Site, number: int, announce: bool = True) -> int:
    """A picture of an upload that came after publishing, and its event."""
    with reading() as session:
        dataset_id = session.scalars(
            sa.select(Dataset.id).where(Dataset.project_id == site.project_id)
        ).first()
    assert dataset_id is not None
    image_id = add_image(site.project_id, dataset_id, 100 + number)
    if announce:
        with transaction() as session:
            outbox.announce(session, "image.added", image_id, key=f"image-added-{image_id}")
    return image_id


def due(*kinds: str) -> list[int]:
    with reading() as session:
        return [event_id for event_id, _ in outbox.due_events(session, kinds)]


def run_due(*kinds: str) -> None:
    for event_id in due(*kinds):
        assert run_event(event_id)


def fund(people: People, project_id: int, amount_e4: int, key: str = "more") -> None:
    """Up to a whole fen: the books take nothing smaller."""
    with transaction() as session:
        pay.fund_project(session, people.zhao, project_id, -(-amount_e4 // 100), key)


def test_money_covers_pictures_by_the_rule_of_publishing() -> None:
    plan = Plan(0, RATE_E4, training_reserve_e4=500)

    for tasks in (0, 1, 7):
        enough = budget_needed_e4(Plan(tasks * ANSWERS, RATE_E4, training_reserve_e4=500))
        assert portions_covered(plan, ANSWERS, enough) == tasks
        assert portions_covered(plan, ANSWERS, enough - 1) == max(0, tasks - 1)


def test_with_the_money_on_account_late_pictures_open_at_once(people: People, site: Site) -> None:
    image_id = late(site, 1)

    run_due("image.added")

    assert tasks_of(site.project_id) == [*site.image_ids, image_id]
    assert waiting(site.project_id) == task_service.Waiting(0, 0, 0)


def test_without_it_they_wait_and_what_is_open_stays_open(people: People, site: Site) -> None:
    set_money(site.project_id, cost(4))
    first, *_ = [late(site, number) for number in range(3)]

    run_due("image.added")

    assert tasks_of(site.project_id) == [*site.image_ids, first]
    assert waiting(site.project_id) == task_service.Waiting(
        2, cost(6) - cost(4), whole_minor(cost(6) - cost(4), "CNY")
    )
    with transaction() as session:
        assert len(lease_service.lease_bag(session, people.mei, site.project_id, 10).assignments) == 4


def test_less_money_than_what_stands_open_takes_nothing_back(people: People, site: Site) -> None:
    set_money(site.project_id, 0)
    late(site, 1)

    run_due("image.added")

    assert tasks_of(site.project_id) == list(site.image_ids)
    assert waiting(site.project_id) == task_service.Waiting(1, cost(4) - cost(3), whole_minor(cost(4), "CNY"))


def test_money_opens_as_many_as_it_covers_oldest_first(people: People, site: Site) -> None:
    set_money(site.project_id, cost(3))
    images = [late(site, number) for number in range(3)]
    run_due("image.added")

    fund(people, site.project_id, cost(5) - cost(3))
    run_due("funds.changed")
    assert tasks_of(site.project_id) == [*site.image_ids, *images[:2]]
    fund(people, site.project_id, waiting(site.project_id).missing_e4, "the rest")
    run_due("funds.changed")

    assert tasks_of(site.project_id) == [*site.image_ids, *images]
    assert waiting(site.project_id).tasks == 0


def test_the_job_twice_late_or_killed_opens_each_once(
    people: People, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_money(site.project_id, cost(3))
    image_id = late(site, 1)
    run_due("image.added")
    fund(people, site.project_id, cost(4) - cost(3))
    [event_id] = due("funds.changed")

    def die(*_: object) -> bool:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(outbox, "finish", die)
        with pytest.raises(SystemExit):
            run_event(event_id)
    assert tasks_of(site.project_id) == list(site.image_ids)
    later = clock.now() + outbox.LEASE * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    assert run_event(event_id)
    assert not run_event(event_id)
    with transaction() as session:
        assert late_service.open_covered(session, site.project_id) == 0

    assert tasks_of(site.project_id) == [*site.image_ids, image_id]


def test_two_at_once_do_not_pass_on_the_same_money(people: People, site: Site) -> None:
    set_money(site.project_id, cost(4))
    for number in range(2):
        late(site, number)
    begin = Barrier(2)

    def work(event_id: int) -> bool:
        begin.wait()
        return run_event(event_id)

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(work, due("image.added")))

    assert len(tasks_of(site.project_id)) == 4
    assert waiting(site.project_id).tasks == 1


def test_the_manager_and_webhooks_are_told_once_for_what_was_put_in(people: People, site: Site) -> None:
    set_money(site.project_id, cost(3))
    for number in range(3):
        late(site, number)

    run_due("image.added")

    with reading() as session:
        [message] = session.scalars(sa.select(Message).where(Message.kind == "pictures.waiting"))
        assert (message.account_id, message.link) == (people.zhao, f"/projects/{site.project_id}/fund")
        told = sa.select(sa.func.count()).where(OutboxEvent.kind == "pictures.waiting")
        assert session.scalar(told) == 1


def test_a_picture_taken_in_again_waits_like_a_new_one(people: People, site: Site) -> None:
    first, *others = site.image_ids
    set_money(site.project_id, cost(3))
    late(site, 1)
    run_due("image.added")
    with transaction() as session:
        leave_out_service.leave_out(session, people.zhao, first)
    run_due("funds.changed")
    assert len(tasks_of(site.project_id)) == 3

    with transaction() as session:
        leave_out_service.take_in_again(session, people.zhao, first)

    assert first not in tasks_of(site.project_id)
    assert set(others) < set(tasks_of(site.project_id))
    assert waiting(site.project_id).tasks == 1


def test_a_pilot_takes_nothing_in_again_that_is_not_paid_for(people: People, site: Site) -> None:
    with transaction() as session:
        session.get_one(Project, site.project_id).pilot_tasks = 3
        leave_out_service.leave_out(session, people.zhao, site.image_ids[0])
    set_money(site.project_id, cost(2))

    with transaction() as session:
        leave_out_service.take_in_again(session, people.zhao, site.image_ids[0])

    assert tasks_of(site.project_id) == list(site.image_ids[1:])


def test_clips_of_a_late_video_open_as_far_as_the_money_goes(people: People) -> None:
    ride = make_ride(people)
    with transaction() as session:
        task_service.publish_project(session, people.zhao, ride.project_id)
        # As if the video had come whole only now.
        session.execute(sa.delete(Task))
        video = session.scalars(sa.select(Sequence)).one()
        outbox.announce(session, "sequence.added", video.id, key="late")
    set_money(ride.project_id, budget_needed_e4(Plan(2 * 2, RATE_E4)))

    run_due("sequence.added")

    assert tasks_of(ride.project_id) == [ride.image_ids[0], ride.image_ids[150]]
    assert waiting(ride.project_id).tasks == 1


def test_a_paused_project_opens_again_although_late_pictures_wait(people: People, site: Site) -> None:
    set_money(site.project_id, cost(4))
    with transaction() as session:
        projects.mark_paused(session, people.zhao, session.get_one(Project, site.project_id))
    images = [late(site, number, announce=False) for number in range(2)]

    with transaction() as session:
        assert task_service.publish_project(session, people.zhao, site.project_id) == 1

    assert tasks_of(site.project_id) == [*site.image_ids, images[0]]


def test_a_price_is_raised_with_money_for_what_is_open(people: People, site: Site) -> None:
    set_money(site.project_id, cost(3) * 2)
    for number in range(9):
        late(site, number)
    run_due("image.added")
    assert len(tasks_of(site.project_id)) == 6
    set_money(site.project_id, cost(6) * 2)

    with transaction() as session:
        rate_service.raise_rate(session, people.zhao, site.project_id, RATE_E4 * 2)

    assert waiting(site.project_id).tasks == 6


def test_money_that_becomes_free_in_other_ways_is_found_within_the_hour(people: People, site: Site) -> None:
    with transaction() as session:
        session.get_one(Project, site.project_id).training_reserve_e4 = 1_000_000
    set_money(site.project_id, cost(3) + 1_000_000)
    image_id = late(site, 1)
    run_due("image.added")
    with transaction() as session:
        session.get_one(Project, site.project_id).training_reserve_e4 = 0

    Scheduler().announce_due()
    run_due("funds.look")

    assert tasks_of(site.project_id) == [*site.image_ids, image_id]


@pytest.mark.parametrize("state", [ProjectState.DRAFT, ProjectState.PAUSED, ProjectState.CLOSED])
def test_nothing_opens_in_a_project_that_is_not_open(people: People, site: Site, state: ProjectState) -> None:
    late(site, 1)
    with transaction() as session:
        session.get_one(Project, site.project_id).state = state

    run_due("image.added")

    assert tasks_of(site.project_id) == list(site.image_ids)
    assert waiting(site.project_id).tasks == 0


@pytest.mark.parametrize(
    ("locale", "words"), [("zh_CN", "2 张图在等钱"), ("en", "2 pictures wait for money")]
)
def test_pages_say_how_many_wait_and_what_is_missing(
    browser_of: Callable[[int], Any], people: People, site: Site, locale: str, words: str
) -> None:
    set_money(site.project_id, cost(3))
    for number in range(2):
        late(site, number)
    run_due("image.added")
    zhao = browser_of(people.zhao)
    with transaction() as session:
        session.get_one(Account, people.zhao).locale = locale

    def page(place: str) -> str:
        text: str = zhao.get(f"/projects/{site.project_id}{place}").get_data(as_text=True)
        return text

    for place in ("", "/fund", "/pictures"):
        assert words in page(place)
        assert f"/projects/{site.project_id}/fund" in page(place)
    # 2 pictures x 4 answers x 0.42 yuan with the highest level's bonus, overshoot and reserve.
    for place in ("", "/fund"):
        assert "4.94" in page(place)


def test_taking_one_in_again_says_that_it_waits(
    browser_of: Callable[[int], Any], people: People, site: Site
) -> None:
    first = site.image_ids[0]
    with transaction() as session:
        leave_out_service.leave_out(session, people.zhao, first)
    set_money(site.project_id, cost(2))

    page = browser_of(people.zhao).post(f"/pictures/{first}/take-in", follow_redirects=True)

    assert "重新收下了，等账上的钱够了再开放" in page.get_data(as_text=True)


def test_programs_see_what_waits(browser_of: Callable[[int], Any], people: People, site: Site) -> None:
    set_money(site.project_id, cost(3))
    late(site, 1)
    run_due("image.added")

    told = browser_of(people.zhao).get(f"/api/v1/projects/{site.project_id}/progress").get_json()

    assert (told["total"], told["waiting"]) == (3, 1)
    assert told["waiting_cost_e4"] == cost(4) - cost(3)
    # What can be paid, so that it is enough once it is paid.
    assert told["missing_e4"] == whole_minor(cost(4) - cost(3), "CNY")
