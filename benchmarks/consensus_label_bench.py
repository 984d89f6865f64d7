"""Class answers beside their peers, for benchmarks/consensus.py."""

import time
from collections.abc import Iterator

import numpy as np
from consensus_label_crowd import SETS, make_labels
from scipy.stats import spearmanr

from annotate.consensus.labels.inference import infer_labels, number_answers

Triples = list[tuple[str, str, str]]
Outcome = tuple[str, list[str], dict[str, np.ndarray], dict[str, float], float]
BINS = 10


def calibration_error(sure: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error: how far 'sure to .9' is from right 9 times in 10."""
    at = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [
        (at == k).mean() * abs(sure[at == k].mean() - right[at == k].mean())
        for k in range(BINS)
        if (at == k).any()
    ]
    return float(np.sum(gaps))


def methods(triples: Triples) -> Iterator[Outcome]:
    """(name, labels, posterior by task, quality by worker, seconds) of ours and of what is installed."""
    started = time.process_time()
    found = infer_labels(number_answers(triples))
    seconds = time.process_time() - started
    posterior = dict(zip(found.answers.tasks, found.posterior, strict=True))
    quality = dict(zip(found.answers.workers, found.quality.tolist(), strict=True))
    yield "ours", list(found.answers.labels), posterior, quality, seconds
    try:
        import pandas as pd
        from crowdkit.aggregation import DawidSkene, MajorityVote, Wawa
    except ImportError:
        return
    frame = pd.DataFrame(triples, columns=["task", "worker", "label"])
    for name, method in (
        ("majority", MajorityVote()),
        ("Wawa", Wawa()),
        ("Dawid-Skene", DawidSkene(n_iter=50)),
    ):
        started = time.process_time()
        chances = method.fit_predict_proba(frame)
        seconds = time.process_time() - started
        best = chances.idxmax(axis=1)
        agreed = (frame.label == frame.task.map(best)).groupby(frame.worker).mean().to_dict()
        posterior = dict(zip(chances.index, chances.to_numpy(), strict=True))
        yield name, list(chances.columns), posterior, agreed, seconds


def measure(outcome: Outcome, truth: dict[str, str], real: dict[str, float]) -> list[float]:
    """accuracy, log loss, calibration error, rank correlation of quality, seconds."""
    _, labels, posterior, quality, seconds = outcome
    at = {name: k for k, name in enumerate(labels)}
    chances = np.array([posterior[t] for t in truth])
    wanted = np.array([at.get(truth[t], -1) for t in truth])
    right = chances.argmax(axis=1) == wanted
    given = np.where(wanted >= 0, chances[np.arange(len(wanted)), wanted], 0.0)
    rank = spearmanr([real[w] for w in real], [quality[w] for w in real])[0]
    return [
        float(right.mean()),
        float(-np.log(np.maximum(given, 1e-6)).mean()),
        calibration_error(chances.max(axis=1), right),
        float(rank),
        seconds,
    ]


def label_tables(seeds: list[int]) -> str:
    """Means over all sets, by answers a task."""
    lines = [
        f"Means over {len(SETS)} simulated sets x {len(seeds)} seeds:",
        "",
        "| answers a task | method | accuracy | log loss | calibration error | quality rank | s a set | least against majority |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for looks in (None, 3, 2):
        results: dict[str, list[list[float]]] = {}
        for of in SETS:
            by_seed: dict[str, list[list[float]]] = {}
            for seed in seeds:
                triples, truth, real = make_labels(of, seed, looks)
                for outcome in methods(triples):
                    by_seed.setdefault(outcome[0], []).append(measure(outcome, truth, real))
            for name, rows in by_seed.items():
                results.setdefault(name, []).append(np.nanmean(rows, axis=0).tolist())
        for name, rows in results.items():
            least = "-"
            if "majority" in results and name != "majority":
                least = f"{min(a[0] - b[0] for a, b in zip(rows, results['majority'], strict=True)):+.3f}"
            mean = np.nanmean(rows, axis=0)
            lines.append(
                f"| {looks or 'all'} | {name} | " + " | ".join(f"{v:.3f}" for v in mean) + f" | {least} |"
            )
            print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"
