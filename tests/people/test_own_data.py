"""She takes along everything that is kept about her: no table is forgotten, nothing of others, no secret."""

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core import audit
from annotate.core.db import reading, transaction
from annotate.core.models import AuditEvent
from annotate.host.tables import all_tables
from annotate.people import own_data, own_data_service
from annotate.work.models import Assignment, Submission
from tests.conftest import People
from tests.datasets.conftest import browser_of
from tests.pay.conftest import work_a_day
from tests.pay.payday import enter_account

__all__ = ["browser_of"]
DAY = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)


def columns_to_accounts() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in all_tables().tables.values()
        for column in table.columns
        if any(key.column.table.name == "account" for key in column.foreign_keys)
    }


def test_every_column_that_names_a_person_is_told_or_has_its_reason() -> None:
    told = {f"{table}.{way}" for table, way in own_data.HERS.items() if isinstance(way, str)}

    assert columns_to_accounts() - told - set(own_data.NOT_HERS) == set()
    assert (told | set(own_data.NOT_HERS)) - columns_to_accounts() - {
        "account.id",
        "account_balance.account_id",
    } == set(), "what is listed is there"


def test_every_sealed_column_of_hers_is_opened() -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in all_tables().tables.values()
        for column in table.columns
        if table.name in own_data.HERS and column.name.endswith("_sealed")
    }

    # Notes of her coordinator are sealed too, without the word in their names.
    noted = {"care_contact.note", "care_case.reason"}
    assert sealed | noted == set(own_data.SEALED) | own_data.SEALED_ELSEWHERE


def taken(who: int) -> dict[str, list[dict[str, Any]]]:
    file = io.BytesIO()
    with reading() as session:
        counts = own_data_service.write_own_data(session, who, file)
    archive = zipfile.ZipFile(file)
    found = {
        name.removesuffix(".jsonl"): [json.loads(line) for line in archive.read(name).splitlines()]
        for name in archive.namelist()
        if name.endswith(".jsonl")
    }
    assert {name: len(rows) for name, rows in found.items()} == counts
    for name, rows in found.items():
        if rows:
            text = archive.read(f"{name}.csv").decode("utf-8-sig")
            assert [set(row) for row in csv.DictReader(io.StringIO(text))] == [set(row) for row in rows]
    return found


@pytest.fixture
def worked(app: Any, people: People) -> People:  # the app brings every room's part
    work_a_day(people, DAY, pictures=3, rate_e4=5000)
    enter_account(people.mei, "13812345678")
    with transaction() as session:
        audit.record(session, people.lin, "name.revealed", "account", people.mei, {"why": "payment"})
    return people


def test_her_work_and_money_and_name_are_in_it_in_clear(worked: People) -> None:
    mine = taken(worked.mei)

    [account] = mine["account"]
    assert account["name"] == "梅"
    assert account["phone"].endswith("13800000001") or account["phone"] == "13800000001"
    [payee] = mine["payee_account"]
    assert payee["number"] == "13812345678"
    with reading() as session:
        answers = session.scalars(sa.select(Submission).where(Submission.annotator_id == worked.mei)).all()
        given = session.scalars(sa.select(Assignment.id).where(Assignment.annotator_id == worked.mei)).all()
    assert {row["id"]: row["annotations"] for row in mine["submission"]} == {
        a.id: a.annotations for a in answers
    }
    assert {row["id"] for row in mine["assignment"]} == set(given)
    owed = [row for row in mine["money_lines"] if row["side"] == "credit"]
    assert sum(row["amount_e4"] for row in owed) == sum(row["amount_e4"] for row in mine["earning"]) > 0
    looks = {row["what"]: row["detail"] for row in mine["who_looked"]}
    assert looks["name.revealed"] == {"why": "payment"}


def test_nothing_of_others_and_no_secret_is_in_it(worked: People) -> None:
    mine = taken(worked.mei)

    text = json.dumps(mine, ensure_ascii=False)
    with reading() as session:
        of_others = session.scalars(
            sa.select(Submission.id).where(Submission.annotator_id != worked.mei)
        ).all()
    assert of_others
    assert not any(number in text for number in of_others)
    for word in ("password_hash", "token_hash", "wrapped", "phone_index", "_sealed", "13800000002"):
        assert word not in text, word


def test_she_alone_gets_it_and_that_is_noted(
    browser_of: Callable[[int], Any], client: Any, worked: People
) -> None:
    mei = browser_of(worked.mei)
    assert "只存在你自己的设备上" in mei.get("/account/data").text

    answer = mei.post("/account/data")

    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Cache-Control"] == "no-store"
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert "contents.json" in names
    with reading() as session:
        events = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "own_data.taken")).all()
    assert [(one.actor_id, one.object_id) for one in events] == [(worked.mei, str(worked.mei))]
    assert client.post("/account/data").status_code in (302, 401, 403)
