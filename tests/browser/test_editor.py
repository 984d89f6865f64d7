"""The labelling window in a real Chromium against a real instance: by mouse, by finger, through a cut."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.desk import Manager, drag, open_editor_of, spot
from tests.host.instance import Instance

_phones = (f"1390000{number:04d}" for number in itertools.count(4100))


@pytest.fixture(scope="module")
def zhao(instance: Instance, add_person: Callable[[str, str, str], str]) -> Manager:
    return Manager(instance, add_person("manager", next(_phones), "赵经理"))


@pytest.fixture
def open_editor(new_page: NewPage, add_person: Callable[[str, str, str], str]) -> Callable[..., Page]:
    """The labelling window of a new annotator."""

    def opened(project: int, phone: bool = False, person: str = "") -> Page:
        number = person or add_person("annotator", next(_phones), "小梅")
        return open_editor_of(new_page(phone=phone), project, number)

    return opened


def _finish_bag(page: Page) -> None:
    """Say of each picture left that there is nothing in it."""
    while page.locator(".editor[data-phase=working]").count():
        expect(page.locator(".cover")).to_be_hidden()
        page.keyboard.press("Enter")
        page.locator("dialog[open] .main").click()
        page.wait_for_timeout(100)


def test_boxes_drawn_by_mouse_and_keys_are_sent_and_paid_for(
    zhao: Manager, open_editor: Callable[..., Page]
) -> None:
    project = zhao.open_project(pictures=2)
    page = open_editor(project)

    page.keyboard.press("Digit1")
    drag(page, (0.3, 0.3), (0.5, 0.5))
    page.keyboard.press("Escape")
    page.keyboard.press("Digit2")
    page.mouse.click(*spot(page, 0.6, 0.3))
    page.mouse.click(*spot(page, 0.65, 0.4))
    expect(page.locator(".object")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator(".editor-notice")).to_be_visible()
    page.locator(".option", has_text="red").click()
    page.locator(".stage").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".place")).to_have_text("第 2/2 张")
    expect(page.locator(".object")).to_have_count(0)
    _finish_bag(page)
    expect(page.locator(".earned")).to_have_text("0.84 元")
    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    assert zhao.call("GET", f"/projects/{project}/progress")["submissions"] == 2


def test_a_reload_comes_back_to_the_same_place_with_undo(
    zhao: Manager, open_editor: Callable[..., Page]
) -> None:
    page = open_editor(zhao.open_project(pictures=1))
    drag(page, (0.3, 0.3), (0.5, 0.5))
    page.keyboard.press("Escape")
    drag(page, (0.6, 0.6), (0.7, 0.7))
    page.keyboard.press("Control+KeyZ")
    expect(page.locator(".object")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.click(*spot(page, 0.2, 0.2))
    page.wait_for_timeout(700)

    page.reload()

    expect(page.locator(".object")).to_have_count(1)
    page.mouse.click(*spot(page, 0.28, 0.28))
    expect(page.locator(".object")).to_have_count(2)
    page.keyboard.press("Control+KeyZ")
    page.keyboard.press("Control+KeyZ")
    expect(page.locator(".object")).to_have_count(0)
    page.keyboard.press("Control+Shift+KeyZ")
    expect(page.locator(".object")).to_have_count(1)


def test_a_cut_network_loses_nothing(zhao: Manager, open_editor: Callable[..., Page]) -> None:
    project = zhao.open_project(pictures=2)
    page = open_editor(project)
    page.wait_for_timeout(1500)
    page.context.set_offline(True)

    drag(page, (0.3, 0.3), (0.5, 0.5))
    page.locator(".stage").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".place")).to_have_text("第 2/2 张")
    expect(page.locator(".cover")).to_be_hidden()
    drag(page, (0.4, 0.3), (0.6, 0.5))
    page.keyboard.press("Enter")
    expect(page.locator(".cover")).to_contain_text("等网络")
    page.context.set_offline(False)

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器", timeout=20_000)
    assert zhao.call("GET", f"/projects/{project}/progress")["submissions"] == 2


def test_a_second_device_goes_on_where_the_first_stopped(
    zhao: Manager, open_editor: Callable[..., Page], add_person: Callable[[str, str, str], str]
) -> None:
    project, mei = zhao.open_project(pictures=1), add_person("annotator", next(_phones), "小梅")
    first = open_editor(project, person=mei)
    drag(first, (0.3, 0.3), (0.5, 0.5))
    expect(first.locator(".object")).to_have_count(1)
    expect(first.locator(".keeping")).to_have_text("已存到服务器", timeout=15_000)

    second = open_editor(project, person=mei)

    expect(second.locator(".object")).to_have_count(1)


def test_a_finger_draws_with_loupe_and_nudge_pad(zhao: Manager, open_editor: Callable[..., Page]) -> None:
    page = open_editor(zhao.open_project(pictures=1), phone=True)
    hand = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", spot(page, 0.3, 0.4))
    touch("touchMove", spot(page, 0.4, 0.5))
    touch("touchMove", spot(page, 0.6, 0.55))
    expect(page.locator(".loupe")).to_be_visible()
    touch("touchEnd")
    expect(page.locator(".loupe")).to_be_hidden()
    expect(page.locator(".bubble")).to_have_text("1")

    size = page.locator(".object .size")
    # Buttons by click: on a loaded machine a tap lasts so long that it counts as a long press.
    page.locator(".thumb-bar").get_by_text("微调").click()
    expect(page.locator(".nudge-pad")).to_be_visible()
    before = size.text_content()
    page.locator(".pad-middle").click()
    expect(page.locator(".pad-middle")).to_have_text("左上角")
    page.get_by_label("向左移一点").click()
    expect(size).not_to_have_text(before or "")

    view = page.evaluate("() => document.querySelector('.layer-picture').toDataURL().length")
    touch("touchStart", spot(page, 0.4, 0.5), spot(page, 0.6, 0.5))
    touch("touchMove", spot(page, 0.3, 0.5), spot(page, 0.7, 0.5))
    touch("touchMove", spot(page, 0.2, 0.5), spot(page, 0.8, 0.5))
    touch("touchEnd")
    page.wait_for_timeout(100)
    assert page.evaluate("() => document.querySelector('.layer-picture').toDataURL().length") != view
    expect(page.locator(".bubble")).to_have_text("1")


def test_the_page_is_light(zhao: Manager, open_editor: Callable[..., Page], add_person: Any) -> None:
    project, mei = zhao.open_project(pictures=1), add_person("annotator", next(_phones), "小梅")
    page = open_editor(project, person=mei)
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})

    page.reload()
    expect(page.locator(".cover")).to_be_hidden()
    page.wait_for_timeout(500)

    assert len(sizes) <= 15
    assert sum(sizes) <= 150_000
