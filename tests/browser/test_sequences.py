"""A video in a real Chromium: two tracks by a few key frames, played, split, joined, copied, walked by thumb."""

import io
import itertools
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.datasets.formats.registry import READABLE
from annotate.projects.ontology import parse_ontology
from annotate.projects.tracks import frames_of
from tests.browser.conftest import PASSWORD, NewPage
from tests.browser.test_editor import Manager
from tests.conftest import wait_until
from tests.host.instance import Instance

ROOT = Path(__file__).parent.parent.parent
CLIP = Path(os.environ.get("DOUYA_SHARED", ROOT.parent / "shared")) / "data" / "sequence"
# The editor leaves a thin margin around the whole picture.
FIT = 0.98
ONTOLOGY = {
    "labels": [
        {
            "name": "car",
            "title": {"zh_CN": "小汽车", "en": "Car"},
            "kinds": ["box"],
            "key": "Digit1",
            "attributes": [
                {
                    "name": "occluded",
                    "title": {"zh_CN": "被遮挡", "en": "Occluded"},
                    "type": "checkbox",
                    "default": False,
                    "per_frame": True,
                }
            ],
        }
    ]
}
_phones = (f"1390000{number:04d}" for number in itertools.count(8600))

Box = list[float]
Tracks = dict[int, list[Box]]


def real_clip() -> tuple[dict[str, bytes], Tracks, tuple[int, int]]:
    """38 frames of a drive and the boxes of two cars on each."""
    frames = {one.name: one.read_bytes() for one in sorted((CLIP / "frames").iterdir())}
    known = json.loads((CLIP / "tracks.coco.json").read_text())
    place = {image["id"]: image["frame_index"] for image in known["images"]}
    tracks: Tracks = {}
    for one in sorted(known["annotations"], key=lambda one: place[one["image_id"]]):
        tracks.setdefault(one["track_id"], []).append(one["bbox"])
    return frames, tracks, (1280, 720)


def drawn_clip() -> tuple[dict[str, bytes], Tracks, tuple[int, int]]:
    """The same from two drawn boxes that drive, for whoever has no video beside the repository."""
    frames: dict[str, bytes] = {}
    tracks: Tracks = {1: [], 2: []}
    for number in range(38):
        picture = Image.new("RGB", (1280, 720), (90 + number, 120, 130))
        pen = ImageDraw.Draw(picture)
        for track, (left, top) in ((1, (300 + 4 * number, 400)), (2, (900 - 5 * number, 380))):
            box = [left, top, 130 + number, 90 + number / 2]
            pen.rectangle((left, top, left + box[2], top + box[3]), fill=(200, 60 * track, 40))
            tracks[track].append([float(part) for part in box])
        written = io.BytesIO()
        picture.save(written, "JPEG")
        frames[f"{number + 1:06d}.jpg"] = written.getvalue()
    return frames, tracks, (1280, 720)


FRAMES, TRACKS, SIZE = real_clip() if CLIP.exists() else drawn_clip()
COUNT = len(FRAMES)
KEY_FRAMES = (0, 6, 12, 18, 24, 30, COUNT - 1)


def zipped(frames: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in frames.items():
            archive.writestr(name, content)
    return out.getvalue()


def clip_project(zhao: Manager, frames: dict[str, bytes], answers: int = 2) -> int:
    asked = {
        "name": "跟车视频",
        "ontology": ONTOLOGY,
        "rate_e4": 90_000,
        "currency": "CNY",
        "redundancy": {"min": answers, "max": answers, "confidence": 0.9},
        "lease_minutes": 60,
        "guideline": "**一辆车一条轨迹**",
    }
    project = int(zhao.call("POST", "/projects", asked)["id"])
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="sequence"\r\n\r\nride\r\n',
        b'--x\r\nContent-Disposition: form-data; name="fps"\r\n\r\n25\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="ride.zip"\r\n'
        b"Content-Type: application/zip\r\n\r\n" + zipped(frames) + b"\r\n--x--\r\n",
    ]
    sent = zhao.call(
        "POST", f"/projects/{project}/images", b"".join(parts), "multipart/form-data; boundary=x"
    )
    state = f"/imports/{sent['import_id']}"
    wait_until(lambda: zhao.call("GET", state)["state"] == "done", "the frames are ready", seconds=120)
    money = {"amount_minor": 100_000, "idempotency_key": f"clip-{project}"}
    zhao.call("POST", f"/projects/{project}/fund", money)
    assert zhao.call("POST", f"/projects/{project}/publish", {})["tasks"] == 1
    return project


@pytest.fixture(scope="module")
def zhao(instance: Instance, add_person: Callable[[str, str, str], str]) -> Manager:
    return Manager(instance, add_person("manager", next(_phones), "赵经理"))


@pytest.fixture
def open_clip(new_page: NewPage, add_person: Callable[[str, str, str], str]) -> Callable[..., Page]:
    def opened(project: int, phone: bool = False) -> Page:
        number = add_person("annotator", next(_phones), "小梅")
        page = new_page(phone=phone)
        page.goto(f"/sign-in?next=/work/{project}")
        page.fill("input[name=phone]", number)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"**/work/{project}")
        expect(page.locator(".timeline")).to_be_visible()
        expect(page.locator(".cover")).to_be_hidden()
        return page

    return opened


