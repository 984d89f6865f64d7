"""Whether what was drawn is an answer at all: shape, place, label and attributes, every fault with its path. Pure."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.core.errors import N_, Fault
from annotate.projects.ontology import KINDS, Label, Ontology
from annotate.projects.tracks import check_tracks

MOST_SHAPES = 10_000
MOST_POINTS = 100_000
# A hand that drags past the edge is off by less than this.
MARGIN_PX = 1.0
# More would hide the first, and the answer must stay small.
MOST_FAULTS = 200
LONGEST_TEXT = 10_000

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EVERYWHERE = frozenset({"id", "kind", "label", "attributes"})
_IN_SEQUENCES = frozenset({"track", "frame", "keyframe", "outside"})
_LEAST_POINTS = {"polygon": 3, "polyline": 2, "points": 1, "skeleton": 1, "cuboid": 8}
# Kinds with a place on the picture may be joined to others.
_PLACED = frozenset({"box", "rotated_box", "mask", *_LEAST_POINTS})
_OWN_FIELDS = {
    "box": frozenset({"box", "extreme", "amodal"}),
    "rotated_box": frozenset({"box", "rotation"}),
    "mask": frozenset({"rle"}),
    "choice": frozenset({"value"}),
    "text": frozenset({"value"}),
} | {kind: frozenset({"points"}) for kind in _LEAST_POINTS}


@dataclass(frozen=True)
class _Picture:
    width_px: float
    height_px: float


Say = Callable[..., None]


def _is_number(value: Any) -> bool:
    # One comparison refuses NaN, infinities and numbers no float holds.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _numbers(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(_is_number(part) for part in value)


def _inside(picture: _Picture, x: float, y: float) -> bool:
    return (
        -MARGIN_PX <= x <= picture.width_px + MARGIN_PX and -MARGIN_PX <= y <= picture.height_px + MARGIN_PX
    )


def _turned_corners(
    x: float, y: float, width: float, height: float, degrees: float
) -> list[tuple[float, float]]:
    """Corners of a box turned clockwise about its middle; y grows downwards."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    mid_x, mid_y = x + width / 2, y + height / 2
    halves = (
        (-width / 2, -height / 2),
        (width / 2, -height / 2),
        (width / 2, height / 2),
        (-width / 2, height / 2),
    )
    return [(mid_x + dx * cos - dy * sin, mid_y + dx * sin + dy * cos) for dx, dy in halves]


def _check_box(shape: Mapping[str, Any], picture: _Picture, say: Say) -> None:
    box, rotation = shape.get("box"), shape.get("rotation", 0.0)
    if not _numbers(box, 4):
        say("box", "numbers", N_("must be four finite numbers: x, y, width, height"))
        return
    if not _is_number(rotation) or abs(rotation) > 360:
        say("rotation", "numbers", N_("must be a number of degrees"))
        return
    x, y, width, height = box  # type: ignore[misc]
    if width <= 0 or height <= 0:
        say("box", "too_small", N_("width and height must be above 0"))
        return
    if not all(_inside(picture, *corner) for corner in _turned_corners(x, y, width, height, rotation)):
        say("box", "outside_picture", N_("lies outside the picture"))


def _check_plain_box(shape: Mapping[str, Any], picture: _Picture, say: Say) -> None:
    """A box with what may travel beside it: its four extreme points, and all of the thing that is partly hidden."""
    _check_box(shape, picture, say)
    extreme, amodal = shape.get("extreme"), shape.get("amodal")
    if extreme is not None and not (
        isinstance(extreme, list)
        and len(extreme) == 4
        and all(_numbers(point, 2) and _inside(picture, *point) for point in extreme)
    ):
        say("extreme", "numbers", N_("must be four points inside the picture"))
    if amodal is None:
        return
    if not _numbers(amodal, 4) or amodal[2] <= 0 or amodal[3] <= 0:
        say("amodal", "numbers", N_("must be four finite numbers: x, y, width, height"))
        return
    x, y, width, height = amodal
    # What is cut off by the edge goes on outside, yet not further than another picture would reach.
    if not (
        x >= -picture.width_px
        and y >= -picture.height_px
        and x + width <= 2 * picture.width_px
        and y + height <= 2 * picture.height_px
    ):
        say("amodal", "outside_picture", N_("lies too far outside the picture"))


