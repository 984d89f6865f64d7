"""Says which format a label file looks like, for uploads of which nothing could be read. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from annotate.core.strict_xml import BadXml, parse_xml

# Only the first of many files are opened: they are alike.
_LOOKED_AT = 20


def guess_format(files: Mapping[str, bytes]) -> str | None:
    """The key of a readable format that one of the files looks like; None where several would do, or none does."""
    for path, text in list(files.items())[:_LOOKED_AT]:
        lower = path.lower()
        if lower == "manifest.json":
            continue
        if lower.endswith(".json"):
            found = _of_json(text)
        elif lower.endswith(".xml"):
            found = _of_xml(text)
        else:
            found = _of_lines(text) if lower.endswith(".txt") else None
        if found:
            return found
    return None


def _of_json(text: bytes) -> str | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(document, Mapping):
        return _of_object(document)
    if isinstance(document, list) and document and isinstance(document[0], Mapping):
        first = document[0]
        if "labels" in first and "name" in first:
            return "scalabel"
        if first.keys() & {"annotations", "completions", "predictions"} and "data" in first:
            return "label_studio"
    return None


def _of_object(document: Mapping[str, Any]) -> str | None:
    keys = document.keys()
    if {"images", "categories"} <= keys or {"images", "annotations"} <= keys:
        return "coco"
    if "shapes" in keys and keys & {"imagePath", "imageHeight"}:
        return "labelme"
    if {"objects", "imgHeight"} <= keys:
        return "cityscapes"
    return "scalabel" if isinstance(document.get("frames"), list) or {"name", "labels"} <= keys else None


def _of_xml(text: bytes) -> str | None:
    try:
        root = parse_xml(text)
    except BadXml:
        return None
    if root.tag == "annotations":
        return "cvat_video" if root.find("track") is not None else "cvat"
    return "voc" if root.tag == "annotation" and root.find("object/bndbox") is not None else None


def _of_lines(text: bytes) -> str | None:
    """By the cells of the first lines: each of the formats of lines has another number or kind of them."""
    lines = [line for line in text.split(b"\n", 50)[:50] if line.strip()]
    if not lines:
        return None
    if lines[0].count(b",") >= 5:
        return "mot" if _are_numbers(lines[0].replace(b",", b" ").split()) else None
    cells = lines[0].split()
    if len(cells) in (15, 16) and not _are_numbers(cells[:1]) and _are_numbers(cells[1:]):
        return "kitti"
    if not _are_numbers(cells):
        return None
    counts = {len(line.split()) for line in lines}
    if counts <= {5, 6}:
        return "yolo"
    # Nine cells are an outline of four corners or a turned box: nobody can tell.
    return "yolo_segments" if any(count > 6 and count % 2 and count != 9 for count in counts) else None


def _are_numbers(cells: Sequence[bytes]) -> bool:
    try:
        return all(float(cell) == float(cell) for cell in cells)
    except ValueError:
        return False
