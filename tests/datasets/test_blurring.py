"""Faces and plates are made unrecognisable by given boxes, in the picture and its preview, before anybody sees them."""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from PIL import Image as Picture
from sqlalchemy.orm import Session

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid
from annotate.core.storage import storage
from annotate.datasets import blur_service, import_service, queries, service
from annotate.datasets.decode_service import Decoder, Prepared
from annotate.datasets.errors import UnknownFormat
from annotate.datasets.models import BlurredPicture, Image, ImportRun
from annotate.datasets.sequence_service import Video
from annotate.datasets.states import RunState
from annotate.work import handed_out_service
from annotate.work.models import Assignment, Bag, Task
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import Upload, images, problems

FACE = [100.0, 60.0, 80.0, 80.0]
Blur = Callable[..., int]


def checkered(width: int = 320, height: int = 240) -> Picture.Image:
    """Black and white squares of two pixels: nothing of them is left where a few colours are."""
    rows, columns = np.indices((height, width)) // 2
    return Picture.fromarray((((rows + columns) % 2) * 255).astype(np.uint8)).convert("RGB")


def coco(
    boxes: dict[str, Sequence[tuple[str, Sequence[float]]]], width: int = 320, height: int = 240
) -> bytes:
    """Boxes by picture: (label, [x, y, width, height])."""
    names = sorted({label for found in boxes.values() for label, _ in found})
    found = [(image, label, box) for image, (_, told) in enumerate(boxes.items(), 1) for label, box in told]
    return json.dumps(
        {
            "images": [
                {"id": n, "file_name": name, "width": width, "height": height}
                for n, name in enumerate(boxes, 1)
            ],
            "categories": [{"id": n, "name": name} for n, name in enumerate(names, 1)],
            "annotations": [
                {"id": n, "image_id": image, "category_id": names.index(label) + 1, "bbox": list(box)}
                for n, (image, label, box) in enumerate(found, 1)
            ],
        }
    ).encode()


@pytest.fixture
def send(people: People, project_id: int) -> Blur:
    """Boxes as Zhao sends them; the import's id, before the job."""

    def sent(content: bytes, labels: str = "face", format: str = "coco") -> int:
        with service.stored_pieces([("boxes.json", io.BytesIO(content))]) as pieces, transaction() as session:
            return blur_service.receive_blur(session, people.zhao, project_id, pieces, format, labels).id

    return sent


@pytest.fixture
def blur(send: Blur) -> Blur:
    def done(content: bytes, labels: str = "face", format: str = "coco") -> int:
        run_id = send(content, labels, format)
        blur_service.apply_blur(transaction, run_id, handed_out_service.was_handed_out)
        return run_id

    return done


def pixels(key: str | None) -> Any:
    with Picture.open(io.BytesIO(storage().get(key or ""))) as picture:
        return np.asarray(picture.convert("L"), int)


def roughness(part: Any) -> float:
    """Mean step from one pixel to the next: 127 in a chess board of two pixels, near 0 in a blot."""
    return float(np.abs(np.diff(part, axis=1)).mean())


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_box_cannot_be_recognised_and_the_rest_stays(format: str, upload: Upload, blur: Blur) -> None:
    name = f"a.{format.lower()}"
    before = np.asarray(checkered().convert("L"), int)
    upload({name: pictures.saved(checkered(), format, quality=95)})
    sent_as = images()[0].sha256

    run = blur(coco({name: [("face", FACE), ("car", [10, 10, 30, 30])]}))

    assert problems(run) == {}
    [image] = images()
    full, preview = pixels(image.storage_key), pixels(image.preview_key)
    for shown in (full, preview):
        assert roughness(shown[60:140, 100:180]) < 3
        assert roughness(shown[52:148, 92:188]) < 5
        assert roughness(shown[:40, :80]) > 90
    outside = np.ones_like(before, bool)
    outside[50:150, 90:190] = False
    assert np.abs(full - before)[outside].mean() < 12
    assert len(storage().get(image.storage_key)) == image.byte_size
    assert (image.sha256, image.blurred_at is not None) == (sent_as, True)


