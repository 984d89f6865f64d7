"""While work is scarce the lowest income of the month goes first; tasks kept for a county wait for its women."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.projects.models import Project
from annotate.work import income_service, pace_service, rules_service, service
from annotate.work.handout_rules import Quota, Rules
from annotate.work.models import Assignment, HandoutRules, ProjectPace, Task
from annotate.work.rules_service import NewRules
from annotate.work.states import NoWorkReason
from tests.conftest import People
from tests.work.answers import lease, submit
from tests.work.conftest import make_site

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
SINAN, OTHER = "520624", "522225"
BONUS = (0, 10, 20, 30)


@pytest.fixture
def time() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


def women(*counties: str | None) -> list[int]:
    with transaction() as session:
        made = [
            create_account(session, NewAccount(Role.ANNOTATOR, f"139000066{n:02}", "兰"))
            for n in range(len(counties))
        ]
        for account, county in zip(made, counties, strict=True):
            session.get_one(Account, account.id).county_code = county
        return [account.id for account in made]


def earn(annotator_id: int, *amounts_e4: int, month: str = "2026-11") -> None:
    for amount_e4 in amounts_e4:
        with transaction() as session:
            income_service.note_income(session, annotator_id, month, amount_e4)


def count_now(project_id: int) -> ProjectPace:
    with transaction() as session:
        return pace_service.count_project(session, project_id)


def set_rules(people: People, project_id: int, rules: Rules) -> None:
    with transaction() as session:
        project = session.get_one(Project, project_id)
        rules_service.set_rules(session, people.zhao, project, NewRules(rules, BONUS))


def begin_before(time: Any, annotator_id: int, project_id: int) -> None:
    """Somebody did a picture the day before: only then is the pace of an hour known."""
    submit(annotator_id, lease(annotator_id, project_id, 1)[0])
    time.shift(dt.timedelta(hours=25))


def test_in_the_first_hour_nobody_waits(people: People, time: Any) -> None:
    site = make_site(people, images=4)
    submit(people.mei, lease(people.mei, site.project_id, 1)[0])
    earn(people.mei, 2000_0000)

    assert not count_now(site.project_id).is_scarce


def test_incomes_add_up_by_month(people: People, time: Any) -> None:
    earn(people.mei, 4200, 4200, -1000)
    earn(people.mei, 9_999_999, month="2026-10")

    with reading() as session:
        assert income_service.income_of(session, people.mei) == 7400
        assert income_service.incomes_of(session, [people.mei, people.an]) == {people.mei: 7400, people.an: 0}


def test_while_work_is_scarce_new_tasks_go_to_the_lowest_income_first(people: People, time: Any) -> None:
    site = make_site(people, images=8)
    begin_before(time, people.qian, site.project_id)
    with transaction() as session:
        session.execute(sa.update(Task).values(created_at=dt.datetime.now(dt.UTC)))
    poor, middle, rich = women(None, None, None)
    for who, income_e4 in ((poor, 0), (middle, 500_0000), (rich, 2000_0000)):
        for assignment_id in lease(who, site.project_id, 2):
            submit(who, assignment_id)
        earn(who, income_e4)
    pace = count_now(site.project_id)
    assert pace.is_scarce
    assert pace.incomes == {"1": [0, 500_0000, 2000_0000]}

    # Ten minutes is the longest wait; the pictures came a moment ago.
    def gets(who: int) -> int:
        with transaction() as session:
            handout = service.lease_bag(session, who, site.project_id, 1)
            if not handout.assignments:
                assert handout.reason is NoWorkReason.HER_TURN
                assert handout.until is not None
                assert handout.until > dt.datetime.now(dt.UTC)
            return len(handout.assignments)

    assert [gets(poor), gets(middle), gets(rich)] == [1, 0, 0]
    time.shift(dt.timedelta(minutes=5))
    assert [gets(middle), gets(rich)] == [1, 0]
    time.shift(dt.timedelta(minutes=5))
    assert gets(rich) == 1


def test_above_the_middle_a_bag_is_short_while_work_is_scarce(people: People, time: Any) -> None:
    site = make_site(people, images=40)
    begin_before(time, people.qian, site.project_id)
    poor, rich = women(None, None)
    for who, income_e4 in ((poor, 0), (rich, 2000_0000)):
        for assignment_id in lease(who, site.project_id, 20):
            submit(who, assignment_id)
        earn(who, income_e4)
    time.shift(dt.timedelta(minutes=30))
    count_now(site.project_id)

    assert [len(lease(who, site.project_id, 10)) for who in (rich, poor)] == [3, 10]


def test_with_plenty_of_work_nobody_waits(people: People, time: Any) -> None:
    site = make_site(people, images=60)
    begin_before(time, people.qian, site.project_id)
    poor, rich = women(None, None)
    for who in (poor, rich):
        submit(who, lease(who, site.project_id, 1)[0])
    earn(rich, 2000_0000)

    assert not count_now(site.project_id).is_scarce
    assert len(lease(rich, site.project_id, 10)) == 10


def kept(project_id: int) -> dict[str | None, int]:
    with reading() as session:
        query = sa.select(Task.kept_for, sa.func.count()).where(Task.project_id == project_id)
        return {row[0]: row[1] for row in session.execute(query.group_by(Task.kept_for))}


def test_tasks_kept_for_a_county_go_to_its_women_alone_and_to_them_first(people: People) -> None:
    site = make_site(people, images=10)
    hers, others = women(SINAN, OTHER)
    set_rules(people, site.project_id, Rules(quotas=(Quota(SINAN, "percent", 30),)))

    assert kept(site.project_id) == {None: 7, SINAN: 3}
    assert len(lease(others, site.project_id, 20)) == 7
    mine = lease(hers, site.project_id, 2)
    with reading() as session:
        held = session.get_one(Assignment, mine[0])
        assert session.get_one(Task, held.task_id).kept_for == SINAN
    assert len(lease(hers, site.project_id, 20)) == 10


def test_a_quota_that_is_set_anew_keeps_and_frees_what_nobody_has_begun(people: People) -> None:
    site = make_site(people, images=10)
    set_rules(people, site.project_id, Rules(quotas=(Quota(SINAN, "tasks", 6), Quota(OTHER, "tasks", 2))))
    assert kept(site.project_id) == {None: 2, SINAN: 6, OTHER: 2}

    set_rules(people, site.project_id, Rules(quotas=(Quota(SINAN, "tasks", 1),)))

    assert kept(site.project_id) == {None: 9, SINAN: 1}


def test_what_nobody_of_the_county_comes_for_is_free_for_all_in_the_end(people: People, time: Any) -> None:
    site = make_site(people, images=4)
    others = women(OTHER, OTHER)
    set_rules(people, site.project_id, Rules(quotas=(Quota(SINAN, "tasks", 2),), quota_hours=72))
    for who in others:
        for assignment_id in lease(who, site.project_id, 20):
            submit(who, assignment_id)
    count_now(site.project_id)
    assert lease(people.mei, site.project_id) == []

    time.shift(dt.timedelta(hours=73))
    count_now(site.project_id)
    count_now(site.project_id)

    assert len(lease(people.mei, site.project_id, 5)) == 2
    with reading() as session:
        assert session.get_one(HandoutRules, site.project_id).quotas[0]["freed"] is True


@pytest.mark.parametrize(
    ("rules", "bonus", "path"),
    [
        (Rules(bag_minutes=0), BONUS, "bag_minutes"),
        (Rules(shared_percent=101), BONUS, "shared_percent"),
        (Rules(), (0, 10, 5, 30), "level_bonus"),
        (Rules(), (0, 10, 20), "level_bonus"),
        (Rules(quotas=(Quota("12345", "tasks", 1),)), BONUS, "quotas[0].county"),
        (Rules(quotas=(Quota(SINAN, "percent", 60), Quota(OTHER, "percent", 60))), BONUS, "quotas"),
        (Rules(quotas=(Quota(SINAN, "tasks", 0),)), BONUS, "quotas[0].amount"),
        (Rules(successors=(999,)), BONUS, "successors"),
    ],
)
def test_rules_that_make_no_sense_are_refused_and_change_nothing(
    people: People, rules: Rules, bonus: tuple[int, ...], path: str
) -> None:
    site = make_site(people, images=1)

    with transaction() as session:
        project = session.get_one(Project, site.project_id)
        with pytest.raises(Invalid) as refused:
            rules_service.set_rules(session, people.zhao, project, NewRules(rules, bonus))

    assert path in [fault.path for fault in refused.value.faults]
    with reading() as session:
        assert session.get(HandoutRules, site.project_id) is None
