"""Simulated crowds with known skills drawing boxes on made-up pictures with known truth.

Every person, object and picture is drawn from one seed. Difficulty is shared: what is hard for one is
hard for all, and some things that are not there attract many. So a model that takes people for
independent is punished here as it is in the field.
"""

from dataclasses import dataclass, field

import numpy as np

from annotate.consensus.scene import Answer, Kind, Scene, Shape

LABELS = ("person", "car", "truck", "bus", "bicycle", "motorcycle", "light", "sign")
CONFUSED_WITH = {0: 4, 1: 2, 2: 3, 3: 2, 4: 5, 5: 4, 6: 7, 7: 6}


@dataclass(frozen=True)
class Level:
    """How good a crowd is. Shares of people by role; the rest are honest."""

    hit: float
    hit_spread: float
    size_slope: float
    difficulty: float
    false_boxes: float
    false_spread: float
    ambiguous: float
    ambiguous_pull: float
    jitter: float
    jitter_px: float
    label_error: float
    spammers: float = 0.0
    lazy: float = 0.0
    copiers: float = 0.0
    tired: float = 0.0


LEVELS = {
    "clean": Level(3.1, 0.4, 0.4, 0.9, 0.5, 0.5, 1.0, -0.9, 0.03, 0.7, 0.02),
    "typical": Level(2.9, 0.8, 0.6, 1.1, 0.9, 0.8, 1.2, -1.0, 0.05, 1.0, 0.06, 0.05, 0.08, 0.05, 0.1),
    "hostile": Level(2.6, 0.9, 0.6, 1.1, 0.8, 0.9, 1.2, -1.0, 0.055, 1.0, 0.08, 0.18, 0.12, 0.1, 0.1),
}


@dataclass(frozen=True)
class Person:
    """One simulated annotator."""

    name: str
    role: str
    hit: float
    slope: float
    false_boxes: float
    jitter: float
    bias: float
    label_error: float
    liberal: float
    tired: float = 0.0


@dataclass
class World:
    """Scenes, their truth (boxes and label numbers) and who is who."""

    scenes: list[Scene]
    truth: list[tuple[np.ndarray, np.ndarray]]
    people: dict[str, Person]
    copied: set[tuple[str, str]] = field(default_factory=set)


def _people(level: Level, count: int, rng: np.random.Generator) -> list[Person]:
    roles = []
    for role, share in (
        ("spammer", level.spammers),
        ("lazy", level.lazy),
        ("copier", level.copiers),
        ("tired", level.tired),
    ):
        roles += [role] * round(share * count)
    roles += ["honest"] * (count - len(roles))
    people = []
    for i, role in enumerate(roles):
        hit = level.hit + level.hit_spread * rng.normal()
        if role == "lazy":
            hit -= 2.0
        people.append(
            Person(
                f"w{i:03d}",
                role,
                hit,
                level.size_slope * float(np.exp(0.3 * rng.normal())) * (1.6 if role == "lazy" else 1),
                level.false_boxes
                * float(np.exp(level.false_spread * rng.normal() - level.false_spread**2 / 2)),
                level.jitter * float(np.exp(0.35 * rng.normal())),
                0.6 * level.jitter * rng.normal(),
                float(np.clip(level.label_error * np.exp(0.6 * rng.normal()), 0.003, 0.5)),
                0.7 * rng.normal(),
                1.5 if role == "tired" else 0.0,
            )
        )
    return people


SIDE = (1280.0, 720.0)


@dataclass(frozen=True)
class Scenery:
    """What the pictures are like. objects: mean number above one; sizes in pixels; classes: how many of
    LABELS occur; flocks: share of objects that stand beside another of the same class and size."""

    objects: float = 7.0
    least_px: float = 12.0
    most_px: float = 320.0
    classes: int = len(LABELS)
    flocks: float = 0.0


STREET = Scenery()


