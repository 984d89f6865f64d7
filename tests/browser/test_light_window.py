"""What the labelling window costs, in counts that do not depend on the machine: requests, bytes, repaints."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.editor_scene import IS_LABELLABLE, Scene, open_scene, sign_in
from benchmarks.editor_speed import code_bytes
from tests.host.instance import Instance

DRAWN = 60
_COUNT_REPAINTS = """() => {
  window.wipes = {};
  const wipe = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...place) {
    window.wipes[this.canvas.className] = (window.wipes[this.canvas.className] ?? 0) + 1;
    return wipe.apply(this, place);
  };
}"""
_CROWD = "() => document.querySelector('.layer-shapes').toDataURL()"


@pytest.fixture(scope="module")
def scene(instance: Instance) -> Scene:
    return open_scene(instance, 2)


@pytest.fixture
def window(chromium: Browser, scene: Scene) -> Iterator[Page]:
    """Her window with 60 boxes drawn, one of them selected."""
    context = sign_in(chromium, scene.instance.url, scene.add_annotator(DRAWN), "/work")
    page = context.new_page()
    page.goto(f"/work/{scene.project_id}")
    page.wait_for_function(IS_LABELLABLE)
    page.locator(".object").nth(20).click()
    page.locator(".stage").focus()
    page.keyboard.press("KeyV")
    page.wait_for_timeout(500)
    yield page
    context.close()


def test_a_cold_window_is_light(chromium: Browser, scene: Scene) -> None:
    cost = code_bytes(chromium, scene)

    assert cost["requests"] <= 15
    assert cost["kb"] <= 150


def test_a_moved_box_leaves_the_others_alone(window: Page) -> None:
    window.evaluate(_COUNT_REPAINTS)

    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        window.keyboard.press(key)
        window.wait_for_timeout(200)

    wipes = window.evaluate("() => window.wipes")
    assert wipes.get("layer-shapes", 0) == 0
    assert wipes.get("layer-picture", 0) == 0
    assert 3 <= wipes["layer-hand"] <= 9


def test_spots_painted_anew_look_as_if_all_were(window: Page) -> None:
    for key in ("Tab", "ArrowRight", "Tab", "ArrowDown", "Tab"):
        window.keyboard.press(key)
        window.wait_for_timeout(150)
    by_spots = window.evaluate(_CROWD)

    window.keyboard.down("Backquote")
    window.wait_for_timeout(150)
    hidden = window.evaluate(_CROWD)
    window.keyboard.up("Backquote")
    window.wait_for_timeout(150)

    assert hidden != by_spots
    assert window.evaluate(_CROWD) == by_spots
