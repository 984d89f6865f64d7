"""Measures our consensus beside its peers on simulated crowds and writes the tables of docs/consensus.md.

    pip install $(grep -oE "^(numpy|scipy|shapely)==[^ ]+" requirements.txt) -r benchmarks/requirements.txt
    OMP_NUM_THREADS=1 nice python benchmarks/consensus.py [--pictures 120] [--seeds 11 12] [--only boxes]

Nothing is tuned on these seeds. Peers that are not installed are left out of the tables.
"""

import argparse
import platform
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.stats import rankdata, spearmanr

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from consensus_crowd import LEVELS, World, make_world  # noqa: E402
from consensus_gold import gold_tables  # noqa: E402
from consensus_kinds import kind_tables  # noqa: E402
from consensus_label_bench import label_tables  # noqa: E402
from consensus_masks import mask_tables  # noqa: E402
from consensus_peers import (  # noqa: E402
    Merged,
    f1,
    greedy_majority,
    hits,
    intersect_merge,
    weighted_boxes_fusion,
)
from consensus_scale import scale_tables  # noqa: E402
from consensus_stopping import merged, stopping_tables  # noqa: E402

from annotate.consensus.crowd import Crowd  # noqa: E402
from annotate.consensus.fitting import fit_crowd  # noqa: E402
from annotate.consensus.scene import Scene  # noqa: E402
from annotate.consensus.settle import settle_scene  # noqa: E402
from annotate.consensus.settlement import Policy, Settlement  # noqa: E402

PAGE = ROOT / "docs" / "consensus.md"
GOOD_F1 = 0.8


def settle_all(scenes: list[Scene], policy: Policy | None = None) -> tuple[list[Settlement], Crowd]:
    crowd = fit_crowd(scenes)
    return [settle_scene(s, crowd, policy or Policy()) for s in scenes], crowd


def area_under_curve(score: np.ndarray, good: np.ndarray) -> float:
    """Chance that a good submission scores above a bad one."""
    ones, zeros = int(good.sum()), int((~good).sum())
    if not ones or not zeros:
        return float("nan")
    return float((rankdata(score)[good].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def own_hits(world: World) -> dict[tuple[str, str], tuple[int, int, int]]:
    """What each submission really got right: {(picture, annotator): (right, drawn, true)}."""
    return {
        (scene.picture, a.annotator): hits(
            (np.array([s.box for s in a.shapes]).reshape(-1, 4), [s.label for s in a.shapes]), truth
        )
        for scene, truth in zip(world.scenes, world.truth, strict=True)
        for a in scene.answers
    }


def people_figures(world: World, settled: list[Settlement], crowd: Crowd) -> dict[str, float]:
    """Rank correlation of quality, AUC of good submissions, copies found and wrongly accused."""
    real = own_hits(world)
    by_person: dict[str, np.ndarray] = {}
    score, good, found, accused = [], [], 0, 0
    for one in settled:
        for submission in one.submissions:
            key = (one.picture, submission.annotator)
            right, drawn, true = real[key]
            by_person[submission.annotator] = by_person.get(submission.annotator, np.zeros(3)) + real[key]
            score.append(submission.expected_f1)
            good.append(2 * right / max(drawn + true, 1) >= GOOD_F1)
            if submission.copy_of is not None:
                found, accused = found + (key in world.copied), accused + (key not in world.copied)
    names = sorted(by_person)
    truth = [2 * by_person[n][0] / max(by_person[n][1] + by_person[n][2], 1) for n in names]
    rho = spearmanr(truth, [crowd.profiles[n].quality for n in names])[0]
    return {
        "rho": float(rho),
        "auc": area_under_curve(np.array(score), np.array(good)),
        "copies": found / len(world.copied) if world.copied else float("nan"),
        "accused": accused / len(score),
    }


def row(*cells: object) -> str:
    return "| " + " | ".join(f"{c:.3f}" if isinstance(c, float) else str(c) for c in cells) + " |"


def table(head: list[str], rows: list[list[object]]) -> str:
    shown = [["-" if isinstance(c, float) and np.isnan(c) else c for c in r] for r in rows]
    return "\n".join([row(*head), row(*["---"] * len(head)), *(row(*r) for r in shown)])


PEERS: dict[str, Callable[[World], list[Merged]]] = {
    "CVAT rule, no quorum": lambda w: intersect_merge(w),
    "CVAT rule, 50 %": lambda w: intersect_merge(w, 0.5),
    "WBF > .5": weighted_boxes_fusion,
    "majority IoU .5": greedy_majority,
    "two votes IoU .5": lambda w: greedy_majority(w, 1.5 / len(w.scenes[0].answers)),
    "all boxes IoU .5": lambda w: greedy_majority(w, 0.0),
}


def box_tables(pictures: int, seeds: list[int]) -> str:
    """F1 beside peers, then what is known of people, then the cost."""
    quality_rows: list[list[object]] = []
    people_rows: list[list[object]] = []
    for level in LEVELS:
        for looks in (2, 3, 5):
            cells: list[list[float]] = []
            people: list[dict[str, float]] = []
            cost: list[float] = []
            for seed in seeds:
                world = make_world(level, pictures, looks, seed)
                started = time.process_time()
                settled, crowd = settle_all(world.scenes)
                cost.append((time.process_time() - started) / pictures * 1000)
                others = [_or_nothing(peer, world) for peer in PEERS.values()]
                cells.append([*others, f1([merged(s) for s in settled], world)])
                people.append(people_figures(world, settled, crowd))
            quality_rows.append([level, looks, *np.mean(cells, axis=0).tolist()])
            means = [float(np.nanmean([p[k] for p in people])) for k in ("rho", "auc", "copies", "accused")]
            people_rows.append([level, looks, *means, float(np.mean(cost))])
            print(row(*quality_rows[-1]), flush=True)
    head = ["crowd", "answers", *PEERS, "ours"]
    people_head = [
        "crowd",
        "answers",
        "skill rank",
        "good or bad (AUC)",
        "copies found",
        "wrongly accused",
        "ms",
    ]
    return (
        f"Class-aware F1 at IoU .5, {pictures} pictures x {len(seeds)} seeds a row:\n\n{table(head, quality_rows)}\n\n"
        f"People, and the time of fitting and settling a picture:\n\n{table(people_head, people_rows)}\n"
    )


def _or_nothing(peer: Callable[[World], list[Merged]], world: World) -> float:
    try:
        return f1(peer(world), world)
    except ImportError:
        return float("nan")


def write_section(name: str, text: str) -> None:
    """Put a table between its markers in the page."""
    page = PAGE.read_text(encoding="utf-8")
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12])
    parser.add_argument("--only", choices=["boxes", "stopping", "labels", "gold", "kinds", "masks", "scale"])
    options = parser.parse_args()
    if options.only in (None, "boxes"):
        write_section("boxes", box_tables(options.pictures, options.seeds))
    if options.only in (None, "stopping"):
        write_section("stopping", stopping_tables(options.pictures, options.seeds, table))
    if options.only in (None, "labels"):
        write_section("labels", label_tables(options.seeds))
    if options.only in (None, "gold"):
        write_section("gold", gold_tables(options.pictures, options.seeds, table))
    if options.only in (None, "kinds"):
        write_section("kinds", kind_tables(options.pictures // 4, options.seeds, table))
    if options.only in (None, "masks"):
        write_section("masks", mask_tables(options.pictures // 8, options.seeds, table))
    if options.only in (None, "scale"):
        write_section("scale", scale_tables(table))
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Python {platform.python_version()}, numpy {np.__version__}, at most {memory_mb:.0f} MB")


if __name__ == "__main__":
    main()
