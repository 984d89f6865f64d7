"""'Fix it' in a real Chromium: the reviewer pins comments, she goes through them and hands in the mended answer."""

import json
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.desk import Manager
from tests.browser.test_editor import open_editor
from tests.browser.test_journey import sign_in
from tests.conftest import wait_until
from tests.host.instance import Instance

__all__ = ["open_editor"]
RIGHT = ((100, 100, 200, 120), (450, 300, 120, 90))
WRONG = ((20, 400, 90, 90), (600, 20, 60, 60))


class Annotator:
    """Somebody who answers through the HTTP API."""

    def __init__(self, instance: Instance, phone: str) -> None:
        self._url = f"{instance.url}/api/v1"
        self._token = instance.flask("token", "create", "--phone", phone).split()[-1]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self._url + path, data, headers, method=method)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def answer(self, project: int, boxes: tuple[tuple[int, ...], ...], shift: float = 0.0) -> str:
        """Hand in the next picture; the submission's id."""
        taken = self.call("POST", f"/projects/{project}/assignments", {"count": 1})["assignments"][0]
        shapes = [
            {
                "id": str(uuid.uuid4()),
                "kind": "box",
                "label": "car",
                "box": [x + shift, y, width, height + shift],
                "attributes": {},
            }
            for x, y, width, height in boxes
        ]
        body = {"submission_id": str(uuid.uuid4()), "annotations": shapes, "active_ms": 9000}
        self.call("POST", f"/assignments/{taken['id']}/submission", body)
        return str(body["submission_id"])


@pytest.fixture(scope="module")
def owner(add_person: Callable[..., str]) -> str:
    return add_person("manager", "13900005901", "赵经理")


@pytest.fixture(scope="module")
def zhao(instance: Instance, owner: str) -> Manager:
    return Manager(instance, owner)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_she_mends_what_the_reviewer_pinned(
    phone: bool,
    instance: Instance,
    zhao: Manager,
    owner: str,
    new_page: NewPage,
    open_editor: Callable[..., Page],
    add_person: Callable[..., str],
) -> None:
    project = zhao.open_project(1, answers=3)
    number = 1 if phone else 2
    hers = add_person("annotator", f"1390000591{number}", "小梅")
    for place, shift in enumerate((0.0, 1.5)):
        other = add_person("annotator", f"139000059{number}{place + 3}", "小安")
        Annotator(instance, other).answer(project, RIGHT, shift)
    Annotator(instance, hers).answer(project, WRONG)

    lin = sign_in(new_page(), owner, "/review")
    link = lin.locator("main table a")
    wait_until(lambda: lin.reload() and link.count() > 0, "the answer waits for a person", 60)
    link.first.click()
    rows = lin.locator("[data-comment-row]")
    suggested = rows.count() - 1
    assert suggested >= 3
    lin.wait_for_load_state("load")
    # A tap on an empty place of her picture pins one more.
    lin.locator("[data-comment-picture] svg").click(position={"x": 12, "y": 12})
    rows.nth(suggested).locator("[name=words]").fill("左上角也看一看")
    expect(lin.locator("[data-comment-picture] .pin")).to_have_count(suggested + 1)
    lin.locator("form[action$='/fix'] button").click()
    expect(lin.locator(".flashes")).to_contain_text("退给她了")

    mei = open_editor(project, phone=phone, person=hers)
    card = mei.locator(".fix-card")
    expect(card.locator("summary")).to_contain_text(f"还要改 {suggested + 1} 处")
    expect(mei.locator(".pins .pin")).to_have_count(suggested + 1)
    assert mei.locator(".reference-marks .line").count() >= 2
    before = mei.locator(".pins .pin").first.bounding_box()
    card.locator(".comment").first.click()
    wait_until(
        lambda: mei.locator(".pins .pin").first.bounding_box() != before, "the picture moves to the place", 10
    )
    card.locator("input").first.check()
    expect(card.locator("summary")).to_contain_text(f"还要改 {suggested} 处")

    with mei.expect_response(lambda answer: answer.url.endswith("/submission")) as sent:
        (mei.locator(".thumb-bar .main") if phone else mei.locator(".editor-foot .main")).click()

    assert sent.value.status == 201
    mei.goto("/answers")
    # The verdict comes with its job; what is still to be decided stands under "earnings" with its amount, too.
    wait_until(lambda: mei.reload() and "通过" in mei.locator("main").inner_text(), "it is accepted", 60)
    mei.goto("/earnings")
    wait_until(lambda: mei.reload() and "0.42" in mei.locator("main").inner_text(), "all of it is paid", 60)
