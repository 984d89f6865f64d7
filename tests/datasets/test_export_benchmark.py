"""The measurement of exports runs, at a size that takes a moment; only what can be counted is checked."""

from pathlib import Path

import pytest

from annotate.consensus import picture_service
from annotate.core.db import Database, reading
from annotate.datasets.states import ExportScope
from benchmarks.export_speed import Size, make_scene, measure
from tests.conftest import postgres
from tests.work.test_hot_path import counted


def test_the_measurement_of_exports_runs_on_both_engines(
    engine_name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if engine_name == "sqlite":
        url = f"sqlite:///{tmp_path / 'douya.sqlite3'}"
    else:
        server: postgres.Postgres = request.getfixturevalue("postgres_server")
        url = server.clone("template0", "bench_of_exports")

    figures = measure(tmp_path, url, Size(tasks=7, boxes=3, runs=2))

    for format in ("coco", "parquet"):
        found = figures[format]
        assert (found["pictures"], found["annotations"]) == (7, 21)
        assert len(found["runs"]) == 2
        assert found["best"]["peak_mb"] > found["best"]["peak_before_mb"] > 0


@pytest.mark.parametrize("only", ExportScope)
def test_an_export_asks_for_each_batch_and_not_for_each_picture(
    database: Database, monkeypatch: pytest.MonkeyPatch, only: ExportScope
) -> None:
    monkeypatch.setattr(picture_service, "BATCH", 4)
    _, project_id = make_scene(Size(tasks=10, boxes=2))

    with counted(database) as statements, reading() as session:
        found = list(picture_service.iter_labelled_pictures(session, project_id, only))

    assert sum(len(picture.annotations) for picture in found) == 20
    # Three batches of two statements, the empty one that ends them; then the videos, of which there are none.
    assert len(statements) == 8
