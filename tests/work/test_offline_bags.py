"""A bag for work without a network: held for three days, within limits, and asking twice is harmless."""

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.datasets.models import Image
from annotate.work import offline_service, queries, service
from annotate.work.errors import TooManyOfflineBags
from annotate.work.leasing import OFFLINE_HOLD
from annotate.work.models import Assignment
from tests.conftest import People
from tests.work.answers import submit
from tests.work.conftest import Site, make_site

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


def take_along(annotator_id: int, project_id: int, count: int = 3) -> list[queries.HandedOut]:
    with transaction() as session:
        handout = service.lease_bag(session, annotator_id, project_id, count)
        offline_service.hold_offline(session, annotator_id, project_id, handout.assignments)
        return queries.handed_out(session, [assignment.id for assignment in handout.assignments])


def previews_of(site: Site, byte_size: int) -> None:
    with transaction() as session:
        pictures = sa.update(Image).where(Image.project_id == site.project_id)
        session.execute(pictures.values(preview_bytes=byte_size))


def test_a_bag_taken_along_is_held_for_three_days(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False):
        bag = take_along(people.mei, site.project_id)

    assert [one.lease_expires_at for one in bag] == [NOON + OFFLINE_HOLD] * 3
    assert [one.offline_until for one in bag] == [NOON + OFFLINE_HOLD] * 3


def test_an_answer_after_a_day_without_a_network_is_in_time(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        bag = take_along(people.mei, site.project_id)
        time.shift(dt.timedelta(hours=24))
        with transaction() as session:
            assert service.expire_leases(session) == 0

        assert not submit(people.mei, bag[0].id).submission.late


def test_asking_again_begins_the_three_days_anew_but_not_for_ever(people: People, site: Site) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        first = take_along(people.mei, site.project_id)
        time.shift(dt.timedelta(days=2))
        again = take_along(people.mei, site.project_id)
        time.shift(dt.timedelta(days=3) - dt.timedelta(minutes=1))
        last = take_along(people.mei, site.project_id)

    assert [one.id for one in again] == [one.id for one in first] == [one.id for one in last]
    assert again[0].offline_until == NOON + dt.timedelta(days=5)
    assert last[0].offline_until == NOON + dt.timedelta(days=7)


def test_no_more_than_ten_megabytes_are_handed_out_at_once_or_held(people: People, site: Site) -> None:
    previews_of(site, 4_000_000)

    first, bag = (take_along(people.mei, site.project_id) for _ in range(2))

    assert [one.offline_until is not None for one in first] == [True, True]
    assert [one.offline_until is not None for one in bag] == [True, True, False]
    assert [one.frames[0].preview_bytes for one in bag] == [4_000_000] * 3


def test_one_bag_to_work_on_and_one_ahead_but_no_third(people: People) -> None:
    sites = [make_site(people) for _ in range(3)]
    for site in sites[:2]:
        take_along(people.mei, site.project_id, 1)

    with pytest.raises(TooManyOfflineBags):
        take_along(people.mei, sites[2].project_id, 1)

    with reading() as session:
        mine = sa.select(sa.func.count()).where(Assignment.annotator_id == people.mei)
        assert session.scalar(mine) == 2


def test_a_handed_in_bag_makes_room_for_the_next(people: People) -> None:
    sites = [make_site(people) for _ in range(3)]
    bags = [take_along(people.mei, site.project_id, 1) for site in sites[:2]]

    submit(people.mei, bags[0][0].id)

    assert take_along(people.mei, sites[2].project_id, 1)[0].offline_until is not None


def test_a_village_behind_one_address_may_flush_all_it_has(
    people: People, site: Site, client: object, mei_token: str
) -> None:
    headers = {"Authorization": f"Bearer {mei_token}"}

    answers = [
        client.get(f"/api/v1/submissions/00000000-0000-4000-8000-{number:012d}", headers=headers).status_code  # type: ignore[attr-defined]
        for number in range(400)
    ]

    assert set(answers) == {404}
