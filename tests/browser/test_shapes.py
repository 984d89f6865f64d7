"""Every kind of shape in a real Chromium: drawn, changed, joined, carried to the next picture; by mouse and by finger."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Request, expect

from tests.browser.conftest import NewPage
from tests.browser.desk import SIZE, Manager, drag, open_editor_of, spot
from tests.host.instance import Instance


def _label(name: str, zh: str, kinds: list[str], **more: Any) -> dict[str, Any]:
    return {"name": name, "title": {"zh_CN": zh, "en": name}, "kinds": kinds, **more}


JOINTS = [("head", "头"), ("left_hand", "左手"), ("right_hand", "右手")]
PERSON = _label(
    "person",
    "行人",
    ["skeleton"],
    skeleton={
        "points": [{"name": name, "title": {"zh_CN": zh, "en": name}} for name, zh in JOINTS],
        "edges": [[0, 1], [0, 2]],
    },
)
CAR = _label("car", "小汽车", ["cuboid"])
ROAD = _label("road", "路面", ["polygon"])
OCCLUDED = {
    "name": "occluded",
    "title": {"zh_CN": "挡住多少", "en": "Occlusion"},
    "type": "select",
    "values": [0, 1, 2, 3],
    "required": True,
}
TRUNCATED = {"name": "truncated", "title": {"zh_CN": "出画面 %", "en": "Cut off %"}, "type": "number"}
TRUCK = _label("truck", "卡车", ["box"], attributes=[OCCLUDED, TRUNCATED])
SIGN = _label("sign", "标志", ["box"])
CROWD = _label("crowd", "看不清的一片", ["box"], ignore=True)
WEATHER = _label("weather", "天气", ["choice"], values=["晴", "雨"], required=True)

_phones = (f"1390000{number:04d}" for number in itertools.count(2100))


@pytest.fixture(scope="module")
def zhao(instance: Instance, add_person: Callable[[str, str, str], str]) -> Manager:
    return Manager(instance, add_person("manager", next(_phones), "赵经理"))


@pytest.fixture
def open_editor(zhao: Manager, new_page: NewPage, add_person: Callable[..., str]) -> Callable[..., Page]:
    """The labelling window of a new annotator over a project of these labels."""

    def opened(*labels: dict[str, Any], pictures: int = 1, phone: bool = False) -> Page:
        project = zhao.open_project(pictures=pictures, ontology={"labels": list(labels)})
        return open_editor_of(new_page(phone=phone), project, add_person("annotator", next(_phones), "小梅"))

    return opened


def sent_from(page: Page) -> list[list[dict[str, Any]]]:
    """The annotations of every picture that goes to the server from now on."""
    pictures: list[list[dict[str, Any]]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/submission"):
            pictures.append(request.post_data_json["annotations"])

    page.on("request", note)
    return pictures


def finish(page: Page) -> None:
    page.locator(".stage").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")


def finger_of(page: Page) -> Callable[..., None]:
    """Taps and drags: `finger((0.3, 0.4))`, `finger((0.3, 0.4), (0.5, 0.6))` in shares of the stage."""
    hand: CDPSession = page.context.new_cdp_session(page)

    def finger(*places: tuple[float, float]) -> None:
        for number, place in enumerate(places):
            x, y = spot(page, *place)
            kind = "touchStart" if number == 0 else "touchMove"
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": 0}]})
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    return finger


def test_a_skeleton_is_placed_joint_by_joint_under_their_names(open_editor: Callable[..., Page]) -> None:
    page = open_editor(PERSON)
    sent = sent_from(page)
    expect(page.locator(".joint")).to_have_text("1/3 头")
    page.mouse.click(*spot(page, 0.5, 0.3))
    expect(page.locator(".joint")).to_have_text("2/3 左手")
    expect(page.locator(".editor-foot .hint")).to_contain_text("左手")
    page.keyboard.press(";")
    page.keyboard.down("Shift")
    page.mouse.click(*spot(page, 0.6, 0.5))
    page.keyboard.up("Shift")

    expect(page.locator(".object", has_text="行人")).to_have_count(1)
    flags = page.locator(".joints .option")
    expect(flags).to_have_text(["看得见", "没有", "被挡住"])
    flags.nth(1).click()
    expect(flags).to_have_text(["看得见", "看得见", "被挡住"])
    drag(page, (0.6, 0.5), (0.65, 0.6))
    page.get_by_role("button", name="左右对换").click()
    finish(page)

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    points = sent[0][0]["points"]
    assert [point[2] for point in points] == [2, 1, 2]
    assert points[1][0] > points[0][0]


def test_a_finger_places_a_skeleton_and_leaves_a_joint_out(open_editor: Callable[..., Page]) -> None:
    page = open_editor(PERSON, phone=True)
    sent, finger = sent_from(page), finger_of(page)
    expect(page.locator(".joint")).to_have_text("1/3 头")

    finger((0.5, 0.4))
    expect(page.locator(".joint")).to_have_text("2/3 左手")
    page.locator(".drawing-strip").get_by_text("没有这个点").click()
    expect(page.locator(".joint")).to_have_text("3/3 右手")
    finger((0.6, 0.55))
    expect(page.locator(".bubble")).to_have_text("1")
    page.locator(".thumb-bar").get_by_text("完成").click()

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    assert [point[2] for point in sent[0][0]["points"]] == [2, 0, 2]


def test_a_cuboid_is_a_front_and_a_depth(open_editor: Callable[..., Page]) -> None:
    page = open_editor(CAR)
    sent = sent_from(page)

    drag(page, (0.3, 0.4), (0.5, 0.6))
    page.mouse.click(*spot(page, 0.6, 0.5))
    expect(page.locator(".object", has_text="小汽车")).to_have_count(1)
    before = page.locator(".object .size").text_content() or ""
    drag(page, (0.6, 0.5), (0.66, 0.55))
    expect(page.locator(".object .size")).not_to_have_text(before)
    finish(page)

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    points = sent[0][0]["points"]
    front, back = points[:4], points[4:]
    assert front[0][1] == front[1][1]
    assert front[1][0] == front[2][0]
    # The dragged corner of the back face made that face larger, and left the front as it was.
    assert back[2][0] - back[0][0] > front[2][0] - front[0][0] + 10


def test_a_finger_draws_a_cuboid(open_editor: Callable[..., Page]) -> None:
    page = open_editor(CAR, phone=True)
    sent, finger = sent_from(page), finger_of(page)

    finger((0.3, 0.45), (0.4, 0.5), (0.5, 0.55))
    finger((0.62, 0.5))
    expect(page.locator(".bubble")).to_have_text("1")
    page.locator(".thumb-bar").get_by_text("完成").click()

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    assert len(sent[0][0]["points"]) == 8


def test_vertices_are_put_in_and_taken_away(open_editor: Callable[..., Page]) -> None:
    page = open_editor(ROAD)
    sent = sent_from(page)
    for place in ((0.3, 0.3), (0.6, 0.3), (0.6, 0.6), (0.3, 0.6)):
        page.mouse.click(*spot(page, *place))
    page.keyboard.press("Enter")
    page.keyboard.press("v")

    drag(page, (0.45, 0.3), (0.45, 0.2))
    page.keyboard.press("Escape")
    page.mouse.click(*spot(page, 0.45, 0.45))
    page.mouse.dblclick(*spot(page, 0.6, 0.45))
    page.mouse.dblclick(*spot(page, 0.45, 0.6))
    page.keyboard.press("Delete")
    finish(page)

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    assert len(sent[0][0]["points"]) == 6


def test_a_line_loses_needless_points_before_her_eyes(open_editor: Callable[..., Page]) -> None:
    page = open_editor(ROAD)
    sent = sent_from(page)
    for place in ((0.3, 0.3), (0.45, 0.301), (0.6, 0.3), (0.6, 0.6), (0.3, 0.6)):
        page.mouse.click(*spot(page, *place))
    page.keyboard.press("Enter")

    page.get_by_role("button", name="减少点").click()
    expect(page.locator("dialog[open]")).to_contain_text("5 个点 → 4 个点")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_role("button", name="减少点").click()
    page.locator("dialog[open] .main").click()
    finish(page)

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    assert len(sent[0][0]["points"]) == 4


def test_a_group_is_picked_as_one_and_its_single_one_with_alt(open_editor: Callable[..., Page]) -> None:
    page = open_editor(SIGN)
    sent = sent_from(page)
    drag(page, (0.3, 0.3), (0.4, 0.4))
    page.keyboard.press("Escape")
    drag(page, (0.6, 0.3), (0.7, 0.4))
    page.keyboard.press("v")
    page.keyboard.press("Escape")

    drag(page, (0.25, 0.2), (0.8, 0.5))
    expect(page.locator(".object[aria-pressed=true]")).to_have_count(2)
    page.get_by_role("button", name="编组").click()
    expect(page.locator(".group-mark")).to_have_text(["组1", "组1"])
    page.keyboard.press("Escape")
    page.mouse.click(*spot(page, 0.35, 0.35))
    expect(page.locator(".object[aria-pressed=true]")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.down("Alt")
    page.mouse.click(*spot(page, 0.35, 0.35))
    page.keyboard.up("Alt")
    expect(page.locator(".object[aria-pressed=true]")).to_have_count(1)
    finish(page)

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    groups = [annotation["group"] for annotation in sent[0]]
    assert len(groups) == 2
    assert groups[0] == groups[1]


def test_what_was_copied_is_pasted_into_the_next_picture_after_a_reload(
    open_editor: Callable[..., Page],
) -> None:
    page = open_editor(SIGN, pictures=2)
    sent = sent_from(page)
    drag(page, (0.3, 0.3), (0.4, 0.4))
    page.keyboard.press("Control+KeyC")
    finish(page)
    expect(page.locator(".place")).to_have_text("第 2/2 张")

    page.reload()
    expect(page.locator(".cover")).to_be_hidden()
    expect(page.locator(".object")).to_have_count(0)
    page.locator(".stage").focus()
    page.keyboard.press("Control+KeyV")
    expect(page.locator(".object")).to_have_count(1)
    finish(page)

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    # The reload may have cut the first off on its way: then it was sent again.
    first, second = sent[0][0], sent[-1][0]
    assert first["box"] == second["box"]
    assert first["id"] != second["id"]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_what_is_missing_is_marked_at_once_and_answered(
    open_editor: Callable[..., Page], phone: bool
) -> None:
    page = open_editor(TRUCK, WEATHER, phone=phone)
    sent = sent_from(page)
    pill = page.locator(".missing-pill")
    # The weather is not answered yet.
    expect(pill).to_contain_text("1 处")

    if phone:
        finger_of(page)((0.3, 0.4), (0.4, 0.5), (0.5, 0.55))
    else:
        drag(page, (0.3, 0.3), (0.5, 0.5))
    expect(pill).to_contain_text("2 处")
    if phone:
        page.locator(".selection-strip").get_by_text("属性").click()
        page.locator(".attributes .option[data-value='2']").click()
        page.locator(".answers .option", has_text="雨").click()
        page.locator(".side-head").get_by_role("button").click()
    else:
        expect(page.locator(".field.faulty").first).to_contain_text("挡住多少")
        page.keyboard.press("Escape")
        pill.click()
        expect(page.locator(".object[aria-pressed=true]")).to_have_count(1)
        page.locator(".stage").focus()
        page.keyboard.press("Shift+Digit3")
        expect(pill).to_contain_text("1 处")
        finish(page)
        expect(page.locator(".editor-notice")).to_contain_text("整张图")
        page.locator(".answers .option", has_text="雨").click()
    expect(pill).to_be_hidden()
    if phone:
        page.locator(".thumb-bar").get_by_text("完成").click()
    else:
        finish(page)

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    truck, weather = sorted(sent[0], key=lambda one: one["kind"])
    assert truck["attributes"]["occluded"] == 2
    assert (weather["kind"], weather["value"]) == ("choice", "雨")


def test_a_box_past_the_edge_proposes_how_much_is_missing(open_editor: Callable[..., Page]) -> None:
    page = open_editor(TRUCK, CROWD)
    sent = sent_from(page)
    stage = page.locator(".stage").bounding_box()
    assert stage is not None
    scale = min(stage["width"] / SIZE[0], stage["height"] / SIZE[1]) * 0.98
    edge = 0.5 + SIZE[0] * scale / 2 / stage["width"]

    drag(page, (edge - 0.02, 0.3), (edge + 0.02, 0.5))
    expect(page.locator("input[data-attribute=truncated]")).to_have_value("50")
    page.keyboard.press("Shift+Digit1")
    page.keyboard.press("Escape")
    page.keyboard.press("Digit2")
    drag(page, (0.3, 0.3), (0.5, 0.5))
    finish(page)

    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    assert sent[0][0]["attributes"] == {"occluded": 0, "truncated": 50}
    assert sent[0][1]["label"] == "crowd"


def test_one_sheet_leads_to_another(open_editor: Callable[..., Page]) -> None:
    page = open_editor(SIGN)
    page.get_by_role("button", name="更多").click()

    page.locator("dialog[open] .menu-list").get_by_text("跳过").click()

    expect(page.locator("dialog[open].sheet-skip")).to_be_visible()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator("dialog[open].sheet-skip")).to_be_visible()