def go_to(page: Page, frame: int) -> None:
    page.locator(".scrubber").evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', {bubbles: true})); }",
        str(frame + 1),
    )
    expect(page.locator(".timeline")).to_have_attribute("data-frame", str(frame))


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """A spot of the picture, which lies whole and centred in the stage, on the page."""
    stage = page.locator(".stage").bounding_box()
    assert stage is not None
    scale = min(stage["width"] / SIZE[0], stage["height"] / SIZE[1]) * FIT
    left = stage["x"] + (stage["width"] - SIZE[0] * scale) / 2
    top = stage["y"] + (stage["height"] - SIZE[1] * scale) / 2
    return left + x * scale, top + y * scale


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    (ax, ay), (bx, by) = on_screen(page, *start), on_screen(page, *end)
    page.mouse.move(ax, ay)
    page.mouse.down()
    page.mouse.move((ax + bx) / 2, (ay + by) / 2)
    page.mouse.move(bx, by)
    page.mouse.up()


def draw(page: Page, box: Box) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Digit1")
    drag(page, (box[0], box[1]), (box[0] + box[2], box[1] + box[3]))


def adjust(page: Page, seen: Box, box: Box) -> None:
    """Pull two opposite corners of the chosen shape to where they belong."""
    corners = (
        ((seen[0], seen[1]), (box[0], box[1])),
        ((seen[0] + seen[2], seen[1] + seen[3]), (box[0] + box[2], box[1] + box[3])),
    )
    for start, end in corners:
        drag(page, start, end)


def iou(a: Box, b: Box) -> float:
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (a[2] * a[3] + b[2] * b[3] - width * height)


def label_tracks(page: Page) -> None:
    """Two cars by seven key frames each: drawn on the first, pulled into place on the others."""
    for boxes in TRACKS.values():
        go_to(page, 0)
        draw(page, boxes[0])
        last = boxes[0]
        for frame in KEY_FRAMES[1:]:
            go_to(page, frame)
            adjust(page, last, boxes[frame])
            last = boxes[frame]


def test_two_tracks_by_seven_key_frames_fit_every_frame(
    zhao: Manager, open_clip: Callable[..., Page]
) -> None:
    project = clip_project(zhao, FRAMES)
    page = open_clip(project)

    label_tracks(page)
    expect(page.locator(".object")).to_have_count(2)
    page.keyboard.press("Escape")
    with page.expect_request(lambda asked: asked.url.endswith("/submission")) as handed_in:
        page.keyboard.press("Enter")

    expect(page.locator(".cover h2")).to_have_text("这一包做完了")
    wait_until(lambda: zhao.call("GET", f"/projects/{project}/progress")["submissions"] == 1, "it arrived")
    keys = handed_in.value.post_data_json["annotations"]
    tracks = sorted({one["track"] for one in keys})
    assert len(tracks) == 2
    assert all(sum(one["track"] == track for one in keys) <= 7 for track in tracks)
    for frame, shapes in enumerate(frames_of(keys, COUNT)):
        boxes = [shape["box"] for shape in shapes]
        for truth in (TRACKS[track][frame] for track in TRACKS):
            assert max(iou(box, truth) for box in boxes) >= 0.8, f"frame {frame}"


def test_a_clip_survives_a_reload_at_its_frame_with_its_track(
    zhao: Manager, open_clip: Callable[..., Page]
) -> None:
    page = open_clip(clip_project(zhao, FRAMES))
    go_to(page, 5)
    draw(page, TRACKS[1][5])
    go_to(page, 9)
    expect(page.locator(".object[aria-pressed=true]")).to_have_count(1)
    expect(page.locator(".keeping")).not_to_have_attribute("data-state", "saving")
    page.locator(".stage").evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    # The look of the desk is written a moment after it changed.
    page.wait_for_timeout(700)

    page.reload()

    expect(page.locator(".timeline")).to_have_attribute("data-frame", "9")
    expect(page.locator(".object[aria-pressed=true]")).to_have_count(1)
    expect(page.locator(".object .span")).to_have_text(f"第 6–{COUNT} 帧")


def test_outside_split_join_and_copying(zhao: Manager, open_clip: Callable[..., Page]) -> None:
    page = open_clip(clip_project(zhao, FRAMES))
    # A list of texts is waited for; one text fails at once while two spans are there.
    spans = page.locator(".object .span")
    draw(page, TRACKS[1][0])
    go_to(page, 20)

    page.keyboard.press("KeyW")
    expect(spans).to_have_text(["第 1–20 帧"])
    page.keyboard.press("Control+KeyZ")
    expect(spans).to_have_text([f"第 1–{COUNT} 帧"])

    page.keyboard.press("KeyS")
    expect(spans).to_have_text(["第 1–20 帧", f"第 21–{COUNT} 帧"])

    page.keyboard.press("KeyM")
    page.locator(".object").first.click()
    expect(page.locator(".timeline")).to_have_attribute("data-frame", "0")
    page.get_by_role("button", name="接到这一条").click()
    expect(spans).to_have_text([f"第 1–{COUNT} 帧"])

    draw(page, TRACKS[2][0])
    page.keyboard.press("KeyM")
    page.locator(".object").first.click()
    page.keyboard.press("KeyM")
    expect(page.locator(".editor-notice")).to_contain_text("接不起来")
    expect(spans).to_have_count(2)

    page.keyboard.press("KeyY")
    page.fill("input[name=propagate_forward]", "4")
    page.check("input[name=propagate_every]")
    page.locator(".sheet-propagate .control.main").click()
    expect(page.locator("dialog")).to_be_hidden()
    page.keyboard.press("PageDown")
    expect(page.locator(".timeline")).to_have_attribute("data-frame", "1")


