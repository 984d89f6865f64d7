"""The main job, end to end, in a real browser: from a zip of street pictures to an income report."""

import io
import json
import os
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from pycocotools.coco import COCO

from annotate.demo.scenes import draw_scene, picture_name
from tests.browser.conftest import PASSWORD, NewPage
from tests.conftest import wait_until
from tests.host.instance import Instance

ROOT = Path(__file__).parent.parent.parent
STREET = Path(os.environ.get("DOUYA_SHARED", ROOT.parent / "shared")) / "data" / "street"
PHOTOGRAPHS = ("000000261888.jpg", "udacity_test1.jpg", "udacity_test4.jpg")
LABELS = ["person", "car", "truck", "bus", "bicycle", "motorcycle", "traffic light", "traffic sign"]
# The editor leaves a thin margin around the whole picture.
FIT = 0.98

Truth = dict[str, list[tuple[str, list[float]]]]


def photographs() -> tuple[dict[str, bytes], Truth]:
    """Real street photographs and the two largest objects of each."""
    known = json.loads((STREET / "annotations.coco.json").read_text())
    labels = {category["id"]: category["name"] for category in known["categories"]}
    names = {image["id"]: image["file_name"] for image in known["images"]}
    truth: Truth = {name: [] for name in PHOTOGRAPHS}
    for one in sorted(known["annotations"], key=lambda one: -one["area"]):
        boxes = truth.get(names[one["image_id"]])
        if (
            boxes is not None
            and len(boxes) < 2
            and not one["iscrowd"]
            and labels[one["category_id"]] in LABELS
        ):
            boxes.append((labels[one["category_id"]], one["bbox"]))
    return {name: (STREET / name).read_bytes() for name in PHOTOGRAPHS}, truth


def drawn_scenes() -> tuple[dict[str, bytes], Truth]:
    """The same from our own drawings, for whoever has no photographs beside the repository."""
    scenes = [draw_scene(seed) for seed in (1, 2, 3)]
    truth = {
        picture_name(scene.seed): [
            (one.label, [float(number) for number in one.box])
            for one in sorted(scene.truths, key=lambda one: -one.box[2] * one.box[3])[:2]
        ]
        for scene in scenes
    }
    return {picture_name(scene.seed): scene.jpeg() for scene in scenes}, truth


def sign_in(page: Page, phone: str, start: str) -> Page:
    page.goto(f"/sign-in?next={start}")
    page.fill("input[name=phone]", phone)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**{start}")
    return page


def set_up(page: Page, name: str) -> int:
    """Zhao makes a project of the driving labels, three answers a picture, 0.42 yuan each; returns its number."""
    page.goto("/projects/new")
    page.fill("input[name=name]", name)
    page.click("button[value=next]")
    page.fill("input[name=rate]", "0.42")
    page.fill("input[name=redundancy_min]", "3")
    page.fill("input[name=redundancy_max]", "3")
    for _step in range(3):
        page.click("button[value=next]")
    page.wait_for_url(re.compile(r"/projects/\d+$"))
    return int(page.url.rsplit("/", 1)[1])


def upload_fund_publish(page: Page, project: int, archive: Path) -> None:
    page.goto(f"/projects/{project}/upload", wait_until="load")
    page.set_input_files("input[type=file]", archive)
    page.click("main form button[type=submit]")
    expect(page.locator(".stat-good .number")).to_have_text("3", timeout=60_000)
    page.goto(f"/projects/{project}/fund")
    page.fill("input[name=amount]", "20")
    page.click(f"form[action$='/projects/{project}/fund'] button[type=submit]")
    page.goto(f"/projects/{project}")
    page.click(f"a[href$='/projects/{project}/publish']")
    page.click("button:has-text('发布')")
    expect(page.locator(".badge").first).to_contain_text("进行中")


def draw(page: Page, size: dict[str, int], label: str, box: list[float]) -> None:
    """Drag one box over the picture, which lies whole and centred in the stage."""
    stage = page.locator(".stage").bounding_box()
    assert stage is not None
    scale = min(stage["width"] / size["width"], stage["height"] / size["height"]) * FIT
    left = stage["x"] + (stage["width"] - size["width"] * scale) / 2
    top = stage["y"] + (stage["height"] - size["height"] * scale) / 2
    x, y, width, height = (number * scale for number in box)
    page.keyboard.press("Escape")
    page.keyboard.press(f"Digit{LABELS.index(label) + 1}")
    page.mouse.move(left + x, top + y)
    page.mouse.down()
    page.mouse.move(left + x + width / 2, top + y + height / 2)
    page.mouse.move(left + x + width, top + y + height)
    page.mouse.up()


