"""What finance uploads or presses wrongly is refused on the page, in her language; nothing moves."""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.ledger import proof_service
from annotate.pay.payouts import Channel, LineState
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from tests.conftest import People
from tests.pay.payday import NOVEMBER, balance, enter_account, entries, lines, owe, prepared, result, sent

Browser = Callable[[int], Any]
TRANSIT = "payout_in_transit:CNY"
LANGUAGES = ("zh_CN", "en")


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(NOVEMBER, tick=False):
        yield


@pytest.fixture
def officers(people: People) -> tuple[int, int]:
    with transaction() as session:
        new = NewAccount(Role.FINANCE, "13800000009", "周", organisation_id=people.organisation_id)
        return people.qian, create_account(session, new).id


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, officers: tuple[int, int]) -> str:
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.id.in_(officers)).values(locale=request.param))
    return str(request.param)


def _told(page: Any, language: str, words: dict[str, str]) -> None:
    assert page.status_code == 200
    assert words[language] in page.text


UNKNOWN = "DYACNY202611200000009999R01"
WRONG_FILES = {
    "not a table": (
        "\udcff\udcfe",
        {"zh_CN": "既不是 UTF-8 也不是 GBK", "en": "is neither UTF-8 nor GBK text"},
    ),
    "empty": ("", {"zh_CN": "没有任何一行", "en": "has no lines"}),
    "another table": ("名字,数目\n梅,1\n", {"zh_CN": "缺少“", "en": "is missing"}),
    "amount": ("126.01 成功 梅", {"zh_CN": "金额和发出的不一样", "en": "has another amount than we sent"}),
    "name": ("126.00 成功 安", {"zh_CN": "姓名是另一个人", "en": "names another person"}),
    "state": ("126.00 好 梅", {"zh_CN": "“好”不是认识的状态", "en": "“好” is no state we know"}),
    "formula": ("=1+1 成功 梅", {"zh_CN": "“=1+1”不是金额", "en": "“=1+1” is no amount"}),
    "stranger": (UNKNOWN, {"zh_CN": f"付款 {UNKNOWN} 不在这一批里", "en": f"{UNKNOWN} is not in this batch"}),
}


def _file(said: str, number: str) -> bytes:
    if said == UNKNOWN:
        return result(Channel.ALIPAY, (UNKNOWN, "梅", "126.00", "成功"))
    if said.count(" ") == 2:
        amount, word, name = said.split()
        return result(Channel.ALIPAY, (number, name, amount, word))
    return said.encode(errors="surrogateescape")


def test_every_wrong_result_file_is_named_in_words_and_moves_nothing(
    browser_of: Browser, people: People, officers: tuple[int, int], language: str
) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = sent(officers)
    qian, [line] = browser_of(people.qian), lines(batch_id)

    for said, words in WRONG_FILES.values():
        data = {"file": (io.BytesIO(_file(said, line.number)), "r.csv")}
        page = qian.post(f"/finance/payouts/{batch_id}/result", data=data, follow_redirects=True)
        _told(page, language, words)

    nothing_chosen = qian.post(f"/finance/payouts/{batch_id}/result", data={}, follow_redirects=True)
    _told(nothing_chosen, language, {"zh_CN": "没有任何一行", "en": "has no lines"})
    assert [line.state for line in lines(batch_id)] == [LineState.SENT]
    assert (balance(TRANSIT), entries("payout_paid"), entries("payout_failed")) == (126_0000, 0, 0)


def test_the_same_file_a_second_time_is_refused_and_pays_once(
    browser_of: Browser, people: People, officers: tuple[int, int], language: str
) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = sent(officers)
    qian, [line] = browser_of(people.qian), lines(batch_id)
    told = result(Channel.ALIPAY, (line.number, "梅", "126.00", "成功"))

    for words in (
        {"zh_CN": "已到账 1", "en": "1"},
        {"zh_CN": "同一个文件以前已经导入过", "en": "This very file was taken in before"},
    ):
        data = {"file": (io.BytesIO(told), "r.csv")}
        page = qian.post(f"/finance/payouts/{batch_id}/result", data=data, follow_redirects=True)
        _told(page, language, words)

    assert (entries("payout_paid"), balance(TRANSIT), balance("bank:CNY")) == (1, 0, -126_0000)


def test_confirmed_and_cancelled_together_the_second_press_is_told_so(
    browser_of: Browser, people: People, officers: tuple[int, int], language: str
) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = prepared(people.qian)
    windows = [browser_of(officer) for officer in officers]
    for window in windows:
        window.post(f"/finance/payouts/{batch_id}/sign")

    with ThreadPoolExecutor(2) as pool:
        pressed = [
            pool.submit(window.post, f"/finance/payouts/{batch_id}/{step}", follow_redirects=True)
            for window, step in zip(windows, ("send", "cancel"), strict=True)
        ]
    pages = [one.result().text for one in pressed]

    moved_on = {"zh_CN": "这一批已经有了新的状态", "en": "This batch has moved on in the meantime"}[language]
    assert sum(moved_on in page for page in pages) == 1
    is_sent = moved_on not in pages[0]
    assert (entries("payout_sent"), balance(TRANSIT)) == ((1, 126_0000) if is_sent else (0, 0))
    with reading() as session:
        assert proof_service.verify(session) == []
