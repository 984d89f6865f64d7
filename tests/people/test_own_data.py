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
import time_machine

from annotate.care.models import CareCase
from annotate.core import audit
from annotate.core.crypto import cipher
from annotate.core.db import reading, transaction
from annotate.core.models import AuditEvent
from annotate.host.tables import all_tables
from annotate.households.models import Household, HouseholdKey, HouseholdMember
from annotate.households.words import Relation
from annotate.people import own_data, own_data_service
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.registry.models import County
from annotate.work.models import Assignment, Submission
from tests.conftest import People
from tests.pay.conftest import work_a_day
from tests.pay.payday import enter_account, owe, sent

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


def test_every_table_that_hangs_on_one_of_hers_is_told_or_has_its_reason() -> None:
    hanging = {
        f"{table.name}.{column.name}"
        for table in all_tables().tables.values()
        for column in table.columns
        if table.name not in own_data.HERS
        and (
            column.name in ("submission_id", "household_id", "assignment_id")
            or any(key.column.table.name in set(own_data.HERS) - {"account"} for key in column.foreign_keys)
        )
    }

    assert hanging == set(own_data.HANGING)


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
    looks = {row["what"]: row["detail"] for row in mine["who_looked"] if row["on"] == "account"}
    assert looks["name.revealed"] == {"why": "payment"}


def test_who_looked_at_her_answers_her_case_her_family_and_her_payments_is_told(worked: People) -> None:
    with transaction() as session:
        officer = create_account(session, NewAccount(Role.FINANCE, "13800000009", "周")).id
        case = CareCase(account_id=worked.mei, signs={}, due_at=DAY)
        others_case = CareCase(account_id=worked.an, signs={}, due_at=DAY)
        session.add(
            County(code="623021", name="临潭县", province_code="62", province_name="甘肃省", source="test")
        )
        session.flush()
        household = Household(uuid="9a0c", county_code="623021")
        session.add_all([case, others_case, household])
        session.flush()
        member = HouseholdMember(
            household_id=household.id, account_id=worked.mei, relation=Relation.SELF, birth_year=1990
        )
        key = HouseholdKey(household_id=household.id, wrapped=cipher().new_data_key("9a0c"))
        session.add_all([member, key])
        for kind, number in (
            ("care_case", case.id),
            ("care_case", others_case.id),
            ("household", household.id),
        ):
            audit.record(session, worked.lin, "looked", kind, number)
    owe(worked.mei, 126_0000)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=4)):
        batch_id = sent((worked.qian, officer))

    looked = {(row["on"], row["number"]) for row in taken(worked.mei)["who_looked"]}

    assert {("care_case", str(case.id)), ("household", str(household.id))} <= looked
    assert ("payout_batch", str(batch_id)) in looked
    assert ("care_case", str(others_case.id)) not in looked


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
