"""A status comes from a county's list alone; of the list only keyed hashes are kept; each wrong line is named."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.db import reading, transaction
from annotate.host.tables import all_tables
from annotate.households import county_list_service
from annotate.households.county_lists import Listed, ListedStatus, ListTitle, read_list
from annotate.households.errors import ListFromTheFuture, ListThereAlready, ListWithoutSource
from annotate.households.models import ListedPerson
from annotate.people import identity_service
from annotate.people.identity_number import check_character, normal_number
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from tests.programmes.conftest import SINAN, WANSHAN


def number(order: int) -> str:
    first = f"52062419900307{order:03d}"
    return first + check_character(first)


TITLE = ListTitle("思南县建档立卡名单", "思农发〔2026〕3 号", dt.date(2026, 5, 1))


def take(place: Any, *rows: tuple[int, str], title: ListTitle = TITLE, county: str = SINAN) -> int:
    with transaction() as session:
        listed = [Listed(number(order), ListedStatus(status)) for order, status in rows]
        return county_list_service.take_list(session, place.wen, county, title, listed).id


@pytest.fixture
def jin(place: Any) -> int:
    with transaction() as session:
        account = create_account(
            session, NewAccount(Role.ANNOTATOR, "13700000001", "张金红", county_code=SINAN)
        )
        identity_service.keep_number(session, account.id, number(1))
        return account.id


def standing(who: int, county: str = SINAN) -> county_list_service.Standing:
    with reading() as session:
        return county_list_service.standing_of(session, [who], county)[who]


def test_the_newest_list_says_what_she_is_and_where_it_stands(place: Any, jin: int) -> None:
    assert (standing(jin).status, standing(jin).source) == (None, None)
    take(place, (1, "registered"), (2, "monitored"))
    found = standing(jin)
    assert found.status is ListedStatus.REGISTERED
    assert found.source is not None
    assert found.source.document == "思农发〔2026〕3 号"

    take(place, (2, "registered"), title=ListTitle("名单", "4 号", dt.date(2026, 6, 1)))

    assert standing(jin).status is None, "the newer list has her no more"
    assert standing(jin).source is not None
    assert standing(jin, WANSHAN).source is None, "another county's list says nothing of her"


def test_without_an_identity_number_nothing_is_known(place: Any) -> None:
    with transaction() as session:
        account = create_account(
            session, NewAccount(Role.ANNOTATOR, "13700000009", "无号", county_code=SINAN)
        )
    take(place, (1, "registered"))
    assert standing(account.id).has_number is False


def test_nobody_can_read_who_is_on_a_list(place: Any) -> None:
    take(place, (1, "registered"), (2, "monitored"))
    with reading() as session:
        kept = session.scalars(sa.select(ListedPerson.number_index)).all()
        assert len(kept) == 2
        for table in all_tables().sorted_tables:
            assert number(1) not in str(session.execute(sa.select(table)).all()), table.name
            assert number(1)[-8:] not in str(session.execute(sa.select(table)).all()), table.name


@pytest.mark.parametrize(
    ("title", "error"),
    [
        (ListTitle("", "3 号", dt.date(2026, 5, 1)), ListWithoutSource),
        (ListTitle("名单", " ", dt.date(2026, 5, 1)), ListWithoutSource),
        (ListTitle("名单", "3 号", None), ListWithoutSource),
        (ListTitle("名单", "3 号", dt.date(2099, 1, 1)), ListFromTheFuture),
    ],
)
def test_a_list_without_its_document_is_refused(place: Any, title: ListTitle, error: type[Exception]) -> None:
    with pytest.raises(error):
        take(place, (1, "registered"), title=title)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ListedPerson)) == 0


def test_the_same_day_twice_is_refused(place: Any) -> None:
    take(place, (1, "registered"))
    with pytest.raises(ListThereAlready):
        take(place, (2, "registered"))


def csv_of(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join(("姓名,身份证号,状态", *lines)).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_lists_come_as_offices_write_them(encoding: str) -> None:
    read = read_list(
        csv_of(f"张,'{number(1)},建档立卡户", f"李,{number(2)},监测对象", ",,", encoding=encoding)
    )

    assert read.faults == ()
    assert [(one.number, one.status.value) for one in read.rows] == [
        (number(1), "registered"),
        (number(2), "monitored"),
    ]


def test_each_wrong_line_is_named_and_hides_no_right_one() -> None:
    wrong = number(4)[:-1] + ("0" if number(4)[-1] != "0" else "1")
    read = read_list(
        csv_of(
            f"张,{number(1)},建档立卡",
            f"李,{wrong},监测",
            f"王,{number(3)},一般户",
            f"张,{number(1)},建档立卡",
            f"张,{number(1)},监测",
            "短",
        )
    )

    assert [(one.path, one.code) for one in read.faults] == [
        ("line 3", "number"),
        ("line 4", "status"),
        ("line 6", "two"),
        ("line 7", "number"),
    ]
    assert (len(read.rows), read.repeated) == (1, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02PK", "not_text"),
        (b"\xff\xfe\x00\xd8\xff\xff", "not_text"),
        ("姓名,电话\n张,138".encode(), "heads"),
        ("身份证号,状态".encode(), "empty"),
    ],
)
def test_what_is_no_list_is_refused_by_name(content: bytes, code: str) -> None:
    assert [one.code for one in read_list(content).faults] == [code]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    read = read_list(content)
    assert all(normal_number(one.number) == one.number for one in read.rows)
    if not read.rows and not read.faults:
        # Heads of the two columns and nothing but blank lines below them.
        assert b"," in content


def test_from_the_file_to_her_page(browser_of: Callable[[int], Any], place: Any, jin: int) -> None:
    wen = browser_of(place.wen)
    said = {"title": "思南县建档立卡名单", "document": "3 号", "as_of": "2026-05-01"}

    def send(content: bytes, **more: str) -> Any:
        return wen.post("/county-lists", data={**said, **more, "file": (io.BytesIO(content), "list.csv")})

    half = csv_of(f"张,{number(1)},建档立卡", "李,123,监测")
    refused = send(half)
    assert refused.status_code == 422
    assert "line 3" in refused.text
    assert 'value="3 号"' in refused.text, "nothing typed is lost"
    assert standing(jin).source is None
    assert send(csv_of()).status_code == 422
    assert send(half, leave_out="1").status_code == 302
    page = wen.get("/county-lists").text
    assert "略去 1 行" in page
    woman = wen.get(f"/women/{jin}").text
    assert "建档立卡户" in woman
    assert "2026-05-01" in woman
    assert send(half, leave_out="1").status_code == 409
