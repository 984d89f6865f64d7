"""Answers a picture against F1: fixed numbers, stopping by risk, and quick looks at what is in doubt.

The people are known from other pictures, as in a project under way. Half of each world teaches the crowd with
three answers a picture, the other half is measured.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from consensus_crowd import LABELS, LEVELS, World, make_world
from consensus_peers import Merged, f1, greedy_majority, hits, iou_matrix
from scipy.optimize import linear_sum_assignment

from annotate.consensus.fitting import fit_crowd
from annotate.consensus.scene import Scene
from annotate.consensus.settle import settle_scene
from annotate.consensus.settlement import Policy, Question, Settlement

MOST = 7
TARGETS = (0.03, 0.06, 0.08, 0.1, 0.12, 0.16, 0.2, 0.3)
POLICY = Policy(2, MOST, 0.0)
# A checker answers "is this there?" or "is this a car?" rightly nine times in ten, in 1.6 s where a picture
# takes a minute; the second kind of checker errs twice as often.
CHECK_RIGHT, CHECK_COST = (0.9, 0.8), 1.6 / 60
CHECKS, SURE = 3, 0.95
LEFT = (0.02, 0.035, 0.05, 0.07, 0.1, 0.15, 0.25, 0.4, 9.0)


@dataclass(frozen=True)
class Looked:
    """One settled picture: (right, drawn, true), expected and real errors, risk, what looks cannot settle."""

    counts: np.ndarray
    expected: float
    real: int
    risk: float
    left: float


def merged(settled: Settlement) -> Merged:
    boxes = np.array([o.shape.box for o in settled.objects], dtype=float).reshape(-1, 4)
    return boxes, [o.shape.label for o in settled.objects]


def real_errors(found: Merged, truth: tuple[np.ndarray, np.ndarray]) -> int:
    """Objects wrong, missed, off or misnamed, each once."""
    boxes, names = found
    if not len(boxes) or not len(truth[0]):
        return len(boxes) + len(truth[0])
    iou = iou_matrix(boxes, truth[0])
    rows, columns = linear_sum_assignment(-np.where(iou >= 0.1, 1 + iou, 0))
    paired = [(i, j) for i, j in zip(rows, columns, strict=True) if iou[i, j] >= 0.1]
    bad = sum(iou[i, j] < 0.5 or names[i] != LABELS[truth[1][j]] for i, j in paired)
    return len(boxes) + len(truth[0]) - 2 * len(paired) + bad


def look(settled: Settlement, truth: tuple[np.ndarray, np.ndarray]) -> Looked:
    found = merged(settled)
    counts = np.array(hits(found, truth))
    real = real_errors(found, truth)
    return Looked(counts, settled.expected_errors, real, settled.risk, settled.risk_after_looks)


def first_answers(scenes: list[Scene], many: int) -> list[Scene]:
    return [replace(s, answers=s.answers[:many]) for s in scenes]


def true_name(box: tuple[float, ...], truth: tuple[np.ndarray, np.ndarray]) -> str | None:
    """What a thing at this place really is; none where there is nothing."""
    if not len(truth[0]):
        return None
    iou = iou_matrix(np.array([box]), truth[0])[0]
    return LABELS[truth[1][int(iou.argmax())]] if iou.max() >= 0.5 else None


def checked(
    settled: Settlement, truth: tuple[np.ndarray, np.ndarray], right: float, rng: np.random.Generator
) -> tuple[Merged, int]:
    """(what stands after up to CHECKS quick looks at each doubt, number of looks)."""
    kept = {id(o): (o.shape.box, o.shape.label) for o in settled.objects}
    looks = 0
    for doubt in settled.doubts:
        thing, name = doubt.thing, true_name(doubt.thing.shape.box, truth)
        about_presence = doubt.question is Question.PRESENT
        chances = {"": 1 - thing.confidence, thing.shape.label: thing.confidence}
        if not about_presence:
            chances = dict(thing.label_probabilities)
        for _ in range(CHECKS):
            likely = thing.shape.label if about_presence else max(chances, key=lambda n: chances[n])
            if max(chances.values()) > SURE * sum(chances.values()):
                break
            so = name is not None if about_presence else name == likely
            yes = so == (rng.random() < right)
            chances = {n: c * (right if (n == likely) == yes else 1 - right) for n, c in chances.items()}
            looks += 1
        kept.pop(id(thing), None)
        if best := max(chances, key=lambda n: chances[n]):
            kept[id(thing)] = (thing.shape.box, best)
    boxes = np.array([box for box, _ in kept.values()], dtype=float).reshape(-1, 4)
    return (boxes, [name for _, name in kept.values()]), looks


def score(counts: list[np.ndarray]) -> float:
    right, drawn, true = np.sum(counts, axis=0)
    return float(2 * right / (drawn + true))


def stops(table: dict[int, list[Looked]], measure: str, target: float) -> list[int]:
    """For each picture the answers it has when its risk, or what looks cannot settle of it, falls to a target."""
    return [
        next((n for n in range(2, MOST) if getattr(table[n][k], measure) <= target), MOST)
        for k in range(len(table[2]))
    ]


def answers_for(curve: list[tuple[float, float]], wanted: float) -> float:
    """Least answers at which a curve of (answers, F1) reaches `wanted`, between its points by line."""
    ranked = sorted(curve)
    if ranked[0][1] >= wanted:
        return ranked[0][0]
    for (a, low), (b, high) in pairwise(ranked):
        if high >= wanted > low:
            return a + (b - a) * (wanted - low) / (high - low)
    return float("nan")


def figures(ends: list[Looked]) -> list[float]:
    return [
        score([e.counts for e in ends]),
        float(np.mean([e.expected for e in ends])),
        float(np.mean([e.real for e in ends])),
    ]


def curve(level: str, pictures: int, seed: int) -> dict[str, list[float]]:
    """{way of stopping: [answers, F1, F1 of majority, errors expected, errors real]} of one world."""
    world = make_world(level, 2 * pictures, MOST, seed)
    crowd = fit_crowd(first_answers(world.scenes[::2], 3))
    scenes, truth = world.scenes[1::2], world.truth[1::2]
    looks = range(2, MOST + 1)
    settled = {n: [settle_scene(s, crowd, POLICY) for s in first_answers(scenes, n)] for n in looks}
    table = {n: [look(s, t) for s, t in zip(of, truth, strict=True)] for n, of in settled.items()}
    rows: dict[str, list[float]] = {}
    for n in looks:
        few = World(first_answers(scenes, n), truth, world.people)
        score_of, *errors = figures(table[n])
        rows[f"fixed {n}"] = [float(n), score_of, f1(greedy_majority(few), few), *errors]
    for target in TARGETS:
        many = stops(table, "risk", target)
        score_of, *errors = figures([table[n][k] for k, n in enumerate(many)])
        rows[f"risk {target}"] = [float(np.mean(many)), score_of, float("nan"), *errors]
    for right in CHECK_RIGHT:
        rng = np.random.default_rng(seed)
        for target in LEFT:
            many = stops(table, "left", target)
            pairs = [checked(settled[n][k], truth[k], right, rng) for k, n in enumerate(many)]
            answers = float(np.mean(many)) + CHECK_COST * float(np.mean([looks for _, looks in pairs]))
            done = score([np.array(hits(m, t)) for (m, _), t in zip(pairs, truth, strict=True)])
            real = float(np.mean([real_errors(m, t) for (m, _), t in zip(pairs, truth, strict=True)]))
            rows[f"{WAYS[right]} {target}"] = [answers, done, float("nan"), float("nan"), real]
    return rows


WAYS = {0.9: "looks", 0.8: "poor looks"}


def needed(rows: dict[str, list[float]]) -> list[float]:
    """(F1 of majority of seven, answers for it: fixed number, by risk, with quick looks, with poor ones)."""
    wanted = rows[f"fixed {MOST}"][2]
    ways = {
        way: [(v[0], v[1]) for k, v in rows.items() if k.startswith(way)]
        for way in ("fixed", "risk", "looks", "poor looks")
    }
    ways["risk"].append(ways["fixed"][0])
    return [wanted, *(answers_for(points, wanted) for points in ways.values())]


def stopping_tables(pictures: int, seeds: list[int], table) -> str:
    """All curves, and what they come to. table: writes a head and rows as Markdown."""
    lines: list[list[object]] = []
    short: list[list[object]] = []
    for level in LEVELS:
        worlds = [curve(level, pictures, seed) for seed in seeds]
        rows = {way: np.mean([w[way] for w in worlds], axis=0).tolist() for way in worlds[0]}
        fixed = np.array([v[:2] for k, v in rows.items() if k.startswith("fixed")])
        for way, (answers, ours, majority, *errors) in rows.items():
            gain = "-" if way.startswith("fixed") else f"{ours - np.interp(answers, *fixed.T):+.3f}"
            lines.append([level, way, answers, ours, majority, gain, *errors])
        short.append([level, *needed(rows)])
        print(short[-1], flush=True)
    head = ["crowd", "stop at", "answers", "F1 ours", "F1 majority", "above fixed"]
    told = ["crowd", "F1 of majority of seven", "fixed", "by risk", "with looks", "with poor looks"]
    return (
        f"{pictures} pictures x {len(seeds)} seeds, at most {MOST} answers, people known from {pictures} other "
        f"pictures. Above fixed: against a fixed number of as many answers, between numbers by line. Looks: drawing ends\n"
        f"when what quick looks cannot settle falls to the target, then each doubt has up to {CHECKS} looks by people who are\n"
        f"right in 9 of 10 cases (poor looks: 8 of 10), each look for 1.6 s of a picture's minute:\n\n"
        f"{table([*head, 'errors expected', 'errors real'], lines)}\n\n"
        f"Answers for the quality of majority of seven:\n\n{table(told, short)}\n"
    )
