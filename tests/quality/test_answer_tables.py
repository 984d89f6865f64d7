"""An export of every answer: who, when, under which labels, judged how, paid what; each object; what people agreed on."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.core.storage import storage
from annotate.datasets import service as datasets
from annotate.datasets.models import Export
from annotate.datasets.states import ExportScope
from annotate.people.models import Account
from annotate.quality import answer_queries
from annotate.work.models import Submission
from tests.conftest import People
from tests.quality.crowd_work import answer, catch_up, publish, right
from worker_tasks.once import run_event

Tables = dict[str, list[dict[str, str]]]


def export(people: People, project_id: int, only: str) -> tuple[Tables, dict[str, Any]]:
    """As a manager gets it: asked for, written by the job, twice, read out of the zip."""
    with transaction() as session:
        export_id = datasets.start_export(session, people.zhao, project_id, "tables", ExportScope(only)).id
    with reading() as session:
        ids = [event_id for event_id, _ in outbox.due_events(session, ["export.requested"])]
    for event_id in ids:
        run_event(event_id)
        run_event(event_id)
    with reading() as session:
        made = session.get_one(Export, export_id)
        archive = zipfile.ZipFile(io.BytesIO(storage().get(made.storage_key or "")))
        manifest = json.loads(archive.read("manifest.json"))
    names = [name for name in archive.namelist() if name.endswith(".csv")]
    return {
        name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))) for name in names
    }, manifest


@pytest.fixture
def project_id(people: People) -> int:
    made = publish(people.zhao, pictures=2)
    for who in (people.mei, people.an):
        answer(who, made, right(), unsure=who == people.an)
    catch_up()
    # A second picture, begun and not agreed on.
    answer(people.mei, made, right())
    catch_up()
    return made


def test_each_answer_says_who_when_and_how_it_was_judged(people: People, project_id: int) -> None:
    tables, manifest = export(people, project_id, "all")

    answers = tables["answers.csv"]
    with reading() as session:
        stored = {one.id: one for one in session.scalars(sa.select(Submission))}
        aliases = {row.id: row.alias for row in session.execute(sa.select(Account.id, Account.alias))}
    assert {row["answer_id"] for row in answers} == set(stored)
    for row in answers:
        one = stored[row["answer_id"]]
        assert (int(row["task_id"]), row["annotator"]) == (one.task_id, aliases[one.annotator_id])
        assert (int(row["active_ms"]), int(row["objects"])) == (one.active_ms, one.shape_count)
        assert (int(row["price_e4"]), row["currency"]) == (one.rate_e4, one.currency)
        assert row["received_at"] == one.received_at.isoformat()
        assert row["unsure"] == ("true" if one.unsure else "false")
        assert row["ontology_version"] == "1"
    assert [row["verdict"] for row in answers] == ["accepted", "accepted", ""]
    assert [row["judged_by"] for row in answers] == ["rule", "rule", ""]
    assert manifest["format"] == "Tables (CSV) of every answer"


def test_each_object_comes_back_as_it_was_drawn(people: People, project_id: int) -> None:
    tables, _ = export(people, project_id, "all")

    with reading() as session:
        drawn = {
            (one.id, thing["id"]): thing
            for one in session.scalars(sa.select(Submission))
            for thing in one.annotations
        }
    rows = {(row["answer_id"], row["object_id"]): row for row in tables["objects.csv"]}
    assert set(rows) == set(drawn)
    for key, thing in drawn.items():
        geometry = json.loads(rows[key]["geometry"])
        assert (rows[key]["kind"], rows[key]["label"], geometry) == (
            "box",
            thing["label"],
            {"box": thing["box"]},
        )
        assert json.loads(rows[key]["attributes"]) == thing["attributes"]
        assert rows[key]["origin"] == "hand"


def test_what_people_agree_on_stands_apart_with_its_support(people: People, project_id: int) -> None:
    tables, manifest = export(people, project_id, "consensus")

    assert len(tables["answers.csv"]) == 2
    agreed = tables["agreed.csv"]
    assert sorted(row["label"] for row in agreed) == sorted(thing["label"] for thing in right())
    assert all(0.5 < float(row["confidence"]) <= 1 and row["answers"] == "2" for row in agreed)
    assert {row["source"] for row in agreed} == {"people"}
    assert manifest["counts"]["annotations"] == len(agreed)


def test_no_name_or_phone_is_in_it(people: People, project_id: int) -> None:
    tables, manifest = export(people, project_id, "all")

    text = json.dumps([tables, manifest], ensure_ascii=False)
    assert "138000000" not in text
    assert "梅" not in text


def test_many_answers_stream_in_parts_and_none_is_lost_or_twice(
    people: People, project_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = export(people, project_id, "all")
    monkeypatch.setattr(answer_queries, "BATCH", 1)
    with reading() as session:
        files = {
            name: list(parts)
            for name, parts in answer_queries.tables_of(session, project_id, ExportScope.ALL)
        }

    for name, parts in files.items():
        rows = list(csv.DictReader(io.StringIO(b"".join(parts).decode("utf-8-sig"))))
        assert rows == whole[name]
        assert len(parts) == len(rows) + 1