def _check_points(shape: Mapping[str, Any], picture: _Picture, say: Say) -> None:
    kind, points = shape["kind"], shape.get("points")
    least = _LEAST_POINTS[kind]
    most = 8 if kind == "cuboid" else MOST_POINTS
    if not isinstance(points, list) or not least <= len(points) <= most:
        say("points", "count", N_("needs %(least)s or more points"), least=least)
        return
    for index, point in enumerate(points):
        flagged = kind == "skeleton" and isinstance(point, list) and len(point) == 3
        if not _numbers(point, 3 if flagged else 2) or (flagged and point[2] not in (0, 1, 2)):
            say(f"points[{index}]", "numbers", N_("must be two finite numbers: x, y"))
        elif not (flagged and point[2] == 0) and not _inside(picture, point[0], point[1]):
            say(f"points[{index}]", "outside_picture", N_("lies outside the picture"))


def _check_mask(shape: Mapping[str, Any], picture: _Picture, say: Say) -> None:
    rle = shape.get("rle")
    if not isinstance(rle, Mapping) or set(rle) != {"size", "counts"}:
        say("rle", "object", N_("must be an object with size and counts"))
        return
    height, width = int(picture.height_px), int(picture.width_px)
    if rle["size"] != [height, width]:
        say("rle.size", "size", N_("must be the height and width of the picture"))
    counts = rle["counts"]
    if not isinstance(counts, list) or not all(type(run) is int and 0 <= run < 1e9 for run in counts):
        say("rle.counts", "numbers", N_("must be a list of whole numbers"))
    elif sum(counts) != height * width:
        say("rle.counts", "size", N_("must add up to the number of pixels"))


def _check_choice(shape: Mapping[str, Any], _picture: _Picture, say: Say) -> None:
    value = shape.get("value", True)
    if not isinstance(value, bool | str) and not _is_number(value):
        say("value", "value", N_("must be a text, a number, or true or false"))


def _check_text(shape: Mapping[str, Any], _picture: _Picture, say: Say) -> None:
    value = shape.get("value")
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_TEXT:
        say("value", "value", N_("must be a text of at most %(most)s letters"), most=LONGEST_TEXT)


_CHECKS: dict[str, Callable[[Mapping[str, Any], _Picture, Say], None]] = {
    "box": _check_plain_box,
    "rotated_box": _check_box,
    "mask": _check_mask,
    "choice": _check_choice,
    "text": _check_text,
} | dict.fromkeys(_LEAST_POINTS, _check_points)


def _check_attributes(label: Label, given: Any, say: Say) -> None:
    if not isinstance(given, Mapping):
        say("attributes", "object", N_("must be an object"))
        return
    for name, value in given.items():
        attribute = label.attribute(name)
        if attribute is None:
            say(f"attributes.{name}", "undeclared_attribute", N_("the label has no such attribute"))
        elif not attribute.allows(value):
            say(f"attributes.{name}", "attribute_wrong", N_("is no answer that this attribute allows"))
    for attribute in label.attributes:
        if attribute.required and given.get(attribute.name) in (None, ""):
            say(f"attributes.{attribute.name}", "attribute_missing", N_("must be answered"))


def _check_sequence_fields(shape: Mapping[str, Any], say: Say) -> None:
    if not isinstance(shape.get("track"), str) or not 1 <= len(shape["track"]) <= 64:
        say("track", "name", N_("must be the name of a track"))
    if type(shape.get("frame")) is not int or not 0 <= shape["frame"] < 1e7:
        say("frame", "number", N_("must be the number of a frame, from 0"))
    for name in ("keyframe", "outside"):
        if not isinstance(shape.get(name, False), bool):
            say(name, "flag", N_("must be true or false"))


def _check_skeleton(label: Label, shape: Mapping[str, Any], say: Say) -> None:
    points = shape.get("points")
    if label.skeleton is None or not isinstance(points, list):
        return
    if len(points) != len(label.skeleton.points):
        say(
            "points",
            "skeleton",
            N_("needs %(count)s points, as the label says"),
            count=len(label.skeleton.points),
        )
    elif all(isinstance(point, list) and len(point) == 3 and point[2] == 0 for point in points):
        say("points", "too_small", N_("has no point that was placed"))