def label_all(page: Page, project: int, truth: Truth) -> None:
    """She draws what is there on one picture after another, until the bag is empty."""
    handed_out: list[dict[str, Any]] = []
    page.on(
        "response",
        lambda answer: (
            handed_out.extend(answer.json()["assignments"])
            if answer.url.endswith(f"/projects/{project}/assignments") and answer.ok
            else None
        ),
    )
    page.goto(f"/work/{project}")
    expect(page.locator(".cover")).to_be_hidden()
    for place in range(1, 4):
        expect(page.locator(".place")).to_have_text(f"第 {place}/3 张")
        expect(page.locator(".object")).to_have_count(0)
        image = {one["id"]: one for one in handed_out}[sorted({one["id"] for one in handed_out})[place - 1]][
            "images"
        ][0]
        for number, (label, box) in enumerate(truth[image["name"].rsplit("/", 1)[-1]], 1):
            draw(page, image, label, box)
            expect(page.locator(".object")).to_have_count(number)
        page.keyboard.press("Escape")
        page.locator(".stage").focus()
        page.keyboard.press("Enter")
    expect(page.locator(".earned")).to_have_text("1.26 元")


def shows(page: Page, address: str, text: str, seconds: float = 60) -> None:
    """Wait until a page that background jobs change shows a text."""

    def it_does() -> bool:
        page.goto(address)
        return text in page.locator("main").inner_text()

    wait_until(it_does, f"{address} shows {text}", seconds=seconds)


def export_coco(page: Page, project: int) -> dict[str, Any]:
    page.goto(f"/projects/{project}/exports")
    page.locator("main form button[type=submit]").first.click()
    link = page.locator("a[download], a[href*='/exports/'][href$='file']").first
    end = time.monotonic() + 60
    while link.count() == 0 and time.monotonic() < end:
        page.wait_for_timeout(500)
        page.goto(f"/projects/{project}/exports")
    with page.expect_download() as download:
        link.click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".json") and "manifest" not in name)
        labels: dict[str, Any] = json.loads(archive.read(name))
    return labels


def open_programme(instance: Instance, folder: Path) -> None:
    counties = folder / "counties.csv"
    counties.write_text("code,name,province_code,province_name\n520624,思南县,520000,贵州省\n")
    instance.flask("registry", "counties", str(counties), "--source", "test list, 2026")
    names = ("--foundation", "春苗基金会", "--name-zh", "春苗计划", "--name-en", "Sprouts")
    instance.flask("programme", "add", *names, "--starts", "2026-01-01")


def enrol_everybody(coordinator: Page, count: int) -> None:
    """Wu opens the file of each woman of her county and enrols her."""
    for place in range(count):
        coordinator.goto("/women")
        coordinator.locator("main table a").nth(place).click()
        coordinator.locator("form[action$='/enrolments'] button[type=submit]").click()
        expect(coordinator.locator(".flashes")).to_be_visible()


def test_street_pictures_go_from_upload_to_an_income_report(
    instance: Instance, new_page: NewPage, add_person: Callable[..., str], tmp_path: Path
) -> None:
    files, truth = photographs() if STREET.is_dir() else drawn_scenes()
    archive = tmp_path / "street.zip"
    with zipfile.ZipFile(archive, "w") as parcel:
        for name, content in files.items():
            parcel.writestr(f"street/{name}", content)
    open_programme(instance, tmp_path)
    zhao = sign_in(new_page(), add_person("manager", "13922220001", "赵"), "/projects")
    women = [
        add_person("annotator", f"1392222001{number}", name, "--county", "520624")
        for number, name in enumerate("梅安兰")
    ]

    wu = sign_in(new_page(), add_person("coordinator", "13922220002", "吴", "--county", "520624"), "/women")
    enrol_everybody(wu, len(women))

    project = set_up(zhao, "城市路口，第一批")
    upload_fund_publish(zhao, project, archive)
    for phone in women:
        label_all(sign_in(new_page(), phone, "/work"), project, truth)

    shows(zhao, f"/projects/{project}", "100")
    labels = export_coco(zhao, project)
    file = tmp_path / "labels.json"
    file.write_text(json.dumps(labels))
    coco = COCO(str(file))
    assert len(coco.getImgIds()) == 3
    found = sorted(coco.cats[one["category_id"]]["name"] for one in coco.anns.values())
    assert found == sorted(label for boxes in truth.values() for label, _box in boxes)

    mei = sign_in(new_page(phone=True), women[0], "/work")
    shows(mei, "/earnings", "1.26")
    assert instance.flask("ledger", "verify").strip().endswith("The books are right.")

    reviewer = add_person("reviewer", "13922220003", "周", "--organisation", "春苗基金会")
    zhou = sign_in(new_page(), reviewer, "/reports")
    instance.flask("reports", "rebuild")
    zhou.goto("/reports")
    zhou.get_by_role("link", name="本季度").click()
    expect(zhou.locator("main")).to_contain_text("思南县")
    # Three women are too few to be shown: no amount of theirs stands anywhere on the page.
    expect(zhou.locator("main")).to_contain_text(re.compile("不显示|不公布"))
    assert "1.26" not in zhou.locator("main").inner_text()
