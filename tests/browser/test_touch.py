"""The whole journey with fingers on a phone: sign in, draw to the pixel, look closely, send."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, NewPage
from tests.browser.desk import Manager
from tests.host.instance import Instance

SIZE = (1920, 1080)
# A far car: 60 x 40 of 1,920 pixels, 12 points of a phone's width.
TARGET = (900, 500, 60, 40)
KEPT = """async () => {
  const name = (await indexedDB.databases()).find((one) => one.name.startsWith('douya-editor')).name;
  const opening = indexedDB.open(name);
  await new Promise((done) => { opening.onsuccess = done; });
  const all = opening.result.transaction('steps').objectStore('steps').getAll();
  await new Promise((done) => { all.onsuccess = done; });
  opening.result.close();
  const boxes = [];
  const seek = (value) => {
    if (Array.isArray(value?.box)) boxes.push(value.box);
    else if (value && typeof value === 'object') Object.values(value).forEach(seek);
  };
  all.result.forEach(seek);
  return boxes.at(-1);
}"""
_phones = (f"1390000{number:04d}" for number in itertools.count(2600))


class Hand:
    """Fingers on the glass, as Chromium gets them from the system."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._wire = page.context.new_cdp_session(page)

    def _send(self, kind: str, places: list[tuple[float, float]]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self._wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def down(self, *places: tuple[float, float]) -> None:
        self._send("touchStart", list(places))

    def move(self, *places: tuple[float, float]) -> None:
        self._send("touchMove", list(places))

    def up(self) -> None:
        self._send("touchEnd", [])

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 6) -> None:
        self.down(start)
        for step in range(1, steps + 1):
            share = step / steps
            self.move((start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
        self.up()

    def tap(self, name: str) -> None:
        """A button by its name."""
        button = self._page.get_by_role("button", name=name, exact=True).locator("visible=true").first
        box = button.bounding_box(timeout=5000)
        assert box is not None
        # A thumb hits what is at least 44 points wide and high.
        assert min(box["width"], box["height"]) >= 43.5, (name, box)
        # By click: on a loaded machine a tap lasts so long that it counts as a long press.
        button.click()


@pytest.fixture(scope="module")
def zhao(instance: Instance, add_person: Callable[..., str]) -> Manager:
    return Manager(instance, add_person("manager", next(_phones), "赵经理"))


def _enter(page: Page, phone: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="登录").first.click()
    page.fill("input[name=phone]", phone)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/work")


def _open(page: Page, phone: str, project: int) -> Hand:
    _enter(page, phone)
    page.locator(f'a[href="/work/{project}"]').first.click()
    expect(page.locator(".stage")).to_be_visible()
    expect(page.locator(".cover")).to_be_hidden()
    return Hand(page)


def _kept_box(page: Page) -> list[float]:
    """The newest box as this device keeps it; the test's eyes on the edge under the loupe."""
    expect(page.locator(".keeping")).not_to_have_attribute("data-state", "saving")
    return list(page.evaluate(KEPT))


def _place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a pixel of the fitted picture lies on the glass."""
    box = page.locator(".stage").bounding_box()
    assert box is not None
    scale = min(box["width"] / SIZE[0], box["height"] / SIZE[1]) * 0.98
    left, top = (box["width"] - SIZE[0] * scale) / 2, (box["height"] - SIZE[1] * scale) / 2
    return box["x"] + left + x * scale, box["y"] + top + y * scale


def test_a_far_car_is_boxed_to_the_pixel_and_sent_by_finger_alone(
    zhao: Manager, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    project = zhao.open_project(pictures=1, size=SIZE)
    sent: list[Any] = []
    page = new_page(phone=True)
    page.on(
        "request", lambda one: sent.append(one.post_data_json) if one.url.endswith("/submission") else None
    )
    hand = _open(page, add_person("annotator", next(_phones), "小梅"), project)

    x, y, width, height = TARGET
    hand.down(_place(page, x - 14, y - 8))
    hand.move(_place(page, x + 20, y + 10))
    expect(page.locator(".loupe")).to_be_visible()
    glass, finger = page.locator(".loupe").bounding_box(), _place(page, x + 20, y + 10)
    assert glass is not None
    assert glass["y"] + glass["height"] < finger[1] - 30, "the loupe lies under the finger"
    hand.move(_place(page, x + width + 9, y + height + 13))
    hand.up()
    expect(page.locator(".bubble")).to_have_text("1")

    hand.tap("微调")
    pad = page.locator(".nudge-pad")
    expect(pad).to_be_visible()
    _nudge_to_target(page, hand)
    hand.tap("完成")

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器", timeout=15_000)
    (body,) = sent
    (annotation,) = body["annotations"]
    assert annotation["box"] == pytest.approx(TARGET, abs=2)
    assert zhao.call("GET", f"/projects/{project}/progress")["submissions"] == 1


def _nudge_to_target(page: Page, hand: Hand) -> None:
    """Corner by corner, first in steps of ten pixels, then of one."""
    x, y, width, height = TARGET
    for corner, goal in {"左上角": (x, y), "右下角": (x + width, y + height)}.items():
        middle = page.locator(".pad-middle")
        while (shown := middle.text_content() or "") != corner:
            middle.click()
            # The word follows in the next frame: read too early, it would name the corner before.
            expect(middle).not_to_have_text(shown)
        expect(page.locator(".loupe")).to_be_visible()
        left, top, wide, high = _kept_box(page)
        now = (left, top) if corner == "左上角" else (left + wide, top + high)
        for axis, (less, more) in enumerate((("向左移一点", "向右移一点"), ("向上移一点", "向下移一点"))):
            away = goal[axis] - now[axis]
            arrow = more if away > 0 else less
            tens, ones = divmod(round(abs(away)), 10)
            _step(hand, arrow, tens, ones)


def _step(hand: Hand, arrow: str, tens: int, ones: int) -> None:
    if tens:
        hand.tap("一次移 10 个像素")
        for _ in range(tens):
            hand.tap(arrow)
        hand.tap("一次移 10 个像素")
    for _ in range(ones):
        hand.tap(arrow)


def test_two_fingers_enlarge_and_never_leave_a_box_behind(
    zhao: Manager, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    project = zhao.open_project(pictures=1, size=SIZE)
    page = new_page(phone=True)
    hand = _open(page, add_person("annotator", next(_phones), "小梅"), project)
    spots = [_place(page, x, 540) for x in (700, 1000, 1200, 500, 1500)]

    hand.down(spots[0])
    hand.move(spots[1])
    hand.down(spots[1], spots[2])
    hand.move(spots[3], spots[4])
    hand.up()
    expect(page.locator(".bubble")).to_have_text("0")
    # The same drag now covers fewer pixels: the view is closer.
    hand.drag(spots[0], _place(page, 1000, 700))
    expect(page.locator(".bubble")).to_have_text("1")

    assert _kept_box(page)[2] < 200


def test_a_held_arrow_walks_on(zhao: Manager, new_page: NewPage, add_person: Callable[..., str]) -> None:
    project = zhao.open_project(pictures=1, size=SIZE)
    page = new_page(phone=True)
    hand = _open(page, add_person("annotator", next(_phones), "小梅"), project)
    hand.drag(_place(page, 600, 300), _place(page, 1000, 700))
    hand.tap("微调")
    before = _kept_box(page)
    arrow = page.get_by_role("button", name="向右移一点").bounding_box()
    assert arrow is not None

    hand.down((arrow["x"] + 20, arrow["y"] + 20))
    page.wait_for_timeout(1200)
    hand.up()
    moved = _kept_box(page)[0] - before[0]
    page.wait_for_timeout(300)

    assert moved > 3
    assert _kept_box(page)[0] - before[0] == moved, "it goes on after the finger is gone"


def test_a_long_press_picks_what_lies_below_and_a_corner_can_be_dragged(
    zhao: Manager, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    project = zhao.open_project(pictures=1, size=SIZE)
    page = new_page(phone=True)
    hand = _open(page, add_person("annotator", next(_phones), "小梅"), project)
    hand.drag(_place(page, 300, 200), _place(page, 1500, 900))
    hand.tap("取消选中")
    expect(page.locator(".selection-strip")).to_be_hidden()

    hand.down(_place(page, 900, 540))
    expect(page.locator(".selection-strip")).to_be_visible()
    hand.up()
    hand.drag(_place(page, 1500, 900), _place(page, 1700, 1000))

    expect(page.locator(".bubble")).to_have_text("1")
    assert _kept_box(page) == pytest.approx([300, 200, 1400, 800], abs=12)


def test_a_phone_on_its_side_has_every_button_on_the_glass(
    zhao: Manager, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    project = zhao.open_project(pictures=1, size=SIZE)
    page = new_page(phone=True)
    hand = _open(page, add_person("annotator", next(_phones), "小梅"), project)
    page.set_viewport_size({"width": 844, "height": 390})
    expect(page.locator(".thumb-bar")).to_be_visible()
    page.wait_for_timeout(200)

    for name in ("撤销", "选择", "画", "微调", "完成", "歇一下"):
        box = page.get_by_role("button", name=name, exact=True).locator("visible=true").first.bounding_box()
        assert box is not None, name
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= 844, (name, box)
        assert box["y"] + box["height"] <= 390, (name, box)
    hand.drag(_place(page, 600, 300), _place(page, 1000, 700))

    expect(page.locator(".bubble")).to_have_text("1")


def test_the_child_calls_one_tap_and_all_is_as_it_was(
    zhao: Manager, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    project = zhao.open_project(pictures=1, size=SIZE)
    page = new_page(phone=True)
    hand = _open(page, add_person("annotator", next(_phones), "小梅"), project)
    hand.drag(_place(page, 600, 300), _place(page, 1000, 700))
    kept = _kept_box(page)
    page.context.set_offline(True)

    hand.tap("歇一下")
    expect(page.locator(".sheet-paused")).to_be_visible()
    calm = page.locator(".sheet-paused").bounding_box()
    assert calm is not None
    assert (calm["width"], calm["height"]) == (390, 844)
    page.context.set_offline(False)
    hand.tap("继续")

    expect(page.locator(".sheet-paused")).to_be_hidden()
    expect(page.locator(".bubble")).to_have_text("1")
    expect(page.locator(".selection-strip")).to_be_visible()
    assert _kept_box(page) == kept
