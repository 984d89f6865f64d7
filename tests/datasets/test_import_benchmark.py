"""The measurement of imports runs, at a size that takes a moment; only what can be counted is checked."""

from pathlib import Path

import pytest

from benchmarks.import_speed import STREET, Size, measure
from tests.conftest import postgres


@pytest.mark.skipif(not STREET.is_dir(), reason="the pictures of streets are not on this machine")
def test_the_measurement_of_imports_runs_on_both_engines(
    engine_name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if engine_name == "sqlite":
        (tmp_path / "host").mkdir()
        url = f"sqlite:///{tmp_path / 'host' / 'douya.sqlite3'}"
    else:
        server: postgres.Postgres = request.getfixturevalue("postgres_server")
        url = server.clone("template0", "bench_of_imports")

    figures = measure(tmp_path, url, Size(pictures=5, pairs=2))

    assert len(figures["pairs"]) == 2
    for pair in figures["pairs"]:
        assert pair["pillow"]["previews"] == pair["import"]["previews"] == 5
        # The same settings on both sides: to the byte.
        assert pair["pillow"]["preview_bytes"] == pair["import"]["preview_bytes"]
        assert pair["import"]["problems"] == 0
