"""The guideline in a real Chromium: written with pictures by the manager, read beside the picture by her."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.desk import Manager
from tests.browser.test_editor import open_editor
from tests.browser.test_journey import sign_in
from tests.conftest import wait_until
from tests.datasets import pictures
from tests.host.instance import Instance

__all__ = ["open_editor"]
TEXT = "先看清整张图。\n\n## {#car} 小汽车\n\n框要贴着车的边。\n\n## {#light} 红绿灯\n\n只框灯盒。\n"

# How many guide pictures lie on this device.
_KEPT = """() => indexedDB.databases().then((all) => new Promise((resolve) => {
  const opening = indexedDB.open(all.find((one) => one.name.startsWith("douya-editor-")).name);
  opening.onsuccess = () => {
    const keys = opening.result.transaction("pictures").objectStore("pictures").getAllKeys();
    keys.onsuccess = () => { opening.result.close(); resolve(keys.result.filter((key) => key.startsWith("/media/guides/")).length); };
  };
}))"""


@pytest.fixture(scope="module")
def owner(instance: Instance, add_person: Callable[..., str]) -> str:
    return add_person("manager", "13900004901", "赵经理")


@pytest.fixture(scope="module")
def zhao(instance: Instance, owner: str) -> Manager:
    return Manager(instance, owner)


def write_with_pictures(page: Page, project: int, folder: Path) -> None:
    """The manager writes the text, puts a pair of pictures into the part of cars, and saves."""
    for name, seed in (("good", 1), ("bad", 2)):
        (folder / f"{name}.jpg").write_bytes(pictures.jpeg(seed, 320, 180))
    page.goto(f"/projects/{project}/guideline")
    page.fill("[name=guideline_zh]", TEXT)
    page.fill("[name=guideline_en]", "")
    page.select_option("[name=label]", "car")
    for name, words in (("good", "贴着边"), ("bad", "框太大")):
        page.set_input_files(f"input[name={name}]", folder / f"{name}.jpg")
        page.fill(f"[name={name}_words]", words)
    page.click("button[formaction$='/pictures']")
    expect(page.locator(".picture-good img")).to_be_visible()
    expect(page.locator("[name=guideline_zh]")).to_have_value(
        re.compile(r"!\[bad: 框太大\]\(/media/guides/\d+\)")
    )
    page.locator(".form-actions button.button-main").click()
    expect(page.locator(".flashes")).to_contain_text("版")


def test_the_guide_stands_beside_the_picture_and_follows_the_class_in_use(
    zhao: Manager, owner: str, open_editor: Callable[..., Page], new_page: NewPage, tmp_path: Path
) -> None:
    project = zhao.open_project(2)
    write_with_pictures(sign_in(new_page(), owner, "/projects"), project, tmp_path)

    mei = open_editor(project)
    pane = mei.locator(".guide-pane")
    expect(pane).to_be_hidden()
    wait_until(lambda: mei.evaluate(_KEPT) == 2, "both pictures of the guide are kept")
    wide = mei.locator(".stage").bounding_box()
    mei.keyboard.press("F1")

    expect(pane.locator("h3")).to_have_text("小汽车")
    expect(pane).to_contain_text("第 2 版")
    expect(pane.locator(".example.good")).to_contain_text("贴着边")
    expect(pane.locator(".example.bad")).to_contain_text("框太大")
    narrow = mei.locator(".stage").bounding_box()
    assert wide is not None
    assert narrow is not None
    # Beside the picture, not over it.
    assert narrow["width"] < wide["width"] - 200
    mei.context.set_offline(True)
    mei.keyboard.press("Digit2")
    expect(pane.locator("h3")).to_have_text("红绿灯")
    mei.keyboard.press("Digit1")
    expect(pane.locator(".example.good img")).to_be_visible()
    expect(pane.locator(".example.good img")).to_have_js_property("naturalWidth", 320)
    mei.get_by_role("button", name="这个类别怎么画").first.click()
    expect(pane).to_be_hidden()


def test_a_changed_guideline_says_what_is_new_and_opens_as_a_sheet_on_a_phone(
    zhao: Manager, open_editor: Callable[..., Page], add_person: Callable[..., Any]
) -> None:
    project = zhao.open_project(3)
    zhao.call("PUT", f"/projects/{project}/guideline", {"guideline": TEXT})
    person = add_person("annotator", "13900004911", "小安")
    first = open_editor(project, person=person)
    with first.expect_response(lambda answer: answer.url.endswith("/submission")) as sent:
        first.keyboard.press("Enter")
        first.get_by_role("button", name="没有，下一张").click()
    assert sent.value.status == 201
    zhao.call(
        "PUT", f"/projects/{project}/guideline", {"guideline": TEXT.replace("只框灯盒。", "灯盒和杆子都框。")}
    )

    mei = open_editor(project, phone=True, person=person)

    expect(mei.locator(".editor-notice")).to_contain_text("1 处")
    mei.locator(".editor-notice").get_by_role("button", name="看说明").tap()
    pane = mei.locator(".guide-pane")
    expect(pane).to_be_visible()
    pane.locator("[data-part=light]").tap()
    expect(pane.locator(".guide-news li")).to_have_text("灯盒和杆子都框。")
    box = pane.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == pytest.approx(844, abs=2)
    pane.get_by_role("button", name="关闭").tap()
    expect(pane).to_be_hidden()
