"""Pictures with labels that Hypothesis makes, and how they are compared."""

import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import Reading
from annotate.datasets.formats.registry import FORMATS
from annotate.projects.ontology import parse_ontology

ONTOLOGY = parse_ontology(
    {
        "labels": [
            {
                "name": name,
                "kinds": ["box", "rotated_box", "polygon", "polyline", "points", "mask"],
                "attributes": [
                    {"name": "occluded", "type": "checkbox"},
                    {"name": "truncated", "type": "checkbox"},
                ],
            }
            for name in ("car", "traffic light", "行人 <&>\"'")
        ]
    }
)
SHARED = Path(os.environ.get("DOUYA_SHARED", Path(__file__).parents[2].parent / "shared")) / "data"
needs_samples = pytest.mark.skipif(
    not (SHARED / "formats").is_dir(), reason="the format samples are not here"
)

WIDTH, HEIGHT = 640, 480
coordinate = st.integers(0, 10_000).map(lambda share: share / 10_000)
flags = st.fixed_dictionaries({"occluded": st.booleans(), "truncated": st.booleans()})


@st.composite
def boxes(draw: Any, kind: str = "box") -> dict[str, Any]:
    x, y = draw(coordinate) * (WIDTH - 2), draw(coordinate) * (HEIGHT - 2)
    width, height = 1 + draw(coordinate) * (WIDTH - x - 1), 1 + draw(coordinate) * (HEIGHT - y - 1)
    turned = {"rotation": draw(st.integers(1, 3599)) / 10} if kind == "rotated_box" else {}
    return {"kind": kind, "box": [round(v, 2) for v in (x, y, width, height)], **turned}


@st.composite
def point_lists(draw: Any, kind: str, least: int) -> dict[str, Any]:
    point = st.tuples(coordinate, coordinate).map(lambda p: [round(p[0] * WIDTH, 2), round(p[1] * HEIGHT, 2)])
    return {"kind": kind, "points": draw(st.lists(point, min_size=least, max_size=6))}


SHAPES = {
    "box": boxes(),
    "rotated_box": boxes("rotated_box"),
    "polygon": point_lists("polygon", 3),
    "polyline": point_lists("polyline", 2),
    "points": point_lists("points", 1),
}


@st.composite
def labelled(draw: Any, kinds: tuple[str, ...]) -> list[LabelledPicture]:
    names = draw(
        st.lists(st.sampled_from(["a.jpg", "街/b.jpg", "c d.png", "x/y/z.webp"]), unique=True, min_size=1)
    )
    found = []
    for name in names:
        shapes = draw(st.lists(st.one_of([SHAPES[kind] for kind in kinds]), max_size=4))
        annotations = tuple(
            {**shape, "label": draw(st.sampled_from(ONTOLOGY.names)), "attributes": draw(flags)}
            for shape in shapes
        )
        found.append(LabelledPicture(name, WIDTH, HEIGHT, annotations, confirmed_empty=not annotations))
    return found


def written(format: str, pictures: list[LabelledPicture]) -> dict[str, bytes]:
    files = FORMATS[format].write(pictures, ONTOLOGY)
    return {name: b"".join(parts) for name, parts in files}


def sizes(pictures: list[LabelledPicture]) -> dict[str, tuple[int, int]]:
    return {picture.name: (picture.width_px, picture.height_px) for picture in pictures}


def read_back(format: str, pictures: list[LabelledPicture]) -> Reading:
    return FORMATS[format].read(written(format, pictures), sizes(pictures))


def assert_same(
    one: LabelledPicture, other: LabelledPicture, tolerance_px: float, attributes: bool = True
) -> None:
    assert (one.name, one.width_px, one.height_px) == (other.name, other.width_px, other.height_px)
    assert len(one.annotations) == len(other.annotations)
    for first, second in zip(one.annotations, other.annotations, strict=True):
        assert (first["kind"], first["label"]) == (second["kind"], second["label"])
        assert numbers(first) == pytest.approx(numbers(second), abs=tolerance_px)
        if attributes:
            assert {k: v for k, v in second["attributes"].items() if k in first["attributes"]} == first[
                "attributes"
            ]


def numbers(annotation: Mapping[str, Any]) -> list[float]:
    if "box" in annotation:
        x, y, width, height = annotation["box"]
        return [x, y, x + width, y + height, annotation.get("rotation", 0.0)]
    return [value for point in annotation["points"] for value in point]


def with_ids(pictures: list[LabelledPicture]) -> list[LabelledPicture]:
    return [
        LabelledPicture(
            p.name,
            p.width_px,
            p.height_px,
            tuple({"id": str(uuid.uuid4()), **a} for a in p.annotations),
            p.confirmed_empty,
        )
        for p in pictures
    ]
