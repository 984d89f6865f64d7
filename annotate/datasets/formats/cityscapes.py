"""Cityscapes polygons: gtFine/PATH_gtFine_polygons.json, painted one over another. Pure.

Source: cityscapesScripts, "labels.py" (ids and trainIds) and "annotation.py" (the file).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import orjson

from annotate.core.errors import N_
from annotate.datasets.formats.json_reading import json_files, points_of, size_of
from annotate.datasets.formats.naming import Stems
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import Reading, Sizes, labels_met
from annotate.datasets.formats.shapes import turned_corners
from annotate.projects.ontology import Ontology

CONVENTION = (
    "whole pixels, in painter's order (the last lies on top); boxes are written as their four corners; "
    "labels.json has id and trainId of each name, 255 where Cityscapes does not train on it"
)
KINDS = frozenset({"box", "rotated_box", "polygon"})
_SUFFIX = "_gtFine_polygons.json"
# Name -> (id, trainId), as Cityscapes numbers them.
_KNOWN = {
    "road": (7, 0),
    "sidewalk": (8, 1),
    "building": (11, 2),
    "wall": (12, 3),
    "fence": (13, 4),
    "pole": (17, 5),
    "traffic light": (19, 6),
    "traffic sign": (20, 7),
    "vegetation": (21, 8),
    "terrain": (22, 9),
    "sky": (23, 10),
    "person": (24, 11),
    "rider": (25, 12),
    "car": (26, 13),
    "truck": (27, 14),
    "bus": (28, 15),
    "train": (31, 16),
    "motorcycle": (32, 17),
    "bicycle": (33, 18),
}
_FIRST_OWN, _NOT_TRAINED = 34, 255


def write_cityscapes(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A file for each labelled picture, and the numbers of the names. Other kinds are left out."""
    stems = Stems()
    for picture in pictures:
        if picture.is_labelled:
            document = {
                "imgHeight": picture.height_px,
                "imgWidth": picture.width_px,
                "imageName": picture.name,
                "objects": list(_objects(picture)),
            }
            yield f"gtFine/{stems.of(picture.name)}{_SUFFIX}", [orjson.dumps(document)]
    yield "labels.json", [orjson.dumps(list(_numbered(ontology.names)), option=orjson.OPT_INDENT_2)]


def _numbered(names: Sequence[str]) -> Iterator[dict[str, Any]]:
    own = _FIRST_OWN
    for name in names:
        number, train = _KNOWN.get(name, (own, _NOT_TRAINED))
        own += name not in _KNOWN
        yield {"name": name, "id": number, "trainId": train}


def _objects(picture: LabelledPicture) -> Iterator[dict[str, Any]]:
    for annotation in picture.annotations:
        if annotation["kind"] == "polygon":
            corners = annotation["points"]
        elif annotation["kind"] in KINDS:
            corners = turned_corners(annotation["box"], annotation.get("rotation", 0.0))
        else:
            continue
        yield {"label": annotation["label"], "polygon": [[_whole(x), _whole(y)] for x, y in corners]}


def _whole(value: float) -> int:
    """Halves go up, so that a shape moved by whole pixels keeps its form."""
    return int(value // 1 + (value % 1 >= 0.5))


def read_cityscapes(files: Mapping[str, bytes], sizes: Sizes) -> Reading:
    """Pictures out of files. sizes: by path, to find the picture of a file that names none."""
    reading, used = Reading(), dict[str, set[str]]()
    by_stem = {PurePosixPath(name).stem.removesuffix("_leftImg8bit"): name for name in sizes}
    for path, document in json_files(files, reading):
        given = document if isinstance(document, Mapping) else {}
        if not path.endswith("_polygons.json"):
            if "objects" in given:
                reading.refuse(
                    path, "name", N_("holds outlines, but its name does not end in _polygons.json")
                )
            continue
        size, objects = size_of(given.get("imgWidth"), given.get("imgHeight")), given.get("objects")
        if size is None or not isinstance(objects, list):
            reading.refuse(path, "picture", N_("needs imgWidth, imgHeight and objects"))
            continue
        name = given.get("imageName") or by_stem.get(_stem(path))
        if not isinstance(name, str):
            reading.refuse(path, "picture", N_("belongs to no picture here"))
            continue
        found = [_read(one, f"{path}: objects[{index}]", reading) for index, one in enumerate(objects)]
        annotations = tuple(one for one in found if one is not None)
        for annotation in annotations:
            used.setdefault(annotation["label"], set()).add("polygon")
        reading.pictures.append(LabelledPicture(name, *size, annotations, confirmed_empty=not objects))
    reading.labels = labels_met(used, used)
    return reading


def _stem(path: str) -> str:
    name = PurePosixPath(path).name
    return name[: name.rindex("_polygons.json")].removesuffix("_gtFine").removesuffix("_gtCoarse")


def _read(item: Any, path: str, reading: Reading) -> dict[str, Any] | None:
    given = item if isinstance(item, Mapping) else {}
    if not isinstance(given.get("label"), str) or not given["label"]:
        reading.refuse(path, "label", N_("has no label"))
        return None
    points = points_of(given.get("polygon"), 3, path, reading)
    if points is None:
        return None
    return {"kind": "polygon", "points": points, "label": given["label"], "attributes": {}}
