"""A candidate's drawings made into one object: merged shape, name, attributes, who stands behind it."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np

from annotate.consensus.ignoring import IgnoredArea
from annotate.consensus.kinds import merge
from annotate.consensus.kinds.tracks import name_tracks
from annotate.consensus.model.attributes import merge_attributes
from annotate.consensus.model.evidence import GOLD, Candidates
from annotate.consensus.model.grouped import sum_by
from annotate.consensus.model.view import View
from annotate.consensus.model.words import trust_of
from annotate.consensus.scene import Kind, Point, Scene, Shape
from annotate.consensus.settlement import SettledObject

ID_SPACE = uuid.UUID("5f1d7c1e-3c5b-5d63-9c0a-2d0f3a8b7e11")
LEAST_CHANCE = 1e-4


def settled_objects(view: View) -> list[SettledObject]:
    """One object a candidate, in the candidates' order; those of sequences under their common tracks."""
    found = view.found
    sheet = _sheet_of(view)
    objects = [_object(view, sheet, at) for at in range(view.table.count)]
    tracks = name_tracks(found.shapes, found.owner, found.groups, ID_SPACE, found.scene.picture)
    return [
        thing if track is None else replace(thing, shape=replace(thing.shape, track=track))
        for thing, track in zip(objects, tracks, strict=True)
    ]


def ignored_objects(scene: Scene, areas: Sequence[IgnoredArea]) -> list[SettledObject]:
    """Agreed areas to ignore as objects: as sure as the share of the trust behind them."""
    return [
        SettledObject(
            shape=replace(area.shape, id=_id(scene.picture, area.shape, area.shape.points, area.shape.label)),
            label_probabilities=((area.shape.label, 1.0),),
            edge_spread_px=(0.0, 0.0, 0.0, 0.0),
            confidence=area.share,
            supporters=area.supporters,
            looks=len(scene.answers),
        )
        for area in areas
    ]


@dataclass(frozen=True)
class _Sheet:
    """A table's figures as plain lists, for a walk from candidate to candidate.

    box, spread, names, ranked, real, looks, gold: by candidate; ranked holds numbers of labels, most
    probable first. border: (count + 1) where a candidate's drawings begin. shape, weight (of the hand), say (of
    the word), trust, drawer: by drawing.
    """

    box: list[list[float]]
    spread: list[list[float]]
    names: list[list[float]]
    ranked: list[list[int]]
    real: list[float]
    looks: list[float]
    gold: list[int]
    border: list[int]
    shape: list[int]
    weight: list[float]
    say: list[float]
    trust: list[float]
    drawer: list[str]


def _sheet_of(view: View) -> _Sheet:
    table, reading = view.table, view.reading
    scene = view.found.scene
    row = table.drawing_row
    bound = np.array([scene.width_px, scene.height_px] * 2)
    weight = np.maximum(table.weight[row], 1e-6) / view.beliefs.sigma[table.worker[row]] ** 2
    border = np.searchsorted(table.candidate[row], np.arange(table.count + 1))
    return _Sheet(
        box=np.clip(reading.places.box, 0.0, bound).tolist(),
        spread=(np.sqrt(reading.places.variance) * table.scale).tolist(),
        names=reading.names.tolist(),
        ranked=np.argsort(-np.round(reading.names, 12), axis=1, kind="stable").tolist(),
        real=reading.real.tolist(),
        looks=sum_by(table.candidate, table.weight, table.count).tolist(),
        gold=table.gold.tolist(),
        border=border.tolist(),
        shape=table.shape.tolist(),
        weight=weight.tolist(),
        say=(np.maximum(table.counts, 1e-6) * trust_of(view.beliefs.words)[table.drawn_by]).tolist(),
        trust=table.trust.tolist(),
        drawer=[table.workers[w] for w in table.worker[row].tolist()],
    )


def _members(
    found: Candidates, sheet: _Sheet, drawings: range
) -> tuple[list[Shape], list[float], list[float]]:
    """Shapes of a candidate with the trust in each hand and each word; a known truth stands alone."""
    gold = [n for n in drawings if sheet.trust[n] > 1]
    ranked = sorted((sheet.shape[n], sheet.weight[n], sheet.say[n]) for n in gold or drawings)
    return [found.shapes[k] for k, _, _ in ranked], [w for _, w, _ in ranked], [w for _, _, w in ranked]


def _object(view: View, sheet: _Sheet, at: int) -> SettledObject:
    found, labels = view.found, view.table.labels
    drawings = range(sheet.border[at], sheet.border[at + 1])
    shapes, weights, says = _members(found, sheet, drawings)
    merged, points = shapes[0], shapes[0].points
    if sheet.gold[at] != 1:
        if merged.kind is Kind.BOX:
            x_min, y_min, x_max, y_max = sheet.box[at]
            points = ((x_min, y_min), (x_max, y_max))
        else:
            merged = merge(shapes, weights, found.unit_px)
            points = merged.points
    chances, ranked = sheet.names[at], sheet.ranked[at]
    name = labels[ranked[0]]
    label, value = _meaning(found, name, shapes, says)
    spread = sheet.spread[at]
    return SettledObject(
        shape=replace(
            merged,
            id=_id(found.scene.picture, merged, points, name),
            points=points,
            label=label,
            value=value,
            attributes=merge_attributes([s.attributes for s in shapes], says),
        ),
        label_probabilities=tuple((labels[c], chances[c]) for c in ranked if chances[c] >= LEAST_CHANCE),
        edge_spread_px=(spread[0], spread[1], spread[2], spread[3]),
        confidence=sheet.real[at],
        supporters=tuple(sorted({sheet.drawer[n] for n in drawings} - {GOLD})),
        looks=int(sheet.looks[at]),
    )


def _meaning(
    found: Candidates, name: str, shapes: Sequence[Shape], weights: Sequence[float]
) -> tuple[str, Any]:
    """(label, value) of a name; a text's value is the one most trust stands behind."""
    if shapes[0].kind is Kind.TEXT:
        said = merge_attributes([{"value": s.value} for s in shapes], weights)
        return shapes[0].label, said.get("value")
    like = next((s for s in chain(shapes, found.shapes) if s.name == name), shapes[0])
    return like.label, like.value


def _id(picture: str, shape: Shape, points: Sequence[Point], label: str) -> str:
    """The same object gets the same id every time it is settled from the same answers: a UUID of version 5
    (RFC 9562), made by hand because there is one for every object."""
    rounded = [(round(x, 6), round(y, 6)) for x, y in points]
    text = f"{picture}|{shape.kind}|{shape.frame}|{label}|{rounded}"
    digest = hashlib.sha1(ID_SPACE.bytes + text.encode(), usedforsecurity=False).digest()
    mixed = int.from_bytes(digest[:16]) & ~(0xF << 76 | 3 << 62) | 5 << 76 | 1 << 63
    plain = f"{mixed:032x}"
    return f"{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"
