"""CVAT for images 1.1: one XML with continuous pixels from 0, attributes by name, nothing about people. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from annotate.core.errors import N_
from annotate.core.strict_xml import child_text
from annotate.datasets.formats.naming import short
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import (
    NOT_NUMBERS,
    OUTSIDE,
    TWICE,
    UNKNOWN_CLASS,
    Reading,
    Sizes,
    number,
)
from annotate.datasets.formats.xml_reading import xml_files
from annotate.projects.ontology import Attribute, Label, Ontology

CONVENTION = "continuous pixels, origin at the outer corner of the top-left pixel; 4 decimals; turned clockwise about the middle"
FILE = "annotations.xml"
# CVAT has a word of its own for this one; every shape carries it.
OCCLUDED = "occluded"
_DECIMALS = 4
_INPUT_TYPES = frozenset({"checkbox", "select", "radio", "number", "text"})
_POINTED = frozenset({"polygon", "polyline", "points"})


def write_cvat(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """One file, in parts. Skeletons, cuboids, masks and texts have no place in it and are left out."""
    yield FILE, _document(pictures, ontology)


def _document(pictures: Iterable[LabelledPicture], ontology: Ontology) -> Iterator[bytes]:
    labels = "".join(label_text(label) for label in ontology.labels)
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n'
        f"<meta><task><mode>annotation</mode><labels>{labels}</labels></task></meta>\n"
    ).encode()
    for number_, picture in enumerate(pictures):
        head = f'<image id="{number_}" name={quoteattr(picture.name)}'
        shapes = "".join(_shape(annotation, ontology) for annotation in picture.annotations)
        yield f'{head} width="{picture.width_px}" height="{picture.height_px}">{shapes}</image>\n'.encode()
    yield b"</annotations>\n"


def label_text(label: Label) -> str:
    attributes = "".join(_attribute_rule(one) for one in label.attributes if not _is_flag(one))
    return (
        f"<label><name>{escape(label.name)}</name><color>{label.color.lower()}</color>"
        f"<type>any</type><attributes>{attributes}</attributes></label>"
    )


def _is_flag(attribute: Attribute) -> bool:
    """The tick that each shape carries by itself; a level of occlusion needs an attribute beside it."""
    return attribute.name == OCCLUDED and attribute.type == "checkbox"


def _attribute_rule(attribute: Attribute) -> str:
    values = "\n".join(_value_text(choice.value) for choice in attribute.values)
    if attribute.type == "checkbox":
        values = "false\ntrue"
    default = _value_text(attribute.default) if attribute.default is not None else ""
    return (
        f"<attribute><name>{escape(attribute.name)}</name><mutable>{attribute.per_frame}</mutable>"
        f"<input_type>{attribute.type}</input_type>"
        f"<default_value>{escape(default)}</default_value><values>{escape(values)}</values></attribute>"
    )


def _value_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shape(annotation: Mapping[str, Any], ontology: Ontology) -> str:
    place, label = place_text(annotation), ontology.label(annotation["label"])
    if place is None or label is None:
        return ""
    tag, fields = place
    attributes = attributes_text(annotation, label)
    given = annotation.get("attributes", {})
    head = f'<{tag} label={quoteattr(annotation["label"])} source="manual"'
    if tag != "tag":
        head += f' occluded="{int(bool(given.get(OCCLUDED, False)))}" z_order="0"'
    return f"{head}{fields}>{attributes}</{tag}>"


def attributes_text(annotation: Mapping[str, Any], label: Label) -> str:
    """Answers as elements; the tick that each shape carries by itself is none."""
    level = label.attribute(OCCLUDED)
    return "".join(
        f"<attribute name={quoteattr(name)}>{escape(_value_text(value))}</attribute>"
        for name, value in annotation.get("attributes", {}).items()
        if name != OCCLUDED or (level is not None and not _is_flag(level))
    )


def place_text(annotation: Mapping[str, Any]) -> tuple[str, str] | None:
    """Tag and coordinates; None for kinds that this format has no word for."""
    kind = annotation["kind"]
    if kind in ("box", "rotated_box"):
        x, y, width, height = annotation["box"]
        corners = zip(("xtl", "ytl", "xbr", "ybr"), (x, y, x + width, y + height), strict=True)
        fields = "".join(f' {name}="{short(value, _DECIMALS)}"' for name, value in corners)
        if kind == "rotated_box":
            # CVAT counts from 0 up to 360.
            fields += f' rotation="{short(annotation.get("rotation", 0.0) % 360, _DECIMALS)}"'
        return "box", fields
    if kind in _POINTED:
        points = ";".join(
            f"{short(point[0], _DECIMALS)},{short(point[1], _DECIMALS)}" for point in annotation["points"]
        )
        return kind, f' points="{points}"'
    return ("tag", "") if kind == "choice" else None


def read_cvat(files: Mapping[str, bytes], _sizes: Sizes) -> Reading:
    """Pictures out of the images dialect; the video dialect is refused by name."""
    reading = Reading()
    for path, root in xml_files(files, reading):
        if root.tag != "annotations" or root.find("track") is not None:
            reading.refuse(path, "dialect", N_("is not CVAT for images 1.1"))
            continue
        _read_document(root, reading)
    return reading


def _read_document(root: ElementTree.Element, reading: Reading) -> None:
    types = read_label_rules(root, reading)
    kinds: dict[str, set[str]] = {}
    seen: set[str] = set()
    for item in root.iterfind("image"):
        path = f"image {item.get('name', '?')}"
        if item.get("name") in seen:
            reading.refuse(path, "twice", TWICE)
            continue
        seen.add(item.get("name", ""))
        picture = _read_picture(item, path, types, reading)
        if picture is not None:
            reading.pictures.append(picture)
            for annotation in picture.annotations:
                kinds.setdefault(annotation["label"], set()).add(annotation["kind"])
    for label in reading.labels:
        label["kinds"] = sorted(kinds.get(label["name"], ())) or ["box"]


def read_label_rules(root: ElementTree.Element, reading: Reading) -> dict[str, dict[str, str]]:
    """Labels of the file, noted; gives the types of their attributes by name. Parts of skeletons are no labels."""
    types: dict[str, dict[str, str]] = {}
    for item in root.iterfind("meta//labels/label"):
        if item.find("parent") is None and child_text(item, "name"):
            reading.labels.append(_read_label(item))
            types[child_text(item, "name")] = {
                child_text(rule, "name"): child_text(rule, "input_type")
                for rule in item.iterfind("attributes/attribute")
            }
    return types


def _read_label(item: ElementTree.Element) -> dict[str, Any]:
    rules = [_read_rule(rule) for rule in item.iterfind("attributes/attribute")]
    if all(rule["name"] != OCCLUDED for rule in rules):
        flag = {"name": OCCLUDED, "title": {"zh_CN": "被挡住", "en": "Occluded"}, "type": "checkbox"}
        rules.insert(0, flag)
    return {"name": child_text(item, "name"), "attributes": rules}


def _read_rule(rule: ElementTree.Element) -> dict[str, Any]:
    type_ = child_text(rule, "input_type")
    found: dict[str, Any] = {
        "name": child_text(rule, "name"),
        "type": type_ if type_ in _INPUT_TYPES else "text",
        "per_frame": child_text(rule, "mutable").lower() == "true",
    }
    if type_ in ("select", "radio"):
        text = child_text(rule, "values")
        # Old files part values by blanks, new ones by lines.
        found["values"] = [value for value in (text.split("\n") if "\n" in text else text.split()) if value]
    return found


def _read_picture(
    item: ElementTree.Element, path: str, types: Mapping[str, Mapping[str, str]], reading: Reading
) -> LabelledPicture | None:
    try:
        width, height = (int(number(item.get(side, ""))) for side in ("width", "height"))
    except ValueError:
        width = height = 0
    if width < 1 or height < 1 or not item.get("name"):
        reading.refuse(path, "picture", N_("needs a name and a size above 0"))
        return None
    annotations = []
    for index, shape in enumerate(item):
        annotation = _read_shape(shape, f"{path}: {shape.tag}[{index}]", types, reading)
        if annotation is not None:
            annotations.append(annotation)
    return LabelledPicture(item.get("name", ""), width, height, tuple(annotations))


def _read_shape(
    shape: ElementTree.Element, path: str, types: Mapping[str, Mapping[str, str]], reading: Reading
) -> dict[str, Any] | None:
    label = shape.get("label", "")
    if label not in types:
        reading.refuse(path, "unknown_label", UNKNOWN_CLASS)
        return None
    found = read_shape(shape, types[label], path, reading)
    return None if found is None else {**found, "label": label}


def read_shape(
    shape: ElementTree.Element, types: Mapping[str, str], path: str, reading: Reading
) -> dict[str, Any] | None:
    """Kind, place and answers of a shape whose label is known; None, and told, where they are faulty."""
    try:
        place = _read_place(shape)
        attributes = _read_attributes(shape, types)
    except ValueError:
        reading.refuse(path, "numbers", NOT_NUMBERS)
        return None
    if place is None:
        reading.refuse(path, "kind", N_("is a kind of shape that is not read yet: %(kind)s"), kind=shape.tag)
        return None
    if "box" in place and min(place["box"][2:]) <= 0:
        reading.refuse(path, "too_small", OUTSIDE)
        return None
    return {**place, "attributes": attributes}


def _read_place(shape: ElementTree.Element) -> dict[str, Any] | None:
    """Kind and coordinates. Raises ValueError."""
    if shape.tag == "box":
        x_min, y_min, x_max, y_max = (number(shape.get(name)) for name in ("xtl", "ytl", "xbr", "ybr"))
        box = [x_min, y_min, x_max - x_min, y_max - y_min]
        rotation = number(shape.get("rotation", "0"))
        return (
            {"kind": "rotated_box", "box": box, "rotation": rotation}
            if rotation
            else {"kind": "box", "box": box}
        )
    if shape.tag in _POINTED:
        return {"kind": shape.tag, "points": _read_points(shape.get("points", ""))}
    return {"kind": "choice"} if shape.tag == "tag" else None


def _read_points(text: str) -> list[Sequence[float]]:
    points = [[number(part) for part in pair.split(",")] for pair in text.split(";")]
    if any(len(point) != 2 for point in points):
        raise ValueError(text)
    return list(points)


def _read_attributes(shape: ElementTree.Element, types: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {} if shape.tag == "tag" else {OCCLUDED: shape.get("occluded") == "1"}
    for item in shape.iterfind("attribute"):
        name, text = item.get("name", ""), (item.text or "")
        kind = types.get(name, "text")
        if kind == "checkbox":
            found[name] = text.strip().lower() == "true"
        elif kind == "number":
            found[name] = number(text)
        else:
            found[name] = text
    return found
