"""Files that other tools wrote are read as those tools mean them, or refused with the reason."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.datasets.formats.reading import Reading
from annotate.datasets.formats.registry import EXPORTS, FORMATS, Format, TrackFormat
from annotate.datasets.formats.voc import read_voc
from tests.formats.drawings import SHARED, needs_samples

pytestmark = needs_samples
SAMPLES = SHARED / "formats"
GOLDEN = SAMPLES / "golden_boxes"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def reference() -> dict[str, Any]:
    return {
        image["file_name"]: image for image in json.loads((GOLDEN / "reference.json").read_text())["images"]
    }


def golden_sizes() -> dict[str, tuple[int, int]]:
    return {name: (image["width"], image["height"]) for name, image in reference().items()}


def assert_golden(reading: Reading, tolerance_px: float) -> None:
    assert reading.faults == []
    read = {Path(picture.name).name: picture for picture in reading.pictures}
    assert set(read) == set(reference())
    for name, truth in reference().items():
        found = sorted(
            [(a["label"], a["box"]) for a in read[name].annotations], key=lambda pair: [pair[0], *pair[1]]
        )
        wanted = sorted(
            [(box["label"], box["bbox"]) for box in truth["boxes"]], key=lambda pair: [pair[0], *pair[1]]
        )
        assert len(found) == len(wanted)
        for (label, box), (wanted_label, wanted_box) in zip(found, wanted, strict=True):
            assert label.replace("_", " ") == wanted_label
            assert box == pytest.approx(wanted_box, abs=tolerance_px)


def test_golden_coco_is_the_reference() -> None:
    assert_golden(FORMATS["coco"].read(files(GOLDEN / "coco_instances"), {}), 0.01)


def test_golden_cvat_is_the_reference() -> None:
    assert_golden(FORMATS["cvat"].read(files(GOLDEN / "cvat"), {}), 0.011)


def test_golden_yolo_is_the_reference() -> None:
    assert_golden(FORMATS["yolo"].read(files(GOLDEN / "yolo"), golden_sizes()), 0.01)


def test_golden_kitti_is_the_reference() -> None:
    assert_golden(FORMATS["kitti"].read(files(GOLDEN / "kitti_detection" / "train"), golden_sizes()), 0.01)


def test_golden_voc_is_the_reference_counted_from_zero() -> None:
    assert_golden(read_voc(files(GOLDEN / "voc_detection"), {}, zero_based=True), 0.011)


@pytest.mark.parametrize("format", ["coco", "label_studio", "cvat", "labelme"])
def test_the_golden_scene_is_read(format: str) -> None:
    truth = json.loads((SAMPLES / "golden_scene" / "reference.json").read_text())

    reading = FORMATS[format].read(files(SAMPLES / "golden_scene" / format), {})

    assert reading.faults == []
    (picture,) = reading.pictures
    assert picture.name.endswith("udacity_straight_lines2.jpg")
    boxes = [a["box"] for a in picture.annotations if a["kind"] == "box"]
    assert boxes == [pytest.approx(box["bbox"], abs=0.01) for box in truth["boxes"]]
    polygons = [a["points"] for a in picture.annotations if a["kind"] == "polygon"]
    assert len(polygons) == 1
    if format in ("cvat", "labelme"):
        assert sum(a["kind"] == "polyline" for a in picture.annotations) == len(truth["lanes"])


def test_samples_of_cvat_read_what_is_known_and_name_what_is_not() -> None:
    reading = FORMATS["cvat"].read(files(SAMPLES / "cvat_images"), {})

    kinds = {annotation["kind"] for picture in reading.pictures for annotation in picture.annotations}
    assert kinds == {"box", "points"}
    # Two shapes of the sample have no label at all, two are skeletons.
    assert sorted(fault.code for fault in reading.faults) == [
        "kind",
        "kind",
        "unknown_label",
        "unknown_label",
    ]
    attributes = [
        a["attributes"] for p in reading.pictures for a in p.annotations if len(a["attributes"]) > 1
    ]
    assert any(attribute.get("a1") is True for attribute in attributes)


def test_each_dialect_of_cvat_refuses_the_other_by_name() -> None:
    for format, folder in (("cvat", "cvat_video"), ("cvat_video", "cvat_images")):
        reading = read_clip(format, SAMPLES / folder, {"ride": ["a.jpg"]}, (25, 20))

        assert [fault.code for fault in reading.faults] == ["dialect"]


def read_clip(format: str, folder: Path, videos: dict[str, list[str]], size: tuple[int, int]) -> Reading:
    sizes = {name: size for names in videos.values() for name in names}
    one = EXPORTS[format]
    if isinstance(one, TrackFormat):
        return one.read(files(folder), sizes, videos)
    assert isinstance(one, Format)
    return one.read(files(folder), sizes)


def test_the_frames_of_cvat_count_from_the_first_in_steps() -> None:
    videos = {"ride": [f"frame_{number:06d}.png" for number in (10, 13, 16, 19)]}

    reading = read_clip("cvat_video", SAMPLES / "cvat_video", videos, (25, 20))

    # Three frames of the skeleton, by name; its points are parts of it.
    assert [(fault.code, fault.path.split(": ", 1)[1]) for fault in reading.faults] == [
        ("kind", f"track 3: frame {number}") for number in (10, 13, 16)
    ]
    seen = [[(one["kind"], one["label"]) for one in picture.annotations] for picture in reading.pictures]
    assert seen == [[("box", "II"), ("points", "klhg")], [("polyline", "II")], [], []]
    assert reading.pictures[0].annotations[0]["attributes"]["occluded"] is True


def test_the_golden_sequence_comes_frame_by_frame() -> None:
    videos = {"seq": [f"{number}.jpg" for number in range(38)], "other": ["x.jpg"]}

    reading = read_clip("cvat_video", SAMPLES / "golden_sequence_cvat_video", videos, (1280, 720))

    assert reading.faults == []
    assert [len(picture.annotations) for picture in reading.pictures] == [2] * 38
    # 809.8 410.1 942.0 498.0 at the frame after the first, though no key frame is there.
    second = reading.pictures[1].annotations[0]["box"]
    assert second == pytest.approx([809.8, 410.1, 132.2, 87.9], abs=0.01)


def test_the_sequence_of_mot_is_read_with_its_own_labels() -> None:
    reading = read_clip("mot", SAMPLES / "mot_seq", {"Test": ["000001.jpg"]}, (16, 16))

    assert reading.faults == []
    (picture,) = reading.pictures
    assert [(one["label"], one["box"]) for one in picture.annotations] == [("label_2", [0, 4, 4, 8])]


def test_other_samples_are_read() -> None:
    voc = FORMATS["voc"].read(files(SAMPLES / "voc_devkit"), {})
    assert voc.faults == []
    assert voc.pictures[0].annotations[0]["box"] == [0, 1, 3, 3]
    flat = FORMATS["voc"].read(files(SAMPLES / "voc_flat_roboflow"), {})
    assert flat.faults == []
    sizes = {"train/1.jpg": (15, 10)}
    yolo = FORMATS["yolo"].read(files(SAMPLES / "yolo_ultralytics_detection"), sizes)
    assert yolo.faults == []
    assert yolo.pictures[0].annotations[0]["box"] == pytest.approx([0, 2, 4, 2], abs=0.001)
    assert yolo.pictures[0].annotations[0]["label"] == "label_2"
    kitti = FORMATS["kitti"].read(
        files(SAMPLES / "kitti_object"), {"000030_10.png": (10, 10), "000030_11.png": (10, 10)}
    )
    assert kitti.faults == []
    assert kitti.pictures[0].annotations[0]["label"] == "Truck"
    studio = FORMATS["label_studio"].read(files(SAMPLES / "label_studio"), {})
    assert sum(len(picture.annotations) for picture in studio.pictures) > 5


def test_the_golden_scene_of_bdd100k_is_read_as_documented() -> None:
    """Its corners count as inclusive: whoever wrote continuous ones gets boxes one pixel larger."""
    truth = json.loads((SAMPLES / "golden_scene" / "reference.json").read_text())
    sizes = {"udacity_straight_lines2.jpg": (1280, 720)}

    reading = FORMATS["scalabel"].read(files(SAMPLES / "golden_scene" / "bdd100k"), sizes)

    assert reading.faults == []
    (picture,) = reading.pictures
    boxes = [a["box"] for a in picture.annotations if a["kind"] == "box"]
    wanted = [
        [x, y, width + 1, height + 1] for x, y, width, height in (one["bbox"] for one in truth["boxes"])
    ]
    assert boxes == [pytest.approx(box, abs=0.01) for box in wanted]
    lanes = [a["points"] for a in picture.annotations if a["kind"] == "polyline"]
    assert lanes == [lane["points"] for lane in truth["lanes"]]
    assert [a["kind"] for a in picture.annotations].count("polygon") == 1


def test_the_golden_scene_of_cityscapes_is_read_in_painters_order() -> None:
    path = "udacity/demo_000000_000019_leftImg8bit.png"

    reading = FORMATS["cityscapes"].read(files(SAMPLES / "golden_scene" / "cityscapes"), {path: (1280, 720)})

    assert reading.faults == []
    (picture,) = reading.pictures
    assert picture.name == path
    assert [a["label"] for a in picture.annotations] == ["road", "car", "car", "car", "car"]
    assert picture.annotations[1]["points"] == [[77, 398], [221, 398], [221, 479], [77, 479]]


def test_curves_of_bdd100k_become_short_straight_pieces() -> None:
    sizes = {"b1c81faa-3df17267-0000001.jpg": (1280, 720)}

    reading = FORMATS["scalabel"].read(files(SAMPLES / "bdd100k"), sizes)

    assert reading.faults == []
    areas = reading.pictures[0].annotations
    # One label of the sample has five parts.
    assert len(areas) == 8
    assert {area["kind"] for area in areas} == {"polygon"}
    # Two curves of eight pieces each, instead of two handles and an end.
    assert len(areas[0]["points"]) == 52 + 2 * (8 - 3)


def test_samples_of_scalabel_name_what_cannot_be_read() -> None:
    sizes = {"b1c66a42-6f7d68ca.jpg": (1280, 720)}

    reading = FORMATS["scalabel"].read(files(SAMPLES / "scalabel"), sizes)

    (picture,) = reading.pictures
    assert picture.name == "b1c66a42-6f7d68ca.jpg"
    assert [one["kind"] for one in picture.annotations] == ["box"] * 4
    # The other two files hold pictures that are not here and say no size.
    assert {fault.code for fault in reading.faults} == {"size"}


def test_segments_are_not_taken_for_boxes() -> None:
    reading = FORMATS["yolo"].read(files(SAMPLES / "yolo_ultralytics_segmentation"), {"train/1.jpg": (10, 5)})

    assert {fault.code for fault in reading.faults} == {"columns"}
    assert not reading.pictures[0].confirmed_empty


def test_the_outlines_of_the_segmentation_sample_are_read() -> None:
    folder = files(SAMPLES / "yolo_ultralytics_segmentation")

    reading = FORMATS["yolo_segments"].read(folder, {"train/1.jpg": (10, 5)})

    assert reading.faults == []
    (picture,) = reading.pictures
    assert [one["label"] for one in picture.annotations] == ["label_2", "label_4"]
    assert picture.annotations[0]["points"] == [[1, 0.5], [4, 0.5], [4, 2.5]]


def test_every_json_sample_is_read_or_refused_and_never_breaks_a_reader() -> None:
    for path in SAMPLES.rglob("*.json"):
        for format in ("coco", "label_studio", "labelme", "scalabel", "cityscapes"):
            FORMATS[format].read({path.name: path.read_bytes()}, {})
