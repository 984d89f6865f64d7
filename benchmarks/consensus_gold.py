"""What knowing the truth of one picture in twenty is worth to the other nineteen."""

from dataclasses import replace

import numpy as np
from consensus_crowd import LABELS, LEVELS, make_world
from consensus_stopping import figures, look

from annotate.consensus.fitting import fit_crowd
from annotate.consensus.scene import Kind, Shape
from annotate.consensus.settle import settle_scene

EVERY = 20


def as_gold(truth: tuple[np.ndarray, np.ndarray]) -> tuple[Shape, ...]:
    return tuple(
        Shape("", Kind.BOX, LABELS[c], ((float(b[0]), float(b[1])), (float(b[2]), float(b[3]))))
        for b, c in zip(*truth, strict=True)
    )


def measure(level: str, looks: int, pictures: int, seed: int) -> list[float]:
    """(F1, errors expected, errors real) of the unknown pictures without, then with gold on the rest."""
    world = make_world(level, pictures, looks, seed)
    known = [
        replace(s, gold=as_gold(t)) if k % EVERY == 0 else s
        for k, (s, t) in enumerate(zip(world.scenes, world.truth, strict=True))
    ]
    out: list[float] = []
    for scenes in (world.scenes, known):
        crowd = fit_crowd(scenes)
        ends = [
            look(settle_scene(s, crowd), t)
            for k, (s, t) in enumerate(zip(world.scenes, world.truth, strict=True))
            if k % EVERY
        ]
        out += figures(ends)
    return out


def gold_tables(pictures: int, seeds: list[int], table) -> str:
    """table: writes a head and rows as Markdown."""
    rows = []
    for level in LEVELS:
        for looks in (3, 5):
            cells = np.mean([measure(level, looks, pictures, seed) for seed in seeds], axis=0).tolist()
            rows.append([level, looks, *cells])
            print(rows[-1], flush=True)
    told = [
        f"{what}, {gold}" for gold in ("no gold", "gold") for what in ("F1", "errors expected", "errors real")
    ]
    return (
        f"Known truth on one picture in {EVERY}, measured on the others, {pictures} pictures x {len(seeds)} seeds:\n\n"
        f"{table(['crowd', 'answers', *told], rows)}\n"
    )
