"""Cuts, kills, two windows, two devices, a sign-out: each ends with one answer that equals what was drawn."""

import os
import signal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.desk import spot
from tests.browser.labelling import Zhao, drag, finish, opened, sign_in
from tests.browser.line import AFTER, BEFORE, PASS, Line
from tests.conftest import wait_until
from tests.host.instance import Instance

# 100 cuts of her calls, by a script in the page itself: before the server hears, or before she reads the answer.
CUT_100 = """() => {
  window.cuts = 0;
  const real = window.fetch;
  window.fetch = async (url, options) => {
    const isHers = /\\/(draft|submission)$/.test(String(url)) || String(url).includes("/submissions/");
    if (!isHers || window.cuts >= 100) return real(url, options);
    window.cuts += 1;
    if (window.cuts % 2) throw new TypeError("cut before");
    const done = await real(url, options);
    await done.arrayBuffer();
    throw new TypeError("cut after");
  };
}"""

# What she drew, as the window shows it, is what has to arrive.
BOX = """() => new Promise((resolve) => {
  const opening = indexedDB.open(`douya-editor-${document.querySelector("[data-person]").dataset.person}`);
  opening.onsuccess = () => {
    const steps = opening.result.transaction("steps").objectStore("steps").getAll();
    steps.onsuccess = () => resolve(steps.result.flatMap((step) => step.put.map((shape) => shape.box)));
  };
})"""


def draw_one(page: Page) -> list[float]:
    """Draw a box in the empty picture; where it is, as this device keeps it."""
    drag(page, (0.3, 0.3), (0.5, 0.55))
    expect(page.locator(".object")).to_have_count(1)
    found: list[list[float]] = wait_until(lambda: page.evaluate(BOX), "the box is on this device")
    return found[-1]


def only_answer(zhao: Zhao, project: int, seconds: float = 60) -> list[float]:
    wait_until(lambda: zhao.arrived(project), "the answer is there", seconds)
    ((box,),) = zhao.arrived(project).values()
    return box


def test_after_a_hundred_cuts_each_answer_is_there_once(zhao: Zhao, mei: str, new_page: NewPage) -> None:
    project = zhao.open_labels(pictures=3)
    page = sign_in(new_page(), mei, project)
    page.evaluate(CUT_100)
    drawn = []
    for number in range(3):
        drag(page, (0.3, 0.3), (0.4 + number / 10, 0.55))
        expect(page.locator(".object")).to_have_count(1)
        drawn.append(wait_until(lambda: page.evaluate(BOX), "the box is on this device")[-1])
        finish(page)
        expect(page.locator(".object:visible")).to_have_count(0)

    def all_are_sent() -> bool:
        # "The network is back", again and again, as a bad line says it.
        page.evaluate("() => dispatchEvent(new Event('online'))")
        return "全部已经送到" in page.locator(".cover").inner_text()

    wait_until(all_are_sent, "she is told that all three are there", seconds=120)
    assert page.evaluate("() => window.cuts") == 100
    assert [boxes[0] for boxes in zhao.arrived(project).values()] == drawn


@pytest.mark.parametrize("fate", [BEFORE, AFTER])
def test_a_tab_killed_while_the_line_is_cut_sends_its_answer_once(
    zhao: Zhao, line: Line, mei: str, new_page: NewPage, fate: str
) -> None:
    project = zhao.open_labels(pictures=1)
    page = sign_in(new_page(base_url=line.url), mei, project)
    box = draw_one(page)
    line.fate = lambda _method, path: fate if path.endswith("/submission") else PASS
    finish(page)
    wait_until(lambda: ("POST", fate) in {(m, f) for m, _p, f in line.log}, "the answer was cut")
    context = page.context
    page.close()

    line.fate = lambda _method, _path: PASS
    again = context.new_page()
    again.goto(f"/work/{project}")

    assert only_answer(zhao, project) == box
    expect(again.locator(".cover")).to_be_visible()
    assert len(zhao.arrived(project)) == 1


