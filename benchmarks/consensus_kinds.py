"""Kinds other than boxes: our merged shapes beside the rule of CVAT and plain means or pixel majority.

Each picture has six shapes; people differ in how steady they are, in habits and in how many points they spend,
and one shape in twelve is drawn wildly. The rule of CVAT keeps the member most like the others.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import shapely

from annotate.consensus.fitting import fit_crowd
from annotate.consensus.kinds import similarity_of
from annotate.consensus.kinds.contour import outlines
from annotate.consensus.kinds.regions import area_of
from annotate.consensus.kinds.rotated import corners
from annotate.consensus.scene import Answer, Kind, Scene, Shape
from annotate.consensus.settle import settle_scene

SIDES = (1280.0, 720.0)
PEOPLE = 20
WILD = 1 / 12
NEAR_PX = 4.0
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Hand:
    """How one person draws: noise as a share of the size, outward habit, and points spent (share)."""

    name: str
    noise: float
    habit: float
    spends: float


def hands(rng: np.random.Generator) -> list[Hand]:
    return [
        Hand(
            f"w{k:02d}", 0.05 * float(np.exp(0.6 * rng.normal())), 0.03 * rng.normal(), rng.uniform(0.3, 1.0)
        )
        for k in range(PEOPLE)
    ]


def _points(array: np.ndarray) -> Points:
    return tuple((float(x), float(y)) for x, y in array)


def _waves(at: np.ndarray, rng: np.random.Generator, power: float) -> np.ndarray:
    """A smooth closed wobble, sum of a few waves."""
    return sum(power / k * np.cos(k * at + rng.uniform(0, 2 * np.pi)) * rng.normal() for k in (1, 2, 3, 5))


def true_shape(kind: Kind, cell: int, rng: np.random.Generator) -> Shape:
    middle = np.array([213.0 + 427 * (cell % 3), 180.0 + 360 * (cell // 3)])
    size = rng.uniform(40, 130)
    if kind is Kind.POLYLINE:
        x = np.linspace(-1.4, 1.4, 60)
        y = 0.5 * np.sin(x * rng.uniform(0.8, 2.5) + rng.uniform(0, 6)) + 0.15 * np.sin(6 * x)
        return Shape("", kind, "lane", _points(middle + size * np.stack([x, y], axis=1)))
    if kind is Kind.ROTATED_BOX:
        half = size * np.array([1.0, rng.uniform(0.3, 0.9)])
        return Shape("", kind, "car", _points(np.stack([middle - half, middle + half])), rng.uniform(0, 360))
    if kind is Kind.CUBOID:
        w, h, shift = size, size * rng.uniform(0.5, 0.9), size * rng.uniform(0.2, 0.5)
        front = np.array([[-w, -h], [w, -h], [w, h], [-w, h]])
        return Shape(
            "", kind, "car", _points(middle + np.concatenate([front, front + np.array([shift, -shift])]))
        )
    if kind is Kind.SKELETON:
        body = middle + size * rng.uniform(-1, 1, (12, 2))
        return Shape("", kind, "person", _points(body), visible=(2,) * 12)
    at = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    radius = size * np.clip(1 + _waves(at, rng, 0.22), 0.3, 2)
    return Shape(
        "", kind, "car", _points(middle + radius[:, None] * np.stack([np.cos(at), np.sin(at)], axis=1))
    )


def drawn(truth: Shape, hand: Hand, rng: np.random.Generator) -> Shape:
    points = np.array(truth.points)
    middle = points.mean(axis=0)
    size = float(np.sqrt(np.prod(points.max(axis=0) - points.min(axis=0))) / 2)
    noise = hand.noise * (5 if rng.random() < WILD else 1)
    if truth.kind in (Kind.POLYGON, Kind.POLYLINE):
        keep = max(4, round(hand.spends * len(points) / 2))
        at = np.linspace(0, len(points) - 1, keep).round().astype(int)
        if truth.kind is Kind.POLYLINE:
            first, last = rng.integers(0, 5), len(points) - 1 - rng.integers(0, 5)
            at = np.linspace(first, last, keep).round().astype(int)
        else:
            at = (at + rng.integers(len(points))) % len(points)
            at = at[np.sort(np.unique(at, return_index=True)[1])]
        points = points[at]
        wobble = np.stack(
            [_waves(np.linspace(0, 2 * np.pi, len(points)), rng, noise) for _ in range(2)], axis=1
        )
        points = points + size * (wobble + noise / 2 * rng.normal(size=points.shape))
        points = middle + (points - middle) * (1 + hand.habit)
        return replace(truth, points=_points(points[::-1] if rng.random() < 0.2 else points))
    points = points + size * noise * rng.normal(size=points.shape)
    if truth.kind is Kind.ROTATED_BOX:
        points = np.stack([points.min(axis=0), points.max(axis=0)])
        return replace(truth, points=_points(points), rotation=truth.rotation + 60 * noise * rng.normal())
    return replace(truth, points=_points(points))


def area_iou(a: Shape, b: Shape) -> float:
    left, right = (
        shapely.Polygon(corners(s)) if s.kind is Kind.ROTATED_BOX else area_of(s.points) for s in (a, b)
    )
    return float(left.intersection(right).area / left.union(right).area)


def line_f1(a: Shape, b: Shape) -> float:
    """F1 of points every pixel along both lines that are within NEAR_PX of the other."""
    lines = [shapely.LineString(s.points) for s in (a, b)]
    share = []
    for one, other in (lines, lines[::-1]):
        at = shapely.points(shapely.get_coordinates(shapely.segmentize(one, 1.0)))
        share.append(float((shapely.distance(at, other) <= NEAR_PX).mean()))
    return 2 * share[0] * share[1] / max(sum(share), 1e-9)


def keypoints(a: Shape, b: Shape) -> float:
    """Mean of exp(-d^2 / 2 s^2), s a twentieth of the size, as in object keypoint similarity."""
    one, truth = np.array(a.points), np.array(b.points)
    size = float(np.linalg.norm(truth.max(axis=0) - truth.min(axis=0)))
    return float(np.exp(-(((one - truth) ** 2).sum(axis=1)) / (2 * (0.05 * size) ** 2)).mean())


RULERS: dict[Kind, Callable[[Shape, Shape], float]] = {
    Kind.POLYGON: area_iou,
    Kind.POLYLINE: line_f1,
    Kind.ROTATED_BOX: area_iou,
    Kind.SKELETON: keypoints,
    Kind.CUBOID: keypoints,
}


def central(shapes: list[Shape]) -> Shape:
    """The rule of CVAT: the member most like the others."""
    return shapes[int(similarity_of(shapes, 1.5).sum(axis=1).argmax())]


def plain(shapes: list[Shape]) -> Shape | None:
    """Pixel majority of areas, mean of points; nothing of the kind for lines."""
    kind = shapes[0].kind
    if kind is Kind.POLYLINE:
        return None
    if kind is Kind.POLYGON:
        x, y = np.meshgrid(np.arange(0, SIDES[0], 2) + 1, np.arange(0, SIDES[1], 2) + 1)
        votes = sum(shapely.contains_xy(area_of(s.points), x, y).astype(int) for s in shapes)
        found = outlines(votes - len(shapes) / 2, x[0], y[:, 0])
        if not found:
            return shapes[0]
        area = max(found, key=lambda one: one.area)
        return replace(shapes[0], points=_points(shapely.get_coordinates(area.exterior)[:-1]))
    turn = np.rad2deg(np.angle(np.exp(1j * np.deg2rad([s.rotation for s in shapes])).mean()))
    return replace(
        shapes[0], points=_points(np.mean([s.points for s in shapes], axis=0)), rotation=float(turn)
    )


def measure(kind: Kind, looks: int, pictures: int, seed: int) -> list[float]:
    """Mean score of (one person, rule of CVAT, plain mean or majority, ours); missing ones count 0."""
    rng = np.random.default_rng(seed)
    crew = hands(rng)
    scenes, truths = [], []
    for k in range(pictures):
        truth = [true_shape(kind, cell, rng) for cell in range(6)]
        people = [crew[i] for i in rng.permutation(PEOPLE)[:looks]]
        answers = tuple(Answer(p.name, tuple(drawn(t, p, rng) for t in truth)) for p in people)
        scenes.append(Scene(f"p{k:03d}", *SIDES, answers))
        truths.append(truth)
    crowd = fit_crowd(scenes)
    ruler = RULERS[kind]
    rows = []
    for scene, truth in zip(scenes, truths, strict=True):
        settled = [o.shape for o in settle_scene(scene, crowd).objects]
        for at, true in enumerate(truth):
            members = [a.shapes[at] for a in scene.answers]
            mean = plain(members)
            ours = max((ruler(s, true) for s in settled), default=0.0)
            by_plain = float("nan") if mean is None else ruler(mean, true)
            rows.append([ruler(members[0], true), ruler(central(members), true), by_plain, ours])
    return np.mean(rows, axis=0).tolist()


def kind_tables(pictures: int, seeds: list[int], table) -> str:
    """table: writes a head and rows as Markdown."""
    rows = []
    for kind in RULERS:
        for looks in (3, 5):
            scores = np.mean([measure(kind, looks, pictures, seed) for seed in seeds], axis=0).tolist()
            rows.append([str(kind), looks, *scores])
            print(rows[-1], flush=True)
    head = ["kind", "answers", "one person", "CVAT rule", "pixel majority or mean", "ours"]
    return (
        f"{pictures} pictures x {len(seeds)} seeds of six shapes. Areas: mean IoU; lines: F1 at {NEAR_PX:.0f} px; "
        f"points: OKS at a twentieth of the size:\n\n{table(head, rows)}\n"
    )
