"""The operators' registry: two people bring a row in, a mistake is corrected by a later row, a list by its lines."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.programmes.floor_service import hourly_floors_e4
from annotate.registry import queries
from annotate.registry.models import Standard
from annotate.registry.service import load_seeds
from annotate.registry.words import StandardKind, StandardState
from tests.conftest import People

Browser = Callable[[int], Any]
WAGE = {
    "kind": "minimum_wage_hour",
    "region_code": "520000",
    "scope": "class 1",
    "value": "19.6",
    "unit": "CNY/hour",
    "valid_from": "2025-02-01",
    "source_title": "省政府关于调整最低工资标准的通知",
    "document_number": "黔府〔2025〕1号",
}
TODAY = dt.date(2026, 11, 26)


@pytest.fixture
def operators(people: People) -> tuple[int, int]:
    with transaction() as session:
        return (
            create_account(session, NewAccount(Role.ADMIN, "13800000061", "吴")).id,
            create_account(session, NewAccount(Role.ADMIN, "13800000062", "郑")).id,
        )


def floors() -> dict[str, int]:
    with reading() as session:
        return hourly_floors_e4(session, TODAY)


def rows_of(kind: StandardKind = StandardKind.MINIMUM_WAGE_HOUR) -> list[tuple[str, StandardState]]:
    with reading() as session:
        return [
            (one.row.value, one.state) for one in sorted(queries.shown(session, kind), key=lambda s: s.row.id)
        ]


def enter(client: Any, **changes: str) -> int:
    answer = client.post("/registry/new", data={**WAGE, **changes})
    assert answer.status_code == 302, answer.text
    with reading() as session:
        return int(session.scalar(sa.select(sa.func.max(Standard.id))) or 0)


def approve(client: Any, row_id: int) -> Any:
    return client.post(f"/registry/{row_id}/approve", follow_redirects=True)


def test_a_wage_that_was_copied_wrongly_is_corrected_downwards(
    browser_of: Browser, operators: tuple[int, int]
) -> None:
    wu, zheng = map(browser_of, operators)
    wrong = enter(wu, value="196")
    approve(zheng, wrong)
    assert floors() == {"520000": 196_0000}

    page = wu.get(f"/registry/new?replaces={wrong}").text
    assert 'value="196"' in page
    right = enter(wu, replaces=str(wrong))
    assert floors() == {"520000": 196_0000}, "it waits for the second person"
    assert "另一位管理员对照文件核对" in approve(wu, right).text or "另一个人" in approve(wu, right).text
    assert floors() == {"520000": 196_0000}
    approve(zheng, right)

    assert floors() == {"520000": 19_6000}
    assert rows_of() == [("196", StandardState.REPLACED), ("19.6", StandardState.IN_USE)]
    with reading() as session:
        followed = queries.usable_standard(session, wrong)
        assert followed is not None
        assert followed.id == right, "whoever chose the old row has the one that corrected it"


def test_of_two_corrections_of_one_row_the_first_approved_counts(
    browser_of: Browser, operators: tuple[int, int]
) -> None:
    wu, zheng = map(browser_of, operators)
    wrong = enter(wu, value="196")
    approve(zheng, wrong)
    first, second = enter(wu, replaces=str(wrong)), enter(wu, value="20", replaces=str(wrong))
    approve(zheng, first)

    page = approve(zheng, second).text

    assert "要更正的这一行已经不用了" in page
    assert floors() == {"520000": 19_6000}


def test_the_newest_row_of_a_place_holds_even_when_it_is_lower(
    browser_of: Browser, operators: tuple[int, int]
) -> None:
    wu, zheng = map(browser_of, operators)
    for value, day in (("21", "2025-02-01"), ("20", "2026-03-01"), ("25", "2027-01-01")):
        approve(zheng, enter(wu, value=value, valid_from=day))

    assert floors() == {"520000": 20_0000}


def test_a_refused_row_stays_with_its_reason_and_counts_for_nothing(
    browser_of: Browser, operators: tuple[int, int]
) -> None:
    wu, zheng = map(browser_of, operators)
    row = enter(wu)

    assert (
        "请写明原因" in zheng.post(f"/registry/{row}/refuse", data={"why": " "}, follow_redirects=True).text
    )
    zheng.post(f"/registry/{row}/refuse", data={"why": "文件里是 19.9", "kind": "minimum_wage_hour"})

    assert rows_of() == [("19.6", StandardState.REFUSED)]
    assert "文件里是 19.9" in wu.get("/registry").text
    assert "已经有人处理过了" in approve(zheng, row).text
    assert floors() == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "-3"}, "请写大于零的数"),
        ({"value": "1e999"}, "请写大于零的数"),
        ({"region_code": "贵州"}, "请写六位行政区划代码"),
        ({"valid_from": "2026-02-30"}, "请写从哪一天起有效"),
        ({"valid_to": "2024-01-01"}, "最后一天早于第一天"),
        ({"document_number": " "}, "没有来源的数作不了数"),
        ({"unit": "CNY/month"}, "这一种的单位是：CNY/hour"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_wrong_field_is_named_beside_it_and_all_that_was_typed_is_kept(
    browser_of: Browser, operators: tuple[int, int], changes: dict[str, str], words: str
) -> None:
    answer = browser_of(operators[0]).post("/registry/new", data={**WAGE, **changes})

    assert answer.status_code == 422
    assert words in answer.text
    assert "省政府关于调整最低工资标准的通知" in answer.text
    assert rows_of() == []


LIST = (
    "kind,region_code,scope,value,unit,price_year,valid_from,valid_to,source_title,document_number,note\n"
    "minimum_wage_hour,520000,class 1,19.6,CNY/hour,,2025-02-01,,通知,黔府〔2025〕1号,\n"
    "holiday,CN,,1,day off,,2026-10-01,2026-10-07,国务院办公厅通知,国办发明电〔2025〕7号,国庆\n"
    "cpi,CN,,103.2,index,2020,2020-01-01,2020-12-31,统计年鉴,2021,\n"
)


def test_a_list_is_seen_first_then_entered_once_and_each_row_waits(
    browser_of: Browser, operators: tuple[int, int]
) -> None:
    wu = browser_of(operators[0])
    seen = wu.post("/registry/import", data={"file": (io.BytesIO(LIST.encode("utf-8-sig")), "list.csv")})
    assert "表里有 3 行" in seen.text
    assert rows_of() == []

    for words in ("录入了 3 行", "录入了 0 行，等第二个人核对。 有 3 行原来就有"):
        page = wu.post("/registry/import", data={"text": LIST, "take": "1"}, follow_redirects=True)
        assert words in page.text

    assert rows_of() == [("19.6", StandardState.WAITING)]
    assert rows_of(StandardKind.HOLIDAY) == [("1", StandardState.WAITING)]


def test_a_list_with_a_fault_names_the_line_and_enters_nothing(
    browser_of: Browser, operators: tuple[int, int]
) -> None:
    wu = browser_of(operators[0])
    bad = LIST + "minimum_wage_hour,52,class 1,many,CNY/hour,,2025-02-01,,通知,1,\nwages,,,,,,,,,,\n"

    for data in ({"text": bad}, {"text": bad, "take": "1"}):
        answer = wu.post("/registry/import", data=data)
        assert answer.status_code == 422
        assert "line 5, region_code" in answer.text
        assert "line 5, value" in answer.text
        assert "line 6, kind" in answer.text
    assert rows_of() == []


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "kind\n", '"' * 9, "\x00,\n"])
def test_what_is_no_list_is_refused(browser_of: Browser, operators: tuple[int, int], text: str) -> None:
    assert browser_of(operators[0]).post("/registry/import", data={"text": text}).status_code == 422


def test_what_is_downloaded_can_be_brought_in_again(browser_of: Browser, operators: tuple[int, int]) -> None:
    wu = browser_of(operators[0])
    with transaction() as session:
        load_seeds(session)
    wu.post("/registry/import", data={"text": LIST, "take": "1"})
    text = wu.get("/registry.csv").data.decode("utf-8-sig")
    entered = "\n".join(
        line for line in text.splitlines() if "shipped" not in line and "2026-01-01" not in line
    )

    assert text.count("\n") == 1 + 16 + 3
    page = wu.post(
        "/registry/import", data={"text": _entered_only(entered), "take": "1"}, follow_redirects=True
    )
    assert "有 3 行原来就有" in page.text


def _entered_only(text: str) -> str:
    head, *lines = text.splitlines()
    return "\n".join([head, *(line for line in lines if ",waiting," in line)])


def test_wages_that_nobody_entered_are_named_with_how_many_it_concerns(
    browser_of: Browser, people: People, operators: tuple[int, int]
) -> None:
    with transaction() as session:
        load_seeds(session)
        session.execute(sa.update(Account).where(Account.id == people.mei).values(county_code="520624"))
    wu, zheng = map(browser_of, operators)
    assert "小时最低工资 · 贵州省 (520000)" in wu.get("/registry").text

    approve(zheng, enter(wu))

    page = wu.get("/registry").text
    assert "小时最低工资 · 贵州省 (520000)" not in page
    assert "月最低工资 · 贵州省 (520000)" in page


@pytest.mark.parametrize("path", ["/registry", "/registry/new", "/registry/import", "/registry.csv"])
def test_only_operators_see_the_registry(browser_of: Browser, people: People, path: str) -> None:
    for who in (people.mei, people.zhao, people.qian):
        assert browser_of(who).get(path).status_code == 403
