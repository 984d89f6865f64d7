"""What tests of the labelling window share: Zhao's project with pictures, her sign-in, drawing a box, what arrived."""

import io
import itertools
import json
import random
import sqlite3
import urllib.request
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD
from tests.conftest import wait_until
from tests.host.instance import Instance

SIZE = (800, 600)
CAR = {"name": "car", "title": {"zh_CN": "小汽车", "en": "Car"}, "kinds": ["box"], "key": "Digit1"}
TRUCK = {"name": "truck", "title": {"zh_CN": "卡车", "en": "Truck"}, "kinds": ["box"], "key": "Digit2"}
phones = (f"1390001{number:04d}" for number in itertools.count(100))


def picture(seed: int) -> bytes:
    chance = random.Random(seed)
    drawn = Image.new("RGB", SIZE, (120, 140, 160))
    pen = ImageDraw.Draw(drawn)
    for _ in range(6):
        x, y = chance.randrange(700), chance.randrange(500)
        pen.rectangle((x, y, x + 80, y + 50), fill=tuple(chance.randrange(256) for _ in range(3)))
    written = io.BytesIO()
    drawn.save(written, "JPEG")
    return written.getvalue()


class Zhao:
    """The manager, through the HTTP API."""

    def __init__(self, instance: Instance, phone: str) -> None:
        self.instance = instance
        self._token = instance.flask("token", "create", "--phone", phone).split()[-1]

    def call(self, method: str, path: str, body: Any = None, media_type: str = "application/json") -> Any:
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": media_type}
        asked = urllib.request.Request(f"{self.instance.url}/api/v1{path}", data, headers, method=method)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def open_project(
        self, pictures: int, labels: tuple[dict[str, Any], ...] = (CAR,), answers: int = 1
    ) -> int:
        asked = {
            "name": "城市路口",
            "ontology": {"labels": list(labels)},
            "rate_e4": 4200,
            "currency": "CNY",
            "redundancy": {"min": answers, "max": answers + 1, "confidence": 0.9},
            "lease_minutes": 60,
            "guideline": "**框要贴紧**",
        }
        project = int(self.call("POST", "/projects", asked)["id"])
        self.add_pictures(project, 0, pictures)
        self.call(
            "POST",
            f"/projects/{project}/fund",
            {"amount_minor": 100_000, "idempotency_key": f"desk-{project}"},
        )
        self.call("POST", f"/projects/{project}/publish", {})
        return project

    def add_pictures(self, project: int, there: int, count: int) -> None:
        """So many more than are there already; returns when all are ready."""
        for number in range(there, there + count):
            self._upload(project, f"{number}.jpg", picture(project * 100 + number))
        ready, images = ["ready"] * (there + count), f"/projects/{project}/images"
        wait_until(
            lambda: [image["state"] for image in self.call("GET", images)["images"]] == ready,
            "the pictures are ready",
            seconds=120,
        )

    def _upload(self, project: int, name: str, content: bytes) -> None:
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        form = f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + content + b"\r\n--x--\r\n"
        self.call("POST", f"/projects/{project}/images", form, "multipart/form-data; boundary=x")

    def arrived(self, project: int) -> dict[int, list[list[float]]]:
        """Boxes of each answer by assignment, as they lie in the database; fails when one assignment has two."""
        rows = self.sql(
            "SELECT assignment_id, annotations FROM submission WHERE project_id = ? ORDER BY assignment_id",
            project,
        )
        found: dict[int, list[list[float]]] = {}
        for assignment, annotations in rows:
            assert assignment not in found
            found[assignment] = [one["box"] for one in json.loads(annotations)]
        return found

    def sql(self, statement: str, *values: Any) -> list[Any]:
        """Look into the instance's database, or put it some days back."""
        file = next(Path(self.instance.data).glob("*.sqlite3"))
        with sqlite3.connect(file, timeout=30) as database:
            return database.execute(statement, values).fetchall()


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


def spot(page: Page, x: float, y: float) -> tuple[float, float]:
    """A place of the stage, in shares of its width and height."""
    box = page.locator(".stage").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], key: str = "Digit1") -> None:
    page.keyboard.press(key)
    page.mouse.move(*spot(page, *start))
    page.mouse.down()
    page.mouse.move(*spot(page, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    page.mouse.move(*spot(page, *end))
    page.mouse.up()
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
    page.wait_for_function(
        "() => navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready", timeout=30_000
    )
    wait_until(lambda: page.evaluate(kept, f"/work/{project}"), "the page is kept", seconds=30)
