"""What a wish costs: answers a picture, and what stays wrong, for "97 of 100 objects right".

The crowd as it was learnt draws made-up pictures with as many objects as the real ones, and they are
settled under the wish. So a manager sees the price before she pays it. Same crowd, same answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from annotate.consensus.crowd import Crowd
from annotate.consensus.model.beliefs import Beliefs, start_beliefs
from annotate.consensus.model.overlap import Array
from annotate.consensus.model.presence import sigmoid
from annotate.consensus.model.risk import decide
from annotate.consensus.scene import Answer, Kind, Scene, Shape
from annotate.consensus.settle import settle_scene
from annotate.consensus.settlement import Decision, Policy, policy_for

SEED = 97
PICTURES = 40
SIDE_PX = 1000.0
CELLS = 6
SPREAD = 0.9
NAMES = ("one", "two", "three")
NAMED_RIGHT = 0.94


@dataclass(frozen=True)
class Trial:
    """One made-up picture after one answer, two, three, ...: looks (copies left out), risk, expected errors, objects."""

    looks: tuple[int, ...]
    risk: tuple[float, ...]
    errors: tuple[float, ...]
    objects: tuple[int, ...]


@dataclass(frozen=True)
class Cost:
    """answers: mean number a picture. errors: objects expected wrong, missed, off or misnamed a
    picture. right: share of objects right. reviewed: share of pictures left to a reviewer."""

    answers: float
    errors: float
    right: float
    reviewed: float


def expected_cost(crowd: Crowd, confidence: float, answers_min: int = 2, answers_max: int = 7) -> Cost:
    """The cost of a wish. confidence: share of objects that shall be right, as in `policy_for`."""
    return cost_of(try_out(crowd, max(answers_min, answers_max)), confidence, answers_min, answers_max)


def try_out(crowd: Crowd, most: int) -> tuple[Trial, ...]:
    """What a crowd's answers would be worth, up to so many a picture: seconds of work, for any wish afterwards."""
    plain = Crowd({k: v for k, v in crowd.pooled.items() if k not in ("names", "frequency", "said")})
    beliefs = start_beliefs(plain, (), NAMES)
    rngs = [np.random.default_rng((SEED, number)) for number in range(PICTURES)]
    return tuple(_tried(_picture(beliefs, most, k, rng), plain) for k, rng in enumerate(rngs))


def _tried(scene: Scene, crowd: Crowd) -> Trial:
    looks, risk, errors, objects = [], [], [], []
    for count in range(1, len(scene.answers) + 1):
        some = Scene(scene.picture, scene.width_px, scene.height_px, scene.answers[:count])
        settled = settle_scene(some, crowd)
        looks.append(sum(one.copy_of is None for one in settled.submissions))
        # As exact as anybody reads it, and small to keep.
        risk.append(round(settled.risk, 5))
        errors.append(round(settled.expected_errors, 4))
        objects.append(len(settled.objects))
    return Trial(tuple(looks), tuple(risk), tuple(errors), tuple(objects))


def write_trials(trials: Iterable[Trial]) -> list[list[list[float]]]:
    """Plain lists, for storing."""
    return [[list(part) for part in (one.looks, one.risk, one.errors, one.objects)] for one in trials]


def read_trials(stored: Iterable[Sequence[Sequence[float]]]) -> tuple[Trial, ...]:
    """What `write_trials` wrote."""
    return tuple(
        Trial(tuple(map(int, looks)), tuple(risk), tuple(errors), tuple(map(int, objects)))
        for looks, risk, errors, objects in stored
    )


def cost_of(trials: Sequence[Trial], confidence: float, answers_min: int, answers_max: int) -> Cost:
    """What a wish costs a crowd that was tried out; with fewer answers than `answers_max`, up to so many."""
    most = min(answers_max, len(trials[0].risk))
    policy = policy_for(min(answers_min, most), most, confidence)
    ends = [_end(trial, policy) for trial in trials]
    answers, errors, objects, reviewed = (sum(column) / len(ends) for column in zip(*ends, strict=True))
    return Cost(answers, errors, max(0.0, 1 - errors / (objects + 1) / 2), reviewed)


def _end(trial: Trial, policy: Policy) -> tuple[int, float, int, bool]:
    """(answers asked for, expected errors, objects, left to a reviewer)."""
    for count in range(policy.answers_min, policy.answers_max + 1):
        decision = decide(trial.risk[count - 1], trial.looks[count - 1], count, policy)
        if decision is not Decision.ONE_MORE:
            break
    return count, trial.errors[count - 1], trial.objects[count - 1], decision is Decision.TO_REVIEWER


def _picture(beliefs: Beliefs, looks: int, number: int, rng: np.random.Generator) -> Scene:
    """One made-up picture: things apart from each other in the cells of a grid, drawn by strangers."""
    tally, (p0, beta, tau, q0, tau_lure) = beliefs.tally, beliefs.pooled
    cells = rng.permutation(CELLS * CELLS)
    objects = min(int(rng.poisson(tally.objects / tally.pictures)), CELLS * CELLS // 2)
    lures = min(int(rng.poisson(tally.lure_rate)), CELLS)
    size = rng.normal(0, 1, objects + lures)
    hard = rng.normal(0, 1, objects + lures)
    names = rng.integers(0, len(NAMES), objects + lures)
    answers = []
    for k in range(looks):
        hit = p0 + SPREAD * rng.normal() + beta * size + tau * hard
        lured = q0 + SPREAD * rng.normal() + tau_lure * hard
        chance = sigmoid(np.where(np.arange(objects + lures) < objects, hit, lured))
        drawn = np.flatnonzero(rng.random(objects + lures) < chance)
        strays = cells[CELLS * CELLS // 2 + CELLS + rng.integers(0, CELLS, rng.poisson(beliefs.usual_stray))]
        shapes = [_drawn(cells[i], size[i], int(names[i]), beliefs.usual_sigma, rng) for i in drawn]
        shapes += [_drawn(c, 0.0, int(rng.integers(len(NAMES))), 0.3, rng) for c in np.unique(strays)]
        answers.append(Answer(f"stranger {k}", tuple(shapes)))
    return Scene(f"made up {number}", SIDE_PX, SIDE_PX, tuple(answers))


def _drawn(cell: int, size: float, name: int, sigma: float, rng: np.random.Generator) -> Shape:
    side = float(np.clip(45.0 * 2.0**size, 8.0, SIDE_PX / CELLS))
    middle: Array = (np.array([cell % CELLS, cell // CELLS]) + 0.5) * SIDE_PX / CELLS
    low = middle - side / 2 + side * sigma * rng.normal(size=2)
    high = middle + side / 2 + side * sigma * rng.normal(size=2)
    low, high = np.minimum(low, high - 2), np.maximum(high, low + 2)
    said = name if rng.random() < NAMED_RIGHT else int(rng.integers(len(NAMES)))
    points = ((float(low[0]), float(low[1])), (float(high[0]), float(high[1])))
    return Shape("", Kind.BOX, NAMES[said], points)
