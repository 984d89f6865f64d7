"""LabelMe JSON (version 5): one file beside each picture. Pure.

Source: the format that `labelme` 5.4 writes and reads; `attributes` is a key of ours that it keeps unread.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from annotate.core.errors import N_
from annotate.datasets.formats.json_reading import json_files, points_of, size_of
from annotate.datasets.formats.naming import Stems
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import OUTSIDE, Reading, Sizes, labels_met
from annotate.projects.ontology import Ontology

CONVENTION = "continuous pixels from 0, unrounded; a file for each labelled picture, without shapes where nothing is there"
KINDS = frozenset({"box", "polygon", "polyline", "points"})
VERSION = "5.4.1"
_TYPES = {"box": "rectangle", "polygon": "polygon", "polyline": "linestrip", "points": "points"}
# What it has beside ours; a circle's extent would be a guess at what was meant.
_READ = {**{word: kind for kind, word in _TYPES.items()}, "point": "points", "line": "polyline"}
_LEAST = {"box": 2, "polygon": 3, "polyline": 2, "points": 1}


def write_labelme(
    pictures: Iterable[LabelledPicture], _ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A file for each labelled picture, named as the picture. Other kinds are left out."""
    stems = Stems()
    for picture in pictures:
        if picture.is_labelled:
            document: dict[str, Any] = {
                "version": VERSION,
                "flags": {},
                "shapes": [_shape(one) for one in picture.annotations if one["kind"] in KINDS],
                "imagePath": picture.name,
                "imageData": None,
                "imageHeight": picture.height_px,
                "imageWidth": picture.width_px,
            }
            yield f"{stems.of(picture.name)}.json", [orjson.dumps(document, option=orjson.OPT_INDENT_2)]


def _shape(annotation: Mapping[str, Any]) -> dict[str, Any]:
    if annotation["kind"] == "box":
        x, y, width, height = annotation["box"]
        points = [[x, y], [x + width, y + height]]
    else:
        points = [list(point) for point in annotation["points"]]
    return {
        "label": annotation["label"],
        "points": points,
        "group_id": None,
        "description": "",
        "shape_type": _TYPES[annotation["kind"]],
        "flags": {},
        "attributes": dict(annotation.get("attributes", {})),
    }


def read_labelme(files: Mapping[str, bytes], _sizes: Sizes) -> Reading:
    """Pictures out of files; each file says which picture it is for, and how large that is."""
    reading, kinds = Reading(), dict[str, set[str]]()
    for path, document in json_files(files, reading):
        picture = _read_file(document, path, reading)
        if picture is not None:
            reading.pictures.append(picture)
            for annotation in picture.annotations:
                kinds.setdefault(annotation["label"], set()).add(annotation["kind"])
    reading.labels = labels_met(kinds, kinds)
    return reading


def _read_file(document: Any, path: str, reading: Reading) -> LabelledPicture | None:
    given = document if isinstance(document, Mapping) else {}
    name, shapes = given.get("imagePath"), given.get("shapes")
    size = size_of(given.get("imageWidth"), given.get("imageHeight"))
    if not isinstance(name, str) or not name or not isinstance(shapes, list) or size is None:
        reading.refuse(path, "picture", N_("needs imagePath, imageWidth, imageHeight and shapes"))
        return None
    found = [_read_shape(one, f"{path}: shapes[{index}]", reading) for index, one in enumerate(shapes)]
    annotations = tuple(one for one in found if one is not None)
    # Windows writes its own separators; a path out of the folder is of the machine it was made on.
    clean = name.replace("\\", "/").removeprefix("./")
    while clean.startswith("../"):
        clean = clean[3:]
    return LabelledPicture(clean, *size, annotations, confirmed_empty=not shapes)


def _read_shape(shape: Any, path: str, reading: Reading) -> dict[str, Any] | None:
    given = shape if isinstance(shape, Mapping) else {}
    word = given.get("shape_type", "polygon")
    kind = _READ.get(word) if isinstance(word, str) else None
    if kind is None:
        reading.refuse(path, "kind", N_("is a kind of answer that is not read yet: %(kind)s"), kind=str(word))
        return None
    if not isinstance(given.get("label"), str) or not given["label"]:
        reading.refuse(path, "label", N_("has no label"))
        return None
    points = points_of(given.get("points"), _LEAST[kind], path, reading)
    if points is None:
        return None
    place: dict[str, Any] = {"kind": kind, "points": points}
    if kind == "box":
        (x1, y1), (x2, y2) = points[0], points[-1]
        box = [min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)]
        if min(box[2:]) <= 0:
            reading.refuse(path, "too_small", OUTSIDE)
            return None
        place = {"kind": kind, "box": box}
    told = given.get("attributes")
    return {**place, "label": given["label"], "attributes": dict(told) if isinstance(told, Mapping) else {}}
