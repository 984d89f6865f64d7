"""What people drew on one picture: the input of every consensus."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from annotate.consensus.rle import mask_corners, read_rle

Point = tuple[float, float]


class Kind(StrEnum):
    """Kinds of annotation that a person can make."""

    BOX = "box"
    ROTATED_BOX = "rotated_box"
    POLYGON = "polygon"
    POLYLINE = "polyline"
    POINTS = "points"
    SKELETON = "skeleton"
    CUBOID = "cuboid"
    MASK = "mask"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True)
class Shape:
    """One annotation as it was drawn.

    points: pixels of the picture, (0, 0) the outer corner of the top-left pixel. A box and a rotated
    box have two: the least and the greatest corner before rotation. Other kinds: their own points.
    rotation: degrees clockwise about the middle, rotated boxes only.
    value: the answer to a choice or text; then `label` is the question.
    visible: one flag a point for skeletons (0 absent, 1 hidden, 2 seen); empty for other kinds.
    """

    id: str
    kind: Kind
    label: str
    points: tuple[Point, ...] = ()
    rotation: float = 0.0
    attributes: Mapping[str, Any] = field(default_factory=dict)
    visible: tuple[int, ...] = ()
    rle: Any = None
    value: Any = None
    track: str | None = None
    frame: int | None = None
    outside: bool = False

    @cached_property
    def name(self) -> str:
        """What the shape was called: its label; of a choice the question with her answer."""
        if self.kind is Kind.CHOICE and self.value is not None and self.value is not True:
            return f"{self.label} = {self.value}"
        return self.label

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Least upright box (x_min, y_min, x_max, y_max) around the points, rotation left out; of an
        answer about the whole picture a unit square."""
        if not self.points:
            return 0.0, 0.0, 1.0, 1.0
        if len(self.points) == 2:
            (x0, y0), (x1, y1) = self.points
            return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        xs = [p[0] for p in self.points]
        ys = [p[1] for p in self.points]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True)
class Answer:
    """Everything one annotator submitted for one picture; no shapes means "nothing is here".

    assisted: she took proposals of a machine as they were.
    """

    annotator: str
    shapes: tuple[Shape, ...]
    submission_id: str = ""
    assisted: bool = False


@dataclass(frozen=True)
class Scene:
    """One picture with all answers to it. gold: the known truth, when somebody trusted has made it.

    ignored: labels of areas of which nothing is asked.
    """

    picture: str
    width_px: float
    height_px: float
    answers: tuple[Answer, ...]
    gold: tuple[Shape, ...] | None = None
    ignored: frozenset[str] = frozenset()


class MalformedAnnotation(ValueError):
    """An annotation that cannot be read; `path` says where in the document."""

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(f"{path}: {detail}")
        self.path = path
        self.detail = detail


