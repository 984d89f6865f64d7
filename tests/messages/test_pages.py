"""The inbox as everybody sees it, whatever her role."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.db import transaction
from annotate.messages import service
from tests.conftest import People
from tests.messages.told import told

Browser = Callable[[int], Any]


def _tell(account_id: int, amount_e4: int, link: str = "/earnings") -> int:
    with transaction() as session:
        service.send(session, account_id, "payout.sent", {"amount_e4": amount_e4}, link)
    return told(account_id)[-1].id


@pytest.mark.parametrize(
    "who", [field.name for field in dataclasses.fields(People) if field.type in ("int", int)][:6]
)
def test_everybody_has_an_inbox_that_says_when_it_is_empty(
    browser_of: Browser, people: People, who: str
) -> None:
    page = browser_of(getattr(people, who)).get("/messages")

    assert page.status_code == 200
    assert "还没有消息" in page.text
    assert "nav-count" not in page.text


def test_the_navigation_counts_what_she_has_not_read(browser_of: Browser, people: People) -> None:
    mei = browser_of(people.mei)
    for amount_e4 in (10_000, 20_000):
        _tell(people.mei, amount_e4)

    page = mei.get("/account").text
    assert '<span class="nav-count">2</span>' in page

    answer = mei.post(f"/messages/{told(people.mei)[0].id}/open")
    assert answer.location == "/earnings"
    assert '<span class="nav-count">1</span>' in mei.get("/account").text

    newest = told(people.mei)[-1].id
    _tell(people.mei, 30_000)
    mei.post("/messages/read", data={"up_to": newest})
    # What came while she looked is still new.
    assert '<span class="nav-count">1</span>' in mei.get("/account").text


def test_messages_of_others_are_nothing_to_her(browser_of: Browser, people: People) -> None:
    hers = _tell(people.mei, 10_000)
    sun = browser_of(people.sun)

    assert sun.post(f"/messages/{hers}/open").status_code == 404
    assert "1.00" not in sun.get("/messages").text
    sun.post("/messages/read", data={"up_to": hers})
    assert told(people.mei)[0].read_at is None


def test_a_long_inbox_is_turned_page_by_page(browser_of: Browser, people: People) -> None:
    for number in range(31):
        _tell(people.mei, 10_000 * (number + 1))
    mei = browser_of(people.mei)

    first = mei.get("/messages").text
    second = mei.get(f"/messages?before={told(people.mei)[1].id}").text

    assert "31.00 元" in first
    assert "2.00 元已经" not in second
    assert "1.00 元" in second
    assert mei.get("/messages?before=x").status_code == 422
