"""The whole journey without a mouse: sign in, open, draw to the pixel, fill in, send; the focus is never lost."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, NewPage
from tests.browser.desk import Manager
from tests.host.instance import Instance

_phones = (f"1390000{number:04d}" for number in itertools.count(7100))
# What has the focus, and whether it can be seen to have it.
FOCUS = """() => {
  const node = document.activeElement;
  const look = getComputedStyle(node);
  const marked = (one) => (parseFloat(one.outlineWidth) > 0 && one.outlineStyle !== 'none') || one.boxShadow !== 'none';
  // A field with a button in it shows the ring around both.
  const seen = marked(look) || (node.tagName === 'INPUT' && marked(getComputedStyle(node.parentElement)));
  const place = node.getBoundingClientRect();
  return {
    tag: node.tagName, name: node.getAttribute('aria-label') || node.textContent.trim().slice(0, 40),
    href: node.getAttribute('href') || '', field: node.getAttribute('name') || '', seen,
    place: [Math.round(place.x), Math.round(place.y), Math.round(place.width), Math.round(place.height)],
    path: node.className,
  };
}"""


@pytest.fixture(scope="module")
def zhao(instance: Instance, add_person: Callable[..., str]) -> Manager:
    return Manager(instance, add_person("manager", next(_phones), "赵经理"))


def _tab_to(page: Page, wanted: Callable[[dict[str, Any]], bool], most: int = 60) -> dict[str, Any]:
    """Tab until the focus is there; every stop on the way must be visible."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focus: dict[str, Any] = page.evaluate(FOCUS)
        if focus["tag"] != "BODY":
            assert focus["seen"], f"the focus cannot be seen on {focus}"
        if wanted(focus):
            return focus
        stops.append(focus["name"])
    raise AssertionError(f"not reached by Tab: {stops}")


def _sign_in(page: Page, phone: str) -> None:
    page.goto("/sign-in")
    _tab_to(page, lambda focus: focus["field"] == "phone")
    page.keyboard.type(phone)
    _tab_to(page, lambda focus: focus["field"] == "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/work")