def test_playing_shows_each_frame_once_with_its_own_boxes(
    zhao: Manager, open_clip: Callable[..., Page]
) -> None:
    page = open_clip(clip_project(zhao, FRAMES))
    draw(page, TRACKS[1][0])
    page.evaluate(
        """() => { window.seen = []; new MutationObserver(() => window.seen.push(
            Number(document.querySelector('.timeline').dataset.frame))).observe(
            document.querySelector('.timeline'), {attributeFilter: ['data-frame']}); }"""
    )

    page.keyboard.press("KeyK")

    expect(page.locator(".timeline")).to_have_attribute("data-frame", str(COUNT - 1), timeout=60_000)
    seen = page.evaluate("window.seen")
    # Written anew with the same number where only the frame asked for has changed.
    assert [frame for frame, _ in itertools.groupby(seen) if frame > 0] == list(range(1, COUNT))
    expect(page.locator(".play")).to_contain_text("播放")


def test_a_thumb_scrubs_and_walks_on_a_phone(zhao: Manager, open_clip: Callable[..., Page]) -> None:
    page = open_clip(clip_project(zhao, FRAMES), phone=True)
    bar = page.locator(".scrubber").bounding_box()
    assert bar is not None
    assert bar["height"] >= 44

    page.touchscreen.tap(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)

    middle = page.locator(".timeline")

    def shown() -> int:
        return int(middle.get_attribute("data-frame") or "")

    wait_until(lambda: abs(shown() - COUNT / 2) < 3, "the middle of the clip is shown")
    frame = shown()
    page.get_by_role("button", name="下一帧").tap()
    expect(middle).to_have_attribute("data-frame", str(frame + 1))
    page.get_by_role("button", name="上一帧").tap()
    expect(middle).to_have_attribute("data-frame", str(frame))


def mot_of(tracks: Tracks) -> bytes:
    """The known tracks as a MOT zip."""
    pictures = [
        LabelledPicture(
            name,
            *SIZE,
            tuple(
                {
                    "id": f"{track}-{number}",
                    "kind": "box",
                    "label": "car",
                    "box": boxes[number],
                    "attributes": {},
                    "track": str(track),
                    "frame": number,
                }
                for track, boxes in tracks.items()
            ),
            sequence=Clip("ride", 25.0, COUNT),
            frame=number,
        )
        for number, name in enumerate(FRAMES)
    ]
    written = READABLE["mot"].write(pictures, parse_ontology(ONTOLOGY))
    return zipped({name: b"".join(parts) for name, parts in written})


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_she_begins_with_the_tracks_of_a_program_and_mends_them(
    phone: bool, zhao: Manager, open_clip: Callable[..., Page]
) -> None:
    project = clip_project(zhao, FRAMES)
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="format"\r\n\r\nmot\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="mot.zip"\r\n'
        b"Content-Type: application/zip\r\n\r\n" + mot_of(TRACKS) + b"\r\n--x--\r\n",
    ]
    address = f"/projects/{project}/prelabels"
    sent = zhao.call("POST", address, b"".join(parts), "multipart/form-data; boundary=x")
    told = f"/imports/{sent['import_id']}"
    wait_until(lambda: zhao.call("GET", told)["state"] == "done", "the tracks are read", seconds=60)

    page = open_clip(project, phone=phone)

    expect(page.locator(".editor-notice")).to_contain_text("程序已经画好了一些轨迹")
    expect(page.locator(".object")).to_have_count(2)
    page.reload()
    expect(page.locator(".cover")).to_be_hidden()
    expect(page.locator(".object")).to_have_count(2)
    page.locator(".stage").focus()
    with page.expect_request(lambda asked: asked.url.endswith("/submission")) as handed_in:
        page.keyboard.press("Enter")
    keys = handed_in.value.post_data_json["annotations"]
    for frame, shapes in enumerate(frames_of(keys, COUNT)):
        for truth in (TRACKS[track][frame] for track in TRACKS):
            assert max(iou(shape["box"], truth) for shape in shapes) >= 0.98, f"frame {frame}"
    wait_until(lambda: zhao.call("GET", f"/projects/{project}/progress")["submissions"] == 1, "it arrived")
    decided = zhao.sql("SELECT entries FROM submission_proposals WHERE project_id = ?", project)
    assert "accepted" in decided[0][0]
    assert "rejected" not in decided[0][0]
