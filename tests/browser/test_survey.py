"""A coordinator asks a family on her phone, without a network; what she wrote arrives once."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewPage
from tests.browser.test_journey import sign_in
from tests.browser.test_registration import COUNTIES, Hand, number_of, printed_card
from tests.host.instance import Instance

SURVEYS = "SELECT count(*) FROM household_survey"
CURRENT = "SELECT count(*) FROM income_record WHERE source <> 'ledger' AND superseded_at IS NULL"
ALL = "SELECT count(*) FROM income_record WHERE source <> 'ledger'"


def counted(instance: Instance, query: str) -> int:
    with sqlite3.connect(next(Path(instance.data).glob("*.sqlite3")), timeout=30) as database:
        return int(database.execute(query).fetchone()[0])


def registered(new_page: NewPage, card: str) -> None:
    """A woman who agrees that her family's income is written down."""
    phone = new_page(phone=True)
    phone.goto(card)
    hand = Hand(phone)
    hand.write("phone", "13900037711")
    hand.write("name", "张小兰")
    hand.write("identity_number", number_of("19900307", "100"))
    hand.write("password", "doudou lan 7")
    for purpose in ("work", "household"):
        hand.tap(f"input[name=consent][value={purpose}]")
    hand.tap("form[action='/register'] button[type=submit]")
    phone.wait_for_url(re.compile(r"/work$"))


def lose_the_first_answer(page: Page) -> None:
    """The server does what was asked; the line breaks before she hears of it."""
    lost: list[Route] = []

    def pass_on(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route)
        route.fetch()
        route.abort()

    page.route("**/surveys", pass_on)


def test_a_survey_written_without_a_network_arrives_once(
    tmp_path: Path, instance: Instance, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    counties = tmp_path / "counties.csv"
    counties.write_text(COUNTIES, encoding="utf-8")
    instance.flask("registry", "counties", str(counties), "--source", "test list, 2026")
    made = ("--foundation", "豆芽基金会", "--name-zh", "豆芽计划", "--starts", "2026-01-01")
    programme = instance.flask("programme", "add", *made).split()[-1]
    wen = add_person("coordinator", "13900037701", "文", "--county", "520624")
    page = sign_in(new_page(phone=True), wen, "/women")
    registered(new_page, printed_card(page, programme))
    page.goto("/women")
    page.get_by_role("link", name="张**").first.click()
    page.fill("input[name=birth_year_0]", "1990")
    page.select_option("select[name=relation_1]", "child")
    page.fill("input[name=birth_year_1]", "2018")
    page.get_by_role("button", name="建立家庭档案").click()
    page.get_by_role("link", name="用手机问").click()

    page.get_by_role("button", name="下一步").tap()
    page.context.set_offline(True)
    page.fill("input[name=wage]", "8000")
    expect(page.locator("[data-survey-total]")).to_contain_text("4,000")
    expect(page.locator("input[name=business]")).to_be_hidden()
    for _kind in range(5):
        page.get_by_role("button", name="下一步").tap()
    page.fill("input[name=evidence]", "入户走访")
    page.locator("[data-survey-send]").tap()
    expect(page.locator("[data-survey-state]")).to_contain_text("网络恢复后会自动发送")
    assert counted(instance, SURVEYS) == 0

    lose_the_first_answer(page)
    page.context.set_offline(False)
    expect(page.locator("[data-survey-state]")).to_contain_text("网络恢复后会自动发送")
    page.reload()
    expect(page.locator("[data-survey-done]")).to_be_visible(timeout=20_000)

    assert counted(instance, SURVEYS) == 1
    assert counted(instance, ALL) == counted(instance, CURRENT) == 5
    page.get_by_role("link", name="她的档案").last.click()
    expect(page.locator("main")).to_contain_text("8,000")

    # The running month is refused in words; what she wrote stays in its fields.
    page.get_by_role("link", name="用手机问").click()
    page.fill("input[name=month]", "2999-01")
    for _screen in range(6):
        page.get_by_role("button", name="下一步").tap()
    page.locator("[data-survey-send]").tap()
    expect(page.locator("[data-survey-refused]")).to_contain_text("还没有过完")
    page.reload()
    expect(page.locator("input[name=month]")).to_have_value("2999-01")
