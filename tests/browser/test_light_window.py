"""What the labelling window costs, in counts that do not depend on the machine: requests, bytes, repaints."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, expect

from annotate.web.linker import top_level_names
from benchmarks.editor_scene import IS_LABELLABLE, Scene, open_scene, sign_in
from benchmarks.editor_speed import code_bytes
from tests.conftest import wait_until
from tests.host.instance import Instance

STATIC = Path(__file__).parents[2] / "static"
DRAWN = 60
_COUNT_REPAINTS = """() => {
  window.wipes = {};
  const wipe = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...place) {
    window.wipes[this.canvas.className] = (window.wipes[this.canvas.className] ?? 0) + 1;
    return wipe.apply(this, place);
  };
}"""


def _crowd(page: Page) -> Image.Image:
    """The canvas of the shapes at rest."""
    data = page.evaluate("() => document.querySelector('.layer-shapes').toDataURL()")
    return Image.open(io.BytesIO(base64.b64decode(data.partition(",")[2]))).convert("RGBA")


@pytest.fixture(scope="module")
def scene(instance: Instance) -> Scene:
    return open_scene(instance, 2)


@pytest.fixture
def window(chromium: Browser, scene: Scene) -> Iterator[Page]:
    """Her window with 60 boxes drawn, one of them selected."""
    context = sign_in(chromium, scene.instance.url, scene.add_annotator(DRAWN), "/work")
    page = context.new_page()
    page.goto(f"/work/{scene.project_id}")
    wait_until(lambda: page.evaluate(IS_LABELLABLE), "the picture can be labelled")
    page.locator(".object").nth(20).click()
    page.locator(".stage").focus()
    page.keyboard.press("KeyV")
    page.wait_for_timeout(500)
    yield page
    context.close()


def test_no_name_of_the_editor_hides_one_of_the_browser(window: Page) -> None:
    names = sorted(top_level_names(STATIC, "js/editor/main.js") | top_level_names(STATIC, "js/site/main.js"))

    known = "(name) => Object.hasOwn(window, name) || Object.hasOwn(EventTarget.prototype, name)"
    assert window.evaluate(f"(names) => names.filter({known})", names) == []


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
        window.wait_for_timeout(200)
    expect(window.locator('.keeping[data-state="saving"]')).to_have_count(0)
    by_spots = _crowd(window)

    window.keyboard.down("Backquote")
    window.wait_for_timeout(400)
    hidden = _crowd(window)
    window.keyboard.up("Backquote")
    window.wait_for_timeout(400)

    assert hidden.getbbox() is None
    assert by_spots.getbbox() is not None
    differences = ImageChops.difference(by_spots, _crowd(window)).getextrema()
    # Dashes cut at a spot's edge may round otherwise by one step of 255.
    assert max(most for _, most in differences) <= 2
