"""A way back into work: a mentor, short bags, a review at month three, over by month six; work for a whole group."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.care import centre_service, group_service, transition_service
from annotate.care.centre_service import NewCentre
from annotate.care.errors import (
    BadCoordinator,
    InTransition,
    NobodyChosen,
    NotInTransition,
    ReviewWithoutWords,
)
from annotate.care.models import CentreMember, Transition
from annotate.care.service import Place
from annotate.care.transitions import TransitionEnd, last_day, review_day
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.projects.models import Project
from annotate.work import reserved_queries, rules_service
from annotate.work import service as work
from annotate.work.handout_rules import Quota, Rules
from annotate.work.models import GentlePace, Task
from annotate.work.rules_service import NewRules
from annotate.work.states import TaskState
from tests.conftest import People
from tests.messages.told import told
from tests.programmes.conftest import SINAN, WANSHAN
from tests.quality.crowd_work import publish

# The fixture `today`: 2026-07-10.
BEGIN = dt.datetime(2026, 7, 10, 4, 0, tzinfo=dt.UTC)


def woman(number: int, county: str = SINAN) -> int:
    with transaction() as session:
        new = NewAccount(Role.ANNOTATOR, f"1370000000{number}", f"女{number}", county_code=county)
        return create_account(session, new).id


@pytest.fixture
def jin(place: Any) -> int:
    return woman(1)


def begin(place: Any, who: int, county: str = SINAN, mentor: int | None = None) -> None:
    with transaction() as session:
        transition_service.begin(session, place.wen, county, who, mentor or place.wen)


def watch(day: str) -> int:
    with time_machine.travel(f"{day}T04:00:00Z", tick=False), transaction() as session:
        return transition_service.watch(session)


def kinds(who: int) -> list[str]:
    return [one.kind for one in told(who) if one.kind.startswith("transition.")]


def test_days_are_of_the_calendar_also_at_the_end_of_a_month() -> None:
    assert (review_day(dt.date(2026, 7, 10)), last_day(dt.date(2026, 7, 10))) == (
        dt.date(2026, 10, 10),
        dt.date(2027, 1, 10),
    )
    assert review_day(dt.date(2026, 11, 30)) == dt.date(2027, 2, 28)
    assert last_day(dt.date(2026, 8, 31)) == dt.date(2027, 2, 28)


def test_her_mentor_is_told_of_the_review_and_of_the_end_once_and_it_ends_by_itself(
    place: Any, jin: int
) -> None:
    begin(place, jin)
    assert watch("2026-09-25") == 0
    assert kinds(place.wen) == []
    for day in ("2026-09-26", "2026-09-27", "2026-10-20"):
        watch(day)
    assert kinds(place.wen) == ["transition.review"]
    with time_machine.travel("2026-10-21T04:00:00Z", tick=False), transaction() as session:
        transition_service.review(session, place.wen, SINAN, jin, "先做到每天两小时")
    watch("2026-12-27")
    assert watch("2027-01-10") == 1
    assert watch("2027-01-11") == 0

    assert kinds(place.wen) == ["transition.review", "transition.ends", "transition.ended"]
    with reading() as session:
        [(row, words)] = transition_service.of_woman(session, jin)
        assert (row.outcome, row.ended_on, words) == (
            TransitionEnd.TIME_UP,
            dt.date(2027, 1, 10),
            "先做到每天两小时",
        )
        assert "先做" not in (row.review_sealed or "")
        assert session.get(GentlePace, jin) is None


def test_one_at_a_time_with_a_mentor_of_her_county(place: Any, jin: int) -> None:
    with pytest.raises(NotFound):
        begin(place, woman(2, WANSHAN))
    with pytest.raises(BadCoordinator):
        begin(place, jin, mentor=jin)
    with pytest.raises(NotInTransition), transaction() as session:
        transition_service.end(session, place.wen, SINAN, jin, "ready")
    begin(place, jin)
    with pytest.raises(InTransition):
        begin(place, jin)
    with pytest.raises(ReviewWithoutWords), transaction() as session:
        transition_service.end(session, place.wen, SINAN, jin, "time_up")
    with transaction() as session:
        transition_service.end(session, place.wen, SINAN, jin, "ready")
    begin(place, jin)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Transition)) == 2


def test_her_bags_are_short_and_she_has_twice_the_time(people: People, place: Any, jin: int) -> None:
    project_id = publish(people.zhao, pictures=12)
    usual = woman(3)
    begin(place, jin)
    with transaction() as session:
        hers = work.lease_bag(session, jin, project_id).assignments
        others = work.lease_bag(session, usual, project_id).assignments
        now = hers[0].taken_at
        assert len(hers) == 3 < len(others)
        assert hers[0].leased_until - now == 2 * (others[0].leased_until - others[0].taken_at)
        assert hers[0].rate_e4 == others[0].rate_e4, "nothing is taken off her pay"


def test_what_is_kept_for_a_county_and_how_much_of_it_is_filled(people: People, place: Any) -> None:
    project_id = publish(people.zhao, pictures=10)
    with transaction() as session:
        project = session.get_one(Project, project_id)
        rules = Rules(quotas=(Quota(SINAN, "percent", 40),))
        rules_service.set_rules(session, people.zhao, project, NewRules(rules, project.level_bonus))
    with transaction() as session:
        kept = session.scalars(sa.select(Task).where(Task.kept_for == SINAN).order_by(Task.id)).all()
        kept[0].taken, kept[1].state = 1, TaskState.AGREED
    with reading() as session:
        [one] = reserved_queries.reserved(session, SINAN)
        assert (one.kept, one.begun, one.done, one.fill_percent) == (4, 1, 1, 50)
        assert reserved_queries.reserved(session, WANSHAN) == []


@pytest.fixture
def group(people: People, place: Any) -> tuple[list[int], int]:
    return [woman(number) for number in range(1, 6)], publish(people.zhao, pictures=3)


def test_a_group_moves_together_or_not_at_all(place: Any, group: tuple[list[int], int]) -> None:
    women, project_id = group
    with transaction() as session:
        centre = centre_service.open_centre(session, place.wen, NewCentre(SINAN, "一中心", "", place.wen))
        centre_id = centre.id

    def move(ids: list[int], where: Place) -> int:
        with transaction() as session:
            return group_service.move_group(session, place.wen, SINAN, ids, where)

    with pytest.raises(NotFound):
        move([*women, woman(7, WANSHAN)], Place(centre_id, project_id))
    assert [told(who) for who in women] == [[]] * 5
    assert move(women, Place(centre_id, project_id)) == 5
    assert move(women, Place(centre_id, project_id)) == 5, "pressed twice"

    assert [len(told(who, "project.offered")) for who in women] == [1] * 5
    with reading() as session:
        there = sa.select(CentreMember.account_id).where(CentreMember.left_on.is_(None))
        assert sorted(session.scalars(there)) == women
    for nothing in (([], Place(centre_id)), (women, Place())):
        with pytest.raises(NobodyChosen):
            move(*nothing)


def test_the_coordinator_does_all_of_it_on_her_pages(
    browser_of: Callable[[int], Any], place: Any, group: tuple[list[int], int]
) -> None:
    women, project_id = group
    wen, file = browser_of(place.wen), f"/women/{women[0]}"
    assert "现在没有项目给本县留图" in wen.get("/county-work").text
    refused = wen.post("/county-work", data={"account_id": [str(women[1])]})
    assert refused.status_code == 422
    assert f'value="{women[1]}" checked' in refused.text
    done = wen.post(
        "/county-work",
        data={"account_id": [str(one) for one in women], "project_id": project_id},
        follow_redirects=True,
    )
    assert "已告诉 5 个人" in done.text
    assert (
        "过渡期已经开始"
        in wen.post(f"{file}/transition", data={"mentor_id": place.wen}, follow_redirects=True).text
    )
    assert (
        "请写下说好的内容"
        in wen.post(f"{file}/transition/review", data={"words": " "}, follow_redirects=True).text
    )
    wen.post(f"{file}/transition/review", data={"words": "每周三天"})
    assert "每周三天" in wen.get(file).text
    assert "2027-01-10" in wen.get("/county-work").text
    assert (
        "平常的节奏"
        in wen.post(f"{file}/transition/end", data={"outcome": "ready"}, follow_redirects=True).text
    )
    assert "和你开始过渡期" in browser_of(women[0]).get("/account/looks").text
