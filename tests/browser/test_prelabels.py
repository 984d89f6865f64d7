"""Labels of a model on real street pictures: imported on the page, decided by key and by swipe, told to the manager."""

import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import street
from tests.browser.conftest import PASSWORD, NewPage
from tests.browser.desk import Manager, open_editor_of
from tests.conftest import wait_until
from tests.host.instance import Instance

_phones = (f"1390000{number:04d}" for number in itertools.count(6100))


@pytest.fixture(scope="module")
def zhao(instance: Instance, add_person: Callable[..., str]) -> Manager:
    return Manager(instance, add_person("manager", next(_phones), "赵经理"))


@pytest.fixture
def open_editor(new_page: NewPage, add_person: Callable[..., str]) -> Callable[..., Page]:
    """The labelling window of a new annotator."""

    def opened(project: int, phone: bool = False, person: str = "") -> Page:
        number = person or add_person("annotator", next(_phones), "小梅")
        return open_editor_of(new_page(phone=phone), project, number)

    return opened


def look(page: Page, name: str) -> None:
    """A picture of the screen for human eyes, where somebody asks for it."""
    if folder := os.environ.get("DOUYA_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def _signed_in(page: Page, phone: str, place: str) -> Page:
    page.goto(f"/sign-in?next={place}")
    page.fill("input[name=phone]", phone)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**{place}")
    return page


def figures(manager: Manager, project: int) -> dict[str, Any]:
    found: dict[str, Any] = manager.call("GET", f"/projects/{project}/prelabels")
    return found


def test_a_manager_uploads_labels_on_the_page_and_sees_what_did_not_fit(
    instance: Instance,
    new_page: NewPage,
    add_person: Callable[..., str],
    tmp_path: Path,
) -> None:
    pictures, document = street.photographs()
    manager = add_person("manager", next(_phones), "钱经理")
    other = Manager(instance, manager)
    project = street.open_project(other, pictures)
    strange = document | {"categories": [*document["categories"], {"id": 999, "name": "tricycle"}]}
    strange["annotations"] = [
        *document["annotations"],
        {**document["annotations"][0], "id": 9999, "category_id": 999},
    ]
    file = tmp_path / "model.json"
    file.write_text(json.dumps(strange))
    page = _signed_in(new_page(), manager, f"/projects/{project}/prelabels")

    page.set_input_files("input[name=file]", file)
    page.fill("input[name=source]", "detector-7")
    page.get_by_role("button", name="上传标注").click()

    page.wait_for_url("**/imports/*")
    expect(page.locator("table")).to_contain_text("tricycle", timeout=30_000)
    expect(page.locator(".facts")).to_contain_text(str(len(document["annotations"])))
    look(page, "import")
    page.get_by_role("link", name="接着看预标注").click()
    expect(page.locator("table")).to_contain_text("detector-7")
    page.fill("input[name=percent]", "25")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("input[name=percent]")).to_have_value("25")
    look(page, "prelabels")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_manager_brings_finished_work_and_takes_it_back(
    instance: Instance, new_page: NewPage, add_person: Callable[..., str], tmp_path: Path, phone: bool
) -> None:
    pictures, document = street.photographs()
    manager = add_person("manager", next(_phones), "孙经理")
    project = street.open_project(Manager(instance, manager), pictures)
    strange = document | {"categories": [*document["categories"], {"id": 999, "name": "tricycle"}]}
    strange["annotations"] = [
        *document["annotations"],
        {**document["annotations"][0], "id": 9999, "category_id": 999},
    ]
    file = tmp_path / "finished.json"
    file.write_text(json.dumps(strange))
    page = _signed_in(new_page(phone=phone), manager, f"/projects/{project}/prelabels")

    page.set_input_files("input[name=file]", file)
    page.get_by_label("已完成的标注").check()
    look(page, f"known-choice-{phone}")
    page.get_by_role("button", name="上传标注").click()

    page.wait_for_url("**/imports/*")
    back = page.get_by_role("button", name="撤回这次上传")
    expect(back).to_be_visible(timeout=30_000)
    expect(page.locator("table")).to_contain_text("tricycle")
    expect(page.locator("main")).to_contain_text("张有物体不符")
    look(page, f"known-import-{phone}")
    back.click()
    expect(page.locator("main")).to_contain_text("图片恢复原样")
    expect(back).to_have_count(0)
    look(page, f"known-undone-{phone}")


