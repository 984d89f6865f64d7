"""The measurement of the books runs, at a size that takes a moment; only what can be counted is checked."""

from pathlib import Path

import pytest

from benchmarks.ledger_speed import Size, measure
from tests.conftest import postgres

TINY = Size(entries=80, close_people=30, close_months=2, years=1, days=2, answers=3, others=3, visits=2)


def test_the_measurement_of_the_books_runs_on_both_engines(
    engine_name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if engine_name == "sqlite":
        url = f"sqlite:///{tmp_path / 'douya.sqlite3'}"
    else:
        server: postgres.Postgres = request.getfixturevalue("postgres_server")
        url = server.clone("template0", "bench_of_books")

    figures = measure(tmp_path, url, TINY, ("posting", "pages", "close"))

    assert figures["posting"]["ten a transaction"]["entries"] == 80
    assert figures["close"]["people"] == 30
    # Whoever worked for the other parts is paid too: 160 entries reached 160 people; three others and she.
    assert figures["close"]["payments"] == 30 + 160 + 3 + 1
    assert figures["pages"]["answers"] == 24 * 3
    assert figures["pages"]["statement"]["count"] == 2
