"""She says that there is no work: noted, seen by those who can find her some, and she is shown where she may go on."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.work import no_work_queries, no_work_service, rules_service, service
from annotate.work.handout_form import quota_text, read_quotas
from annotate.work.handout_rules import Quota, Rules
from annotate.work.models import NoWorkCall
from annotate.work.rules_service import NewRules
from tests.conftest import People
from tests.work.answers import lease, submit
from tests.work.conftest import Site, make_site

Browser = Callable[[int], Any]
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


def finish(people: People, site: Site) -> None:
    """Mei and An do all of it."""
    for who in (people.mei, people.an):
        for assignment_id in lease(who, site.project_id, 20):
            submit(who, assignment_id)


def test_her_call_is_noted_once_an_hour_and_counts_until_she_gets_work(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        finish(people, site)
        for minutes in (1, 1, 70):
            time.shift(dt.timedelta(minutes=minutes))
            with transaction() as session:
                no_work_service.call_for_work(session, people.mei)

        def waiting() -> tuple[int, int]:
            with reading() as session:
                return (
                    no_work_queries.without_work(session, [people.mei, people.an]),
                    no_work_queries.without_work_after(session, site.project_id),
                )

        assert waiting() == (1, 1)
        with reading() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(NoWorkCall)) == 2
        other = make_site(people, images=1)
        time.shift(dt.timedelta(minutes=1))
        lease(people.mei, other.project_id)
        assert waiting() == (0, 0)


def test_the_button_on_her_page_notes_it_and_the_manager_sees_how_many(
    browser_of: Browser, people: People, site: Site
) -> None:
    finish(people, site)
    mei = browser_of(people.mei)
    assert "我没有活干" in mei.get("/work").text

    answer = mei.post("/work/none", data={})

    assert answer.status_code == 302
    assert "已经记下" in mei.get("/work").text
    assert "1 位" in browser_of(people.zhao).get(f"/projects/{site.project_id}/handout").text


def test_where_a_project_ends_its_people_see_where_they_go_on(
    browser_of: Browser, people: People, site: Site
) -> None:
    following = make_site(people, images=2)
    with transaction() as session:
        session.get_one(Project, following.project_id).name = "乡村道路"
        project = session.get_one(Project, site.project_id)
        rules_service.set_rules(
            session,
            people.zhao,
            project,
            NewRules(Rules(successors=(following.project_id,)), (0, 10, 20, 30)),
        )
    finish(people, site)
    with transaction() as session:
        projects.mark_closed(session, people.zhao, session.get_one(Project, site.project_id))
        assert service.lease_bag(session, people.mei, site.project_id).successors == [
            (following.project_id, "乡村道路")
        ]

    mei = browser_of(people.mei)
    told = mei.post(f"/api/v1/projects/{site.project_id}/assignments", json={}).json

    assert told["next"] == [{"project_id": following.project_id, "name": "乡村道路"}]
    assert "乡村道路" in told["reason_text"]
    assert "城市路口”没有图了" in mei.get("/work").text


def test_the_manager_sets_the_rules_and_a_slip_changes_nothing(
    browser_of: Browser, people: People, site: Site
) -> None:
    zhao, address = browser_of(people.zhao), f"/projects/{site.project_id}/handout"
    form = {
        "bag_minutes": "8",
        "chance_percent": "5",
        "shared_percent": "40",
        "scarce_hours": "3",
        "wait_minutes": "15",
        "quota_hours": "24",
        "quotas": "520624 1\n",
        **{f"bonus_{level}": str(5 * level) for level in range(1, 5)},
    }

    assert zhao.post(address, data=form).status_code == 302
    zhao.post(address, data={**form, "bag_minutes": "many", "chance_percent": "20"})

    with reading() as session:
        rules = rules_service.rules_for(session, site.project_id)
        assert rules == Rules(8, 5, 40, 3, 15, 24, (Quota("520624", "tasks", 1),))
        assert session.get_one(Project, site.project_id).level_bonus == [5, 10, 15, 20]
    page = zhao.get(address).text
    assert "520624 1" in page
    assert browser_of(people.sun).get(address).status_code == 404


@pytest.mark.parametrize("text", ["520624 30 %\n522225 200", "", "520624 1"])
def test_quotas_read_back_as_they_were_written(text: str) -> None:
    assert quota_text(read_quotas(text)) == text


@pytest.mark.parametrize("text", ["52062 30", "520624", "520624 thirty", "思南 30 %", "520624 1.5 %"])
def test_a_line_that_is_no_quota_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_quotas(text)
