"""From the truth of a picture to what one annotator of known skill would draw. Pure and seeded."""

import math
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.simulate.skill import Habit, SimulatedAnnotator

Annotation = dict[str, Any]
Box = tuple[float, float, float, float]

SMALL_PX, LARGE_PX = 32, 96
LEAST_SIDE_PX = 3.0
_MISTAKEN_FOR: Mapping[str, tuple[str, ...]] = {
    "car": ("truck", "bus"),
    "truck": ("bus", "car"),
    "bus": ("truck", "car"),
    "bicycle": ("motorcycle",),
    "motorcycle": ("bicycle",),
    "traffic light": ("traffic sign",),
    "traffic sign": ("traffic light",),
    "person": ("bicycle", "motorcycle"),
}


@dataclass(frozen=True, slots=True)
class TrueBox:
    """One object as it truly is. box: x, y, width, height in pixels; attributes: name -> yes or no."""

    label: str
    box: Box
    attributes: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Picture:
    """What the crowd looks at. name makes the randomness: the same annotator sees it the same way again."""

    name: str
    width_px: int
    height_px: int
    truths: Sequence[TrueBox]
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The annotations of one submission and the time she spent."""

    annotations: list[Annotation]
    active_ms: int


def label_picture(crowd: Sequence[SimulatedAnnotator], number: int, picture: Picture, seed: int) -> Answer:
    """What annotator `number` of the crowd hands in for the picture."""
    annotator = crowd[number]
    rng = random.Random(f"{seed} {number} {picture.name}")
    if annotator.habit is Habit.COPIER and annotator.neighbour is not None:
        copied = label_picture(crowd, annotator.neighbour, picture, seed).annotations
        annotations = [{**one, "id": _new_id(rng)} for one in copied]
    elif annotator.habit is Habit.SPAMMER:
        annotations = [_false_box(rng, picture) for _ in range(rng.randint(1, 5))]
    else:
        annotations = _diligently(annotator, picture, rng)
    seconds = 4.0 + len(annotations) * annotator.skill.seconds_per_box * rng.uniform(0.7, 1.4)
    return Answer(annotations, round(seconds * 1000))


def _diligently(annotator: SimulatedAnnotator, picture: Picture, rng: random.Random) -> list[Annotation]:
    drawn = [
        _draw(annotator, truth, picture, rng)
        for truth in picture.truths
        if rng.random() >= _miss_chance(annotator, truth)
    ]
    drawn += [_false_box(rng, picture) for _ in range(_poisson(annotator.skill.false_boxes, rng))]
    return drawn


def _miss_chance(annotator: SimulatedAnnotator, truth: TrueBox) -> float:
    """Small ones are overlooked, and hidden ones twice as often."""
    side = math.sqrt(truth.box[2] * truth.box[3])
    small, middle, large = annotator.skill.misses
    chance = small if side < SMALL_PX else large if side > LARGE_PX else middle
    return min(1.0, 2 * chance) if truth.attributes.get("occluded") else chance


def _draw(annotator: SimulatedAnnotator, truth: TrueBox, picture: Picture, rng: random.Random) -> Annotation:
    skill = annotator.skill
    x, y, width, height = truth.box
    # Nobody places an edge better than the pixel that the hand and the screen give.
    across, down = max(skill.edge_error * width, 0.6), max(skill.edge_error * height, 0.6)
    left, right = x + rng.gauss(0, across), x + width + rng.gauss(0, across)
    top, bottom = y + rng.gauss(0, down), y + height + rng.gauss(0, down)
    label = truth.label
    if rng.random() < skill.wrong_labels:
        label = _mistaken(label, picture.labels, rng)
    attributes = {
        name: value != (rng.random() < skill.wrong_attributes) for name, value in truth.attributes.items()
    }
    return _annotation(rng, label, (left, top, right, bottom), picture, attributes)


def _mistaken(label: str, labels: Sequence[str], rng: random.Random) -> str:
    likely = [other for other in _MISTAKEN_FOR.get(label, ()) if other in labels]
    return rng.choice(likely or [other for other in labels if other != label] or [label])


def _false_box(rng: random.Random, picture: Picture) -> Annotation:
    width, height = rng.uniform(20, picture.width_px / 4), rng.uniform(20, picture.height_px / 3)
    left, top = rng.uniform(0, picture.width_px - width), rng.uniform(0, picture.height_px - height)
    return _annotation(rng, rng.choice(picture.labels), (left, top, left + width, top + height), picture, {})


def _annotation(
    rng: random.Random, label: str, edges: Box, picture: Picture, attributes: Mapping[str, bool]
) -> Annotation:
    """One annotation as the API takes it, kept inside the picture."""
    left = min(max(edges[0], 0.0), picture.width_px - LEAST_SIDE_PX)
    top = min(max(edges[1], 0.0), picture.height_px - LEAST_SIDE_PX)
    right = max(min(edges[2], picture.width_px), left + LEAST_SIDE_PX)
    bottom = max(min(edges[3], picture.height_px), top + LEAST_SIDE_PX)
    box = [round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)]
    return {"id": _new_id(rng), "kind": "box", "label": label, "box": box, "attributes": dict(attributes)}


def _new_id(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def _poisson(mean: float, rng: random.Random) -> int:
    """How many times something rare happens (Knuth)."""
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count
