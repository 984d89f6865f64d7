"""What tests of the labelling window share: a manager with a project, and a hand on the stage."""

import io
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

ONTOLOGY = {
    "labels": [
        {"name": "car", "title": {"zh_CN": "小汽车", "en": "Car"}, "kinds": ["box"], "key": "Digit1"},
        {
            "name": "light",
            "title": {"zh_CN": "红绿灯", "en": "Traffic light"},
            "kinds": ["box", "polygon"],
            "key": "Digit2",
            "attributes": [
                {
                    "name": "state",
                    "title": {"zh_CN": "灯色", "en": "State"},
                    "type": "radio",
                    "values": ["red", "green"],
                    "required": True,
                }
            ],
        },
    ]
}
SIZE = (800, 600)


def picture(seed: int, size: tuple[int, int] = SIZE) -> bytes:
    """A grey picture with a few coloured blocks, as JPEG."""
    chance = random.Random(seed)
    drawn = Image.new("RGB", size, (120, 140, 160))
    pen = ImageDraw.Draw(drawn)
    for _ in range(6):
        x, y = chance.randrange(700), chance.randrange(500)
        pen.rectangle((x, y, x + 80, y + 50), fill=tuple(chance.randrange(256) for _ in range(3)))
    written = io.BytesIO()
    drawn.save(written, "JPEG")
    return written.getvalue()


class Manager:
    """Zhao, through the HTTP API."""

    def __init__(self, instance: Instance, phone: str) -> None:
        self.instance = instance
        self._url = f"{instance.url}/api/v1"
        self._token = instance.flask("token", "create", "--phone", phone).split()[-1]

    def call(self, method: str, path: str, body: Any = None, media_type: str = "application/json") -> Any:
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": media_type}
        asked = urllib.request.Request(self._url + path, data, headers, method=method)
        for is_last in (False, False, True):
            try:
                with urllib.request.urlopen(asked, timeout=60) as answer:
                    text = answer.read()
                return json.loads(text) if text else None
            except ConnectionError:
                # A web process that is replaced drops its connections; every call may be repeated.
                if is_last:
                    raise
        return None

    def draft_project(self, ontology: Any = None, answers: int = 2, spare: int = 0) -> int:
        """`spare`: how many answers more than `answers` a picture may get."""
        asked = {
            "name": "城市路口",
            "ontology": ontology or ONTOLOGY,
            "rate_e4": 4200,
            "currency": "CNY",
            "redundancy": {"min": answers, "max": answers + spare, "confidence": 0.9},
            "lease_minutes": 60,
            "guideline": "**框要贴紧**",
        }
        return int(self.call("POST", "/projects", asked)["id"])

    def open_project(
        self,
        pictures: int,
        ontology: Any = None,
        size: tuple[int, int] = SIZE,
        answers: int = 2,
        spare: int = 0,
    ) -> int:
        project = self.draft_project(ontology, answers, spare)
        self.add_pictures(project, 0, pictures, size)
        money = {"amount_minor": 100_000, "idempotency_key": f"editor-{project}"}
        self.call("POST", f"/projects/{project}/fund", money)
        self.call("POST", f"/projects/{project}/publish", {})
        return project

    def add_pictures(self, project: int, there: int, count: int, size: tuple[int, int] = SIZE) -> None:
        """So many more than are there already; returns when all are ready."""
        for number in range(there, there + count):
            self._upload(project, f"{number}.jpg", picture(project * 100 + number, size))
        ready, images = ["ready"] * (there + count), f"/projects/{project}/images"
        wait_until(
            lambda: [image["state"] for image in self.call("GET", images)["images"]] == ready,
            "the pictures are ready",
            seconds=120,
        )

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

    def _upload(self, project: int, name: str, content: bytes) -> None:
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        form = f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + content + b"\r\n--x--\r\n"
        self.call("POST", f"/projects/{project}/images", form, "multipart/form-data; boundary=x")


def open_editor_of(page: Page, project: int, phone: str) -> Page:
    """The labelling window of the annotator with this phone number."""
    page.goto(f"/sign-in?next=/work/{project}")
    page.fill("input[name=phone]", phone)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**/work/{project}")
    expect(page.locator(".stage")).to_be_visible()
    expect(page.locator(".cover")).to_be_hidden()
    return page


def spot(page: Page, x: float, y: float) -> tuple[float, float]:
    """A place of the stage, in shares of its width and height."""
    box = page.locator(".stage").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*spot(page, *start))
    page.mouse.down()
    page.mouse.move(*spot(page, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    page.mouse.move(*spot(page, *end))
    page.mouse.up()