def test_a_half_drawn_box_comes_back_after_a_crash(zhao: Zhao, mei: str, new_page: NewPage) -> None:
    project = zhao.open_labels(pictures=1)
    page = sign_in(new_page(), mei, project)
    page.keyboard.press("Digit1")
    page.mouse.click(*spot(page, 0.3, 0.3))
    # Longer than a look waits to be written down.
    page.wait_for_timeout(900)
    context = page.context
    page.close(run_before_unload=False)

    again = context.new_page()
    again.goto(f"/work/{project}")
    opened(again)
    again.mouse.click(*spot(again, 0.5, 0.5))

    expect(again.locator(".object")).to_have_count(1)


def test_a_server_killed_in_mid_work_loses_nothing(
    zhao: Zhao, instance: Instance, mei: str, new_page: NewPage
) -> None:
    project = zhao.open_labels(pictures=1)
    page = sign_in(new_page(), mei, project)
    box = draw_one(page)

    os.kill(instance.part("web"), signal.SIGKILL)
    finish(page)
    instance.kill("program")

    assert only_answer(zhao, project, seconds=120) == box


def test_two_windows_with_the_same_picture_make_one_answer(zhao: Zhao, mei: str, new_page: NewPage) -> None:
    project = zhao.open_labels(pictures=2)
    first = sign_in(new_page(), mei, project)
    box = draw_one(first)
    second = first.context.new_page()
    second.goto(f"/work/{project}")
    opened(second)

    expect(first.locator(".cover")).to_contain_text("已经在另一个窗口打开")
    finish(second)

    assert only_answer(zhao, project) == box


def test_two_devices_show_both_versions_on_the_picture_before_she_chooses(
    zhao: Zhao, mei: str, new_page: NewPage
) -> None:
    project = zhao.open_labels(pictures=1)
    home, centre = sign_in(new_page(), mei, project), sign_in(new_page(), mei, project)
    drag(centre, (0.6, 0.6), (0.8, 0.8))
    drafts = (
        "SELECT count(*) FROM draft JOIN assignment ON assignment.id = assignment_id WHERE project_id = ?"
    )
    wait_until(lambda: zhao.sql(drafts, project) == [(1,)], "the centre's drawing is on the server")
    box = draw_one(home)
    home.evaluate("() => dispatchEvent(new Event('online'))")

    conflict = home.locator("dialog.sheet-conflict")
    expect(conflict).to_be_visible(timeout=20_000)
    painted = "() => document.querySelector('.layer-shapes').toDataURL().length"
    mine = home.evaluate(painted)
    conflict.locator("[data-version=theirs] .quiet").click()
    expect(conflict.locator("[data-version=theirs] .quiet")).to_have_attribute("aria-pressed", "true")
    assert home.evaluate(painted) != mine
    home.locator(".keeping-button").click()
    drag(home, (0.1, 0.1), (0.2, 0.2))
    expect(conflict).to_be_visible()
    conflict.locator("[data-version=mine] .main").click()
    expect(conflict).to_be_hidden()
    expect(home.locator(".object")).to_have_count(1)
    home.keyboard.press("Control+KeyZ")
    expect(home.locator(".object")).to_have_count(1)
    home.keyboard.press("Control+Shift+KeyZ")
    finish(home)

    assert only_answer(zhao, project) == box


def test_a_sign_out_with_unsent_work_says_how_much_and_sends_it_later(
    zhao: Zhao, line: Line, mei: str, new_page: NewPage
) -> None:
    project = zhao.open_labels(pictures=2)
    page = sign_in(new_page(base_url=line.url), mei, project)
    line.fate = lambda _method, path: BEFORE if path.endswith(("/submission", "/draft")) else PASS
    box = draw_one(page)
    finish(page)
    expect(page.locator(".keeping")).to_contain_text("1 张等着发送")

    page.goto("/work")
    expect(page.locator("[data-unsent-note]")).to_contain_text("1 张图等着发送")
    page.locator(".account-tool").click()
    page.locator("form[action='/sign-out'] button").first.click()
    expect(page.locator("#unsent-work")).to_contain_text("1 张图等着发送")
    page.locator("[data-unsent-leave]").click()
    page.wait_for_url("**/")
    assert zhao.arrived(project) == {}

    line.fate = lambda _method, _path: PASS
    sign_in(page, mei, project)

    assert only_answer(zhao, project) == box
