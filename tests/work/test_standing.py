"""Levels earn more, gates keep new pictures from her, and she is told why in her own words."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from annotate.core.db import reading, transaction
from annotate.projects.models import Project
from annotate.work import service, standing_service
from annotate.work.models import Assignment
from annotate.work.standing import Standing, gate_at, rate_of_level
from annotate.work.states import Gate, NoWorkReason
from tests.conftest import People
from tests.work.answers import lease, submit
from tests.work.conftest import Site

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("rate_e4", "level", "bonus", "earns_e4"),
    [
        (4200, 1, [0, 10, 20, 30], 4200),
        (4200, 4, [0, 10, 20, 30], 5460),
        (35, 2, [0, 10, 20, 30], 38),
        (4200, 4, [0, 5], 4410),
        (4200, 3, [], 4200),
    ],
)
def test_a_level_earns_its_bonus_rounded_down(
    rate_e4: int, level: int, bonus: list[int], earns_e4: int
) -> None:
    assert rate_of_level(rate_e4, level, bonus) == earns_e4


def test_a_pause_is_over_when_its_time_is() -> None:
    paused = Standing(gate=Gate.PAUSED, paused_until=NOON)

    assert gate_at(paused, NOON - dt.timedelta(seconds=1)) is Gate.PAUSED
    assert gate_at(paused, NOON) is Gate.OPEN


def test_the_price_of_her_level_is_frozen_into_the_lease(people: People, site: Site) -> None:
    (before,) = lease(people.mei, site.project_id)
    with transaction() as session:
        standing_service.set_level(session, people.mei, site.project_id, 3)
    _, after = lease(people.mei, site.project_id, 2)
    with transaction() as session:
        standing_service.set_level(session, people.mei, site.project_id, 1)
        session.get_one(Project, site.project_id).level_bonus = [0, 0, 0, 0]

    with reading() as session:
        assert session.get_one(Assignment, before).rate_e4 == 4200
    assert submit(people.mei, after).submission.rate_e4 == 5040


def test_a_closed_gate_gives_nothing_new_and_says_why(people: People, site: Site) -> None:
    with transaction() as session:
        standing_service.set_gate(session, people.mei, site.project_id, Gate.BANNED, reason="low_quality")

        assert service.lease_bag(session, people.mei, site.project_id, 3).reason is NoWorkReason.BANNED
        assert standing_service.standing_of(session, people.mei, site.project_id).reason == "low_quality"
    assert lease(people.an, site.project_id) != []


def test_what_she_has_begun_stays_hers_while_the_gate_is_closed(people: People, site: Site) -> None:
    (begun,) = lease(people.mei, site.project_id)
    with transaction() as session:
        standing_service.set_gate(session, people.mei, site.project_id, Gate.BANNED)

    assert lease(people.mei, site.project_id, 3) == [begun]
    assert submit(people.mei, begun).created


def test_a_pause_tells_until_when_and_then_she_goes_on(
    people: People, site: Site, client: Any, mei_token: str
) -> None:
    ask: dict[str, Any] = {"json": {"count": 1}, "headers": {"Authorization": f"Bearer {mei_token}"}}
    address = f"/api/v1/projects/{site.project_id}/assignments"
    with time_machine.travel(NOON, tick=False) as time:
        until = NOON + dt.timedelta(hours=24)
        with transaction() as session:
            standing_service.set_gate(session, people.mei, site.project_id, Gate.PAUSED, until=until)

        told = client.post(address, **ask).json
        time.shift(dt.timedelta(hours=24))
        later = client.post(address, **ask).json

    assert (told["assignments"], told["reason"], told["until"]) == ([], "paused", until.isoformat())
    assert "2026/11/25 12:00" in told["reason_text"]
    assert len(later["assignments"]) == 1


def test_facts_for_her_pages_gather_and_one_project_says_nothing_of_another(
    people: People, site: Site
) -> None:
    with transaction() as session:
        standing_service.set_level(session, people.mei, site.project_id, 2, {"wilson": 0.91})
        standing_service.set_weight(session, people.mei, site.project_id, 0.9, {"judged": 200})

        mine = standing_service.standings_of(session, people.mei)
        assert standing_service.standings_in(session, site.project_id).keys() == {people.mei}
        assert standing_service.standing_of(session, people.an, site.project_id) == Standing()

    standing = mine[site.project_id]
    assert (standing.level, standing.weight) == (2, 0.9)
    assert standing.shown == {"wilson": 0.91, "judged": 200}
