"""A real instance with a published project, and a browser at its labelling window, for measurements."""

import io
import itertools
import json
import random
import urllib.request
import uuid
import zipfile
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from annotate.demo.scenes import draw_scene
from tests.browser.conftest import DESKTOP, PASSWORD
from tests.conftest import wait_until
from tests.host.busy_project import HEIGHT, LABELS, ONTOLOGY, WIDTH
from tests.host.instance import Instance

# Grain as of a phone's camera: with it a preview weighs what a photograph's does, about 59 kB.
_GRAIN = 4.6
_phones = (f"1380000{number:04d}" for number in itertools.count(1000))
IS_LABELLABLE = (
    "() => { const cover = document.querySelector('.scene .cover');"
    " return document.querySelector('.stage') !== null && cover !== null && cover.hidden; }"
)


def pictures(count: int) -> list[bytes]:
    """JPEGs of 1280 x 720, all different, each as heavy as a photograph."""
    scene = np.asarray(draw_scene(1).picture.convert("RGB")).astype(float)
    return [_jpeg(np.roll(scene, number * 37, axis=1), number) for number in range(count)]


def _jpeg(scene: Any, seed: int) -> bytes:
    grain = np.random.default_rng(seed).normal(0, _GRAIN, scene.shape[:2])[..., None]
    written = io.BytesIO()
    Image.fromarray((scene + grain).clip(0, 255).astype("uint8")).save(written, "JPEG", quality=80)
    return written.getvalue()


def _zipped(count: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for number, picture in enumerate(pictures(count)):
            archive.writestr(f"{number:04d}.jpg", picture)
    return written.getvalue()


def boxes(count: int, seed: int) -> list[dict[str, Any]]:
    """Boxes as they lie in a driving scene: many small, few large, overlapping."""
    chance = random.Random(seed)
    drawn = []
    for _ in range(count):
        width = min(260.0, 14 + chance.expovariate(1 / 40))
        height = min(200.0, 12 + chance.expovariate(1 / 32))
        place = [chance.uniform(0, WIDTH - width), chance.uniform(0, HEIGHT - height), width, height]
        shape = {"kind": "box", "label": chance.choice(LABELS), "attributes": {}}
        numbers = [round(number, 2) for number in place]
        drawn.append({"id": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "box": numbers, **shape})
    return drawn


def _call(
    url: str, token: str, method: str, path: str, body: Any = None, media: str = "application/json"
) -> Any:
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": media}
    request = urllib.request.Request(f"{url}/api/v1{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


@dataclass
class Scene:
    """An instance and the number of its project."""

    instance: Instance
    project_id: int

    def add_annotator(self, drawn: int = 0) -> str:
        """Her phone; with `drawn`, her first picture holds that many boxes already."""
        phone = _person(self.instance, "annotator")
        if drawn:
            token = self.instance.flask("token", "create", "--phone", phone).split()[-1]
            bag = _call(
                self.instance.url, token, "POST", f"/projects/{self.project_id}/assignments", {"count": 1}
            )
            draft = {"annotations": boxes(drawn, 7), "active_ms": 1000, "revision": 1}
            _call(self.instance.url, token, "PUT", f"/assignments/{bag['assignments'][0]['id']}/draft", draft)
        return phone


def _person(instance: Instance, role: str) -> str:
    phone = next(_phones)
    arguments = ("user", "add", "--role", role, "--phone", phone, "--name", "小梅", "--password-stdin")
    instance.flask(*arguments, said=f"{PASSWORD}\n")
    return phone


def open_scene(instance: Instance, count: int) -> Scene:
    """Publish a project of `count` pictures, uploaded and prepared as a manager's are."""
    token = instance.flask("token", "create", "--phone", _person(instance, "manager")).split()[-1]

    def call(method: str, path: str, body: Any = None, media: str = "application/json") -> Any:
        return _call(instance.url, token, method, path, body, media)

    asked = {
        "name": "城市路口",
        "ontology": ONTOLOGY,
        "rate_e4": 4200,
        "currency": "CNY",
        "redundancy": {"min": 20, "max": 20, "confidence": 0.9},
        "lease_minutes": 60,
        "guideline": "**框要贴紧**",
    }
    project = int(call("POST", "/projects", asked)["id"])
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="street.zip"\r\n'
    form = f"{head}Content-Type: application/zip\r\n\r\n".encode() + _zipped(count) + b"\r\n--x--\r\n"
    call("POST", f"/projects/{project}/images", form, "multipart/form-data; boundary=x")

    def all_ready() -> bool:
        found = call("GET", f"/projects/{project}/images?limit=1000")["images"]
        return [image["state"] for image in found] == ["ready"] * count

    wait_until(all_ready, "the pictures are ready", seconds=300)
    call("POST", f"/projects/{project}/fund", {"amount_minor": 10_000_000, "idempotency_key": "bench"})
    call("POST", f"/projects/{project}/publish", {})
    return Scene(instance, project)


def sign_in(
    chromium: Browser,
    url: str,
    phone: str,
    path: str,
    service_workers: Literal["allow", "block"] = "allow",
) -> BrowserContext:
    """A browser of hers, signed in, with nothing of the labelling window in its cache."""
    context = chromium.new_context(
        base_url=url, locale="zh-CN", viewport=DESKTOP, service_workers=service_workers
    )
    page = context.new_page()
    page.goto(f"/sign-in?next={path}")
    page.fill("input[name=phone]", phone)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**{path}")
    page.goto("about:blank")
    page.close()
    return context


def slowed(context: BrowserContext, page: Page, times: int) -> CDPSession:
    """The page on a processor that many times slower."""
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})
    return session
