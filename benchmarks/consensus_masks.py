"""Masks, attributes and texts beside their peers: crowd-kit's segmentation methods, and plain majority.

Masks: people as in `consensus_kinds` draw outlines that are filled; crowd-kit aggregates each object's masks. Words: each
box bears a colour of six, a count and a text; people differ in how often they are right, spammers always say the same.
"""

import numpy as np
import shapely
from consensus_kinds import SIDES, Kind, drawn, hands, true_shape

from annotate.consensus.fitting import fit_crowd
from annotate.consensus.kinds.regions import area_of
from annotate.consensus.rle import mask_corners, read_rle, write_rle
from annotate.consensus.scene import Answer, Scene, Shape
from annotate.consensus.settle import settle_scene

SHRINK = 4
COLOURS = ("red", "blue", "white", "black", "grey", "green")
PEOPLE, SPAMMERS, THINGS = 20, 0.15, 5


def filled(outline: Shape) -> Shape:
    """A polygon as a mask on a quarter of the picture's pixels."""
    x, y = np.meshgrid(np.arange(SIDES[0] // SHRINK) + 0.5, np.arange(SIDES[1] // SHRINK) + 0.5)
    pixels = shapely.contains_xy(area_of(outline.points), x * SHRINK, y * SHRINK)
    return Shape("", Kind.MASK, "car", mask_corners(pixels), rle=write_rle(pixels))


def iou(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def crowd_kit(masks: dict[str, list[tuple[str, np.ndarray]]]) -> dict[str, dict[str, np.ndarray]]:
    """{method: {object: mask}}; nothing where crowd-kit is not installed."""
    try:
        import pandas as pd
        from crowdkit.aggregation import SegmentationEM, SegmentationMajorityVote, SegmentationRASA
    except ImportError:
        return {}
    rows = [(task, who, mask) for task, given in masks.items() for who, mask in given]
    frame = pd.DataFrame(rows, columns=["task", "worker", "segmentation"])
    found = {}
    for method in (SegmentationMajorityVote, SegmentationEM, SegmentationRASA):
        found[method.__name__] = method().fit_predict(frame).to_dict()
    return found


def measure_masks(looks: int, pictures: int, seed: int) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    crew = hands(rng)
    scenes, given, truths = [], {}, {}
    for k in range(pictures):
        truth = [true_shape(Kind.POLYGON, cell, rng) for cell in range(6)]
        people = [crew[i] for i in rng.permutation(len(crew))[:looks]]
        answers = tuple(Answer(p.name, tuple(filled(drawn(t, p, rng)) for t in truth)) for p in people)
        scenes.append(Scene(f"p{k:03d}", SIDES[0] / SHRINK, SIDES[1] / SHRINK, answers))
        for cell, true in enumerate(truth):
            truths[f"{k}-{cell}"] = read_rle(filled(true).rle)
            given[f"{k}-{cell}"] = [(a.annotator, read_rle(a.shapes[cell].rle)) for a in answers]
    crowd = fit_crowd(scenes)
    ours: dict[str, np.ndarray] = {}
    for k, scene in enumerate(scenes):
        merged = [read_rle(o.shape.rle) for o in settle_scene(scene, crowd).objects]
        for cell in range(6):
            true = truths[f"{k}-{cell}"]
            ours[f"{k}-{cell}"] = max(merged, key=lambda m: iou(m, true), default=np.zeros_like(true))
    found = (
        {"one person": {task: masks[0][1] for task, masks in given.items()}}
        | crowd_kit(given)
        | {"ours": ours}
    )
    return {name: float(np.mean([iou(found[name][t], truths[t]) for t in truths])) for name in found}


def measure_words(looks: int, pictures: int, seed: int) -> dict[str, float]:
    """Share of attributes and texts that are right, by majority and by ours."""
    rng = np.random.default_rng(seed)
    skill = np.clip(rng.normal(0.75, 0.15, PEOPLE), 0.3, 0.98)
    spams = rng.random(PEOPLE) < SPAMMERS
    scenes, truths = [], []
    for k in range(pictures):
        corner = [(40.0 + 240 * i, 60.0 + 100 * (i % 3)) for i in range(THINGS)]
        truth = [
            {
                "colour": COLOURS[int(rng.integers(6))],
                "seats": int(rng.integers(1, 9)),
                "plate": str(rng.integers(10**5)),
            }
            for _ in corner
        ]
        answers = []
        for who in rng.permutation(PEOPLE)[:looks].tolist():
            shapes = []
            for (x, y), true in zip(corner, truth, strict=True):
                wrong = {"colour": COLOURS[0], "seats": 1, "plate": "0"} if spams[who] else None
                said = {
                    name: value
                    if wrong is None and rng.random() < skill[who]
                    else (wrong or _wrongly(rng))[name]
                    for name, value in true.items()
                }
                jitter = rng.normal(0, 2, 4)
                points = ((x + jitter[0], y + jitter[1]), (x + 150 + jitter[2], y + 90 + jitter[3]))
                shapes.append(Shape("", Kind.BOX, "car", points, attributes=said))
            answers.append(Answer(f"w{who:02d}", tuple(shapes)))
        scenes.append(Scene(f"p{k:03d}", *SIDES, tuple(answers)))
        truths.append(truth)
    crowd = fit_crowd(scenes)
    right = {"majority": [], "ours": []}
    for scene, truth in zip(scenes, truths, strict=True):
        settled = sorted(settle_scene(scene, crowd).objects, key=lambda o: o.shape.box[0])
        for at, true in enumerate(truth):
            said = [a.shapes[at].attributes for a in scene.answers]
            ours = settled[at].shape.attributes if len(settled) == THINGS else {}
            for name, value in true.items():
                values = sorted((s[name] for s in said), key=str)
                right["majority"].append(max(values, key=values.count) == value)
                right["ours"].append(ours.get(name) == value)
    return {name: float(np.mean(hits)) for name, hits in right.items()}


def _wrongly(rng: np.random.Generator) -> dict[str, object]:
    return {
        "colour": COLOURS[int(rng.integers(6))],
        "seats": int(rng.integers(1, 9)),
        "plate": str(rng.integers(10**5)),
    }


def mask_tables(pictures: int, seeds: list[int], table) -> str:
    """Both tables. table: writes a head and rows as Markdown."""
    text = []
    for title, measure, size in (
        ("Masks, mean IoU on a quarter of the pixels", measure_masks, max(pictures // 2, 4)),
        ("Attributes (a colour of six, a count, a text), share right", measure_words, pictures * 6),
    ):
        rows, names = [], []
        for looks in (3, 5):
            found = [measure(looks, size, seed) for seed in seeds]
            names = list(found[0])
            rows.append([looks, *(float(np.mean([f[name] for f in found])) for name in names)])
            print(rows[-1], flush=True)
        text.append(f"{title}, {size} pictures x {len(seeds)} seeds:\n\n{table(['answers', *names], rows)}\n")
    return "\n".join(text)
