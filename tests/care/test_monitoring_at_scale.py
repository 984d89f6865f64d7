"""The benchmark's night at a small size: whoever stopped or earns little, and nobody else."""

import datetime as dt

import pytest

from benchmarks.monitoring import Crowd, fill, watch

pytestmark = pytest.mark.usefixtures("database")


def test_a_night_finds_those_who_stopped_once():
    # A Friday in the second half of a month: signs of whole months rest, weekends do not matter.
    crowd = Crowd(women=120, centres=6, counties=3, today=dt.date(2026, 11, 27))
    fill(crowd)

    first, again = watch(crowd.today), watch(crowd.today)

    assert first["cases"] == again["cases"] == 120 // 20