def any_level(rng: np.random.Generator) -> Level:
    """A crowd of any kind between clean and hostile, and somewhat beyond both."""
    return Level(
        hit=rng.uniform(1.6, 3.4),
        hit_spread=rng.uniform(0.3, 1.1),
        size_slope=rng.uniform(0.1, 0.9),
        difficulty=rng.uniform(0.5, 1.5),
        false_boxes=float(np.exp(rng.uniform(np.log(0.08), np.log(1.2)))),
        false_spread=rng.uniform(0.3, 1.2),
        ambiguous=rng.uniform(0.2, 2.0),
        ambiguous_pull=rng.uniform(-1.6, -0.4),
        jitter=rng.uniform(0.02, 0.07),
        jitter_px=rng.uniform(0.5, 1.5),
        label_error=rng.uniform(0.01, 0.15),
        spammers=rng.choice([0, 0.05, 0.1, 0.2]),
        lazy=rng.choice([0, 0.05, 0.1, 0.15]),
        copiers=rng.choice([0, 0.05, 0.1]),
        tired=rng.choice([0, 0.1]),
    )


def any_scenery(rng: np.random.Generator) -> Scenery:
    """Pictures of any kind: few or many objects, small or large, alone or in flocks."""
    return Scenery(
        objects=float(np.exp(rng.uniform(np.log(1.5), np.log(18)))),
        least_px=rng.uniform(8, 24),
        most_px=rng.uniform(120, 500),
        classes=int(rng.integers(1, len(LABELS) + 1)),
        flocks=rng.choice([0.0, 0.0, 0.3, 0.6]),
    )


def _things(rng: np.random.Generator, count: int, of: Scenery = STREET) -> np.ndarray:
    """Random boxes (x_min, y_min, x_max, y_max) inside the picture."""
    size = np.exp(rng.uniform(np.log(of.least_px), np.log(of.most_px), count))
    aspect = np.exp(0.45 * rng.normal(size=count))
    width, height = size * np.sqrt(aspect), np.minimum(size / np.sqrt(aspect), 700)
    x = rng.uniform(0, np.maximum(SIDE[0] - width, 1))
    y = rng.uniform(0, np.maximum(SIDE[1] - height, 1))
    return np.stack([x, y, x + width, y + height], axis=1)


