"""The tables of every answer as Parquet: the same rows as the CSV files, with types."""

import csv
import datetime as dt
import io
import subprocess
import sys
import tracemalloc
from typing import Any

import pytest
from arro3.io import read_parquet
from sqlalchemy.orm import Session

from annotate.core.db import reading
from annotate.datasets import parquet_service
from annotate.datasets.formats.columns import Kind
from annotate.datasets.formats.registry import EXPORTS, TableFormat
from annotate.datasets.states import ExportScope
from annotate.quality.answer_queries import tables_of
from tests.conftest import People
from tests.quality.crowd_work import answer, catch_up, publish, right

Rows = list[dict[str, Any]]


@pytest.fixture
def project_id(people: People) -> int:
    """One picture that is agreed on, a second one begun."""
    made = publish(people.zhao, pictures=2)
    for who in (people.mei, people.an):
        answer(who, made, right(), unsure=who == people.an)
    catch_up()
    answer(people.mei, made, right())
    catch_up()
    return made


def read(content: bytes) -> Rows:
    table = read_parquet(io.BytesIO(content)).read_all()
    columns = {name: table[name].to_pylist() for name in table.column_names}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def tables(session: Session, project_id: int, suffix: str) -> dict[str, bytes]:
    found = tables_of(session, project_id, ExportScope.ALL, suffix)
    return {name.partition(".")[0]: b"".join(parts) for name, parts in found}


def _as_csv(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return "" if value is None else str(value)


def test_parquet_and_csv_hold_the_same_rows(project_id: int) -> None:
    with reading() as session:
        typed, plain = tables(session, project_id, "parquet"), tables(session, project_id, "csv")

    assert set(typed) == set(plain) == {"answers", "objects", "agreed"}
    for name, content in typed.items():
        rows = read(content)
        wanted = list(csv.DictReader(io.StringIO(plain[name].decode("utf-8-sig"))))
        assert [{key: _as_csv(value) for key, value in row.items()} for row in rows] == wanted
        assert rows


def test_columns_have_types(project_id: int) -> None:
    with reading() as session:
        found = tables(session, project_id, "parquet")

    first = read(found["answers"])[0]
    assert isinstance(first["received_at"], dt.datetime)
    assert first["received_at"].utcoffset() == dt.timedelta(0)
    assert (type(first["task_id"]), type(first["price_e4"]), first["late"]) == (int, int, False)
    assert isinstance(first["score"], float)
    assert read(found["answers"])[-1]["verdict"] is None
    assert isinstance(read(found["agreed"])[0]["confidence"], float)


def test_a_project_without_answers_gives_tables_without_rows(people: People) -> None:
    made = publish(people.zhao, pictures=1)

    with reading() as session:
        found = tables(session, made, "parquet")

    assert [read(content) for content in found.values()] == [[], [], []]


def test_rows_are_not_kept_while_they_stream_past(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {"text": Kind.TEXT, "at": Kind.MOMENT, "number": Kind.REAL}

    def peak_kb(count: int) -> float:
        rows = (
            {"text": f"{number} " * 20, "at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "number": number / 7}
            for number in range(count)
        )
        tracemalloc.start()
        parts = sum(map(len, parquet_service.parquet_parts(columns, rows)))
        peak = tracemalloc.get_traced_memory()[1] / 1024
        tracemalloc.stop()
        assert parts > 0
        return peak

    monkeypatch.setattr(parquet_service, "BATCH", 500)
    monkeypatch.setattr(parquet_service, "_COPY_BYTES", 1 << 12)
    peak_kb(500)
    assert peak_kb(20_000) < 1.5 * peak_kb(2_000)


def test_only_the_job_that_writes_parquet_loads_its_library() -> None:
    code = "import sys, annotate.web.app, worker_tasks.datasets; print(any(name.startswith('arro3') for name in sys.modules))"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert said.stdout.strip().endswith("False"), said.stderr
    found = EXPORTS["parquet"]
    assert isinstance(found, TableFormat)
    assert found.suffix == "parquet"
