"""Scalabel and BDD100K: a list of frames with box2d and poly2d. Pure.

Source: Scalabel's documentation of its format, https://doc.scalabel.ai/format.html, by which corners are inclusive.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from annotate.core.errors import N_
from annotate.datasets.formats.json_reading import json_files, points_of, size_of
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import (
    NOT_A_LIST,
    NOT_NUMBERS,
    OUTSIDE,
    Reading,
    Sizes,
    confidence_of,
    is_numbers,
    labels_met,
)
from annotate.projects.ontology import Ontology

CONVENTION = (
    "pixels from 0 with inclusive corners, as documented: x2 = x + width - 1; unrounded; lines and areas as poly2d; "
    "frames of a video with videoName, frameIndex and the track as id"
)
KINDS = frozenset({"box", "polygon", "polyline"})
FILE = "frames.json"
# Straight pieces between the points of a curve.
_STEPS = 8


def write_scalabel(
    pictures: Iterable[LabelledPicture], _ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """One list of frames; a picture that nobody labelled has no `labels`. Other kinds are left out."""
    yield FILE, _frames(pictures)


def _frames(pictures: Iterable[LabelledPicture]) -> Iterator[bytes]:
    comma = b"["
    for picture in pictures:
        yield comma + orjson.dumps(_frame(picture))
        comma = b",\n"
    yield b"]" if comma != b"[" else b"[]"


def _frame(picture: LabelledPicture) -> dict[str, Any]:
    clip = picture.sequence
    labels = [_label(one, index) for index, one in enumerate(picture.annotations) if one["kind"] in KINDS]
    return {
        "name": picture.name,
        "size": {"width": picture.width_px, "height": picture.height_px},
        **({"videoName": clip.name, "frameIndex": picture.frame} if clip is not None else {}),
        **({"labels": labels} if picture.is_labelled else {}),
    }


def _label(annotation: Mapping[str, Any], index: int) -> dict[str, Any]:
    document = {
        # Of a track the same in every frame.
        "id": str(annotation.get("track") or annotation.get("id") or index),
        "category": annotation["label"],
        "attributes": dict(annotation.get("attributes", {})),
        "manualShape": True,
    }
    if annotation["kind"] == "box":
        x, y, width, height = annotation["box"]
        return {**document, "box2d": {"x1": x, "y1": y, "x2": x + width - 1, "y2": y + height - 1}}
    points = [list(point) for point in annotation["points"]]
    line = {"vertices": points, "types": "L" * len(points), "closed": annotation["kind"] == "polygon"}
    return {**document, "poly2d": [line]}


def read_scalabel(files: Mapping[str, bytes], sizes: Sizes) -> Reading:
    """Pictures out of lists of frames. sizes: of the pictures by path, where a frame does not say its own."""
    reading, kinds = Reading(), dict[str, set[str]]()
    for path, document in json_files(files, reading):
        frames = document.get("frames") if isinstance(document, Mapping) else document
        if not isinstance(frames, list):
            reading.refuse(path, "list", NOT_A_LIST)
            continue
        for index, frame in enumerate(frames):
            picture = _read_frame(frame, f"{path}: [{index}]", sizes, reading)
            if picture is not None:
                reading.pictures.append(picture)
                for annotation in picture.annotations:
                    kinds.setdefault(annotation["label"], set()).add(annotation["kind"])
    reading.labels = labels_met(kinds, kinds)
    return reading


def _read_frame(frame: Any, path: str, sizes: Sizes, reading: Reading) -> LabelledPicture | None:
    given = frame if isinstance(frame, Mapping) else {}
    name = given.get("name")
    if not isinstance(name, str) or not name:
        reading.refuse(path, "picture", N_("names no picture"))
        return None
    told = given.get("size")
    told = told if isinstance(told, Mapping) else {}
    size = size_of(told.get("width"), told.get("height")) or sizes.get(name)
    if size is None:
        reading.refuse(path, "size", N_("says nowhere how large the picture is"))
        return None
    labels = given.get("labels")
    annotations = [
        found
        for index, label in enumerate(labels if isinstance(labels, list) else [])
        for found in _read_label(label, f"{path}: labels[{index}]", reading)
    ]
    return LabelledPicture(name, *size, tuple(annotations), confirmed_empty=labels == [])


def _read_label(label: Any, path: str, reading: Reading) -> Iterator[dict[str, Any]]:
    """Each shape of one label: a box, and every part of its lines and areas."""
    given = label if isinstance(label, Mapping) else {}
    if not isinstance(given.get("category"), str) or not given["category"]:
        reading.refuse(path, "label", N_("has no label"))
        return
    told = given.get("attributes")
    common = {
        "label": given["category"],
        "attributes": dict(told) if isinstance(told, Mapping) else {},
        **confidence_of(given.get("score")),
    }
    box, parts = given.get("box2d"), given.get("poly2d")
    if not isinstance(box, Mapping) and not isinstance(parts, list):
        reading.refuse(path, "kind", N_("has neither box2d nor poly2d"))
    if isinstance(box, Mapping):
        corners = _read_box(box, path, reading)
        if corners is not None:
            yield {"kind": "box", "box": corners, **common}
    for index, part in enumerate(parts if isinstance(parts, list) else []):
        place = _read_line(part, f"{path}.poly2d[{index}]", reading)
        if place is not None:
            yield {**place, **common}


def _read_box(box: Mapping[str, Any], path: str, reading: Reading) -> list[float] | None:
    corners = [box.get(name) for name in ("x1", "y1", "x2", "y2")]
    if not is_numbers(corners, 4):
        reading.refuse(path, "numbers", NOT_NUMBERS)
        return None
    x1, y1, x2, y2 = (float(value) for value in corners if value is not None)
    if x2 + 1 <= x1 or y2 + 1 <= y1:
        reading.refuse(path, "too_small", OUTSIDE)
        return None
    return [x1, y1, x2 + 1 - x1, y2 + 1 - y1]


def _read_line(part: Any, path: str, reading: Reading) -> dict[str, Any] | None:
    given = part if isinstance(part, Mapping) else {}
    is_closed = given.get("closed") is True
    points = points_of(given.get("vertices"), 3 if is_closed else 2, path, reading)
    if points is None:
        return None
    types = given.get("types")
    straight = _straightened(points, types) if isinstance(types, str) else points
    return {"kind": "polygon" if is_closed else "polyline", "points": straight}


def _straightened(points: Sequence[Sequence[float]], types: str) -> list[list[float]]:
    """Curves as short straight pieces: two C between two L are the handles of a cubic Bezier curve."""
    found: list[list[float]] = []
    at = 0
    while at < len(points):
        if types[at : at + 2] == "CC" and found and at + 2 < len(points):
            ends = (found[-1], points[at], points[at + 1], points[at + 2])
            found += [_bezier(ends, step / _STEPS) for step in range(1, _STEPS + 1)]
            at += 3
        else:
            found.append([float(value) for value in points[at]])
            at += 1
    return found


def _bezier(ends: Sequence[Sequence[float]], share: float) -> list[float]:
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    return [sum(weight * end[axis] for weight, end in zip(weights, ends, strict=True)) for axis in (0, 1)]
