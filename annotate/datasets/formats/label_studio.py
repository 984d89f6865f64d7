"""Label Studio JSON: percent of the picture, turned about the top-left corner of the box. Pure.

The turn is one of pixels: in a picture that is not square, turning percents would shear the box.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

import orjson

from annotate.core.errors import N_
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import (
    NOT_A_LIST,
    NOT_NUMBERS,
    OUTSIDE,
    Reading,
    Sizes,
    confidence_of,
    is_number,
    labels_met,
)
from annotate.datasets.formats.shapes import turned_corners
from annotate.projects.ontology import Ontology

CONVENTION = "percent of the picture's sides; boxes turned clockwise about their top-left corner, in pixels"
FILE = "tasks.json"
_TOOLS = {
    "box": ("RectangleLabels", "rectanglelabels"),
    "rotated_box": ("RectangleLabels", "rectanglelabels"),
    "polygon": ("PolygonLabels", "polygonlabels"),
    "points": ("KeyPointLabels", "keypointlabels"),
}
_LEADING = re.compile(r"^(?:.*?/data/(?:upload|local-files)/(?:\d+/)?|.*\?d=)")


def write_label_studio(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Tasks and the labelling configuration. Polylines, skeletons, cuboids, masks, texts are left out."""
    yield "config.xml", [_configuration(ontology).encode()]
    yield FILE, _tasks(pictures)


def _configuration(ontology: Ontology) -> str:
    tools = dict.fromkeys(_TOOLS[kind] for label in ontology.labels for kind in label.kinds if kind in _TOOLS)
    parts = ['<View>\n  <Image name="image" value="$image"/>\n']
    for tag, name in tools:
        labels = "".join(
            f"    <Label value={quoteattr(label.name)} background={quoteattr(label.color)}/>\n"
            for label in ontology.labels
        )
        parts.append(f'  <{tag} name="{name}" toName="image" canRotate="true">\n{labels}  </{tag}>\n')
    return "".join(parts) + "</View>\n"


def _tasks(pictures: Iterable[LabelledPicture]) -> Iterator[bytes]:
    comma = b"["
    for number, picture in enumerate(pictures, start=1):
        yield comma + orjson.dumps(_task(picture, number))
        comma = b",\n"
    yield b"]" if comma != b"[" else b"[]"


def _task(picture: LabelledPicture, number: int) -> dict[str, Any]:
    results = [
        result
        for index, annotation in enumerate(picture.annotations)
        for result in _results(annotation, picture, index)
    ]
    done = [{"id": number, "result": results, "was_cancelled": False, "ground_truth": False}]
    return {
        "id": picture.image_id or number,
        "data": {"image": picture.name, "width": picture.width_px, "height": picture.height_px},
        "annotations": done if picture.is_labelled else [],
    }


def _results(annotation: Mapping[str, Any], picture: LabelledPicture, index: int) -> Iterator[dict[str, Any]]:
    kind = annotation["kind"]
    if kind not in _TOOLS:
        return
    name = _TOOLS[kind][1]
    for part, value in enumerate(_values(annotation, picture)):
        yield {
            "original_width": picture.width_px,
            "original_height": picture.height_px,
            "image_rotation": 0,
            "id": f"{annotation.get('id', index)}-{part}"
            if kind == "points"
            else str(annotation.get("id", index)),
            "type": name,
            "from_name": name,
            "to_name": "image",
            "origin": "manual",
            "value": {**value, name: [annotation["label"]]},
            "meta": {"attributes": dict(annotation.get("attributes", {}))},
        }


def _values(annotation: Mapping[str, Any], picture: LabelledPicture) -> Iterator[dict[str, Any]]:
    per_x, per_y = 100 / picture.width_px, 100 / picture.height_px
    if annotation["kind"] in ("box", "rotated_box"):
        rotation = annotation.get("rotation", 0.0) if annotation["kind"] == "rotated_box" else 0.0
        x, y = turned_corners(annotation["box"], rotation)[0]
        _, _, width, height = annotation["box"]
        yield {
            "x": x * per_x,
            "y": y * per_y,
            "width": width * per_x,
            "height": height * per_y,
            "rotation": rotation,
        }
    elif annotation["kind"] == "polygon":
        points = [[point[0] * per_x, point[1] * per_y] for point in annotation["points"]]
        yield {"points": points, "closed": True}
    else:
        for point in annotation["points"]:
            yield {"x": point[0] * per_x, "y": point[1] * per_y, "width": 0.5}


def read_label_studio(files: Mapping[str, bytes], _sizes: Sizes) -> Reading:
    """Pictures out of exported tasks; cancelled answers are left out, of several the newest counts.

    Where nobody answered, the newest prediction is read, with its score.
    """
    reading, kinds = Reading(), dict[str, set[str]]()
    for path, text in files.items():
        if not path.lower().endswith(".json"):
            continue
        try:
            tasks = json.loads(text)
        except (ValueError, RecursionError):
            reading.refuse(path, "broken_json", N_("is not readable JSON"))
            continue
        if not isinstance(tasks, list):
            reading.refuse(path, "list", NOT_A_LIST)
            continue
        for index, task in enumerate(tasks):
            picture = _read_task(task, f"{path}: [{index}]", reading)
            if picture is not None:
                reading.pictures.append(picture)
                for annotation in picture.annotations:
                    kinds.setdefault(annotation["label"], set()).add(annotation["kind"])
    reading.labels = labels_met(kinds, kinds)
    return reading


