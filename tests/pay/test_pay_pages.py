"""Her earnings page, her statement and its file, the manager's form."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading
from annotate.pay.day_bars import day_bars, step_e4
from annotate.projects.models import Project
from tests.conftest import People
from tests.pay.conftest import MARCH_2
from tests.quality.crowd_work import answer, publish, right

Browser = Callable[[int], Any]


def test_her_month_names_amount_pictures_and_reasons(
    browser_of: Browser, people: People, paid_project: int
) -> None:
    page = browser_of(people.mei).get("/earnings?month=2026-03")

    assert page.status_code == 200
    for words in (
        "2026 年 03 月",
        "1.26",
        "street-000.jpg",
        "全额计酬",
        "没有要改的",
        "每天的收入",
        "工资单",
    ):
        assert words in page.text, words


def test_this_month_shows_today_the_pay_day_and_what_is_on_its_way(
    browser_of: Browser, people: People, paid_project: int
) -> None:
    with time_machine.travel(MARCH_2, tick=False):
        answer(people.mei, publish(people.zhao), right())
        page = browser_of(people.mei).get("/earnings")
        home = browser_of(people.mei).get("/work")

    for words in ("今天", "下次发钱", "2026年3月16日", "还有 1 张图片正在比对"):
        assert words in page.text, words
    assert "1.26" in home.text


def test_a_month_without_pay_says_so(browser_of: Browser, people: People) -> None:
    assert "这个月没有收入" in browser_of(people.mei).get("/earnings?month=2025-01").text
    assert browser_of(people.mei).get("/earnings?month=x").status_code == 404
    assert browser_of(people.mei).get("/earnings/2026-99").status_code == 404


def test_the_statement_and_its_file_add_up(browser_of: Browser, people: People, paid_project: int) -> None:
    mei = browser_of(people.mei)

    page, file = mei.get("/earnings/2026-03"), mei.get("/earnings/2026-03.csv")

    assert "城市路口" in page.text
    assert "1.26" in page.text
    assert file.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(file.text.lstrip("\ufeff"))))
    assert [row[6] for row in rows[1:]] == ["0.4200"] * 3
    assert {row[2] for row in rows[1:]} == {"street-000.jpg", "street-001.jpg", "street-002.jpg"}


def test_nobody_else_has_such_a_page(browser_of: Browser, people: People) -> None:
    for somebody in (people.zhao, people.lin, people.qian, people.sun):
        assert browser_of(somebody).get("/earnings").status_code == 403


def test_the_managers_form_books_once(browser_of: Browser, people: People, paid_project: int) -> None:
    zhao, form = browser_of(people.zhao), {"amount": "900.50", "idempotency_key": "page-1"}

    for _ in range(2):
        assert zhao.post(f"/projects/{paid_project}/fund", data=form).status_code == 302
    for amount in ("", "0", "-5", "1.005", "abc", "1e9"):
        zhao.post(
            f"/projects/{paid_project}/fund", data={"amount": amount, "idempotency_key": f"bad {amount}"}
        )

    with reading() as session:
        assert session.scalar(sa.select(Project.funded_e4)) == 1_000_000_000 + 9_005_000


def test_bars_stand_on_their_days_and_reach_the_right_height() -> None:
    import datetime as dt

    drawn = day_bars("2026-02", {dt.date(2026, 2, 1): 100_000, dt.date(2026, 2, 28): 400_000})

    for one in (drawn.wide, drawn.narrow):
        first, last = one.bars
        assert one.plot.left <= first.x
        assert last.x + last.width <= one.plot.right
        assert last.height == pytest.approx(4 * first.height, abs=0.3)
        assert last.y >= one.plot.top
        assert [tick.label for tick in one.y_ticks] == ["0", "10", "20", "30", "40"]
    assert day_bars("2026-02", {}).wide.bars == ()
    assert [step_e4(yuan * 10_000) for yuan in (0, 4, 5, 81, 100_000_000)] == [
        10_000,
        10_000,
        20_000,
        250_000,
        500_000_000,
    ]


def test_a_long_list_goes_on_on_another_page(browser_of: Browser, people: People, paid_project: int) -> None:
    with reading() as session:
        newest = session.scalar(sa.text("SELECT max(id) FROM earning"))

    page = browser_of(people.mei).get(f"/earnings?month=2026-03&before={newest}")

    assert page.status_code == 200
    assert "street-000.jpg" in page.text