def test_proposals_are_decided_by_one_key_each_and_undone(
    zhao: Manager,
    open_editor: Callable[..., Page],
) -> None:
    pictures, document = street.photographs()
    name, content = next(iter(pictures.items()))
    project = street.open_project(zhao, {name: content})
    told = street.propose(zhao, project, document)
    count = told["labels"]["objects"]
    page = open_editor(project)
    waiting = page.locator("[data-proposal]")

    expect(waiting).to_have_count(count)
    look(page, "proposals-desktop")
    page.keyboard.press("Quote")
    expect(page.locator(".object[data-id]")).to_have_count(1)
    page.keyboard.press("Delete")
    expect(waiting).to_have_count(count - 2)
    page.keyboard.press("Control+KeyZ")
    expect(waiting).to_have_count(count - 1)
    page.keyboard.press("Backslash")
    expect(page.locator(".object[data-id]")).to_have_count(2)
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator(".cover")).to_be_hidden()

    expect(waiting).to_have_count(count - 2)
    page.keyboard.press("Shift+KeyA")
    expect(waiting).to_have_count(0)
    expect(page.locator(".editor-notice")).to_be_visible()
    look(page, "proposals-done")
    page.keyboard.press("Enter")

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    (source,) = figures(zhao, project)["sources"]
    assert (source["accepted"], source["fixed"], source["rejected"]) == (count - 1, 1, 0)
    assert 0.5 < source["mean_iou_fixed"] < 1


def test_nothing_is_handed_in_while_proposals_wait(
    zhao: Manager,
    open_editor: Callable[..., Page],
) -> None:
    pictures, document = street.photographs()
    name, content = next(iter(pictures.items()))
    project = street.open_project(zhao, {name: content})
    street.propose(zhao, project, document)
    page = open_editor(project)

    page.locator(".editor-foot .main").click()
    expect(page.locator(".editor-notice")).to_contain_text("建议没看")
    page.locator(".editor-notice").get_by_role("button", name="剩下的都不要").click()

    expect(page.locator("[data-proposal]")).to_have_count(0)


def test_a_finger_swipes_right_to_accept_and_left_to_reject(
    zhao: Manager,
    open_editor: Callable[..., Page],
) -> None:
    pictures, document = street.photographs()
    name, content = next(iter(pictures.items()))
    project = street.open_project(zhao, {name: content})
    count = street.propose(zhao, project, document)["labels"]["objects"]
    page = open_editor(project, phone=True)
    card = page.get_by_role("region", name="建议", exact=True)
    expect(card).to_be_visible()
    look(page, "proposals-phone")

    swipe(page, "p.proposal-words", 1)
    expect(page.locator(".bubble")).to_have_text("1")
    expect(card.locator(".proposal-left")).to_have_text(f"还有 {count - 1} 个")
    swipe(page, "p.proposal-words", -1)
    expect(card.locator(".proposal-left")).to_have_text(f"还有 {count - 2} 个")
    expect(page.locator(".bubble")).to_have_text("1")
    page.locator(".proposal-choices .main").click()
    expect(page.locator(".bubble")).to_have_text("2")
    card.get_by_text("全不要").click()
    expect(card).to_be_hidden()
    page.locator(".thumb-bar").get_by_text("完成").click()

    wait_until(lambda: figures(zhao, project)["answers"] == 1, "the answer is there")
    (source,) = figures(zhao, project)["sources"]
    assert (source["accepted"], source["rejected"]) == (2, count - 2)


def swipe(page: Page, place: str, way: int) -> None:
    """A finger over an element, to the right (1) or to the left (-1)."""
    box = page.locator(place).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand = page.context.new_cdp_session(page)
    for kind, far in (("touchStart", 0), ("touchMove", 40), ("touchMove", 90), ("touchEnd", None)):
        points = [] if far is None else [{"x": x + way * far, "y": y, "id": 0}]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
