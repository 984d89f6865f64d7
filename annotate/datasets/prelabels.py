"""Makes proposals out of what a label file says of a picture; what does not fit is counted by its reason. Pure."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from annotate.datasets.formats.boxes import box_extent
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import confidence_of, is_numbers
from annotate.datasets.formats.shapes import clipped
from annotate.projects.annotations import check_annotations
from annotate.projects.ontology import Label, Ontology

_ID_SPACE = uuid.UUID("9c5b94b1-35ad-49bb-b118-8e8fc24abf80")
# Without tracks: what is proposed belongs to one picture.
_PLACES = ("kind", "label", "box", "rotation", "points", "rle", "value")
LONGEST_SOURCE = 100


@dataclass(frozen=True)
class Target:
    """A picture of the project that labels may belong to."""

    id: int
    name: str
    sha256: str
    width_px: int
    height_px: int
    # Of the video that it is a frame of.
    sequence_id: int | None = None


class Finder:
    """Finds the picture that a label file means: by its digest, its path, or, where only one has it, its name."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._by_digest: dict[str, Target] = {}
        self._by_path: dict[str, list[Target]] = {}
        self._by_name: dict[str, list[Target]] = {}
        for target in targets:
            self._by_digest[target.sha256] = target
            self._by_path.setdefault(target.name, []).append(target)
            self._by_name.setdefault(PurePosixPath(target.name).name, []).append(target)

    def find(self, picture: LabelledPicture) -> list[Target]:
        """None: it is not here. Several: nobody can say which one is meant."""
        if picture.sha256 and picture.sha256 in self._by_digest:
            return [self._by_digest[picture.sha256]]
        path = picture.name.replace("\\", "/")
        return self._by_path.get(path) or self._by_name.get(PurePosixPath(path).name, [])


@dataclass
class Fitted:
    """annotations: proposals as stored, each with `confidence` where the file had one.

    left_out: how many for each (code, label, kind); codes as in problems.py. boxed: how many for each (label, kind)
    became the box around them, because the project draws that label as a box.
    """

    annotations: list[dict[str, Any]] = field(default_factory=list)
    left_out: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    boxed: Counter[tuple[str, str]] = field(default_factory=Counter)


def fit_annotations(
    ontology: Ontology, target: Target, annotations: Sequence[Mapping[str, Any]], source: str
) -> Fitted:
    """What of a file's annotations may be proposed for a picture.

    Boxes are cut at the picture's edge, as models draw over it. An outline or a mask of a label that is drawn as
    a box becomes the box around it, as COCO gives both. Attributes that the label does not ask are dropped,
    those it asks and the file does not answer start at their default: she looks at each anyway.
    """
    fitted = Fitted()
    for annotation in annotations:
        named = str(annotation.get("label", "")), str(annotation.get("kind", ""))
        label = ontology.label(named[0])
        if label is None:
            fitted.left_out["prelabel_unknown_label", named[0], ""] += 1
            continue
        is_drawn = named[1] in label.kinds
        if not is_drawn and _is_a_further_part(label, annotation):
            continue
        given = annotation if is_drawn else _boxed(target, label, annotation)
        if given is None:
            fitted.left_out["prelabel_kind", *named] += 1
        elif (shape := _fit(ontology, target, label, given, source, len(fitted.annotations))) is None:
            fitted.left_out["prelabel_outside", *named] += 1
        else:
            fitted.annotations.append(shape)
            if not is_drawn:
                fitted.boxed[named] += 1
    return fitted


def _is_a_further_part(label: Label, annotation: Mapping[str, Any]) -> bool:
    """Of an object whose first part brings the box around all of them."""
    return "box" in label.kinds and "around" in annotation and annotation["around"] is None


def _boxed(target: Target, label: Label, annotation: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The box around an outline or a mask, where the label is drawn as a box. A crowd is no object."""
    if "box" not in label.kinds or annotation.get("crowd"):
        return None
    try:
        around = annotation.get("around") or _size(box_extent(annotation, target.width_px, target.height_px))
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    kept = {name: part for name, part in annotation.items() if name not in _PLACES or name == "label"}
    return kept | {"kind": "box", "box": around} if around else None


def _size(extent: tuple[float, float, float, float] | None) -> list[float] | None:
    return [extent[0], extent[1], extent[2] - extent[0], extent[3] - extent[1]] if extent else None


def misfits(ontology: Ontology, target: Target, fitted: Fitted) -> int:
    """How many of a picture's objects are left out or break a rule of the project; known answers may have none."""
    shapes = [{k: v for k, v in shape.items() if k != "confidence"} for shape in fitted.annotations]
    faults = check_annotations(ontology, target.width_px, target.height_px, shapes)
    return fitted.left_out.total() + len(faults)


def _fit(
    ontology: Ontology, target: Target, label: Label, given: Mapping[str, Any], source: str, number: int
) -> dict[str, Any] | None:
    shape = {name: given[name] for name in _PLACES if name in given}
    if shape["kind"] == "box":
        is_box = is_numbers(shape.get("box"), 4)
        extent = clipped(shape["box"], target.width_px, target.height_px) if is_box else None
        if extent is None:
            return None
        x_min, y_min, x_max, y_max = extent
        shape["box"] = [x_min, y_min, x_max - x_min, y_max - y_min]
    shape["attributes"] = answers_of(label, given)
    if not _is_storable(shape):
        return None
    # Made of the content: the same file again makes the same proposals.
    what = json.dumps([source, target.sha256, number, shape], sort_keys=True)
    shape["id"] = str(uuid.uuid5(_ID_SPACE, what))
    faults = check_annotations(ontology, target.width_px, target.height_px, [shape])
    if any(fault.code != "attribute_missing" for fault in faults):
        return None
    return shape | confidence_of(given.get("confidence"))


def _is_storable(shape: Mapping[str, Any]) -> bool:
    """JSON may spell half of a letter; no database keeps it."""
    try:
        json.dumps(shape, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def answers_of(label: Label, annotation: Mapping[str, Any]) -> dict[str, Any]:
    """What the label asks, as the annotation answers it, else its default."""
    answers = annotation.get("attributes")
    given = answers if isinstance(answers, Mapping) else {}
    kept = {}
    for attribute in label.attributes:
        value = given.get(attribute.name, attribute.default)
        value = value if value is not None and attribute.allows(value) else attribute.default
        if value is not None:
            kept[attribute.name] = value
    return kept


def is_hidden(task_id: int, percent: int) -> bool:
    """Whether a task's pre-labels are kept back, so that some are drawn by free eyes. The same task, the same answer."""
    digest = hashlib.sha256(f"hide prelabels {task_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % 100 < percent


def source_name(given: str, file_name: str) -> str:
    """What a model or an older data set is called: as told, else as its file."""
    name = "".join(letter for letter in given if letter.isprintable()).strip()
    return (name or PurePosixPath(file_name).stem or "import")[:LONGEST_SOURCE]
