"""Labels out of a file of another program: COCO categories, YOLO's data.yaml, CVAT's and Label Studio's configuration. Pure."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import yaml

from annotate.core.errors import N_, Fault, Invalid
from annotate.core.strict_xml import BadXml, child_text, parse_xml
from annotate.projects.ontology import COLOURS, MOST_LABELS

LARGEST_BYTES = 5_000_000
LARGEST_YAML = 200_000


class NoLabels(Invalid):
    """Each fault says why."""

    code = "no_labels"
    message = N_("No labels can be read out of this file. Nothing was changed.")


class _Found:
    """Labels so far, and what could not be taken over."""

    def __init__(self) -> None:
        self.labels: list[dict[str, Any]] = []
        self.left_out: list[Fault] = []

    def leave(self, path: str, detail: str, **params: Any) -> None:
        self.left_out.append(Fault(path, "left_out", detail, params))

    def add(self, name: Any, color: Any = None, **more: Any) -> None:
        """A label; without a usable colour the next of ours."""
        text = str(name).strip()[:64] if isinstance(name, str | int | float) else ""
        if not text or any(one["name"] == text for one in self.labels):
            self.leave(text or "?", N_("has no name, or one that stands twice"))
            return
        if len(self.labels) == MOST_LABELS:
            self.leave(text, N_("is more than the %(most)s labels that a project may have"), most=MOST_LABELS)
            return
        usable = color if isinstance(color, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", color) else None
        self.labels.append(
            {"name": text, "color": usable or COLOURS[len(self.labels) % len(COLOURS)], **more}
        )


def read_labels(content: bytes) -> tuple[dict[str, Any], list[Fault]]:
    """The labels as a document for `parse_ontology`, and what was left out, by name and reason.

    The kind of file is told by what stands in it. Raises NoLabels.
    """
    if len(content) > LARGEST_BYTES:
        raise NoLabels([Fault("file", "too_large", N_("is larger than 5 MB"))])
    found = _Found()
    reader, read = _reader_of(content)
    try:
        reader(read, found)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise NoLabels([Fault("file", "broken", N_("is not written as its program writes it"))]) from error
    if not found.labels:
        raise NoLabels([*found.left_out[:20], Fault("file", "empty", N_("names no labels"))])
    return {"labels": found.labels}, found.left_out


_Reader = Callable[[Any, _Found], None]


def _yaml(text: bytes) -> Any:
    # Every word stays a word: a class called "no" is no false, and nothing is made of a tag.
    return yaml.load(text[:LARGEST_YAML], yaml.BaseLoader)  # noqa: S506 -- it makes texts, lists and dictionaries only


def _reader_of(content: bytes) -> tuple[_Reader, Any]:
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    unreadable = NoLabels([Fault("file", "unknown", N_("is neither COCO, YOLO, CVAT nor Label Studio"))])
    if text.startswith(b"<"):
        try:
            root = parse_xml(text)
        except BadXml as error:
            raise NoLabels([Fault("file", "xml", N_("is no XML that can be read safely"))]) from error
        return (_cvat, _labels_of_dump(root)) if root.tag == "annotations" else (_label_studio, root)
    try:
        read = json.loads(text) if text[:1] in (b"{", b"[") else _yaml(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise unreadable from error
    if isinstance(read, Mapping) and isinstance(read.get("categories"), list):
        return _coco, read["categories"]
    if isinstance(read, Mapping) and isinstance(read.get("names"), list | dict):
        return _yolo, read
    if isinstance(read, Mapping) and isinstance(read.get("labels"), list):
        return _ours, read["labels"]
    if isinstance(read, list) and read and all(isinstance(one, Mapping) and "name" in one for one in read):
        return (_coco if all("id" in one and "attributes" not in one for one in read) else _cvat), read
    raise unreadable


def _ours(labels: Sequence[Mapping[str, Any]], found: _Found) -> None:
    for one in labels:
        found.add(**{**one, "name": one["name"]})


def _coco(categories: Sequence[Mapping[str, Any]], found: _Found) -> None:
    """https://cocodataset.org/#format-data: `skeleton` counts its points from 1."""
    for one in categories:
        points = one.get("keypoints") or []
        red_green_blue = one.get("color")
        color = (
            "#{:02X}{:02X}{:02X}".format(*red_green_blue)
            if isinstance(red_green_blue, list)
            else red_green_blue
        )
        if points:
            edges = [[int(a) - 1, int(b) - 1] for a, b in one.get("skeleton") or []]
            skeleton = {"points": [str(point) for point in points], "edges": edges}
            found.add(one["name"], color, kinds=["skeleton", "box"], skeleton=skeleton)
        else:
            found.add(one["name"], color, kinds=["box", "polygon"])


def _yolo(read: Mapping[str, Any], found: _Found) -> None:
    """https://docs.ultralytics.com/datasets/: classes in order of their numbers."""
    names = read["names"]
    listed = names if isinstance(names, list) else [names[key] for key in sorted(names, key=int)]
    for name in listed:
        found.add(name, kinds=["box"])
    if read.get("kpt_shape"):
        found.leave("kpt_shape", N_("points have no names here: write the skeleton yourself"))