def _check_group(shape: Mapping[str, Any], say: Say) -> None:
    group = shape.get("group", "-")
    if not isinstance(group, str) or not 1 <= len(group) <= 64:
        say("group", "name", N_("must be a name of 1 to 64 letters"))


def _check_shape(
    ontology: Ontology, picture: _Picture, shape: Mapping[str, Any], in_sequence: bool, say: Say
) -> None:
    kind = shape.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        say("kind", "kind", N_("must be one of %(known)s"), known=", ".join(KINDS))
        return
    allowed = _EVERYWHERE | _OWN_FIELDS[kind] | (_IN_SEQUENCES if in_sequence else frozenset())
    if kind in _PLACED:
        allowed |= {"group"}
        _check_group(shape, say)
    for name in shape:
        if name not in allowed:
            say(name, "undeclared_field", N_("is not a field of this kind of annotation"))
    if in_sequence:
        _check_sequence_fields(shape, say)
    _CHECKS[kind](shape, picture, say)
    label = ontology.label(shape["label"]) if isinstance(shape.get("label"), str) else None
    if label is None:
        say("label", "unknown_label", N_("is not one of the project's labels"))
        return
    if kind not in label.kinds:
        say("kind", "kind_not_allowed", N_("this label is not drawn as this kind of shape"))
    if kind == "skeleton":
        _check_skeleton(label, shape, say)
    if kind == "choice" and label.values and shape.get("value") not in [one.value for one in label.values]:
        say("value", "value", N_("is no answer that this question offers"))
    if "amodal" in shape and not label.amodal:
        say("amodal", "undeclared_field", N_("is not a field of this kind of annotation"))
    _check_attributes(label, shape.get("attributes", {}), say)


def check_annotations(
    ontology: Ontology,
    width_px: float,
    height_px: float,
    document: Any,
    in_sequence: bool = False,
    frames: int | None = None,
) -> tuple[Fault, ...]:
    """Every fault of a list of annotations; none when it may be stored.

    Paths are like 'annotations[3].box'. Pixels of the upright picture, (0, 0) the outer corner of its
    top-left pixel. frames: of the clip; then the key frames of each track are checked against each other too.
    At most 200 faults are listed.
    """
    faults: list[Fault] = []
    if not isinstance(document, Sequence) or isinstance(document, str | bytes):
        return (Fault("annotations", "list", N_("must be a list")),)
    if len(document) > MOST_SHAPES:
        return (
            Fault("annotations", "too_many", N_("has more than %(most)s entries"), {"most": MOST_SHAPES}),
        )
    picture, seen = _Picture(width_px, height_px), set[str]()
    for index, shape in enumerate(document):
        path = f"annotations[{index}]"

        def say(where: str, code: str, detail: str, path: str = path, **params: Any) -> None:
            faults.append(Fault(f"{path}.{where}" if where else path, code, detail, params))

        if not isinstance(shape, Mapping):
            say("", "object", N_("must be an object"))
            continue
        shape_id = shape.get("id")
        if not isinstance(shape_id, str) or not _UUID.fullmatch(shape_id):
            say("id", "uuid", N_("must be a UUID"))
        elif shape_id.lower() in seen:
            say("id", "twice", N_("two annotations have the same id"))
        else:
            seen.add(shape_id.lower())
        _check_shape(ontology, picture, shape, in_sequence, say)
        if len(faults) >= MOST_FAULTS:
            break
    if in_sequence and frames is not None:
        faults += check_tracks(ontology, document, frames)
    faults += _unanswered(ontology, document)
    return tuple(faults[:MOST_FAULTS])


def _unanswered(ontology: Ontology, document: Sequence[Any]) -> list[Fault]:
    """Questions about the whole picture that must be answered and are not."""
    answered = {shape.get("label") for shape in document if isinstance(shape, Mapping)}
    return [
        Fault(f"annotations.{label.name}", "answer_missing", N_("this question must be answered"))
        for label in ontology.labels
        if label.required and label.name not in answered
    ]
