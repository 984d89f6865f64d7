"""A project of real street photographs with what a model found on them, through the HTTP API."""

import itertools
import json
import os
from pathlib import Path
from typing import Any

from annotate.demo.scenes import draw_scene, picture_name
from tests.browser.desk import Manager
from tests.conftest import wait_until

ROOT = Path(__file__).parent.parent.parent
STREET = Path(os.environ.get("DOUYA_SHARED", ROOT.parent / "shared")) / "data" / "street"
PHOTOGRAPHS = ("000000196610.jpg", "000000231460.jpg")
LABELS = ("person", "car", "truck", "bus", "bicycle", "motorcycle", "traffic light", "traffic sign")
MOST_OBJECTS = 4
_numbers = itertools.count()

Document = dict[str, Any]


def photographs() -> tuple[dict[str, bytes], Document]:
    """Pictures, and a COCO document with a few objects of each, every one less certain than the one before.

    Our own drawings for whoever has no photographs beside the repository.
    """
    if not (STREET / "annotations.coco.json").exists():
        return _drawn()
    known = json.loads((STREET / "annotations.coco.json").read_text())
    names = {category["id"]: category["name"] for category in known["categories"]}
    images = [image for image in known["images"] if image["file_name"] in PHOTOGRAPHS]
    found = []
    for image in images:
        mine = [one for one in known["annotations"] if one["image_id"] == image["id"]]
        wanted = [one for one in mine if names[one["category_id"]] in LABELS and not one["iscrowd"]]
        found += sorted(wanted, key=lambda one: -one["area"])[:MOST_OBJECTS]
    labels = [
        {"id": number, "image_id": one["image_id"], "category_id": one["category_id"], "bbox": one["bbox"]}
        for number, one in enumerate(found, 1)
    ]
    document = {"images": images, "categories": known["categories"], "annotations": _scored(labels)}
    return {image["file_name"]: (STREET / image["file_name"]).read_bytes() for image in images}, document


def _drawn() -> tuple[dict[str, bytes], Document]:
    scenes = [draw_scene(seed) for seed in (1, 2)]
    ids = {name: number for number, name in enumerate(LABELS, 1)}
    images, labels = [], []
    for number, scene in enumerate(scenes, 1):
        images.append({"id": number, "file_name": picture_name(scene.seed), "width": 1280, "height": 720})
        largest = sorted(scene.truths, key=lambda one: -one.box[2] * one.box[3])[:MOST_OBJECTS]
        labels += [
            {"image_id": number, "category_id": ids[one.label], "bbox": [float(n) for n in one.box]}
            for one in largest
        ]
    numbered = [one | {"id": number} for number, one in enumerate(labels, 1)]
    categories = [{"id": number, "name": name} for name, number in ids.items()]
    document = {"images": images, "categories": categories, "annotations": _scored(numbered)}
    return {picture_name(scene.seed): scene.jpeg() for scene in scenes}, document


def _scored(labels: list[Document]) -> list[Document]:
    return [one | {"score": round(0.95 - 0.07 * index, 2)} for index, one in enumerate(labels)]


def open_project(zhao: Manager, pictures: dict[str, bytes], answers: int = 2) -> int:
    ontology = {"labels": [{"name": name, "kinds": ["box"]} for name in LABELS]}
    asked = {
        "name": f"街景 {next(_numbers)}",
        "ontology": ontology,
        "rate_e4": 4200,
        "currency": "CNY",
        "redundancy": {"min": answers, "max": answers, "confidence": 0.9},
        "guideline": "**框要贴紧**",
    }
    project = int(zhao.call("POST", "/projects", asked)["id"])
    for name, content in pictures.items():
        send_file(zhao, f"/projects/{project}/images", name, content)
    images = f"/projects/{project}/images"
    wait_until(
        lambda: [image["state"] for image in zhao.call("GET", images)["images"]] == ["ready"] * len(pictures),
        "the pictures are ready",
        seconds=60,
    )
    money = {"amount_minor": 100_000, "idempotency_key": f"street-{project}"}
    zhao.call("POST", f"/projects/{project}/fund", money)
    zhao.call("POST", f"/projects/{project}/publish", {})
    return project


def send_file(zhao: Manager, path: str, name: str, content: bytes, **fields: str) -> Any:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    form = b"".join(parts) + head + content + b"\r\n--x--\r\n"
    return zhao.call("POST", path, form, "multipart/form-data; boundary=x")


def propose(zhao: Manager, project: int, document: Document) -> Document:
    """Send labels and wait until they are read; what the import tells."""
    content = json.dumps(document).encode()
    sent = send_file(
        zhao, f"/projects/{project}/prelabels", "labels.json", content, format="coco", source="detector-7"
    )
    told = f"/imports/{sent['import_id']}"
    wait_until(lambda: zhao.call("GET", told)["state"] == "done", "the labels are read", seconds=60)
    done: Document = zhao.call("GET", told)
    return done
