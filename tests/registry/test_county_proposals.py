"""Division codes by two people: looked at, compared, entered whole or not at all; what changes is named."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid, NotFound
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.registry import county_service
from annotate.registry.errors import CountyListDecided, CountyListSamePerson, CountyListWithoutSource
from annotate.registry.models import County
from annotate.registry.service import load_seeds

HEAD = "code,name,province_code,province_name,valid_from,valid_to,successor_code\n"
# Wanshan's row as it ships gets a last day; a new county comes.
TEXT = HEAD + "520699,新设县,520000,贵州省,2026-07-01,,\n520624,思南县,520000,贵州省,,2026-06-30,520699\n"


@pytest.fixture
def operators(database: Any) -> tuple[int, int]:
    with transaction() as session:
        load_seeds(session)
        first, second = (
            create_account(session, NewAccount(Role.ADMIN, f"1380000006{n}", "管理员")).id for n in (1, 2)
        )
    return first, second


def propose(
    who: int, text: str = TEXT, source: str = "行政区划代码", document: str = "民函〔2026〕8 号"
) -> int:
    with transaction() as session:
        return county_service.propose(session, who, text, source, document).id


def approve(who: int, number: int) -> int:
    with transaction() as session:
        return county_service.approve(session, who, number)


def county(code: str) -> County | None:
    with reading() as session:
        found = session.get(County, code)
        if found is not None:
            session.expunge(found)
        return found


def test_nothing_counts_before_a_second_person_and_the_changes_are_named(operators: tuple[int, int]) -> None:
    number = propose(operators[0])
    with reading() as session:
        [(_one, changes)] = county_service.waiting(session)
        told = {change.row.code: (change.before is None, set(change.changed)) for change in changes}
    assert told["520699"] == (True, set())
    assert {"valid_to", "successor_code"} <= told["520624"][1]
    assert county("520699") is None
    with pytest.raises(CountyListSamePerson):
        approve(operators[0], number)

    assert approve(operators[1], number) == 2

    old = county("520624")
    assert old is not None
    assert (old.valid_to, old.successor_code) == (dt.date(2026, 6, 30), "520699")
    new = county("520699")
    assert new is not None
    assert "民函〔2026〕8 号" in new.source
    with pytest.raises(CountyListDecided):
        approve(operators[1], number)
    with pytest.raises(NotFound):
        approve(operators[1], 99)


@pytest.mark.parametrize(
    ("text", "source", "document", "error"),
    [
        (HEAD + "52062,思南县,520000,贵州省,,,\n", "名单", "1 号", Invalid),
        (HEAD, "名单", "1 号", CountyListWithoutSource),
        (TEXT, " ", "1 号", CountyListWithoutSource),
        (TEXT, "名单", "", CountyListWithoutSource),
        ("not,a,list\n1,2,3\n", "名单", "1 号", Invalid),
    ],
)
def test_a_bad_list_is_refused_whole(
    operators: tuple[int, int], text: str, source: str, document: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        propose(operators[0], text, source, document)
    with reading() as session:
        assert county_service.waiting(session) == []


def test_what_is_refused_changes_nothing(operators: tuple[int, int]) -> None:
    number = propose(operators[0])
    with pytest.raises(CountyListWithoutSource), transaction() as session:
        county_service.refuse(session, operators[1], number, " ")
    with transaction() as session:
        county_service.refuse(session, operators[1], number, "和文件对不上")
    with pytest.raises(CountyListDecided):
        approve(operators[1], number)
    assert county("520699") is None


def test_from_the_file_to_the_register_on_a_page(
    browser_of: Callable[[int], Any], operators: tuple[int, int]
) -> None:
    first, second = (browser_of(who) for who in operators)
    said = {"source": "行政区划代码", "document": "8 号"}

    def send(text: str) -> Any:
        return first.post(
            "/registry/counties", data=said | {"file": (io.BytesIO(text.encode()), "codes.csv")}
        )

    refused = send(HEAD + "52062,思南县,520000,贵州省,,,\n")
    assert refused.status_code == 422
    assert "line 2" in refused.text
    assert 'value="8 号"' in refused.text
    assert send(TEXT).status_code == 302
    page = first.get("/registry/counties").text
    assert "新设县" in page
    assert "对照文件" in page
    assert second.post("/registry/counties/1", data={"is_right": "1"}).status_code == 302
    with reading() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(County).where(County.code == "520699"))
    assert count == 1
    assert "新设县" in first.get("/registry/counties?province=520000").text
    assert "新设县" not in first.get("/registry/counties?province=610000").text
