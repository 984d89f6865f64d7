"""datumaro reads what we export: COCO, VOC, YOLO, KITTI, box by box.

It cannot live beside us (docs/decisions/datumaro-judges-from-outside.md), so its interpreter is named in DOUYA_DATUMARO_PYTHON.
"""

import json
import math
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.registry import FORMATS
from annotate.projects.ontology import parse_ontology

PYTHON = os.environ.get("DOUYA_DATUMARO_PYTHON", "")
JUDGE = Path(__file__).parents[2] / "benchmarks" / "datumaro_judge.py"
ONTOLOGY = parse_ontology(
    {
        "labels": [
            {"name": name, "title": {"zh_CN": "类", "en": name}, "color": "#0072B2", "kinds": ["box"]}
            for name in ("car", "person")
        ]
    }
)
# Its names of our formats.
KNOWN_AS = {"coco": "coco", "voc": "voc_detection", "yolo": "yolo", "kitti": "kitti_detection"}


def box(label: str, *place: float) -> dict[str, Any]:
    return {"id": "1", "kind": "box", "label": label, "box": list(place), "attributes": {}}


# Labels of a picture differ: it keeps no order.
PICTURES = [
    LabelledPicture(
        "a.jpg", 640, 480, (box("car", 10.25, 20.5, 100, 50), box("person", 300, 100, 40.75, 120))
    ),
    LabelledPicture("b.jpg", 320, 240, (box("car", 0, 0, 320, 240),)),
    LabelledPicture("empty.jpg", 64, 48, confirmed_empty=True),
]


def export_to(folder: Path, format: str) -> None:
    """An export unpacked beside its pictures, as the format lays them out."""
    for name, parts in FORMATS[format].write(PICTURES, ONTOLOGY):
        # It knows COCO files by a second word in their names.
        path = folder / name.replace("instances.json", "instances_default.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(parts))
    images = folder / {"voc": "JPEGImages", "kitti": "image_2"}.get(format, "images")
    images.mkdir()
    for picture in PICTURES:
        Image.new("RGB", (picture.width_px, picture.height_px)).save(images / picture.name)


def _inclusive(place: list[float]) -> list[float]:
    """VOC counts pixels from 1 and names the last one of a box; datumaro takes the numbers as they are."""
    x, y, width, height = place
    left, top = math.floor(x) + 1, math.floor(y) + 1
    return [left, top, math.ceil(x + width) - left, math.ceil(y + height) - top]


@pytest.mark.skipif(not PYTHON, reason="DOUYA_DATUMARO_PYTHON names no interpreter with datumaro 1.13.12")
def test_datumaro_sees_the_boxes_that_we_wrote(tmp_path: Path) -> None:
    for format in KNOWN_AS:
        export_to(tmp_path / format, format)
    asked = json.dumps([[str(tmp_path / format), kind] for format, kind in KNOWN_AS.items()])

    said = subprocess.run([PYTHON, str(JUDGE), asked], capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr
    found = json.loads(said.stdout)
    for format, kind in KNOWN_AS.items():
        assert set(found[kind]) == {"a", "b", "empty"}, format
        for picture in PICTURES:
            told = dict(found[kind][picture.name.removesuffix(".jpg")])
            wanted = {one["label"]: one["box"] for one in picture.annotations}
            assert set(told) == set(wanted), format
            for label, drawn in wanted.items():
                exact = _inclusive(drawn) if format == "voc" else drawn
                assert told[label] == pytest.approx(exact, abs=0.011), format
