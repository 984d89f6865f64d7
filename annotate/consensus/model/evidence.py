"""Scenes turned into tables: candidate objects, who could draw them, and who did.

Every order in here is made of what was drawn, never of when it came or of anybody's name, so that
sums of floats come out bit by bit the same however the answers arrived.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from annotate.consensus.kinds import extent_of, similarity_of
from annotate.consensus.model.grouped import medians_by, sum_by
from annotate.consensus.model.linking import link
from annotate.consensus.model.overlap import Array, Index, hand_px
from annotate.consensus.scene import Answer, Scene, Shape

# The known truth walks along as one more answer under this name, and outweighs all others.
GOLD = ""
GOLD_TRUST = 1e6
MIDDLE_SIZE = 64 / 1468.6
SIZE_LIMIT = 3.5
FEW = 200
REACH_UNITS = 15.0


@dataclass(frozen=True)
class Candidates:
    """One scene's shapes grouped into candidate objects.

    answers: in order of content. shapes, owner: flat; owner counts in `answers`. groups: indices of
    shapes, one candidate each. unit_px: the picture's own pixel, see `hand_px`.
    """

    scene: Scene
    answers: tuple[Answer, ...]
    shapes: tuple[Shape, ...]
    owner: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
    unit_px: float


def shape_key(shape: Shape) -> tuple[str, tuple[tuple[float, float], ...], float, str, str, str]:
    """Content of a shape in a form that sorts; ids and names of people are left out."""
    where = f"{shape.track}/{shape.frame}" if shape.frame is not None else ""
    return (
        str(shape.kind),
        shape.points,
        shape.rotation,
        shape.name,
        where,
        repr(sorted(shape.attributes.items(), key=itemgetter(0))) if shape.attributes else "",
    )


def find_candidates(scene: Scene) -> Candidates:
    """Group the shapes of all answers to one picture. Raises ValueError for an annotator twice."""
    names = [a.annotator for a in scene.answers]
    if len(set(names)) != len(names):
        raise ValueError(f"picture {scene.picture}: an annotator has two answers")
    answers = scene.answers
    if scene.gold is not None:
        answers += (Answer(GOLD, scene.gold),)
    keyed = [sorted(((shape_key(s), s) for s in a.shapes), key=itemgetter(0)) for a in answers]
    order = sorted(range(len(answers)), key=lambda k: ([key for key, _ in keyed[k]], answers[k].annotator))
    flat = [(key, i, s) for i, k in enumerate(order) for key, s in keyed[k]]
    flat.sort(key=itemgetter(0, 1))
    shapes = tuple(s for _, _, s in flat)
    owner = tuple(i for _, i, _ in flat)
    unit = hand_px(scene.width_px, scene.height_px)
    return Candidates(
        scene,
        tuple(answers[k] for k in order),
        shapes,
        owner,
        _group(shapes, owner, unit),
        unit,
    )


def _group(shapes: Sequence[Shape], owner: Sequence[int], unit_px: float) -> tuple[tuple[int, ...], ...]:
    groups: list[tuple[int, ...]] = []
    by_sort: dict[tuple[str, int | None], list[int]] = {}
    for i, shape in enumerate(shapes):
        by_sort.setdefault((str(shape.kind), shape.frame), []).append(i)
    for indices in by_sort.values():
        members = [shapes[i] for i in indices]
        owners = np.array([owner[i] for i in indices], dtype=np.int64)
        for part in _touching(members, owners, unit_px):
            near = similarity_of([members[k] for k in part], unit_px) if len(part) > 1 else np.ones((1, 1))
            for group in link(near, owners[part]):
                groups.append(tuple(indices[part[k]] for k in group))
    return tuple(sorted(groups))


def _touching(shapes: Sequence[Shape], owners: Index, unit_px: float) -> list[Index]:
    """Parts that could hold a group: shapes whose extents meet another owner's. Keeps ten thousand
    shapes from being compared each with each."""
    if len(shapes) <= FEW:
        return [np.arange(len(shapes))]
    reach = REACH_UNITS * unit_px
    extents = np.array([extent_of(s, unit_px) for s in shapes]) + np.array([-reach, -reach, reach, reach])
    areas = shapely.box(*extents.T)
    first, second = shapely.STRtree(areas).query(areas, predicate="intersects")
    cross = owners[first] != owners[second]
    first, second = first[cross], second[cross]
    graph = coo_matrix((np.ones(len(first)), (first, second)), shape=(len(shapes), len(shapes)))
    count, part = connected_components(graph, directed=False)
    order = np.argsort(part, kind="stable")
    return np.split(order, np.searchsorted(part[order], np.arange(1, count)))


@dataclass(frozen=True)
class Table:
    """Many scenes' candidates flattened. A row is one annotator looking at one candidate.

    Candidates (O): scene, size (octaves from middle size), scale (O, 4) their width and height in
    pixels twice, unit_px. Rows (R), grouped by candidate: candidate, worker, drawn (0 or 1),
    visit (the submission), weight (0 for copies and gold). Drawings (N), grouped by candidate: row,
    label, box (N, 4), trust (weight of its geometry), shape (index in its scene).
    gold (O,): 1 known to be real, 0 known not to be, -1 unknown; gold_label (O,): -1 when unknown.
    """

    scenes: tuple[Candidates, ...]
    workers: tuple[str, ...]
    labels: tuple[str, ...]
    scene: Index
    size: Array
    scale: Array
    unit_px: Array
    candidate: Index
    worker: Index
    drawn: Array
    visit: Index
    weight: Array
    drawing_row: Index
    label: Index
    box: Array
    trust: Array
    shape: Index
    gold: Index
    gold_label: Index
    visit_worker: Index
    visit_scene: Index

    @property
    def count(self) -> int:
        """Number of candidates."""
        return len(self.scene)

    @cached_property
    def drawn_at(self) -> Index:
        """(N,) candidate of each drawing."""
        return self.candidate[self.drawing_row]

    @cached_property
    def drawn_by(self) -> Index:
        """(N,) annotator of each drawing."""
        return self.worker[self.drawing_row]

    @cached_property
    def counts(self) -> Array:
        """(N,) weight of each drawing as evidence."""
        return self.weight[self.drawing_row]

    @cached_property
    def row_size(self) -> Array:
        """(R,) size of what each row looks at."""
        return self.size[self.candidate]

    @cached_property
    def hands(self) -> Array:
        """(O,) how many placed a candidate; known truth counts as a hand."""
        each = np.minimum(self.trust * (self.counts + (self.trust > 1)), 1)
        return sum_by(self.drawn_at, each, self.count)

    @cached_property
    def straight(self) -> Array:
        """(N, 4) edges of each drawing in sides of what it shows."""
        return self.box / self.scale[self.drawn_at]

    @cached_property
    def pixel(self) -> Array:
        """(N, 4) the picture's own pixel in the same sides."""
        at = self.drawn_at
        return self.unit_px[at][:, None] / self.scale[at]

    @cached_property
    def votes(self) -> Array:
        """(O,) how many that count drew a candidate."""
        return sum_by(self.candidate, self.drawn * self.weight, self.count)

    @cached_property
    def label_votes(self) -> Array:
        """(O, C) how many of them gave it each label."""
        classes = len(self.labels)
        cell = self.drawn_at * classes + self.label
        votes = np.bincount(cell, weights=self.counts, minlength=self.count * classes)
        return np.asarray(votes, dtype=np.float64).reshape(self.count, classes)

    @cached_property
    def alone(self) -> Index:
        """(O,) the row of the only one who drew a candidate, -1 where several or none did."""
        counts = (self.drawn > 0) & (self.weight > 0)
        many = np.bincount(self.candidate[counts], minlength=self.count)
        alone = np.full(self.count, -1, dtype=np.int64)
        alone[self.candidate[counts]] = np.flatnonzero(counts)
        return np.where(many == 1, alone, -1)

    @cached_property
    def _row_borders(self) -> Index:
        return np.asarray(np.searchsorted(self.candidate, np.arange(self.count + 1)))

    @cached_property
    def _drawing_borders(self) -> Index:
        return np.asarray(np.searchsorted(self.candidate[self.drawing_row], np.arange(self.count + 1)))

    def rows_of(self, candidate: int) -> slice:
        """Everybody who looked at a candidate."""
        return slice(int(self._row_borders[candidate]), int(self._row_borders[candidate + 1]))

    def drawings_of(self, candidate: int) -> Index:
        """Numbers of the drawings of a candidate."""
        return np.arange(self._drawing_borders[candidate], self._drawing_borders[candidate + 1])


