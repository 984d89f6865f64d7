"""The manager's pages of quality and progress: what they show, to whom, in few questions to the database."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import Database, reading, transaction
from annotate.core.models import AuditEvent
from annotate.insight import plan_queries, progress_queries, renewal_service
from annotate.projects.models import Project
from annotate.work.models import Submission
from tests.conftest import People
from tests.quality.crowd_work import (
    RATE_E4,
    answer,
    boxes,
    careless,
    catch_up,
    judgements_of,
    nonsense,
    publish,
    right,
    task_ids,
)
from tests.work.test_hot_path import counted

Browser = Callable[[int], Any]
PAGES = (
    "progress",
    "quality",
    "quality/calibration",
    "certainty",
    "certainty?right=97",
    "quality/pictures?what=missed&label=car",
)


def renew(project_id: int) -> None:
    renewal_service.renew_project(project_id, transaction)


@pytest.fixture
def project_id(people: People) -> int:
    """Three pictures: one agreed on, one with a person called a car, one where An was careless."""
    made = publish(people.zhao, pictures=3, answers=2, most=2)
    mistaken = [*right()[:2], *boxes(("car", (300, 100, 40, 110)))]
    for hers, other in ((right(), right()), (right(), mistaken), (right(), careless())):
        answer(people.mei, made, hers)
        answer(people.an, made, other)
    catch_up()
    renew(made)
    return made


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_each_page_opens_for_its_manager_and_is_absent_for_others(
    people: People, browser_of: Browser, project_id: int, page: str, locale: str
) -> None:
    zhao, sun = browser_of(people.zhao), browser_of(people.sun)
    for one in (zhao, sun):
        one.set_cookie("douya_locale", locale)

    assert zhao.get(f"/projects/{project_id}/{page}").status_code == 200
    assert sun.get(f"/projects/{project_id}/{page}").status_code in (403, 404)


@pytest.mark.parametrize("page", PAGES)
def test_a_project_without_answers_says_what_will_be_here(
    people: People, browser_of: Browser, page: str
) -> None:
    empty = publish(people.zhao)

    assert browser_of(people.zhao).get(f"/projects/{empty}/{page}").status_code == 200


def test_figures_lead_to_the_pictures_behind_them(
    people: People, browser_of: Browser, project_id: int
) -> None:
    zhao = browser_of(people.zhao)
    text = zhao.get(f"/projects/{project_id}/quality").text
    disputed = task_ids(project_id)[-1]

    for what in ("object", "missed", "extra"):
        assert f"what={what}&amp;label=" in text
    behind = zhao.get(f"/projects/{project_id}/quality/pictures?what=disputed").text
    assert f"/review/pictures/{disputed}" in behind
    with reading() as session:
        waiting = progress_queries.progress_of(session, project_id).to_reviewer
    assert behind.count('<li class="labelled">') == waiting
    # Words that mean nothing find nothing, and break nothing.
    for odd in (
        "what=sure&label=99",
        "what=day&label=x",
        "what=hour&label=2026",
        "what=none",
        "what=verdict&label=z",
    ):
        assert zhao.get(f"/projects/{project_id}/quality/pictures?{odd}").status_code == 200


def asked(database: Database, page: Callable[[], Any]) -> int:
    with counted(database) as statements:
        assert page().status_code == 200
    return len(statements)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_same_however_much_work_there_is(
    people: People, browser_of: Browser, project_id: int, database: Database, page: str
) -> None:
    zhao = browser_of(people.zhao)

    def get() -> Any:
        return zhao.get(f"/projects/{project_id}/{page}")

    get()
    before = asked(database, get)
    more = publish(people.zhao, pictures=12, answers=2, most=2)
    for _ in range(12):
        answer(people.mei, more, right())
        answer(people.an, more, nonsense())
    catch_up()
    renew(more)

    def other() -> Any:
        return zhao.get(f"/projects/{more}/{page}")

    other()
    assert asked(database, other) <= before + 1
    assert before <= 16


def test_the_end_is_forecast_from_full_days(people: People) -> None:
    start = dt.datetime(2026, 11, 10, 2, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as traveller:
        project = publish(people.zhao, pictures=20, answers=2, most=2)
        for _ in range(4):
            for _ in range(3):
                answer(people.mei, project, right())
                answer(people.an, project, right())
            catch_up()
            traveller.shift(dt.timedelta(days=1))
        renew(project)
        with reading() as session:
            found = progress_queries.progress_of(session, project)

    assert found.forecast is not None
    assert (found.done, found.forecast.a_day, found.forecast.over_days, found.forecast.days) == (
        12,
        3.0,
        4,
        3,
    )
    assert (found.answers, found.handed_in_e4) == (24, 24 * RATE_E4)
    assert found.pay_e4 is not None
    # 30 seconds for 0.42 yuan are 50.40 an hour.
    assert found.pay_e4.median == pytest.approx(504_000, rel=0.05)


def test_a_wish_changed_midway_holds_for_open_pictures_and_touches_no_pay(
    people: People, browser_of: Browser
) -> None:
    project = publish(people.zhao, pictures=2, answers=1, most=3)
    paid = answer(people.mei, project, right())
    catch_up()
    before = judgements_of(paid)
    zhao = browser_of(people.zhao)

    sent = zhao.post(f"/projects/{project}/certainty", data={"right": "99.9"})
    assert sent.status_code == 302
    answer(people.an, project, right())
    catch_up()

    with reading() as session:
        assert session.get_one(Project, project).confidence == 0.999
        entry = session.scalars(
            sa.select(AuditEvent).where(AuditEvent.action == "project.confidence_changed")
        ).one()
        assert entry.detail == {"from": 0.95, "to": 0.999}
        assert session.scalars(sa.select(Submission.rate_e4)).all() == [RATE_E4, RATE_E4]
    assert [one.id for one in judgements_of(paid)] == [one.id for one in before]


@pytest.mark.parametrize("text", ["", "x", "100", "49", "nan", "1e9"])
def test_what_is_no_wish_is_refused(people: People, browser_of: Browser, text: str) -> None:
    project = publish(people.zhao)

    browser_of(people.zhao).post(f"/projects/{project}/certainty", data={"right": text})

    with reading() as session:
        assert session.get_one(Project, project).confidence == 0.95


def test_the_plan_is_bent_towards_what_was_measured(people: People, project_id: int) -> None:
    with reading() as session:
        plan = plan_queries.plan_of(session, session.get_one(Project, project_id), 0.97)

    assert plan.measured is not None
    assert (plan.measured.pictures, plan.measured.answers) == (3, 2.0)
    assert plan.tried is not None
    assert plan.tried.wish == 0.97
    assert plan.now.cost_e4 == 6 * RATE_E4
    assert [one.answers for one in plan.curve] == sorted(one.answers for one in plan.curve)


def test_disputed_objects_go_out_from_the_page(people: People, browser_of: Browser, project_id: int) -> None:
    zhao = browser_of(people.zhao)
    assert "/verify-disputed" in zhao.get(f"/projects/{project_id}/progress").text

    sent = zhao.post(f"/projects/{project_id}/verify-disputed", data={"rate": "0.02", "answers": "2"})

    assert sent.status_code == 302
    after = zhao.get(f"/projects/{project_id}/progress").text
    assert "/verify-disputed" not in after
    with reading() as session:
        made = session.scalar(sa.text("SELECT count(*) FROM verify_task WHERE source = 'disputed'"))
    assert made >= 1
