"""Labels as a few paths of an SVG, one a class: a page of pictures carries little. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.projects.ontology import COLOURS, Ontology

# As in the editor: neighbours in the list of classes never share their dashes, so that colour is never alone.
DASHES = ("", "9 4", "3 3", "14 3 3 3")
# Edges of a cuboid of eight corners: front, back, and what joins them.
_CUBOID = ((0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7))


@dataclass(frozen=True)
class Drawn:
    """All shapes of one class. d: the path's data in pixels of the picture; spots: the same of single points."""

    label: str
    colour: str
    dash: str
    d: str
    spots: str
    count: int


def look_of(ontology: Ontology, label: str) -> tuple[str, str]:
    """(colour, dashes) of a class, the same as in the editor; of one that is unknown by now grey and whole."""
    if label not in ontology.names:
        return "#999999", ""
    index = ontology.names.index(label)
    return ontology.labels[index].color or COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)]


def _at(point: Sequence[float]) -> str:
    return f"{point[0]:.6g} {point[1]:.6g}"


def _through(points: Iterable[Sequence[float]], closed: bool = False) -> str:
    return "M" + "L".join(_at(point) for point in points) + ("Z" if closed else "")


def _corners(box: Sequence[float], degrees: float) -> list[tuple[float, float]]:
    x, y, width, height = box
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    middle_x, middle_y = x + width / 2, y + height / 2
    around = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return [
        (
            middle_x + (a * width * cos - b * height * sin) / 2,
            middle_y + (a * width * sin + b * height * cos) / 2,
        )
        for a, b in around
    ]


def _edges(points: Sequence[Sequence[float]], edges: Iterable[tuple[int, int]]) -> str:
    return "".join(_through((points[a], points[b])) for a, b in edges if a < len(points) and b < len(points))


def path_of(shape: Mapping[str, Any], ontology: Ontology) -> tuple[str, str]:
    """(lines, spots) of one shape; nothing for answers about the whole picture and for masks."""
    if "box" in shape:
        x, y, width, height = shape["box"]
        if shape.get("rotation"):
            return _through(_corners(shape["box"], shape["rotation"]), closed=True), ""
        return f"M{x:.6g} {y:.6g}h{width:.6g}v{height:.6g}h{-width:.6g}Z", ""
    points, kind = shape.get("points"), shape.get("kind")
    if not points:
        return "", ""
    if kind == "cuboid":
        return _edges(points, _CUBOID), ""
    if kind in ("points", "skeleton"):
        label = ontology.label(str(shape.get("label", "")))
        edges = label.skeleton.edges if kind == "skeleton" and label and label.skeleton else ()
        # A line of no length with a round end is a spot.
        return _edges(points, edges), "".join(f"M{_at(point)}h0" for point in points)
    return _through(points, closed=kind == "polygon"), ""


def drawn_of(annotations: Sequence[Mapping[str, Any]], ontology: Ontology) -> list[Drawn]:
    """One entry a class, in the order of their first appearance."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for shape in annotations:
        parts.setdefault(str(shape.get("label", "")), []).append(path_of(shape, ontology))
    return [
        Drawn(
            label,
            *look_of(ontology, label),
            "".join(d for d, _ in found),
            "".join(s for _, s in found),
            len(found),
        )
        for label, found in parts.items()
    ]
