"""Areas to ignore: what most people leave out of a picture, and nobody is asked about what lies inside. Pure.

An area stands where more than half of the trust of those who answered covers it, whatever it was called; so two who
agree give their common part. Shapes that lie at least half inside are taken out of every answer before anything is
matched: they are neither missed nor false. Frames of a video are left as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import shapely

from annotate.consensus.crowd import Crowd
from annotate.consensus.kinds import extent_of
from annotate.consensus.kinds.regions import area_of
from annotate.consensus.model.evidence import shape_key
from annotate.consensus.model.overlap import hand_px
from annotate.consensus.scene import Answer, Kind, Scene, Shape

INSIDE = 0.5
# Quality of somebody unknown.
USUAL = 0.8
# Beyond so many answers only those with the most trust are asked: subsets of them are tried.
MOST = 9
SMALLEST_PX2 = 4.0


@dataclass(frozen=True)
class IgnoredArea:
    """One area that people agree to leave out. share: of the trust that covers it; supporters: sorted."""

    shape: Shape
    share: float
    supporters: tuple[str, ...]


def without_ignored(scene: Scene, crowd: Crowd) -> tuple[Scene, tuple[IgnoredArea, ...]]:
    """(the scene with neither areas to ignore nor what lies in them, the agreed areas in order of content)."""
    everything = (*(a.shapes for a in scene.answers), scene.gold or ())
    if not any(s.label in scene.ignored for shapes in everything for s in shapes):
        return scene, ()
    given = sorted(scene.answers, key=lambda a: (sorted(map(shape_key, a.shapes)), a.annotator))
    trust = {a.annotator: _trust(a, crowd) for a in given}
    if scene.gold is not None:
        gold = Answer("", scene.gold)
        given, trust = [gold], {"": 1.0}
    cover = {a.annotator: _cover(_hers(a, scene)) for a in given}
    agreed = _agreed(cover, trust)
    drawn = [
        (a.annotator, shape)
        for a in sorted(scene.answers, key=lambda a: a.annotator)
        for shape in _hers(a, scene)
    ]
    if scene.gold is not None:
        drawn += [("", shape) for shape in scene.gold if shape.label in scene.ignored]
    areas = [_area(piece, drawn, cover, trust) for piece in _pieces(agreed)]
    unit = hand_px(scene.width_px, scene.height_px)
    answers = tuple(replace(a, shapes=_outside(a.shapes, scene, agreed, unit)) for a in scene.answers)
    known = None if scene.gold is None else _outside(scene.gold, scene, agreed, unit)
    return replace(scene, answers=answers, gold=known), tuple(areas)


def _hers(answer: Answer, scene: Scene) -> list[Shape]:
    return sorted((s for s in answer.shapes if s.label in scene.ignored), key=shape_key)


def _trust(answer: Answer, crowd: Crowd) -> float:
    profile = crowd.profiles.get(answer.annotator)
    return USUAL if profile is None else profile.quality


def _outline(shape: Shape) -> Any:
    if shape.kind is Kind.POLYGON:
        return area_of(shape.points)
    return shapely.box(*extent_of(shape, 1.0))


def _cover(shapes: Sequence[Shape]) -> Any:
    return shapely.union_all([_outline(s) for s in shapes]) if shapes else shapely.Polygon()


def _agreed(cover: Mapping[str, Any], trust: Mapping[str, float]) -> Any:
    """Where more than half of the trust lies: the union of what each smallest such group has in common."""
    names = sorted(cover, key=lambda n: -round(trust[n], 9))[:MOST]
    half = sum(sorted(trust[n] for n in names)) / 2
    common = []
    for size in range(1, len(names) + 1):
        for group in combinations(names, size):
            weights = [trust[n] for n in group]
            # Without its weakest it would not do: larger groups add nothing.
            if sum(weights) > half + 1e-9 >= sum(weights) - min(weights):
                common.append(shapely.intersection_all([cover[n] for n in group]))
    return shapely.union_all(common) if common else shapely.Polygon()


def _pieces(agreed: Any) -> list[Any]:
    parts = [p for p in shapely.get_parts(agreed) if p.geom_type == "Polygon" and p.area > SMALLEST_PX2]
    return sorted((shapely.Polygon(p.exterior).normalize() for p in parts), key=lambda p: p.bounds)


def _area(
    piece: Any, drawn: Sequence[tuple[str, Shape]], cover: Mapping[str, Any], trust: Mapping[str, float]
) -> IgnoredArea:
    """Told as a box where everybody drew boxes, else as an outline, under the label most of its area bears."""
    touching = [(who, shape, _outline(shape).intersection(piece).area) for who, shape in drawn]
    touching = [entry for entry in touching if entry[2] > INSIDE * piece.area] or touching
    mass: dict[str, float] = {}
    for _, shape, common in touching:
        mass[shape.label] = mass.get(shape.label, 0.0) + common
    label = max(sorted(mass), key=lambda name: round(mass[name], 6))
    covering = [who for who in cover if cover[who].intersection(piece).area > INSIDE * piece.area]
    boxes = all(shape.kind is Kind.BOX for _, shape, _ in touching)
    x_min, y_min, x_max, y_max = piece.bounds
    corners = ((x_min, y_min), (x_max, y_max))
    ring = tuple((float(x), float(y)) for x, y in piece.exterior.coords[:-1])
    shape = Shape("", Kind.BOX, label, corners) if boxes else Shape("", Kind.POLYGON, label, ring)
    share = sum(sorted(trust[w] for w in covering)) / sum(sorted(trust.values()))
    people = sorted({who for who, _, common in touching if common > 0} - {""})
    return IgnoredArea(shape, min(share, 1.0), tuple(people))


def _outside(shapes: Sequence[Shape], scene: Scene, agreed: Any, unit_px: float) -> tuple[Shape, ...]:
    kept = [s for s in shapes if s.label not in scene.ignored]
    return tuple(s for s in kept if not s.points or not _lies_inside(s, agreed, unit_px))


def _lies_inside(shape: Shape, agreed: Any, unit_px: float) -> bool:
    extent = shapely.box(*extent_of(shape, unit_px))
    if extent.area <= 0:
        return bool(agreed.contains(extent.centroid)) if not extent.is_empty else False
    return bool(extent.intersection(agreed).area >= INSIDE * extent.area)
