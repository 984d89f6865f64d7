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
# A checker answers "is this a car?" rightly nine times in ten, in 1.6 s where a picture takes a minute.
CHECK_RIGHT, CHECK_COST = 0.9, 1.6 / 60
CHECKS = 3
QUICK_AT = (2, 3, 4)


@dataclass(frozen=True)
class Looked:
    """One settled picture: (right, drawn, true), expected and real errors, risk."""

    counts: np.ndarray
    expected: float
    real: int
    risk: float


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
    return Looked(counts, settled.expected_errors, real_errors(found, truth), settled.risk)


def first_answers(scenes: list[Scene], many: int) -> list[Scene]:
    return [replace(s, answers=s.answers[:many]) for s in scenes]


def checked(
    settled: Settlement, truth: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> tuple[Merged, int]:
    """(what stands after up to CHECKS quick looks at each doubt, number of looks)."""
    kept = {id(o): o for o in settled.objects}
    looks = 0
    for doubt in settled.doubts:
        if doubt.question is not Question.PRESENT:
            continue
        box = np.array([doubt.thing.shape.box])
        there = len(truth[0]) > 0 and float(iou_matrix(box, truth[0]).max()) >= 0.5
        odds = np.log(doubt.thing.confidence + 1e-9) - np.log(1 - doubt.thing.confidence + 1e-9)
        for _ in range(CHECKS):
            if abs(odds) > np.log(19):
                break
            yes = there == (rng.random() < CHECK_RIGHT)
            odds += np.log(CHECK_RIGHT / (1 - CHECK_RIGHT)) * (1 if yes else -1)
            looks += 1
        kept.pop(id(doubt.thing), None)
        if odds > 0:
            kept[id(doubt.thing)] = doubt.thing
    things = list(kept.values())
    boxes = np.array([o.shape.box for o in things], dtype=float).reshape(-1, 4)
    return (boxes, [o.shape.label for o in things]), looks


def score(counts: list[np.ndarray]) -> float:
    right, drawn, true = np.sum(counts, axis=0)
    return float(2 * right / (drawn + true))


def stopped(table: dict[int, list[Looked]], target: float) -> tuple[float, list[Looked]]:
    """(mean answers, pictures as they stood when their risk fell to the target)."""
    ends, many = [], []
    for k in range(len(table[2])):
        looks = next((n for n in range(2, MOST) if table[n][k].risk <= target), MOST)
        ends.append(table[looks][k])
        many.append(looks)
    return float(np.mean(many)), ends


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
        answers, ends = stopped(table, target)
        score_of, *errors = figures(ends)
        rows[f"risk {target}"] = [answers, score_of, float("nan"), *errors]
    rng = np.random.default_rng(seed)
    for n in QUICK_AT:
        pairs = [checked(s, t, rng) for s, t in zip(settled[n], truth, strict=True)]
        answers = n + CHECK_COST * float(np.mean([many for _, many in pairs]))
        done = score([np.array(hits(m, t)) for (m, _), t in zip(pairs, truth, strict=True)])
        real = float(np.mean([real_errors(m, t) for (m, _), t in zip(pairs, truth, strict=True)]))
        rows[f"quick looks after {n}"] = [answers, done, float("nan"), float("nan"), real]
    return rows


def needed(rows: dict[str, list[float]]) -> list[float]:
    """(F1 of majority of seven, answers for it: fixed number, by risk, with quick looks)."""
    wanted = rows[f"fixed {MOST}"][2]
    ways = {
        way: [(v[0], v[1]) for k, v in rows.items() if k.startswith(way)]
        for way in ("fixed", "risk", "quick")
    }
    ends = [ways["fixed"][0]]
    return [wanted, *(answers_for(sorted({*ends, *ways[way]}), wanted) for way in ways)]


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
    told = ["crowd", "F1 of majority of seven", "fixed", "stopping by risk", "with quick looks"]
    return (
        f"{pictures} pictures x {len(seeds)} seeds, at most {MOST} answers, people known from {pictures} other "
        f"pictures. Above fixed: against a fixed number of as many answers, between numbers by line:\n\n"
        f"{table([*head, 'errors expected', 'errors real'], lines)}\n\n"
        f"Answers for the quality of majority of seven:\n\n{table(told, short)}\n"
    )
