"""A month in which Mei earned something, and browsers of the test people."""

import datetime as dt

import pytest
import time_machine

from tests.conftest import People
from tests.quality.crowd_work import answer, catch_up, publish, right

MARCH_2 = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)


def work_a_day(people: People, at: dt.datetime, pictures: int, rate_e4: int, active_ms: int = 60_000) -> int:
    """Mei and An each answer so many pictures; the project's id."""
    with time_machine.travel(at, tick=False):
        project_id = publish(people.zhao, pictures=pictures, rate_e4=rate_e4)
        for _ in range(pictures):
            answer(people.mei, project_id, right(), active_ms)
            answer(people.an, project_id, right(), active_ms)
        catch_up()
    return project_id


@pytest.fixture
def paid_project(people: People) -> int:
    """Three pictures at 0.42 yuan, a minute each, on the 2nd of March 2026."""
    return work_a_day(people, MARCH_2, 3, 4200)
