"""Simulated class answers in the manner of real crowd sets: guessers, one-sided people, hard tasks."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class LabelSet:
    """One set. accuracy: of a middling worker on a middling task; spread: between workers (logit);
    hard: between tasks (logit); lure: share of tasks with a tempting wrong label; one_sided: how
    differently workers treat classes (logit); guessers: share who answer at random or always alike.
    """

    name: str
    tasks: int
    workers: int
    looks: int
    classes: int
    accuracy: float
    spread: float
    hard: float
    lure: float
    one_sided: float
    guessers: float
    skew: float = 5.0


SETS = (
    LabelSet("birds", 108, 39, 39, 2, 0.64, 0.6, 0.8, 0.15, 0.9, 0.05),
    LabelSet("entail", 800, 164, 10, 2, 0.82, 0.7, 0.6, 0.05, 0.5, 0.15),
    LabelSet("before", 462, 76, 10, 2, 0.85, 0.7, 0.5, 0.03, 0.4, 0.15),
    LabelSet("product", 2000, 176, 3, 2, 0.85, 0.6, 0.6, 0.03, 1.0, 0.1, 2.0),
    LabelSet("tone", 1000, 85, 20, 2, 0.80, 0.5, 0.8, 0.04, 0.3, 0.1),
    LabelSet("adult", 333, 120, 9, 4, 0.68, 0.6, 0.7, 0.1, 0.7, 0.15, 1.0),
    LabelSet("search", 1500, 177, 6, 5, 0.55, 0.7, 0.7, 0.1, 0.7, 0.25),
    LabelSet("dogs", 807, 109, 10, 4, 0.72, 0.5, 0.8, 0.1, 0.3, 0.05),
    LabelSet("faces", 584, 27, 9, 4, 0.65, 0.5, 0.9, 0.2, 0.5, 0.1),
    LabelSet("relevance", 2000, 400, 5, 3, 0.55, 0.7, 0.6, 0.1, 0.8, 0.3),
    LabelSet("flowers", 200, 36, 11, 2, 0.75, 0.8, 0.6, 0.05, 0.6, 0.25),
    LabelSet("music", 700, 44, 4, 10, 0.56, 0.6, 0.8, 0.1, 0.3, 0.1),
    LabelSet("senses", 177, 34, 10, 3, 0.95, 0.4, 0.6, 0.01, 0.2, 0.05),
    LabelSet("scenes", 1000, 59, 3, 8, 0.70, 0.6, 0.8, 0.12, 0.4, 0.1),
)


def make_labels(
    of: LabelSet, seed: int, looks: int | None = None
) -> tuple[list[tuple[str, str, str]], dict[str, str], dict[str, float]]:
    """((task, worker, label) triples, truth, share of right answers of each worker)."""
    rng = np.random.default_rng(seed)
    share = rng.dirichlet(np.full(of.classes, of.skew))
    truth = rng.choice(of.classes, size=of.tasks, p=share)
    hard = of.hard * rng.normal(size=of.tasks)
    lure = (truth + rng.integers(1, of.classes, size=of.tasks)) % of.classes
    tempting = rng.random(of.tasks) < of.lure
    base = np.log(of.accuracy / (1 - of.accuracy))
    skill = base + of.spread * rng.normal(size=of.workers)
    side = of.one_sided * rng.normal(size=(of.workers, of.classes))
    guesser = rng.random(of.workers) < of.guessers
    favourite = rng.integers(0, of.classes, size=of.workers)
    habit = rng.dirichlet(np.full(of.classes, 0.7), size=of.classes)
    activity = rng.pareto(1.2, size=of.workers) + 0.15
    activity /= activity.sum()
    triples, right, done = [], np.zeros(of.workers), np.zeros(of.workers)
    for t in range(of.tasks):
        many = min(looks or of.looks, of.workers)
        for w in rng.choice(of.workers, size=many, replace=False, p=activity):
            c = truth[t]
            if guesser[w]:
                said = favourite[w] if w % 2 else rng.integers(of.classes)
            else:
                logit = skill[w] + side[w, c] - hard[t] - (1.5 if tempting[t] else 0)
                if rng.random() < 1 / (1 + np.exp(-logit)):
                    said = c
                elif tempting[t] and rng.random() < 0.8:
                    said = lure[t]
                else:
                    odds = habit[c] + 0.02
                    odds[c] = 0
                    said = rng.choice(of.classes, p=odds / odds.sum())
            triples.append((f"t{t}", f"w{w}", f"c{said}"))
            right[w] += said == c
            done[w] += 1
    seen = done > 0
    quality = {f"w{w}": right[w] / done[w] for w in np.flatnonzero(seen)}
    return triples, {f"t{t}": f"c{c}" for t, c in enumerate(truth)}, quality