def _number(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise MalformedAnnotation(path, "must be a finite number")
    return float(value)


def _box_points(document: Mapping[str, Any], path: str) -> tuple[Point, ...]:
    box = document.get("box")
    if not isinstance(box, Sequence) or isinstance(box, str) or len(box) != 4:
        raise MalformedAnnotation(f"{path}.box", "must be [x, y, width, height]")
    x, y, width, height = (_number(v, f"{path}.box[{i}]") for i, v in enumerate(box))
    if width <= 0 or height <= 0:
        raise MalformedAnnotation(f"{path}.box", "width and height must be above 0")
    return (x, y), (x + width, y + height)


LEAST_POINTS = {
    Kind.POLYGON: 3,
    Kind.POLYLINE: 2,
    Kind.POINTS: 1,
    Kind.SKELETON: 1,
    Kind.CUBOID: 8,
}
BOX_KINDS = frozenset({Kind.BOX, Kind.ROTATED_BOX})


def _plain_points(kind: Kind, document: Mapping[str, Any], path: str) -> tuple[Point, ...]:
    points = document.get("points")
    least = LEAST_POINTS[kind]
    if not isinstance(points, Sequence) or isinstance(points, str) or len(points) < least:
        raise MalformedAnnotation(f"{path}.points", f"must hold at least {least} points [x, y]")
    read: list[Point] = []
    for i, point in enumerate(points):
        if not isinstance(point, Sequence) or isinstance(point, str) or len(point) < 2:
            raise MalformedAnnotation(f"{path}.points[{i}]", "must be [x, y]")
        read.append(
            (_number(point[0], f"{path}.points[{i}][0]"), _number(point[1], f"{path}.points[{i}][1]"))
        )
    return tuple(read)


def _mask_corners(rle: Any, path: str) -> tuple[Point, ...]:
    try:
        return mask_corners(read_rle(rle))
    except ValueError as error:
        raise MalformedAnnotation(f"{path}.rle", str(error)) from error


def _visible(document: Mapping[str, Any]) -> tuple[int, ...]:
    """Third number of a skeleton's points; 2 (seen) where it was left out."""
    return tuple(int(p[2]) if len(p) > 2 else 2 for p in document.get("points", ()))


def read_shape(document: Mapping[str, Any], path: str = "annotation") -> Shape:
    """A shape out of one annotation of the API. Raises MalformedAnnotation with the path of the fault."""
    if not isinstance(document, Mapping):
        raise MalformedAnnotation(path, "must be an object")
    try:
        kind = Kind(document.get("kind", ""))
    except ValueError:
        raise MalformedAnnotation(f"{path}.kind", "must be one of " + ", ".join(Kind)) from None
    label = document.get("label")
    if not isinstance(label, str) or not label:
        raise MalformedAnnotation(f"{path}.label", "must be a name")
    points: tuple[Point, ...] = ()
    if kind in BOX_KINDS:
        points = _box_points(document, path)
    elif kind in LEAST_POINTS:
        points = _plain_points(kind, document, path)
    elif kind is Kind.MASK:
        points = _mask_corners(document.get("rle"), path)
    attributes = document.get("attributes") or {}
    if not isinstance(attributes, Mapping):
        raise MalformedAnnotation(f"{path}.attributes", "must be an object")
    return Shape(
        id=str(document.get("id", "")),
        kind=kind,
        label=label,
        points=points,
        rotation=_number(document.get("rotation", 0.0), f"{path}.rotation"),
        attributes=dict(attributes),
        visible=_visible(document) if kind is Kind.SKELETON else (),
        rle=document.get("rle"),
        value=document.get("value"),
        track=document.get("track"),
        frame=document.get("frame"),
        outside=bool(document.get("outside", False)),
    )


def read_shapes(annotations: Sequence[Mapping[str, Any]]) -> tuple[Shape, ...]:
    """All shapes of one submission. Raises MalformedAnnotation with the path of the first fault."""
    return tuple(read_shape(a, f"annotations[{i}]") for i, a in enumerate(annotations))


def write_shape(shape: Shape) -> dict[str, Any]:
    """The annotation of the API that `read_shape` reads back."""
    document: dict[str, Any] = {"id": shape.id, "kind": str(shape.kind), "label": shape.label}
    if shape.kind in BOX_KINDS:
        (x, y), (right, bottom) = shape.points
        document["box"] = [x, y, right - x, bottom - y]
    elif shape.visible:
        pairs = zip(shape.points, shape.visible, strict=True)
        document["points"] = [[x, y, flag] for (x, y), flag in pairs]
    elif shape.points and shape.kind is not Kind.MASK:
        document["points"] = [[x, y] for x, y in shape.points]
    if shape.kind is Kind.ROTATED_BOX:
        document["rotation"] = shape.rotation
    if shape.rle is not None:
        document["rle"] = shape.rle
    if shape.value is not None:
        document["value"] = shape.value
    if shape.track is not None:
        document |= {"track": shape.track, "frame": shape.frame, "keyframe": True, "outside": shape.outside}
    document["attributes"] = dict(shape.attributes)
    return document
