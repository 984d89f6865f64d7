"""Pascal VOC: one XML a picture, whole pixels counted from 1, both ends inside. Pure."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from annotate.core.errors import N_
from annotate.core.strict_xml import child_text
from annotate.datasets.formats.boxes import box_extent
from annotate.datasets.formats.naming import Stems, text_file
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import NOT_NUMBERS, OUTSIDE, Reading, Sizes, labels_met, number
from annotate.datasets.formats.xml_reading import xml_files
from annotate.projects.ontology import Ontology

CONVENTION = "whole pixels counted from 1, inclusive: floor(x_min) + 1, ceil(x_max); file names by path; areas to ignore are difficult"
_FLAGS = ("truncated", "difficult", "occluded")


def write_voc(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Annotations/PATH.xml for each labelled picture, the list of them, and the names of the labels."""
    stems, listed = Stems(), []
    for picture in pictures:
        if picture.is_labelled:
            stem = stems.of(picture.name)
            listed.append(stem)
            yield f"Annotations/{stem}.xml", [_document(picture, ontology.ignored)]
    yield "ImageSets/Main/default.txt", text_file(listed)
    yield "labelmap.txt", text_file(_label_map(ontology))


def _label_map(ontology: Ontology) -> Iterator[str]:
    """Labels as CVAT and datumaro write them: without these lines they know VOC's own twenty names only."""
    yield "# label:color_rgb:parts:actions"
    for label in ontology.labels:
        # A colon or a leading # has no place there, and one such line would cost them the whole file.
        if ":" not in label.name and not label.name.startswith("#"):
            red, green, blue = bytes.fromhex(label.color.removeprefix("#"))
            yield f"{label.name}:{red},{green},{blue}::"


def _document(picture: LabelledPicture, ignored: frozenset[str]) -> bytes:
    root = ElementTree.Element("annotation")
    folder, _, _ = picture.name.rpartition("/")
    for tag, text in (("folder", folder), ("filename", picture.name), ("segmented", "0")):
        ElementTree.SubElement(root, tag).text = text
    size = ElementTree.SubElement(root, "size")
    for tag, side in (("width", picture.width_px), ("height", picture.height_px), ("depth", 3)):
        ElementTree.SubElement(size, tag).text = str(side)
    for annotation in picture.annotations:
        extent = box_extent(annotation, picture.width_px, picture.height_px)
        if extent is not None:
            _add_object(root, annotation, extent, annotation["label"] in ignored)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8"))


def _add_object(
    root: ElementTree.Element, annotation: Mapping[str, Any], extent: Sequence[float], is_ignored: bool
) -> None:
    item = ElementTree.SubElement(root, "object")
    ElementTree.SubElement(item, "name").text = annotation["label"]
    ElementTree.SubElement(item, "pose").text = "Unspecified"
    for flag in _FLAGS:
        is_set = _is_set(annotation.get("attributes", {}).get(flag)) or (is_ignored and flag == "difficult")
        ElementTree.SubElement(item, flag).text = str(int(is_set))
    box = ElementTree.SubElement(item, "bndbox")
    x_min, y_min, x_max, y_max = extent
    corners = (math.floor(x_min) + 1, math.floor(y_min) + 1, math.ceil(x_max), math.ceil(y_max))
    for tag, value in zip(("xmin", "ymin", "xmax", "ymax"), corners, strict=True):
        ElementTree.SubElement(box, tag).text = str(value)


def _is_set(value: Any) -> bool:
    """A tick, or a level or percentage above nothing: VOC knows only yes and no."""
    return value is True or (isinstance(value, int | float) and value > 0)


def read_voc(files: Mapping[str, bytes], _sizes: Sizes, zero_based: bool = False) -> Reading:
    """Pictures out of XML files by path. zero_based: for files of tools that write continuous pixels from 0."""
    reading, kinds = Reading(), dict[str, set[str]]()
    for path, root in xml_files(files, reading):
        picture = _read_picture(root, path, 0 if zero_based else 1, reading)
        if picture is not None:
            reading.pictures.append(picture)
            for annotation in picture.annotations:
                kinds.setdefault(annotation["label"], set()).add("box")
    reading.labels = labels_met(kinds, kinds)
    return reading


def _read_picture(
    root: ElementTree.Element, path: str, shift: int, reading: Reading
) -> LabelledPicture | None:
    try:
        width, height = (int(number(child_text(root, f"size/{side}"))) for side in ("width", "height"))
    except ValueError:
        width = height = 0
    if root.tag != "annotation" or width < 1 or height < 1 or not child_text(root, "filename"):
        reading.refuse(path, "picture", N_("needs a filename and a size above 0"))
        return None
    annotations = []
    for index, item in enumerate(root.findall("object")):
        annotation = _read_object(item, f"{path}: object[{index}]", shift, reading)
        if annotation is not None:
            annotations.append(annotation)
    return LabelledPicture(
        child_text(root, "filename"), width, height, tuple(annotations), confirmed_empty=not annotations
    )


def _read_object(item: ElementTree.Element, path: str, shift: int, reading: Reading) -> dict[str, Any] | None:
    try:
        x_min, y_min, x_max, y_max = (
            number(child_text(item, f"bndbox/{tag}")) for tag in ("xmin", "ymin", "xmax", "ymax")
        )
    except ValueError:
        reading.refuse(path, "numbers", NOT_NUMBERS)
        return None
    x_min, y_min = x_min - shift, y_min - shift
    if not child_text(item, "name") or x_max <= x_min or y_max <= y_min:
        reading.refuse(path, "too_small", OUTSIDE)
        return None
    attributes = {flag: child_text(item, flag) == "1" for flag in _FLAGS if item.find(flag) is not None}
    box = [x_min, y_min, x_max - x_min, y_max - y_min]
    return {"kind": "box", "box": box, "label": child_text(item, "name"), "attributes": attributes}