def _extents(boxes: Array, index: Index, unit_px: Array) -> tuple[Array, Array]:
    """((O,) size, (O, 2) width and height) of candidates: medians over their shapes; lines take their
    length. boxes: (N, 4), index: (N,) candidate, ascending; unit_px: (O,)."""
    sides = medians_by(index, boxes[:, 2:] - boxes[:, :2], len(unit_px))
    longest = np.maximum(sides.max(axis=1, initial=0.0), unit_px)
    sides = np.maximum(sides, longest[:, None] / 8)
    return np.sqrt(sides[:, 0] * sides[:, 1]), sides


def _known(found: Candidates, drawn: dict[int, int], label_at: dict[str, int]) -> tuple[int, int]:
    """(1 real, 0 not, -1 unknown; label number or -1) from the gold answer of a scene."""
    if found.scene.gold is None:
        return -1, -1
    for k, i in drawn.items():
        if found.answers[k].annotator == GOLD:
            return 1, label_at[found.shapes[i].name]
    return 0, -1


def _positions(values: Sequence[str]) -> dict[str, int]:
    return {value: i for i, value in enumerate(values)}


def build_table(scenes: Sequence[Candidates], labels: Sequence[str]) -> Table:
    """Flatten candidates. labels: every name that may occur, in a fixed order."""
    workers = tuple(dict.fromkeys(a.annotator for s in scenes for a in s.answers))
    worker_at, label_at = _positions(workers), _positions(labels)
    scene_of: list[int] = []
    rows: list[tuple[int, int, int, int]] = []
    drawings: list[tuple[int, int, int, int]] = []
    gold: list[tuple[int, int]] = []
    boxes: list[tuple[float, float, float, float]] = []
    visit_worker: list[int] = []
    visit_scene: list[int] = []
    for at, found in enumerate(scenes):
        first_visit = len(visit_worker)
        crew = [worker_at[a.annotator] for a in found.answers]
        visit_worker += crew
        visit_scene += [at] * len(crew)
        for group in found.groups:
            drawn = {found.owner[i]: i for i in group}
            gold.append(_known(found, drawn, label_at))
            for k, worker in enumerate(crew):
                shape = drawn.get(k)
                if shape is not None:
                    name = label_at[found.shapes[shape].name]
                    drawings.append((len(rows), name, shape, len(scene_of)))
                    boxes.append(extent_of(found.shapes[shape], found.unit_px))
                rows.append((len(scene_of), worker, int(shape is not None), first_visit + k))
            scene_of.append(at)
    row = np.array(rows, dtype=np.int64).reshape(-1, 4)
    drawing = np.array(drawings, dtype=np.int64).reshape(-1, 4)
    known = np.array(gold, dtype=np.int64).reshape(-1, 2)
    box = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    from_gold = row[:, 1] == worker_at.get(GOLD, -1)
    scene = np.array(scene_of, dtype=np.int64)
    unit_px = np.array([found.unit_px for found in scenes])[scene]
    sides = np.array([(s.scene.width_px, s.scene.height_px) for s in scenes]).reshape(-1, 2)
    middle = MIDDLE_SIZE * np.hypot(sides[:, 0], sides[:, 1])[scene]
    size, scale = _extents(box, drawing[:, 3], unit_px)
    return Table(
        scenes=tuple(scenes),
        workers=workers,
        labels=tuple(labels),
        scene=scene,
        size=np.clip(np.log2(size / middle), -SIZE_LIMIT, SIZE_LIMIT),
        scale=np.concatenate([scale, scale], axis=1),
        unit_px=unit_px,
        candidate=row[:, 0],
        worker=row[:, 1],
        drawn=row[:, 2].astype(np.float64),
        visit=row[:, 3],
        weight=np.where(from_gold, 0.0, 1.0),
        drawing_row=drawing[:, 0],
        label=drawing[:, 1],
        box=box,
        trust=np.where(from_gold[drawing[:, 0]], GOLD_TRUST, 1.0),
        shape=drawing[:, 2],
        gold=known[:, 0],
        gold_label=known[:, 1],
        visit_worker=np.array(visit_worker, dtype=np.int64),
        visit_scene=np.array(visit_scene, dtype=np.int64),
    )