def test_the_originals_are_removed(upload: Upload, blur: Blur) -> None:
    upload({"a.jpg": pictures.saved(checkered())})
    [before] = images()

    blur(coco({"a.jpg": [("face", FACE)]}))

    assert not storage().exists(before.storage_key)
    assert not storage().exists(before.preview_key or "")
    with reading() as session:
        [kept] = session.scalars(sa.select(BlurredPicture))
        assert kept.removed_at is not None


def test_of_two_faces_alike_nothing_can_be_told_apart(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(pictures.saved(checkered(), "PNG"))
    decoder = Decoder()
    made = decoder.blur(
        tmp_path / "source", "image/png", tmp_path / "clean", tmp_path / "preview", [(100, 60, 180, 140)]
    )
    decoder.stop()

    assert isinstance(made, Prepared)
    part = np.asarray(Picture.open(tmp_path / "clean").convert("L"), int)[60:140, 100:180]
    # Sixteen means of one grey: that is all that is left of 6,400 pixels.
    assert part.max() - part.min() <= 2


def test_only_the_named_labels_are_blurred_and_a_name_that_fits_nothing_says_what_there_is(
    upload: Upload, blur: Blur
) -> None:
    upload({"a.jpg": pictures.saved(checkered())})

    run = blur(coco({"a.jpg": [("face", FACE), ("plate", [10, 200, 40, 20])]}), labels="Face")

    with reading() as session:
        [problem] = queries.problems_of(session, run)
    assert (problem.code, problem.detail) == ("blur_no_label", {"labels": "face, plate"})
    assert images()[0].blurred_at is None
    blur(coco({"a.jpg": [("face", FACE), ("plate", [10, 200, 40, 20])]}), labels="face，plate")
    shown = pixels(images()[0].storage_key)
    assert roughness(shown[200:220, 10:50]) < 5
    assert roughness(shown[60:140, 100:180]) < 3


def lend(people: People, image: Image, frames: int = 1) -> None:
    """A task of this picture, or of a clip from it on, in Mei's hands."""
    with transaction() as session:
        task = Task(
            project_id=image.project_id,
            image_id=image.id,
            sequence_id=image.sequence_id,
            first_frame=image.frame_index or 0,
            frame_count=frames,
            target=1,
            taken=1,
        )
        bag = Bag(annotator_id=people.mei, project_id=image.project_id)
        session.add_all([task, bag])
        session.flush()
        common = {
            "task_id": task.id,
            "project_id": image.project_id,
            "annotator_id": people.mei,
            "bag_id": bag.id,
        }
        until = image.created_at
        session.add(
            Assignment(**common, leased_until=until, rate_e4=1, currency="CNY", ontology_version_id=1)
        )


def test_a_picture_that_somebody_was_lent_stays_as_it_is_and_is_named(
    upload: Upload, blur: Blur, people: People
) -> None:
    upload({"a.jpg": pictures.saved(checkered()), "b.jpg": pictures.saved(checkered(), quality=60)})
    lent, free = images()
    lend(people, lent)

    run = blur(coco({"a.jpg": [("face", FACE)], "b.jpg": [("face", FACE)]}))

    assert problems(run) == {"a.jpg": "blur_handed_out"}
    assert [image.blurred_at is not None for image in images()] == [False, True]
    assert storage().exists(lent.storage_key)
    assert not storage().exists(free.storage_key)


def test_lent_while_it_was_being_blurred_it_stays_as_it_is(
    upload: Upload, send: Blur, people: People
) -> None:
    upload({"a.jpg": pictures.saved(checkered())})
    [image] = images()
    run = send(coco({"a.jpg": [("face", FACE)]}))
    asked = 0

    def lent_in_the_meantime(session: Session, picture: Image) -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    blur_service.apply_blur(transaction, run, lent_in_the_meantime)

    assert problems(run) == {"a.jpg": "blur_handed_out"}
    assert images()[0].storage_key == image.storage_key
    assert storage().exists(image.storage_key)
    assert not storage().exists(
        f"images/{image.dataset_id}/{image.sha256[:2]}/{image.sha256}-{image.id}-{run}.jpg"
    )


def test_frames_alike_are_blurred_one_by_one_and_a_lent_clip_keeps_its_own(
    people: People, project_id: int, blur: Blur
) -> None:
    same = pictures.saved(checkered())
    streams = [(f"{number}.jpg", io.BytesIO(same)) for number in range(1, 5)]
    with service.stored_pieces(streams) as pieces, transaction() as session:
        run = service.receive_upload(
            session, people.zhao, project_id, service.Upload(pieces, video=Video("ride"))
        )
    import_service.unpack_import(transaction, run.id)
    shared = images()[0].storage_key
    lend(people, images()[2], frames=2)

    told = blur(coco({f"{number}.jpg": [("face", FACE)] for number in (1, 2, 4)}))

    assert problems(told) == {"4.jpg": "blur_handed_out"}
    frames = images()
    assert [frame.blurred_at is not None for frame in frames] == [True, True, False, False]
    assert len({frame.storage_key for frame in frames}) == 3
    # Two frames still stand on the one file.
    assert storage().exists(shared)


class Killed(Exception):
    """Stands for a worker that died."""


@pytest.mark.parametrize("parts_done", range(1, 9))
def test_killed_half_way_and_run_again_gives_the_same(
    parts_done: int, upload: Upload, send: Blur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blur_service, "BATCH", 1)
    upload({"a.jpg": pictures.saved(checkered()), "b.jpg": pictures.saved(checkered(), quality=60)})
    old = [key for image in images() for key in (image.storage_key, image.preview_key or "")]
    run = send(coco({"a.jpg": [("face", FACE)], "b.jpg": [("face", FACE)], "gone.jpg": [("face", FACE)]}))
    opened = 0

    @contextmanager
    def dies_later() -> Iterator[Session]:
        nonlocal opened
        opened += 1
        if opened > parts_done:
            raise Killed
        with transaction() as session:
            yield session

    with pytest.raises(Killed):
        blur_service.apply_blur(dies_later, run, handed_out_service.was_handed_out)
    blur_service.apply_blur(transaction, run, handed_out_service.was_handed_out)
    keys = [image.storage_key for image in images()]
    blur_service.apply_blur(transaction, run, handed_out_service.was_handed_out)

    assert problems(run) == {"gone.jpg": "prelabel_no_picture"}
    assert [image.storage_key for image in images()] == keys
    assert all(roughness(pixels(key)[60:140, 100:180]) < 3 for key in keys)
    assert not any(storage().exists(key) for key in old)
    with reading() as session:
        assert session.get_one(ImportRun, run).state is RunState.DONE
        assert session.scalar(sa.select(sa.func.count()).select_from(BlurredPicture)) == 2


def test_blurred_twice_nothing_of_the_first_comes_back(upload: Upload, blur: Blur) -> None:
    upload({"a.jpg": pictures.saved(checkered())})
    blur(coco({"a.jpg": [("face", FACE)]}))
    first = images()[0].storage_key

    blur(coco({"a.jpg": [("face", [10, 160, 60, 60])]}))

    shown = pixels(images()[0].storage_key)
    assert roughness(shown[60:140, 100:180]) < 3
    assert roughness(shown[160:220, 10:70]) < 3
    assert not storage().exists(first)


def test_a_picture_alike_that_no_box_was_sent_for_is_named(upload: Upload, blur: Blur) -> None:
    street = pictures.scene(1)
    upload({"a.png": pictures.saved(street, "PNG"), "small.jpg": pictures.saved(street.resize((160, 120)))})

    run = blur(coco({"a.png": [("face", FACE)]}))

    assert problems(run) == {"small.jpg": "blur_alike"}


def test_boxes_over_the_edge_are_cut_and_those_outside_are_counted(upload: Upload, blur: Blur) -> None:
    upload({"a.jpg": pictures.saved(checkered())})
    boxes = [[-50, -50, 80, 80], [300, 220, 500, 500], [900, 900, 10, 10], [50, 50, 0, 10]]

    run = blur(coco({"a.jpg": [("face", box) for box in boxes]}))

    with reading() as session:
        facts = queries.import_facts(session, session.get_one(ImportRun, run))
    assert facts.blur is not None
    assert (facts.blur.pictures, facts.blur.areas) == (1, 2)
    shown = pixels(images()[0].storage_key)
    assert roughness(shown[:28, :28]) < 4
    assert roughness(shown[222:, 302:]) < 4
    assert roughness(shown[40:120, 100:200]) > 60


def test_a_picture_of_another_size_than_told_is_left_alone(upload: Upload, blur: Blur) -> None:
    upload({"a.jpg": pictures.saved(checkered())})

    run = blur(coco({"a.jpg": [("face", FACE)]}, width=640, height=480))

    assert problems(run) == {"a.jpg": "prelabel_size"}
    assert images()[0].blurred_at is None


def test_the_page_and_the_call_take_boxes_and_tell_what_came_of_them(
    upload: Upload, browser_of: Callable[[int], Any], people: People, project_id: int
) -> None:
    upload({"a.jpg": pictures.saved(checkered())})
    zhao, sun = browser_of(people.zhao), browser_of(people.sun)
    content = coco({"a.jpg": [("face", FACE)]})

    def form(**more: str) -> dict[str, Any]:
        return {"file": [(io.BytesIO(content), "boxes.json")], "format": "coco", **more}

    assert f"/projects/{project_id}/blur" in zhao.get(f"/projects/{project_id}/upload").get_data(as_text=True)
    assert sun.get(f"/projects/{project_id}/blur").status_code == 404
    assert sun.post(f"/api/v1/projects/{project_id}/blur", data=form(labels="face")).status_code == 404
    without = zhao.post(f"/api/v1/projects/{project_id}/blur", data=form(labels=" , "))
    assert (without.status_code, without.json["faults"][0]["path"]) == (422, "labels")
    assert zhao.post(f"/projects/{project_id}/blur", data=form(labels="")).status_code == 422
    sent = zhao.post(f"/api/v1/projects/{project_id}/blur", data=form(labels="face"))
    assert sent.status_code == 202
    run = sent.json["import_id"]
    blur_service.apply_blur(transaction, run, handed_out_service.was_handed_out)

    told = zhao.get(f"/api/v1/imports/{run}").json
    assert (told["state"], told["blur"]) == ("done", {"labels": ["face"], "pictures": 1, "areas": 1})
    assert "1" in zhao.get(f"/imports/{run}").get_data(as_text=True)
    assert f"/imports/{run}" in zhao.get(f"/projects/{project_id}/blur").get_data(as_text=True)
    assert f"/imports/{run}" not in zhao.get(f"/projects/{project_id}/upload").get_data(as_text=True)


def test_a_browser_that_has_the_old_picture_is_sent_the_blurred_one(
    upload: Upload, blur: Blur, browser_of: Callable[[int], Any], people: People
) -> None:
    upload({"a.jpg": pictures.saved(checkered())})
    zhao, address = browser_of(people.zhao), f"/media/images/{images()[0].id}/preview"
    old = zhao.get(address)
    assert old.headers["Cache-Control"] == "private, no-cache"

    blur(coco({"a.jpg": [("face", FACE)]}))

    new = zhao.get(address, headers={"If-None-Match": old.headers["ETag"]})
    assert (new.status_code, new.data == old.data) == (200, False)
    assert zhao.get(address, headers={"If-None-Match": new.headers["ETag"]}).status_code == 304


def test_a_format_that_is_none_and_no_label_are_refused(send: Blur) -> None:
    with pytest.raises(UnknownFormat):
        send(b"{}", format="paint")
    with pytest.raises(Invalid):
        send(b"{}", labels="\n")