def _flock(boxes: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Some boxes moved beside the one before them, overlapping it a little."""
    for i in range(1, len(boxes)):
        if rng.random() < share:
            width, height = boxes[i - 1, 2:] - boxes[i - 1, :2]
            shift = np.array([width * rng.uniform(0.5, 1.1), height * rng.uniform(-0.3, 0.3)] * 2)
            moved = boxes[i - 1] + shift
            if (moved[:2] >= 0).all() and moved[2] <= SIDE[0] and moved[3] <= SIDE[1]:
                boxes[i] = moved
    return boxes


def _apart(boxes: np.ndarray) -> np.ndarray:
    """Indices of boxes kept so that no two overlap by more than IoU .45 (people could not tell them)."""
    kept: list[int] = []
    for i in range(len(boxes)):
        if all(_iou(boxes[i], boxes[j]) < 0.45 for j in kept):
            kept.append(i)
    return np.array(kept, dtype=int)


def _iou(a: np.ndarray, b: np.ndarray) -> float:
    w = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    h = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h
    return float(w * h / union)


def _drawn(box: np.ndarray, person: Person, level: Level, rng: np.random.Generator) -> tuple[float, ...]:
    width, height = box[2] - box[0], box[3] - box[1]
    scale = np.array([width, height, width, height])
    tail = rng.standard_t(4, size=4) / np.sqrt(2)
    outward = np.array([-1, -1, 1, 1]) * person.bias
    spread = np.sqrt((person.jitter * scale) ** 2 + level.jitter_px**2)
    moved = box + tail * spread + outward * scale
    if moved[2] - moved[0] < 2 or moved[3] - moved[1] < 2:
        moved = box
    bound = np.array([SIDE[0], SIDE[1], SIDE[0], SIDE[1]])
    return tuple(float(v) for v in np.clip(moved, 0, bound))


def _label(label: int, error: float, classes: int, rng: np.random.Generator) -> str:
    if rng.random() >= error:
        return LABELS[label]
    if rng.random() < 0.6:
        return LABELS[CONFUSED_WITH[label] % classes]
    return LABELS[rng.integers(classes)]


def _shape(box: tuple[float, ...], label: str) -> Shape:
    return Shape("", Kind.BOX, label, ((box[0], box[1]), (box[2], box[3])))


def _answer(
    person: Person,
    level: Level,
    real: tuple[np.ndarray, np.ndarray, np.ndarray],
    lure: tuple[np.ndarray, np.ndarray, np.ndarray],
    progress: float,
    classes: int,
    rng: np.random.Generator,
) -> tuple[Shape, ...]:
    shapes: list[Shape] = []
    if person.role == "spammer":
        for box in _things(rng, int(rng.poisson(4))):
            shapes.append(_shape(tuple(map(float, box)), LABELS[rng.integers(classes)]))
        return tuple(shapes)
    boxes, labels, hard = real
    for box, label, g in zip(boxes, labels, hard, strict=True):
        x = np.log2(np.sqrt((box[2] - box[0]) * (box[3] - box[1])) / 64)
        logit = person.hit + person.slope * x + level.difficulty * g - person.tired * progress
        if rng.random() < 1 / (1 + np.exp(-logit)):
            shapes.append(
                _shape(_drawn(box, person, level, rng), _label(int(label), person.label_error, classes, rng))
            )
    for box, label, g in zip(*lure, strict=True):
        if rng.random() < 1 / (1 + np.exp(-(level.ambiguous_pull + g + person.liberal))):
            shapes.append(
                _shape(_drawn(box, person, level, rng), _label(int(label), person.label_error, classes, rng))
            )
    for box in _things(rng, int(rng.poisson(person.false_boxes))):
        shapes.append(_shape(tuple(map(float, box)), LABELS[rng.integers(classes)]))
    return tuple(shapes)


def _copy(shapes: tuple[Shape, ...], rng: np.random.Generator) -> tuple[Shape, ...]:
    """Somebody's answer handed in again, a few pixels moved."""
    copied = []
    for shape in shapes:
        nudge = rng.normal(scale=0.4, size=4)
        x0, y0, x1, y1 = (float(v) for v in np.array(shape.box) + nudge)
        copied.append(_shape((x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)), shape.label))
    return tuple(copied)


def make_world(
    name: str | Level, pictures: int, looks: int, seed: int, crowd: int = 40, of: Scenery = STREET
) -> World:
    """pictures, each seen by `looks` people out of `crowd`. Same arguments, same world."""
    level = LEVELS[name] if isinstance(name, str) else name
    rng = np.random.default_rng(seed)
    people = _people(level, crowd, rng)
    world = World([], [], {p.name: p for p in people})
    share = rng.dirichlet(np.full(of.classes, 2.0))
    for i in range(pictures):
        count = 1 + int(rng.poisson(of.objects))
        boxes = _things(rng, count, of)
        if of.flocks:
            boxes = _flock(boxes, of.flocks, rng)
        boxes = boxes[_apart(boxes)]
        labels = rng.choice(of.classes, size=len(boxes), p=share)
        lures = _things(rng, int(rng.poisson(level.ambiguous)), of)
        lure_labels = rng.choice(of.classes, size=len(lures), p=share)
        real = (boxes, labels, rng.normal(size=len(boxes)))
        lure = (lures, lure_labels, rng.normal(size=len(lures)))
        answers: list[Answer] = []
        for k in rng.permutation(len(people))[:looks]:
            person = people[int(k)]
            if person.role == "copier" and answers and rng.random() < 0.7:
                shapes = _copy(answers[0].shapes, rng)
                world.copied.add((f"p{i:05d}", person.name))
            else:
                shapes = _answer(person, level, real, lure, i / pictures, of.classes, rng)
            answers.append(Answer(person.name, shapes, f"p{i:05d}-{person.name}"))
        world.scenes.append(Scene(f"p{i:05d}", *SIDE, tuple(answers)))
        world.truth.append((boxes, labels))
    return world