_OF_CVAT = {
    "any": ["box", "polygon", "polyline", "points"],
    "rectangle": ["box"],
    "polygon": ["polygon"],
    "polyline": ["polyline"],
    "points": ["points"],
    "cuboid": ["cuboid"],
    "mask": ["mask"],
    "tag": ["choice"],
    "skeleton": ["skeleton"],
}


def _cvat(labels: Sequence[Mapping[str, Any]], found: _Found) -> None:
    """The raw label constructor: https://docs.cvat.ai/docs/manual/basics/creating_an_annotation_task/"""
    for one in labels:
        name, kind = str(one["name"]), one.get("type", "any")
        if kind not in _OF_CVAT:
            found.leave(name, N_("is drawn as %(kind)s, which we do not have"), kind=str(kind))
            continue
        more: dict[str, Any] = {"kinds": _OF_CVAT[kind]}
        if kind == "skeleton":
            points = [str(point["name"]) for point in one.get("sublabels", ())]
            edges = re.findall(r'data-node-from="(\d+)" data-node-to="(\d+)"', str(one.get("svg", "")))
            more["skeleton"] = {"points": points, "edges": [[int(a) - 1, int(b) - 1] for a, b in edges]}
        asked = [_cvat_question(name, attribute, found) for attribute in one.get("attributes", ())]
        found.add(name, one.get("color"), attributes=[question for question in asked if question], **more)


def _labels_of_dump(root: Element) -> list[dict[str, Any]]:
    """What an export of CVAT says of its task's or project's labels, written as its label constructor would."""
    listed = [one for one in root.findall("meta//labels/label") if child_text(one, "name")]
    parts: dict[str, list[dict[str, Any]]] = {}
    for one in listed:
        if child_text(one, "parent"):
            parts.setdefault(child_text(one, "parent"), []).append({"name": child_text(one, "name")})
    return [
        {
            "name": child_text(one, "name"),
            "color": child_text(one, "color"),
            "type": child_text(one, "type", "any"),
            "svg": child_text(one, "svg"),
            "sublabels": parts.get(child_text(one, "name"), []),
            "attributes": [_asked_in_dump(asked) for asked in one.findall("attributes/attribute")],
        }
        for one in listed
        if not child_text(one, "parent")
    ]


def _asked_in_dump(asked: Element) -> dict[str, Any]:
    values, default = child_text(asked, "values").splitlines(), child_text(asked, "default_value")
    if len(values) == 1 and default != values[0] and default in values[0].split():
        # Programs that pack the file anew make blanks of its lines.
        values = values[0].split()
    return {
        "name": child_text(asked, "name"),
        "input_type": child_text(asked, "input_type", "text"),
        "mutable": child_text(asked, "mutable").lower() == "true",
        "default_value": default,
        "values": values,
    }


def _cvat_question(label: str, attribute: Mapping[str, Any], found: _Found) -> dict[str, Any] | None:
    kind, values = attribute["input_type"], list(attribute.get("values", ()))
    if kind not in ("select", "radio", "checkbox", "number", "text"):
        found.leave(f"{label}, {attribute['name']}", N_("is asked in a way that we do not have"))
        return None
    question: dict[str, Any] = {
        "name": str(attribute["name"]),
        "type": kind,
        "per_frame": bool(attribute.get("mutable", False)),
    }
    default = attribute.get("default_value")
    if kind in ("select", "radio"):
        question["values"] = [str(value) for value in values]
    if default not in (None, ""):
        text = str(default)
        question["default"] = {"checkbox": text.lower() == "true", "number": _number(text)}.get(kind, text)
    return question


def _number(text: str) -> int | float | str:
    return (float(text) if "." in text else int(text)) if re.fullmatch(r"-?\d{1,12}(\.\d+)?", text) else text


_OF_LABEL_STUDIO = {
    "RectangleLabels": ["box"],
    "PolygonLabels": ["polygon"],
    "KeyPointLabels": ["points"],
    "BrushLabels": ["mask"],
    "VectorLabels": ["polyline"],
}


def _label_studio(root: Element, found: _Found) -> None:
    """https://labelstud.io/tags/: one label under several tags is drawn in several ways."""
    kinds: dict[str, list[str]] = {}
    colours: dict[str, str | None] = {}
    for tag in root.iter():
        if tag.tag in _OF_LABEL_STUDIO:
            for label in tag.iter("Label"):
                name = label.get("value", "")
                kinds.setdefault(name, []).extend(_OF_LABEL_STUDIO[tag.tag])
                colours.setdefault(name, label.get("background"))
        elif tag.tag.endswith("Labels"):
            found.leave(
                tag.get("name", tag.tag), N_("is drawn as %(kind)s, which we do not have"), kind=tag.tag
            )
    for name, ways in kinds.items():
        found.add(name, colours[name], kinds=list(dict.fromkeys(ways)))
    for question in _questions(root):
        found.add(**question)


def _questions(root: Element) -> Iterator[dict[str, Any]]:
    """Choices and texts about the whole picture."""
    for tag in root.iter("Choices"):
        values = [choice.get("value", "") for choice in tag.iter("Choice")]
        yield {
            "name": tag.get("name", ""),
            "kinds": ["choice"],
            "values": values,
            "required": tag.get("required") == "true",
        }
    for tag in root.iter("TextArea"):
        yield {"name": tag.get("name", ""), "kinds": ["text"], "required": tag.get("required") == "true"}
