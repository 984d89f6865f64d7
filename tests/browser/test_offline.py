"""A day without a network: the window opens from this device, a bag taken along is worked off, all of it arrives once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import ARGS, DESKTOP, NewPage, chromium_path
from tests.browser.labelling import (
    Zhao,
    drag,
    drawn_boxes,
    earnings,
    finish,
    opened,
    phones,
    sign_in,
    worker_is_ready,
)
from tests.browser.line import Line
from tests.conftest import wait_until


def bag_is_fetched(page: Page) -> None:
    page.locator(".keeping-button").click()
    page.get_by_role("button", name="取今天的活").click()
    expect(page.locator("[data-bag=ready]")).to_be_visible(timeout=60_000)
    page.keyboard.press("Escape")


def test_the_window_opens_without_a_network_and_other_pages_say_so(
    zhao: Zhao, line: Line, mei: str, new_page: NewPage
) -> None:
    project = zhao.open_labels(pictures=1)
    page = sign_in(new_page(base_url=line.url), mei, project)
    drag(page, (0.3, 0.3), (0.5, 0.5))
    expect(page.locator(".keeping")).to_contain_text("已存到服务器", timeout=15_000)
    worker_is_ready(page, project)

    with line.down():
        page.goto(f"/work/{project}")
        opened(page)
        assert drawn_boxes(page) == 1

        page.goto("/earnings")
        expect(page.locator("h1")).to_have_text("现在没有网络")
        page.get_by_role("link", name="城市路口").click()
        opened(page)

    page.goto("/earnings")
    expect(page.locator("h1")).not_to_have_text("现在没有网络")


# What waits on this device, as it will be sent, in the order of the assignments.
WAITING = """() => new Promise((resolve) => {
  const opening = indexedDB.open(`douya-editor-${document.querySelector("[data-person]").dataset.person}`);
  opening.onsuccess = () => {
    const works = opening.result.transaction("works").objectStore("works").getAll();
    works.onsuccess = () => resolve(works.result.sort((a, b) => a.id - b.id).map((work) => work.submission.annotations.map((shape) => shape.box)));
  };
})"""


@pytest.fixture
def open_browser(chromium: Browser, line: Line, tmp_path: Path) -> Callable[[], tuple[BrowserContext, Page]]:
    """A browser of its own on a folder of its own: closed and opened again it is the same one."""

    def opened_anew() -> tuple[BrowserContext, Page]:
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=chromium_path(),
            args=ARGS,
            base_url=line.url,
            locale="zh-CN",
            viewport=DESKTOP,
        )
        return context, context.pages[0]

    return opened_anew


def a_day_passes(zhao: Zhao, project: int) -> None:
    """For the server: the moments it keeps lie a day further back."""
    for column in ("leased_until", "offline_until", "taken_at"):
        back = f"UPDATE assignment SET {column} = datetime({column}, '-24 hours') WHERE project_id = ?"
        zhao.sql(back, project)


def draw_and_finish(page: Page, right: float, place: str) -> None:
    drag(page, (0.2, 0.3), (right, 0.6))
    expect(page.locator(".object")).to_have_count(1)
    finish(page)
    expect(page.locator(".place")).to_have_text(place)


def test_a_day_offline_with_a_bag_taken_along(
    zhao: Zhao, line: Line, mei: str, open_browser: Callable[[], tuple[BrowserContext, Page]]
) -> None:
    project = zhao.open_labels(pictures=4)
    context, page = open_browser()
    sign_in(page, mei, project)
    bag_is_fetched(page)
    worker_is_ready(page, project)
    context.close()

    with line.down():
        a_day_passes(zhao, project)
        context, page = open_browser()
        page.goto(f"/work/{project}")
        opened(page)
        for number in (2, 3, 4):
            draw_and_finish(page, 0.3 + number / 10, f"第 {number}/4 张")
        expect(page.locator(".keeping")).to_contain_text("3 张等着发送")
        context.close()
        context, page = open_browser()
        page.goto(f"/work/{project}")
        draw_and_finish(opened(page), 0.4, "第 4/4 张")
        expect(page.locator(".cover")).to_contain_text("等网络")
        waiting = page.evaluate(WAITING)
    page.reload()

    wait_until(lambda: len(zhao.arrived(project)) == 4, "all four answers are there", seconds=60)
    assert list(zhao.arrived(project).values()) == waiting
    assert zhao.sql("SELECT late FROM submission WHERE project_id = ?", project) == [(0,)] * 4
    wait_until(lambda: "1.68" in earnings(page), "all four are paid", seconds=60)
    context.close()


def test_a_shared_computer_gives_nobody_what_is_anothers(
    zhao: Zhao, line: Line, mei: str, add_person: Callable[..., str], new_page: NewPage
) -> None:
    project = zhao.open_labels(pictures=2, answers=2)
    page = sign_in(new_page(base_url=line.url), mei, project)
    drag(page, (0.3, 0.3), (0.5, 0.5))
    # With a draft still on its way she would be warned, and rightly.
    drafts = "SELECT 1 FROM draft JOIN assignment ON assignment.id = assignment_id WHERE project_id = ?"
    wait_until(lambda: zhao.sql(drafts, project), "the draft is on the server")
    expect(page.locator(".keeping")).to_contain_text("已存到服务器")
    worker_is_ready(page, project)
    meis = page.evaluate("() => document.querySelector('[data-person]').dataset.person")
    page.goto("/work")
    page.locator(".account-tool").click()
    page.locator("form[action='/sign-out'] button").first.click()
    page.wait_for_url("**/")
    assert (
        page.evaluate("async () => (await caches.keys()).filter((name) => name.startsWith('douya-pages-'))")
        == []
    )

    with line.down():
        page.goto(f"/work/{project}")
        expect(page.locator("h1")).to_have_text("现在没有网络")
    an = add_person("annotator", next(phones), "安")
    sign_in(page, an, project)

    assert page.evaluate("() => document.querySelector('[data-person]').dataset.person") != meis
    expect(page.locator(".object")).to_have_count(0)