def _read_task(task: Any, path: str, reading: Reading) -> LabelledPicture | None:
    data = task.get("data") if isinstance(task, Mapping) else None
    name = data.get("image") if isinstance(data, Mapping) else None
    if not isinstance(name, str) or not name:
        reading.refuse(path, "picture", N_("names no picture"))
        return None
    assert isinstance(data, Mapping)
    results, is_labelled = _results_of(task)
    size = _size_of(results, data)
    if size is None:
        reading.refuse(path, "size", N_("says nowhere how large the picture is"))
        return None
    annotations = []
    for index, result in enumerate(results):
        annotation = _read_result(result, size, f"{path}: result[{index}]", reading)
        if annotation is not None:
            annotations.append(annotation)
    clean = unquote(_LEADING.sub("", name))
    return LabelledPicture(
        clean, size[0], size[1], tuple(annotations), confirmed_empty=is_labelled and not annotations
    )


def _results_of(task: Mapping[str, Any]) -> tuple[list[Any], bool]:
    """The newest answer of a person and that it is one; without any, the newest guess of a model."""
    if answers := _listed(task.get("annotations")):
        return answers[-1]["result"], True
    guesses = _listed(task.get("predictions"))
    return ([_scored(one, guesses[-1]) for one in guesses[-1]["result"]], False) if guesses else ([], False)


def _listed(given: Any) -> list[Any]:
    return [
        one
        for one in (given if isinstance(given, list) else [])
        if isinstance(one, Mapping) and not one.get("was_cancelled") and isinstance(one.get("result"), list)
    ]


def _scored(result: Any, guess: Mapping[str, Any]) -> Any:
    """A result with its own score, else with that of the whole guess."""
    return {"score": guess.get("score"), **result} if isinstance(result, Mapping) else result


def _size_of(results: Sequence[Any], data: Mapping[str, Any]) -> tuple[int, int] | None:
    candidates = [
        (one.get("original_width"), one.get("original_height")) for one in results if isinstance(one, Mapping)
    ]
    for width, height in [*candidates, (data.get("width"), data.get("height"))]:
        if is_number(width) and is_number(height) and width >= 1 and height >= 1:  # type: ignore[operator]
            return int(width), int(height)  # type: ignore[arg-type]
    return None


def _read_result(result: Any, size: tuple[int, int], path: str, reading: Reading) -> dict[str, Any] | None:
    kind = result.get("type") if isinstance(result, Mapping) else None
    value: Any = result.get("value") if isinstance(result, Mapping) else None
    labels = value.get(kind) if isinstance(value, Mapping) else None
    if not isinstance(labels, list) or not labels or not isinstance(labels[0], str):
        reading.refuse(path, "kind", N_("is a kind of answer that is not read yet: %(kind)s"), kind=str(kind))
        return None
    try:
        place = _read_place(str(kind), value, size)
    except (KeyError, TypeError, ValueError):
        reading.refuse(path, "numbers", NOT_NUMBERS)
        return None
    if place is None:
        reading.refuse(path, "kind", N_("is a kind of answer that is not read yet: %(kind)s"), kind=str(kind))
        return None
    if "box" in place and min(place["box"][2:]) <= 0:
        reading.refuse(path, "too_small", OUTSIDE)
        return None
    meta = result.get("meta")
    attributes = meta.get("attributes") if isinstance(meta, Mapping) else None
    return {
        **place,
        "label": labels[0],
        "attributes": dict(attributes) if isinstance(attributes, Mapping) else {},
        **confidence_of(result.get("score")),
    }


def _numbers(*values: Any) -> tuple[float, ...]:
    if not all(map(is_number, values)):
        raise ValueError(values)
    return tuple(float(value) for value in values)


def _read_place(kind: str, value: Mapping[str, Any], size: tuple[int, int]) -> dict[str, Any] | None:
    """Kind and coordinates in pixels. Raises KeyError, TypeError, ValueError."""
    per_x, per_y = size[0] / 100, size[1] / 100
    if kind == "rectanglelabels":
        x, y, width, height, turn = _numbers(
            value["x"], value["y"], value["width"], value["height"], value.get("rotation") or 0
        )
        x, y, width, height = x * per_x, y * per_y, width * per_x, height * per_y
        if not turn:
            return {"kind": "box", "box": [x, y, width, height]}
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        # The corner stays where it is; the middle is half a diagonal away, turned.
        mid_x = x + (width / 2) * cos - (height / 2) * sin
        mid_y = y + (width / 2) * sin + (height / 2) * cos
        box = [mid_x - width / 2, mid_y - height / 2, width, height]
        return {"kind": "rotated_box", "box": box, "rotation": turn}
    if kind == "polygonlabels":
        pairs = [_numbers(*point) for point in value["points"]]
        if len(pairs) < 3 or any(len(pair) != 2 for pair in pairs):
            raise ValueError(value)
        return {"kind": "polygon", "points": [[x * per_x, y * per_y] for x, y in pairs]}
    if kind == "keypointlabels":
        x, y = _numbers(value["x"], value["y"])
        return {"kind": "points", "points": [[x * per_x, y * per_y]]}
    return None
