"""`import` and `export` on the command line, beside a worker that does the jobs."""

import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.datasets import export_service, import_service
from annotate.datasets.models import Export, ImportRun
from annotate.datasets.states import RunState
from tests.datasets import pictures
from tests.datasets.test_export import three_pictures


def _open_jobs() -> list[Callable[[], None]]:
    with reading() as session:
        imports = session.scalars(sa.select(ImportRun.id).where(ImportRun.state == RunState.RUNNING)).all()
        exports = session.scalars(sa.select(Export.id).where(Export.state == RunState.RUNNING)).all()
    return [
        *(lambda i=i: import_service.unpack_import(transaction, i) for i in imports),  # type: ignore[misc]
        *(lambda i=i: export_service.write_export(transaction, i, three_pictures) for i in exports),  # type: ignore[misc]
    ]


@pytest.fixture
def worker(app: Any) -> Iterator[None]:
    """Does what is announced, as the queue's worker would."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.05):
            for job in _open_jobs():
                job()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


def test_a_folder_is_imported_and_what_is_refused_is_named(
    app: Any, worker: None, project_id: int, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures" / "街"
    folder.mkdir(parents=True)
    (folder / "a.jpg").write_bytes(pictures.jpeg(1))
    (folder / "b.jpg").write_bytes(b"<svg/>")

    result = app.test_cli_runner().invoke(args=["import", str(project_id), str(tmp_path / "pictures")])

    assert result.exit_code == 0, result.output
    assert "街/b.jpg: This is not a JPEG" in result.output
    assert "1 pictures taken, 1 files refused." in result.output


def test_an_export_is_written_where_it_is_asked_for(
    app: Any, worker: None, project_id: int, tmp_path: Path
) -> None:
    out = tmp_path / "labels.zip"

    arguments = ["export", str(project_id), "--format", "yolo", "--out", str(out)]
    result = app.test_cli_runner().invoke(args=arguments)

    assert result.exit_code == 0, result.output
    assert "data.yaml" in zipfile.ZipFile(out).namelist()


def test_a_project_that_is_not_there_is_said_in_one_line(app: Any, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(pictures.jpeg(1))

    for arguments in (
        ["import", "99", str(tmp_path)],
        ["export", "99", "--format", "coco", "--out", str(tmp_path / "x")],
    ):
        result = app.test_cli_runner().invoke(args=arguments)
        assert result.exit_code == 1
        assert "Error: There is nothing here" in result.output
