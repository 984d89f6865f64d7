"""The joint model's numbers: pooled habits and one line an annotator, to and from a Crowd.

Each number that is learnt keeps its information (inverse variance) beside it, so that pictures may come in
chunks: what one chunk taught is the prior of the next, and nothing old need be held in memory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.consensus.crowd import Crowd
from annotate.consensus.model.calibration import Calibration
from annotate.consensus.model.naming import confusion, crowd_confusion
from annotate.consensus.model.overlap import Array

# Means and spreads believed of a crowd never seen: p0, beta, tau1 (real), q0, tau0 (lures). The last three
# are all but fixed: who drew what can hardly tell them, and learnt from it they let objects pass for lures.
POOLED_MEAN = np.array([2.2, 0.5, 1.0, -1.2, 1.0])
POOLED_SPREAD = np.array([0.8, 0.3, 0.01, 0.01, 0.01])
# (number, sum of sizes, sum of squared sizes) of things believed seen, and over how many pictures.
SIZES = np.array([20.0, 0.0, 45.0])
OBJECTS, LURES, PICTURES, LOOKS = 6.0, 0.8, 3.0, 2.0
# Lures for each real object, believed the more the fewer people looked at a picture.
LURE_SHARE, LURE_DOUBT = 0.14, 10.0
HIT_SPREAD = np.array([0.9, 0.35])
FALSE_SPREAD = 0.9
SIGMA, SIGMA_VOTES = 0.05, 12.0
HABIT_SPREAD = 0.02
# Shapes a picture that show nothing and attract nobody else, and for how many pictures that is believed.
STRAY, STRAY_PICTURES = 0.3, 3.0


@dataclass(frozen=True)
class Tally:
    """What there is to be seen: expected numbers over `pictures`, seen or not, and moments of sizes.

    visits: answers to those pictures.
    """

    pictures: float
    visits: float
    objects: float
    lures: float
    real_sizes: Array
    lure_sizes: Array

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> "Tally":
        """From `document()`; of nothing, what is believed beforehand."""
        if document is None:
            return cls(PICTURES, PICTURES * LOOKS, PICTURES * OBJECTS, PICTURES * LURES, SIZES, SIZES)
        sizes = (np.array(document[name], dtype=np.float64) for name in ("real_sizes", "lure_sizes"))
        return cls(*(document[name] for name in ("pictures", "visits", "objects", "lures")), *sizes)

    def document(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "pictures": self.pictures,
            "visits": self.visits,
            "objects": self.objects,
            "lures": self.lures,
            "real_sizes": self.real_sizes.tolist(),
            "lure_sizes": self.lure_sizes.tolist(),
        }

    @property
    def lure_rate(self) -> float:
        """Lures a picture. With two looks a lure that both drew is like an object and one that a single hand
        drew like a stray; left to itself the fit then explains all lures away. So the usual share is
        believed, less with each further look."""
        doubt = LURE_DOUBT / max(self.visits / self.pictures - 1, 0.5)
        usual = LURE_SHARE * self.objects
        log_rate = (np.log(self.lures) + doubt * np.log(usual)) / (1 + doubt)
        return float(np.exp(log_rate) / self.pictures)

    def log_rates(self, size: Array) -> tuple[Array, Array, Array]:
        """Log of real objects, of lures and of one stray a picture, each at these sizes."""
        real, lure = _log_density(self.real_sizes, size), _log_density(self.lure_sizes, size)
        return (
            np.log(self.objects / self.pictures) + real,
            np.log(self.lure_rate) + lure,
            lure,
        )


def _log_density(sizes: Array, at: Array) -> Array:
    number, total, squares = sizes
    mean = total / number
    variance = max(squares / number - mean**2, 0.25)
    return np.asarray(-0.5 * np.log(variance) - (at - mean) ** 2 / (2 * variance))


@dataclass
class Beliefs:
    """Everything the model believes while it works on one table; workers as in the table.

    pooled: (5,) in the order of POOLED_MEAN, with prior mean and information. hit: (W, 2) offset
    and size slope, with hit_mean and hit_info (W, 2, 2). false: (W,). names: (W, C, C) counts;
    old_names: those of earlier chunks. said_counts: (C,) labels of all shapes. sigma: (W,), habit: (W, 4). stray: (W,) stray shapes a picture, from
    stray_sum over stray_visits. words: (W, 2) attributes and texts said right, and said, before this table. past, tally: what there is to be seen, before and with this table. calibration: what gold has taught of being sure.
    """

    labels: tuple[str, ...]
    pooled: Array
    pooled_mean: Array
    pooled_info: Array
    hit: Array
    hit_mean: Array
    hit_info: Array
    false: Array
    false_mean: Array
    false_info: Array
    old_names: Array
    crowd_names: Array
    frequency_counts: Array
    said_counts: Array
    new_names: Array
    sigma_sum: Array
    sigma_votes: Array
    habit_sum: Array
    habit_votes: Array
    sigma: Array
    habit: Array
    usual_sigma: float
    temper: float
    stray_sum: Array
    stray_visits: Array
    stray: Array
    words: Array
    usual_stray: float
    past: "Tally"
    tally: "Tally"
    calibration: Calibration

    @property
    def frequency(self) -> Array:
        """(C,) how often each label is true."""
        raised = self.frequency_counts + 1.0
        return np.asarray(raised / raised.sum())

    @property
    def said(self) -> Array:
        """(C,) how often each label is given at all: what a shape that shows nothing is called by chance."""
        raised = self.said_counts + 1.0
        return np.asarray(raised / raised.sum())

    @property
    def theta(self) -> Array:
        """(W, C, C) how each annotator names each class."""
        return confusion(self.old_names + self.new_names, crowd_confusion(self.crowd_names), self.frequency)


def _cells(document: Mapping[str, Any], at: Mapping[str, int]) -> Array:
    """A sparse {true: {said: count}} as a square table."""
    table = np.zeros((len(at), len(at)))
    for true, said_counts in document.items():
        for said, count in said_counts.items():
            if true in at and said in at:
                table[at[true], at[said]] = count
    return table


def _counts(document: Mapping[str, float], labels: Sequence[str]) -> Array:
    return np.array([float(document.get(name, 0.0)) for name in labels])


def sparse_cells(table: Array, labels: Sequence[str]) -> dict[str, dict[str, float]]:
    """{true: {said: count}} without the cells under a hundredth."""
    out: dict[str, dict[str, float]] = {}
    for i, j in np.argwhere(table >= 0.01):
        out.setdefault(labels[i], {})[labels[j]] = round(float(table[i, j]), 4)
    return out


def start_beliefs(crowd: Crowd, workers: Sequence[str], labels: Sequence[str]) -> Beliefs:
    """What an earlier fit says of these workers; the crowd's habits for those it never saw."""
    labels = tuple(labels)
    at = {name: i for i, name in enumerate(labels)}
    count = len(workers)
    pooled_mean = np.array(crowd.pooled.get("mean", POOLED_MEAN), dtype=np.float64)
    pooled_info = np.array(crowd.pooled.get("info", 1 / POOLED_SPREAD**2), dtype=np.float64)
    usual = float(crowd.pooled.get("sigma", SIGMA))
    hit_mean = np.zeros((count, 2))
    hit_info = np.tile(np.diag(1 / HIT_SPREAD**2), (count, 1, 1))
    false_mean, false_info = np.zeros(count), np.full(count, 1 / FALSE_SPREAD**2)
    names = np.zeros((count, len(labels), len(labels)))
    sigma_sum, sigma_votes = np.zeros(count), np.zeros(count)
    habit_sum, habit_votes = np.zeros((count, 4)), np.zeros(count)
    stray_sum, stray_visits = np.zeros(count), np.zeros(count)
    usual_stray = float(crowd.pooled.get("stray", STRAY))
    for i, worker in enumerate(workers):
        if worker not in crowd.profiles:
            continue
        state = crowd.profiles[worker].state
        hit_mean[i], hit_info[i] = state["hit"], np.reshape(state["hit_info"], (2, 2))
        false_mean[i], false_info[i] = state["false"]
        names[i] = _cells(state["names"], at)
        sigma_sum[i], sigma_votes[i] = state["sigma"]
        stray_sum[i], stray_visits[i] = state["stray"]
        habit_sum[i], habit_votes[i] = state["habit"][:4], state["habit"][4]
    past = Tally.of(crowd.pooled.get("there"))
    return Beliefs(
        labels=labels,
        pooled=pooled_mean.copy(),
        pooled_mean=pooled_mean,
        pooled_info=pooled_info,
        hit=hit_mean.copy(),
        hit_mean=hit_mean,
        hit_info=hit_info,
        false=false_mean.copy(),
        false_mean=false_mean,
        false_info=false_info,
        old_names=names,
        crowd_names=_cells(crowd.pooled.get("names", {}), at),
        frequency_counts=_counts(crowd.pooled.get("frequency", {}), labels),
        said_counts=_counts(crowd.pooled.get("said", {}), labels),
        new_names=np.zeros_like(names),
        sigma_sum=sigma_sum,
        sigma_votes=sigma_votes,
        habit_sum=habit_sum,
        habit_votes=habit_votes,
        sigma=shrunk_sigma(sigma_sum, sigma_votes, usual),
        habit=shrunk_habit(habit_sum, habit_votes, usual),
        usual_sigma=usual,
        stray_sum=stray_sum,
        stray_visits=stray_visits,
        stray=shrunk_stray(stray_sum, stray_visits, usual_stray),
        usual_stray=usual_stray,
        words=_words_of(crowd, workers),
        past=past,
        tally=past,
        calibration=Calibration.of(crowd.pooled.get("calibration")),
        temper=float(crowd.pooled.get("temper", 0.9)),
    )


def _words_of(crowd: Crowd, workers: Sequence[str]) -> Array:
    """(W, 2) attributes and texts said right, and said."""
    states = [crowd.profiles[w].state if w in crowd.profiles else {} for w in workers]
    return np.array([state.get("words", (0.0, 0.0)) for state in states], dtype=np.float64).reshape(-1, 2)


def shrunk_sigma(total: Array, votes: Array, usual: float) -> Array:
    """(W,) spread of a hand; total: sum of squared errors over `votes` edges."""
    return np.asarray(np.sqrt((SIGMA_VOTES * usual**2 + total) / (SIGMA_VOTES + votes)))


def shrunk_stray(total: Array, visits: Array, usual: float) -> Array:
    """(W,) stray shapes a picture. total: expected number over `visits` pictures."""
    return np.asarray((total + STRAY_PICTURES * usual) / (visits + STRAY_PICTURES))


def shrunk_habit(total: Array, votes: Array, usual: float) -> Array:
    """(W, 4) usual outward shift of each edge."""
    doubt = (usual / HABIT_SPREAD) ** 2
    return np.asarray(total / (votes + doubt)[:, None])
