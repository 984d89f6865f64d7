"""A project is opened when an hour of it pays what the law asks for: judged by a pilot, refused under it, warned near it."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.models import AuditEvent
from annotate.datasets.models import Sequence
from annotate.datasets.service import dataset_of
from annotate.pay import service as pay
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.programmes import floor_service
from annotate.projects.errors import WrongState
from annotate.projects.expected_pay import PILOT_EACH, PILOT_PEOPLE, PayVerdict
from annotate.projects.models import Project
from annotate.projects.service import NewProject, create_project, mark_paused
from annotate.work import rate_service, task_service
from annotate.work.errors import PayNearFloor, PayUnderFloor, PilotFirst
from annotate.work.models import Assignment, Bag, Submission, Task
from annotate.work.price_service import PublishOrder
from annotate.work.states import LeaseState
from tests.conftest import People
from tests.programmes.conftest import SINAN, Place
from tests.programmes.test_pay_floor import enter_wage
from tests.quality.crowd_work import LABELS, add_pictures

Browser = Callable[[int], Any]
PILOT = 40


@pytest.fixture
def crowd(people: People, place: Place) -> list[int]:
    """Ten women of Sinan, where an hour must bring 20 yuan."""
    enter_wage(people, SINAN, "20")
    found = []
    with transaction() as session:
        for number in range(PILOT_PEOPLE):
            new = NewAccount(Role.ANNOTATOR, f"1370000{number:04d}", "梅")
            found.append(create_account(session, new).id)
        here = sa.update(Account).where(Account.id.in_(found))
        session.execute(here.values(county_code=SINAN))
    return found


def draft(people: People, pictures: int = 250, rate_e4: int = 4200) -> int:
    with transaction() as session:
        new = NewProject("城市路口", LABELS, rate_e4, redundancy_min=5, redundancy_max=5)
        project = create_project(session, people.zhao, new)
        add_pictures(session, project.id, pictures)
        pay.fund_project(session, people.zhao, project.id, 10_000_000, "first")
        return project.id


def publish(people: People, project_id: int, **order: Any) -> int:
    with transaction() as session:
        return task_service.publish_project(session, people.zhao, project_id, PublishOrder(**order))


def answered(project_id: int, crowd: list[int], seconds: int, each: int = PILOT_EACH) -> None:
    """Everybody has given so many answers, each in so many seconds; rows alone, as nothing else is looked at."""
    now = dt.datetime(2026, 7, 8, 3, 0, tzinfo=dt.UTC)
    with transaction() as session:
        project = session.get_one(Project, project_id)
        tasks = session.scalars(
            sa.select(Task.id).where(Task.project_id == project_id).order_by(Task.id)
        ).all()
        for annotator_id in crowd:
            bag = Bag(annotator_id=annotator_id, project_id=project_id)
            session.add(bag)
            session.flush()
            for task_id in tasks[:each]:
                frozen = {
                    "task_id": task_id,
                    "annotator_id": annotator_id,
                    "project_id": project_id,
                    "rate_e4": project.rate_e4,
                    "currency": "CNY",
                    "ontology_version_id": project.ontology_version_id,
                }
                lease = Assignment(**frozen, bag_id=bag.id, state=LeaseState.SUBMITTED, leased_until=now)
                session.add(lease)
                session.flush()
                told = {"annotations": [], "body_sha256": "0" * 64, "shape_count": 0, "received_at": now}
                answer_id, ms = str(uuid.uuid4()), seconds * 1000
                session.add(Submission(**frozen, **told, id=answer_id, assignment_id=lease.id, active_ms=ms))


def expected(project_id: int) -> PayVerdict:
    with reading() as session:
        return floor_service.expected_pay_of(session, session.get_one(Project, project_id)).verdict


def tasks_of(project_id: int) -> int:
    with reading() as session:
        query = sa.select(sa.func.count()).select_from(Task).where(Task.project_id == project_id)
        return session.scalar(query) or 0


def test_a_pilot_opens_a_part_and_the_rest_follows_its_figures(people: People, crowd: list[int]) -> None:
    project_id = draft(people)

    with pytest.raises(PilotFirst):
        publish(people, project_id, needs_pilot=True)
    assert publish(people, project_id, pilot_tasks=PILOT) == PILOT
    assert publish(people, project_id, pilot_tasks=PILOT) == 0
    with pytest.raises(PilotFirst):
        publish(people, project_id)
    # 0.42 yuan in a minute are 25.20 an hour.
    answered(project_id, crowd, seconds=60)

    assert expected(project_id) is PayVerdict.FAIR
    assert publish(people, project_id) == 250 - PILOT
    assert tasks_of(project_id) == 250
    with pytest.raises(WrongState):
        publish(people, project_id, pilot_tasks=PILOT)


def test_under_the_minimum_nothing_is_opened_until_the_price_is_raised(
    people: People, crowd: list[int]
) -> None:
    project_id = draft(people)
    publish(people, project_id, pilot_tasks=PILOT)
    # 0.42 yuan in 80 seconds are 18.90 an hour.
    answered(project_id, crowd, seconds=80)

    with pytest.raises(PayUnderFloor):
        publish(people, project_id)
    assert tasks_of(project_id) == PILOT
    with transaction() as session:
        rate_service.raise_rate(session, people.zhao, project_id, 6000)

    # 0.60 in 80 seconds: 27 an hour, 1.35 times the minimum.
    assert publish(people, project_id) == 250 - PILOT


def test_near_the_minimum_somebody_must_have_read_it_and_that_is_noted(
    people: People, crowd: list[int]
) -> None:
    project_id = draft(people)
    publish(people, project_id, pilot_tasks=PILOT)
    # 0.42 yuan in 70 seconds: 21.60 an hour.
    answered(project_id, crowd, seconds=70)

    with pytest.raises(PayNearFloor):
        publish(people, project_id)
    publish(people, project_id, has_read_warning=True)

    with reading() as session:
        query = sa.select(AuditEvent).where(AuditEvent.action == "project.price_warning_read")
        (noted,) = session.scalars(query)
    assert noted.actor_id == people.zhao
    assert noted.detail == {"hourly_e4": 21_6000, "floor_e4": 20_0000, "rate_e4": 4200}


def test_a_paused_project_under_the_minimum_is_not_opened_again(people: People, crowd: list[int]) -> None:
    project_id = draft(people, pictures=PILOT)
    publish(people, project_id)
    answered(project_id, crowd, seconds=80)
    with transaction() as session:
        mark_paused(session, people.zhao, session.get_one(Project, project_id))

    with pytest.raises(PayUnderFloor):
        publish(people, project_id)


def test_a_small_project_and_one_opened_by_a_program_are_their_own_pilot(
    people: People, crowd: list[int], browser_of: Browser
) -> None:
    small, large = draft(people, pictures=200), draft(people, pictures=201)

    assert publish(people, small, needs_pilot=True) == 200
    opened = browser_of(people.zhao).post(f"/api/v1/projects/{large}/publish")
    assert opened.json == {"state": "published", "tasks": 201}


def test_a_price_is_only_raised_and_only_where_the_money_holds(people: People, crowd: list[int]) -> None:
    project_id = draft(people)
    publish(people, project_id, pilot_tasks=PILOT)

    for rate_e4, said in ((4200, "rate"), (4199, "rate"), (4_000_000, "not_funded")):
        with pytest.raises(Exception) as refused, transaction() as session:
            rate_service.raise_rate(session, people.zhao, project_id, rate_e4)
        assert [fault.code for fault in refused.value.faults] == [said]
    with reading() as session:
        assert session.get_one(Project, project_id).rate_e4 == 4200


def test_a_pilot_needs_only_its_own_money(people: People, crowd: list[int]) -> None:
    project_id = draft(people)
    with transaction() as session:
        # 40 pictures x 5 answers x 0.546, plus 13 %: 123.396.
        session.get_one(Project, project_id).funded_e4 = 1_233_960

    assert publish(people, project_id, pilot_tasks=PILOT) == PILOT


def test_the_page_says_what_an_hour_pays_and_asks_to_tick(
    people: People, crowd: list[int], browser_of: Browser
) -> None:
    zhao, project_id = browser_of(people.zhao), draft(people)
    at = f"/projects/{project_id}/publish"

    before = zhao.get(at).text
    assert "还没有人知道一小时能挣多少" in before
    refused = zhao.post(at, data={"part": "whole"}, follow_redirects=True).text
    assert "请先开试做" in refused
    zhao.post(at, data={"part": "pilot", "pilot_tasks": "40"})
    answered(project_id, crowd, seconds=70)
    page = zhao.get(at).text
    asked = zhao.post(at, data={"part": "whole"}, follow_redirects=True).text
    zhao.post(at, data={"part": "whole", "has_read": "1"})

    assert "21.60" in page
    assert "0.4200 x 3600 ÷ 70.0 = 21.60" in page
    assert "108" in page
    # 250 pictures x 5 answers x 0.546 yuan.
    assert "682.50" in page
    assert "一小时" in asked
    assert tasks_of(project_id) == 250


def test_the_page_says_how_long_it_may_take_before_and_after_a_pilot(
    people: People, crowd: list[int], browser_of: Browser
) -> None:
    project_id = draft(people)
    zhao = browser_of(people.zhao)

    before = zhao.get(f"/projects/{project_id}/publish").text
    zhao.post(f"/projects/{project_id}/publish", data={"part": "pilot", "pilot_tasks": "40"})
    answered(project_id, crowd, seconds=70)
    after = zhao.get(f"/projects/{project_id}/publish").text

    assert "达到当地最低标准的 1.2 倍" in before
    # 250 pictures, five answers each, 70 seconds: 24.3 hours; ten women at two hours a day need two days.
    assert "都快的话 24.3，都慢的话 24.3" in after
    assert re.search(r">10 人</th>\s*<td[^>]*>2</td>", after)


def test_only_the_projects_own_people_see_the_page(
    people: People, crowd: list[int], browser_of: Browser
) -> None:
    project_id = draft(people)

    assert browser_of(people.mei).get(f"/projects/{project_id}/publish").status_code == 403
    assert browser_of(people.sun).get(f"/projects/{project_id}/publish").status_code == 404
    told = browser_of(people.zhao).get(f"/api/v1/projects/{project_id}/expected-pay").json
    assert (told["verdict"], told["floor_e4"], told["people"]) == ("no_figures", 20_0000, 0)


def test_a_manager_is_told_how_long_it_may_take_by_answers_to_her_earlier_projects(
    people: People, crowd: list[int], browser_of: Browser
) -> None:
    earlier, new = draft(people, pictures=30), draft(people, pictures=100)
    page = f"/projects/{new}/publish"
    # Nothing was answered yet: the price alone says what an answer may take, 0.42 yuan at 24 yuan an hour.
    assert ">63<" in browser_of(people.zhao).get(page).text
    publish(people, earlier)
    answered(earlier, crowd, seconds=90, each=6)

    told = browser_of(people.zhao).get(page).text
    assert ">90<" in told
    assert "最近的 60 个答案" in told
    # A clip takes another time altogether: of a project with a video nothing is reckoned from pictures.
    with transaction() as session:
        dataset_id = dataset_of(session, new).id
        session.add(Sequence(dataset_id=dataset_id, project_id=new, name="ride", fps=10, frame_count=5))
    assert "最近的 60 个答案" not in browser_of(people.zhao).get(page).text
