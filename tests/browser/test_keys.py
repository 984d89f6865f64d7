"""The table of keys: found, changed, printed; and an input method for Chinese that takes nothing away."""

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.desk import Manager, drag, open_editor_of
from tests.host.instance import Instance

_phones = (f"1390000{number:04d}" for number in itertools.count(5100))
# As Chromium tells of a key that an input method has taken: the place of the key stays.
PRESS = """([code, more]) => {
  const stage = document.querySelector('.stage');
  stage.focus();
  for (const type of ['keydown', 'keyup']) {
    const event = new KeyboardEvent(type, { code, key: 'Process', keyCode: 229, bubbles: true, cancelable: true, ...more });
    stage.dispatchEvent(event);
  }
}"""
ATTRIBUTED = {
    "labels": [
        {
            "name": "sign",
            "title": {"zh_CN": "路牌", "en": "Sign"},
            "kinds": ["box"],
            "attributes": [
                {"name": "words", "title": {"zh_CN": "牌上的字", "en": "Words"}, "type": "text"},
            ],
        }
    ]
}


@pytest.fixture(scope="module")
def zhao(instance: Instance, add_person: Callable[..., str]) -> Manager:
    return Manager(instance, add_person("manager", next(_phones), "赵经理"))


@pytest.fixture
def open_editor(new_page: NewPage, add_person: Callable[..., str]) -> Callable[..., Page]:
    def opened(project: int, person: str = "", **options: object) -> Page:
        return open_editor_of(
            new_page(**options), project, person or add_person("annotator", next(_phones), "小梅")
        )

    return opened


def _keys_sheet(page: Page) -> None:
    page.locator(".stage").focus()
    page.keyboard.press("Shift+Slash")
    expect(page.locator(".sheet-keys")).to_be_visible()


def test_shortcuts_work_while_an_input_method_is_on(zhao: Manager, open_editor: Callable[..., Page]) -> None:
    page = open_editor(zhao.open_project(pictures=1))
    page.keyboard.press("KeyV")
    expect(page.locator(".rail [aria-pressed=true]")).to_have_text("选择")

    page.evaluate(PRESS, ["KeyB", {"isComposing": True}])
    expect(page.locator(".rail [aria-pressed=true]")).to_have_text("画框")
    page.evaluate(PRESS, ["KeyN", {}])
    expect(page.locator(".object")).to_have_count(1)
    page.evaluate(PRESS, ["KeyZ", {"ctrlKey": True, "isComposing": True}])

    expect(page.locator(".object")).to_have_count(0)


def test_chinese_typed_into_a_field_stays_in_the_field(
    zhao: Manager, open_editor: Callable[..., Page]
) -> None:
    page = open_editor(zhao.open_project(pictures=1, ontology=ATTRIBUTED))
    drag(page, (0.3, 0.3), (0.5, 0.5))
    field = page.locator(".attributes input[type=text]")
    field.focus()
    hand = page.context.new_cdp_session(page)

    # 'bvn' would draw, pick and add; the digits would choose classes.
    for letters in ("b", "bv", "bvn"):
        process = {
            "type": "rawKeyDown",
            "windowsVirtualKeyCode": 229,
            "code": f"Key{letters[-1].upper()}",
            "key": "Process",
        }
        hand.send("Input.dispatchKeyEvent", process)
        place = {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)}
        hand.send("Input.imeSetComposition", place)
    expect(field).to_have_value("bvn")
    hand.send("Input.insertText", {"text": "北门"})
    page.keyboard.press("Tab")

    expect(field).to_have_value("北门")
    expect(page.locator(".object")).to_have_count(1)
    expect(page.locator(".rail [aria-pressed=true]")).to_have_text("画框")


def test_escape_in_a_field_leads_back_to_the_picture(zhao: Manager, open_editor: Callable[..., Page]) -> None:
    page = open_editor(zhao.open_project(pictures=1, ontology=ATTRIBUTED))
    drag(page, (0.3, 0.3), (0.5, 0.5))
    page.locator(".attributes input[type=text]").focus()

    page.keyboard.press("Escape")

    expect(page.locator(".stage")).to_be_focused()
    expect(page.locator(".attributes")).to_be_visible()


def test_a_key_is_found_changed_swapped_and_put_back(
    zhao: Manager, open_editor: Callable[..., Page], add_person: Callable[..., str]
) -> None:
    project, mei = zhao.open_project(pictures=1), add_person("annotator", next(_phones), "小梅")
    page = open_editor(project, mei)
    _keys_sheet(page)
    page.locator(".key-search").fill("画框")
    expect(page.locator(".key-table dl > div")).to_have_count(1)
    page.get_by_role("button", name="换键：画框").click()

    page.keyboard.press("KeyV")
    expect(page.locator(".asking")).to_contain_text("“V”现在是“选择”。两个互换吗？")
    page.get_by_role("button", name="互换").click()
    expect(page.locator(".said")).to_contain_text("V")
    page.keyboard.press("Escape")
    expect(page.locator(".sheet-keys")).to_be_hidden()
    page.locator(".stage").focus()
    page.keyboard.press("KeyB")
    expect(page.locator(".rail [aria-pressed=true]")).to_have_text("选择")
    page.keyboard.press("KeyV")
    expect(page.locator(".rail [aria-pressed=true]")).to_have_text("画框")

    # On another computer the keys are hers too.
    other = open_editor(project, mei)
    other.keyboard.press("KeyB")
    expect(other.locator(".rail [aria-pressed=true]")).to_have_text("选择")
    _keys_sheet(other)
    other.get_by_role("button", name="全部恢复原样").click()
    expect(other.locator(".changed")).to_have_count(0)


def test_escape_while_a_key_is_asked_for_keeps_the_sheet_and_the_key(
    zhao: Manager, open_editor: Callable[..., Page]
) -> None:
    page = open_editor(zhao.open_project(pictures=1))
    _keys_sheet(page)
    page.get_by_role("button", name="换键：撤销").click()
    page.keyboard.press("F5")
    expect(page.locator(".asking")).to_contain_text("固定的用处")

    page.keyboard.press("Escape")

    expect(page.locator(".sheet-keys")).to_be_visible()
    expect(page.get_by_role("button", name="换键：撤销")).to_be_focused()


def test_the_sheet_of_keys_fits_on_paper(zhao: Manager, open_editor: Callable[..., Page]) -> None:
    page = open_editor(zhao.open_project(pictures=1))
    _keys_sheet(page)
    page.emulate_media(media="print")

    assert page.locator(".editor-head").is_hidden()
    assert page.locator(".edit-key").first.is_hidden()
    height = page.evaluate(
        "() => document.querySelector('.sheet-keys').scrollHeight - document.querySelector('.sheet-keys').clientHeight"
    )
    assert height <= 1
