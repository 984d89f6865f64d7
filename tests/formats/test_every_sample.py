"""Every file of the samples is read or refused with a reason; none is passed over in silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest
from PIL import Image

from annotate.datasets.formats.guess import guess_format
from annotate.datasets.formats.reading import Reading
from annotate.datasets.formats.registry import EXPORTS, TableFormat, TrackFormat
from tests.formats.drawings import SHARED, needs_samples

pytestmark = needs_samples
SAMPLES = SHARED / "formats"
STREET = SHARED / "street"
PICTURES = (".jpg", ".png")


@dataclass(frozen=True)
class Row:
    """A data set as it would be uploaded: pictures and objects that are read, and the codes of what is refused.

    sizes: of the pictures that the project has, where the folder's own are none or do not fit.
    """

    format: str
    pictures: int
    objects: int
    refused: tuple[str, ...] = ()
    sizes: Mapping[str, tuple[int, int]] | None = None


STREET_SIZES = {
    "000000303818.jpg": (640, 480),
    "000000423617.jpg": (640, 480),
    "udacity_test6.jpg": (1280, 720),
}
SCENE = {"demo_000000_000019.png": (1280, 720), "udacity_straight_lines2.jpg": (1280, 720)}
FRAMES = {f"frame_{number:06d}.png": (25, 20) for number in (10, 13, 16, 19)}
CLIP = {f"{number:06d}.jpg": (1280, 720) for number in range(38)}
BERKELEY = {"b1c66a42-6f7d68ca.jpg": (1280, 720)}

ROWS = {
    "bdd100k": Row("scalabel", 0, 0, ("size",)),
    # A sentence about a picture is no object: the pictures are known, their captions are not read.
    "coco_captions": Row("coco", 2, 0, ("unknown_label",)),
    "coco_instances": Row("coco", 2, 3),
    "cvat_images": Row("cvat", 2, 2, ("kind", "unknown_label")),
    "cvat_video": Row("cvat_video", 4, 3, ("kind",), FRAMES),
    "datumaro_json": Row("coco", 0, 0, ("list",)),
    "golden_boxes/coco_instances": Row("coco", 3, 29),
    "golden_boxes/cvat": Row("cvat", 3, 29),
    "golden_boxes/datumaro": Row("coco", 0, 0, ("list",)),
    "golden_boxes/kitti_detection": Row("kitti", 3, 29, (), STREET_SIZES),
    "golden_boxes/label_me": Row("voc", 0, 0, ("picture",)),
    "golden_boxes/voc_detection": Row("voc", 3, 29),
    "golden_boxes/yolo": Row("yolo", 3, 29, (), STREET_SIZES),
    "golden_scene/bdd100k": Row("scalabel", 1, 7, (), SCENE),
    "golden_scene/cityscapes": Row("cityscapes", 1, 5, (), SCENE),
    "golden_scene/coco": Row("coco", 1, 5),
    "golden_scene/cvat": Row("cvat", 1, 7),
    "golden_scene/label_studio": Row("label_studio", 1, 5),
    "golden_scene/labelme": Row("labelme", 1, 7),
    "golden_sequence_cvat_video": Row("cvat_video", 38, 76, (), CLIP),
    "kitti_object": Row("kitti", 2, 5),
    "label_studio": Row("label_studio", 5, 8),
    "labelme_xml_webtool": Row("voc", 0, 0, ("picture",)),
    "mapillary_vistas_polygons": Row("cityscapes", 0, 0, ("name",)),
    "mot_seq": Row("mot", 1, 1, (), {"000001.jpg": (16, 16)}),
    "scalabel": Row("scalabel", 1, 4, ("size",), BERKELEY),
    "voc_devkit": Row("voc", 1, 2),
    "voc_flat_roboflow": Row("voc", 3, 4),
    "yolo_darknet": Row("yolo", 1, 2),
    "yolo_ultralytics_detection": Row("yolo", 1, 2),
    "yolo_ultralytics_segmentation": Row("yolo_segments", 1, 2),
}

# Files beside the labels that hold none themselves.
BESIDE = (
    "README.md",
    "*/reference.json",
    "*.ini",
    "*/labels.txt",
    "*/labelmap.txt",
    "*/ImageSets/*",
    "*/obj.data",
    "*/obj.names",
    "*/train.txt",
    "*/data.yaml",
    "golden_scene/label_studio/config.xml",
    *(f"*{ending}" for ending in PICTURES),
)


def files(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in PICTURES)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def own_sizes(folder: Path) -> dict[str, tuple[int, int]]:
    pictures = sorted(path for path in folder.rglob("*") if path.suffix in PICTURES)
    return {path.relative_to(folder).as_posix(): Image.open(path).size for path in pictures}


def read(format: str, given: Mapping[str, bytes], sizes: Mapping[str, tuple[int, int]]) -> Reading:
    one = EXPORTS[format]
    assert not isinstance(one, TableFormat)
    if isinstance(one, TrackFormat):
        return one.read(given, sizes, {"ride": list(sizes)})
    return one.read(given, sizes)


@pytest.mark.parametrize("folder", ROWS)
def test_a_sample_is_read_or_refused_with_a_reason(folder: str) -> None:
    row, path = ROWS[folder], SAMPLES / folder

    reading = read(row.format, files(path), row.sizes or own_sizes(path))

    counted = len(reading.pictures), sum(len(picture.annotations) for picture in reading.pictures)
    assert counted == (row.pictures, row.objects), reading.faults[:5]
    assert tuple(sorted({fault.code for fault in reading.faults})) == row.refused
    assert all(fault.detail and fault.path for fault in reading.faults)


def test_no_file_of_the_samples_is_left_out_of_the_table() -> None:
    every = [path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()]
    labels = [name for name in every if not any(fnmatch(name, pattern) for pattern in BESIDE)]

    assert labels
    for name in labels:
        assert any(name.startswith(f"{folder}/") for folder in ROWS), name


@pytest.mark.parametrize("folder", ROWS)
def test_each_label_file_alone_says_something_in_its_own_format(folder: str) -> None:
    """A file that is not read is named, so that nobody takes it for read."""
    row, path = ROWS[folder], SAMPLES / folder
    given, sizes = files(path), row.sizes or own_sizes(path)
    beside = {name: text for name, text in given.items() if is_beside(f"{folder}/{name}")}

    for name in given.keys() - beside.keys():
        reading = read(row.format, {**beside, name: given[name]}, sizes)
        assert reading.pictures or any(fault.path.startswith(name) for fault in reading.faults), name


def is_beside(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in BESIDE)


@pytest.mark.parametrize("folder", [name for name, row in ROWS.items() if row.pictures])
def test_a_sample_is_recognised_by_its_files(folder: str) -> None:
    assert guess_format(files(SAMPLES / folder)) == ROWS[folder].format


@pytest.mark.parametrize(
    "text", [b"", b"[" * 9000, b"[1]", b"{}", b"null", b"\xff\xfe", b"nan", b"0 1 2 3 4 5 6 7 8"]
)
@pytest.mark.parametrize("ending", ["json", "xml", "txt", "yaml"])
def test_what_looks_like_nothing_is_not_guessed(ending: str, text: bytes) -> None:
    assert guess_format({f"a.{ending}": text}) is None
