"""A newcomer in a real Chromium: course, practice that comes again until it is right, exam, first bag."""

import re
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import street
from tests.browser.conftest import NewPage
from tests.browser.desk import SIZE, Manager
from tests.browser.test_journey import FIT, sign_in
from tests.conftest import wait_until
from tests.host.instance import Instance

CHECKS, WORK = 10, 2
BOX = (200, 150, 400, 300)
PLAIN = {
    "labels": [{"name": "car", "title": {"zh_CN": "小汽车", "en": "Car"}, "kinds": ["box"], "key": "Digit1"}]
}
COURSE = "## 框要贴紧\n\n四条边都贴着车。\n\n## 远处的也要框\n\n只要看得清是什么，就框上。"


class Form:
    """A manager who fills in forms."""

    def __init__(self, instance: Instance, phone: str) -> None:
        self._url = instance.url
        self._token = instance.flask("token", "create", "--phone", phone).split()[-1]

    def send(self, path: str, **fields: str) -> None:
        headers = {"Authorization": f"Bearer {self._token}"}
        asked = urllib.request.Request(
            self._url + path, urllib.parse.urlencode(fields).encode(), headers, method="POST"
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert answer.status == 200


def class_room(instance: Instance, owner: str) -> int:
    """A project that newcomers learn first: ten checks from labels that were known, two pictures to work on."""
    zhao, form = Manager(instance, owner), Form(instance, owner)
    project = zhao.open_project(CHECKS + WORK, PLAIN, answers=1)
    names = [f"{number}.jpg" for number in range(CHECKS)]
    street.propose(zhao, project, _document(names))
    form.send(f"/projects/{project}/training/known")
    form.send(f"/projects/{project}/training/course", course_zh=COURSE, course_en="")
    rules = {"hourly": "25", "reserve": "100", "pictures": "10", "pass_percent": "80"}
    form.send(f"/projects/{project}/training", needs_training="1", wait_hours="24", paid_tries="3", **rules)
    return project


def _document(names: list[str]) -> dict[str, Any]:
    width, height = SIZE
    images = [
        {"id": number, "file_name": name, "width": width, "height": height}
        for number, name in enumerate(names, 1)
    ]
    boxes = [
        {"id": number, "image_id": number, "category_id": 1, "bbox": list(BOX), "area": 1, "iscrowd": 0}
        for number in range(1, len(names) + 1)
    ]
    return {"images": images, "annotations": boxes, "categories": [{"id": 1, "name": "car"}]}


def draw(page: Page, box: tuple[float, float, float, float]) -> None:
    """Drag one box over the picture, which lies whole and centred in the stage."""
    expect(page.locator(".cover")).to_be_hidden()
    stage = page.locator(".stage").bounding_box()
    assert stage is not None
    scale = min(stage["width"] / SIZE[0], stage["height"] / SIZE[1]) * FIT
    left = stage["x"] + (stage["width"] - SIZE[0] * scale) / 2
    top = stage["y"] + (stage["height"] - SIZE[1] * scale) / 2
    x, y, width, height = (number * scale for number in box)
    page.keyboard.press("Digit1")
    page.mouse.move(left + x, top + y)
    page.mouse.down()
    page.mouse.move(left + x + width / 2, top + y + height / 2)
    page.mouse.move(left + x + width, top + y + height)
    page.mouse.up()
    page.keyboard.press("Escape")


def hand_in(page: Page, phone: bool, box: tuple[float, float, float, float] = BOX) -> None:
    draw(page, box)
    with page.expect_response(re.compile(r"/round-tasks/\d+/submission$")) as sent:
        (page.locator(".thumb-bar .main") if phone else page.locator(".editor-foot .main")).click()
    assert sent.value.status == 201


def result(page: Page) -> None:
    """The round is over: on to how it went."""
    page.get_by_role("button", name="看看做得怎么样").click()
    page.wait_for_url("**/result")


@pytest.fixture
def project(instance: Instance, add_person: Callable[..., str], phone: bool) -> Iterator[int]:
    """Closed again, or it would be the first thing that newcomers of other tests see at home."""
    owner = add_person("manager", f"1390000880{int(phone)}", "赵经理")
    made = class_room(instance, owner)
    yield made
    Form(instance, owner).send(f"/projects/{made}/state", to="closed")


def _expect_a_look_at_the_device(page: Page, next_step: Locator) -> None:
    """Its words come late; the button is then still under her finger."""
    looked = page.locator("[data-device-check]")
    expect(looked).to_be_visible(timeout=20_000)
    place = next_step.bounding_box()
    looked.evaluate("node => node.hidden = true")
    assert next_step.bounding_box() == place


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_newcomer_comes_from_the_course_to_her_first_bag(
    phone: bool, project: int, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    mei = add_person("annotator", f"1390000881{int(phone)}", "小梅")
    page = sign_in(new_page(phone=phone), mei, "/work")

    # The device is looked at by itself, once.
    _expect_a_look_at_the_device(page, page.locator(f"a[href='/learn/{project}/course/1']"))
    page.reload()
    expect(page.locator("[data-device-check]")).to_have_count(0)
    page.goto("/device")
    expect(page.locator("main")).to_contain_text("能在设备上存")
    page.goto("/work")

    # The course: two pages, one button each.
    page.locator(f"a[href='/learn/{project}/course/1']").click()
    expect(page.locator("article")).to_contain_text("四条边都贴着车")
    page.get_by_role("button", name="看过了，下一页").click()
    page.get_by_role("button", name="看完了").click()
    page.wait_for_url(f"**/learn/{project}")

    # Practice: half of the ten checks. The first goes wrong, is shown, and comes again at the end.
    page.get_by_role("button", name="开始练习").click()
    expect(page.locator(".place")).to_have_text("第 1/5 张")
    hand_in(page, phone, (20, 20, 60, 60))
    card = page.locator(".lesson-card")
    expect(card).to_contain_text("参考答案")
    card.get_by_role("button", name="看一看").click()
    expect(page.locator("dialog.sheet-lesson")).to_contain_text("再来一次")
    page.locator("dialog.sheet-lesson").get_by_role("button", name="继续").click()
    for _ in range(4):
        hand_in(page, phone)
    result(page)
    expect(page.locator(".card-main")).to_contain_text("还剩 1 张图")
    page.get_by_role("link", name="继续").click()
    hand_in(page, phone)
    result(page)
    expect(page.locator(".card-main")).to_contain_text("5 张图里对了 5 张")
    page.get_by_role("link", name="继续").click()

    # The exam: other pictures, and not a word before the end.
    page.get_by_role("button", name="开始考试").click()
    hand_in(page, phone, (20, 20, 60, 60))
    for _ in range(4):
        hand_in(page, phone)
        expect(card).to_be_hidden()
    result(page)
    expect(page.locator(".card-main")).to_contain_text("通过了")
    expect(page.locator(".side-by-side").first.locator(".drawn-reference")).to_have_count(1)

    # The first bag, and the pay for what she learnt.
    page.get_by_role("link", name="去做第一批图").click()
    page.wait_for_url(f"**/work/{project}")
    expect(page.locator(".place")).to_have_text("第 1/2 张")
    wait_until(lambda: "学习" in _text(page, "/earnings"), "learning is paid", 60)


def _text(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("main").inner_text()