def _open(page: Page, project: int) -> None:
    _tab_to(page, lambda focus: focus["href"] == f"/work/{project}")
    page.keyboard.press("Enter")
    expect(page.locator(".editor[data-phase=working]")).to_be_visible(timeout=20_000)
    expect(page.locator(".cover")).to_be_hidden()


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_picture_is_labelled_and_sent_without_a_mouse(
    zhao: Manager, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    project = zhao.open_project(pictures=1)
    sent: list[Any] = []
    page = new_page()
    page.on(
        "request", lambda one: sent.append(one.post_data_json) if one.url.endswith("/submission") else None
    )
    _sign_in(page, add_person("annotator", next(_phones), "小梅"))
    _open(page, project)

    _press(page, "Digit1", "KeyN")
    expect(page.locator(".object")).to_have_count(1)
    width, height = (int(part) for part in str(page.locator(".object .size").text_content()).split("×"))
    # The whole box to the left upper corner, then its right lower corner to 200 x 100.
    _press(page, *["Shift+ArrowLeft"] * 80, *["Shift+ArrowUp"] * 60)
    _grab(page, "右下角")
    _shrink(page, width - 200, "ArrowLeft", "ArrowRight")
    _shrink(page, height - 100, "ArrowUp", "ArrowDown")
    expect(page.locator(".object .size")).to_have_text("200×100")
    # Its left edge by itself, ten pixels in.
    _grab(page, "左边")
    _press(page, "Shift+ArrowRight")
    expect(page.locator(".object .size")).to_have_text("190×100")

    _press(page, "Escape", "Digit2", "KeyN")
    expect(page.locator(".object")).to_have_count(2)
    _press(page, "Enter")
    expect(page.locator(".editor-notice")).to_be_visible()
    _press(page, "Shift+Digit2")
    expect(page.locator(".fault-mark")).to_have_count(0)
    _press(page, "Enter")

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器", timeout=15_000)
    (body,) = sent
    car, light = sorted(body["annotations"], key=lambda one: str(one["label"]))
    assert car["box"] == pytest.approx([10, 0, 190, 100], abs=0.5)
    assert light["attributes"] == {"state": "green"}


def _grab(page: Page, edge: str) -> None:
    """E walks edge by edge; what is in hand is said aloud."""
    said = page.locator(".announcer")
    for _ in range(9):
        before = said.text_content() or ""
        page.keyboard.press("KeyE")
        # It is said in the next frame: read too early, it would name the edge before.
        expect(said).not_to_have_text(before)
        if edge in str(said.text_content()):
            return
    raise AssertionError(f"{edge} was never in hand")


def _shrink(page: Page, by: int, less: str, more: str) -> None:
    key = less if by > 0 else more
    tens, ones = divmod(abs(by), 10)
    _press(page, *[f"Shift+{key}"] * tens, *[key] * ones)


def test_the_list_of_objects_is_walked_by_arrows_and_the_choice_is_said(
    zhao: Manager, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    project = zhao.open_project(pictures=1)
    page = new_page()
    _sign_in(page, add_person("annotator", next(_phones), "小梅"))
    _open(page, project)
    _press(page, "Digit1", "KeyN", "Escape", "KeyN", "Escape", "KeyN", "Escape")
    expect(page.locator(".object")).to_have_count(3)

    _tab_to(page, lambda focus: "object" in focus["path"].split())
    _press(page, "ArrowDown", "ArrowDown")
    assert "3." in page.evaluate(FOCUS)["name"]
    expect(page.locator(".object[aria-pressed=true]")).to_contain_text("3.")
    expect(page.locator(".announcer")).to_contain_text("第 3 个，共 3 个")
    expect(page.locator(".announcer")).to_contain_text("小汽车")
    _press(page, "Home")
    expect(page.locator(".object[aria-pressed=true]")).to_contain_text("1.")
    _press(page, "Delete")

    expect(page.locator(".object")).to_have_count(2)
    assert page.evaluate(FOCUS)["tag"] != "BODY", "the focus was lost with the object"


def test_sheets_close_by_escape_and_give_the_focus_back(
    zhao: Manager, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    project = zhao.open_project(pictures=1)
    page = new_page()
    _sign_in(page, add_person("annotator", next(_phones), "小梅"))
    _open(page, project)
    for name in ("快捷键", "跳过这张"):
        _tab_to(page, lambda focus, name=name: focus["name"] == name)
        _press(page, "Enter")
        expect(page.locator("dialog[open]")).to_be_visible()
        _press(page, "Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
        assert page.evaluate(FOCUS)["name"] == name

    page.locator(".stage").focus()
    _press(page, "KeyP")
    expect(page.locator(".sheet-paused")).to_be_visible()
    _press(page, "Escape", "Escape", "Escape")
    expect(page.locator(".sheet-paused")).to_be_visible()
    _press(page, "Enter")
    expect(page.locator(".sheet-paused")).to_be_hidden()


def test_tab_walks_round_the_whole_window_and_is_never_trapped(
    zhao: Manager, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    project = zhao.open_project(pictures=1)
    page = new_page()
    _sign_in(page, add_person("annotator", next(_phones), "小梅"))
    _open(page, project)
    names = []

    page.locator(".home").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        names.append(page.evaluate(FOCUS)["name"])
        if "完成，下一张" in names[-1]:
            break

    assert "完成，下一张" in names[-1]
    assert any("图片" in name for name in names), names
    assert len(set(names)) == len(names), "a stop came twice"


def test_the_first_tab_of_a_page_skips_to_what_matters(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    focus = page.evaluate(FOCUS)
    assert focus["href"] == "#content"
    assert focus["seen"]

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")
