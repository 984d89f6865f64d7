"""What tests of lost and bad days share: Zhao's project, her sign-in, drawing with a label's key, what this device keeps."""

import itertools
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.conftest import PASSWORD
from tests.browser.desk import Manager
from tests.conftest import wait_until

CAR = {"name": "car", "title": {"zh_CN": "小汽车", "en": "Car"}, "kinds": ["box"], "key": "Digit1"}
TRUCK = {"name": "truck", "title": {"zh_CN": "卡车", "en": "Truck"}, "kinds": ["box"], "key": "Digit2"}
phones = (f"1390001{number:04d}" for number in itertools.count(100))


class Zhao(Manager):
    """The manager whose pictures want one answer each, and one more when somebody is late."""

    def open_labels(
        self, pictures: int, labels: tuple[dict[str, Any], ...] = (CAR,), answers: int = 1
    ) -> int:
        return self.open_project(pictures, {"labels": list(labels)}, answers=answers, spare=1)


def earnings(page: Page) -> str:
    page.goto("/earnings")
    return page.locator("main").inner_text()


def sign_in(page: Page, phone: str, project: int) -> Page:
    """To the labelling window of a project."""
    page.goto(f"/sign-in?next=/work/{project}")
    page.fill("input[name=phone]", phone)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**/work/{project}")
    return opened(page)


def opened(page: Page) -> Page:
    expect(page.locator(".stage")).to_be_visible(timeout=30_000)
    expect(page.locator(".cover")).to_be_hidden(timeout=30_000)
    return page


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], key: str = "Digit1") -> None:
    page.keyboard.press(key)
    desk.drag(page, start, end)
    page.keyboard.press("Escape")


def finish(page: Page) -> None:
    """Done with this picture; with its own empty answer where nothing was drawn."""
    # What the last stroke drew stands in the list two frames later.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    is_empty = page.locator(".object").count() == 0
    page.locator(".stage").focus()
    page.keyboard.press("Enter")
    if is_empty:
        page.locator("dialog[open] .main").click()


def drawn_boxes(page: Page) -> int:
    return page.locator(".object").count()


def worker_is_ready(page: Page, project: int) -> None:
    """The service worker holds the labelling page of this project."""
    kept = """async (path) => {
      for (const name of await caches.keys()) if (name.startsWith("douya-pages-") && await (await caches.open(name)).match(path)) return true;
      return false;
    }"""
    # Comes back once there is one that works.
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    wait_until(lambda: page.evaluate(kept, f"/work/{project}"), "the page is kept", seconds=30)
