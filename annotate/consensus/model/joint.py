"""The joint model: what is there, what it is called, where it is and how each annotator works, by EM."""

from dataclasses import dataclass, replace

import numpy as np

from annotate.consensus.model import naming, presence
from annotate.consensus.model.beliefs import Beliefs, shrunk_habit, shrunk_sigma
from annotate.consensus.model.evidence import Table, sum_by
from annotate.consensus.model.overlap import Array, Mask
from annotate.consensus.model.placing import OUTWARD, Places, place

ROUNDS = 25
TIGHT_WEIGHT = 0.5
TIGHT_LIMIT = 4.0


@dataclass(frozen=True)
class Reading:
    """What the model thinks of each candidate of a table.

    real: (O,) probability that it exists. names: (O, C) given that it does. places: geometry.
    hit, lure: the two explanations; odds: (O,) log odds without who drew it; spoken: (N, C).
    """

    real: Array
    names: Array
    places: Places
    hit: presence.Branch
    lure: presence.Branch
    odds: Array
    spoken: Array


def hit_logit(table: Table, beliefs: Beliefs) -> Array:
    """(R,) logit of drawing a real candidate of no special difficulty."""
    p0, beta = beliefs.pooled[:2]
    size = table.size[table.candidate]
    own = beliefs.hit[table.worker]
    return np.asarray(p0 + own[:, 0] + (beta + own[:, 1]) * size)


def read(table: Table, beliefs: Beliefs) -> Reading:
    """E-step: every candidate under the present beliefs."""
    places = place(table, beliefs.sigma, beliefs.habit)
    spoken = naming.said(table, beliefs.theta, beliefs.temper)
    names, named = naming.name_objects(table, spoken, beliefs.frequency)
    tight = np.clip(places.log_tight, -TIGHT_LIMIT, TIGHT_LIMIT)
    odds = (
        beliefs.pooled[5]
        + beliefs.pooled[6] * table.size
        + named
        - naming.chance_names(table, beliefs.frequency)
        + TIGHT_WEIGHT * tight
    )
    hit = presence.evaluate(table, hit_logit(table, beliefs), beliefs.pooled[2])
    lure_logit = beliefs.pooled[3] + beliefs.false[table.worker]
    lure = presence.evaluate(table, lure_logit, beliefs.pooled[4])
    real = presence.sigmoid(odds + hit.log_evidence - lure.log_evidence)
    real = np.where(table.gold >= 0, table.gold, real)
    known = table.gold_label >= 0
    names = np.where(known[:, None], np.eye(names.shape[1])[np.maximum(table.gold_label, 0)], names)
    return Reading(real, names, places, hit, lure, odds, spoken)


def fit(table: Table, beliefs: Beliefs, rounds: int = ROUNDS) -> Reading:
    """Run EM, changing `beliefs` in place; returns the last reading."""
    counted = counted_candidates(table)
    for turn in range(rounds):
        reading = read(table, beliefs)
        real = reading.real
        if turn == 0 and not beliefs.old_names.any():
            real = 0.5 * real + 0.5 * _votes(table)
        _learn_drawing(table, beliefs, reading, real * counted, (1 - real) * counted)
        _learn_names(table, beliefs, reading, real * counted)
        _learn_hands(table, beliefs, reading, real * counted)
    return read(table, beliefs)


def counted_candidates(table: Table) -> Array:
    """(O,) 1 where somebody who counts drew it or gold knows it, else 0."""
    votes = sum_by(table.candidate, table.drawn * table.weight, table.count)
    return np.asarray(np.where((votes > 0) | (table.gold == 1), 1.0, 0.0))


def _votes(table: Table) -> Array:
    looks = sum_by(table.candidate, table.weight, table.count)
    votes = sum_by(table.candidate, table.weight * table.drawn, table.count)
    return np.asarray(votes / np.maximum(looks, 1))


def _learn_drawing(table: Table, beliefs: Beliefs, reading: Reading, real: Array, lure: Array) -> None:
    """One Newton step each for the pooled numbers and for every annotator's own."""
    size = table.size[table.candidate]
    hit = presence.slope(table, reading.hit, real)
    false = presence.slope(table, reading.lure, lure)
    workers = len(table.workers)
    _learn_pooled(table, beliefs, reading, hit, false, real, lure)
    lift = sum_by(table.worker, np.stack([hit.lift, hit.lift * size], axis=1), workers)
    bend = sum_by(table.worker, np.stack([hit.curve, hit.curve * size, hit.curve * size**2], axis=1), workers)
    info = beliefs.hit_info + bend[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    pull = np.einsum("wij,wj->wi", beliefs.hit_info, beliefs.hit_mean - beliefs.hit)
    step = np.linalg.solve(info, (lift + pull)[..., None])[..., 0]
    beliefs.hit = beliefs.hit + np.clip(step, -1, 1)
    lift_false = sum_by(table.worker, false.lift, workers)
    info_false = beliefs.false_info + sum_by(table.worker, false.curve, workers)
    pull_false = beliefs.false_info * (beliefs.false_mean - beliefs.false)
    beliefs.false = beliefs.false + np.clip((lift_false + pull_false) / info_false, -1, 1)


def _learn_pooled(
    table: Table,
    beliefs: Beliefs,
    reading: Reading,
    hit: presence.Slope,
    false: presence.Slope,
    real: Array,
    lure: Array,
) -> None:
    lift, info = pooled_slopes(table, beliefs, reading, hit, false, real, lure)
    prior = np.diag(beliefs.pooled_info)
    pull = beliefs.pooled_info * (beliefs.pooled_mean - beliefs.pooled)
    step = np.linalg.solve(info + prior, lift + pull)
    beliefs.pooled = beliefs.pooled + np.clip(step, -0.5, 0.5)


def pooled_slopes(
    table: Table,
    beliefs: Beliefs,
    reading: Reading,
    hit: presence.Slope,
    false: presence.Slope,
    real: Array,
    lure: Array,
) -> tuple[Array, Array]:
    """((7,) first, (7, 7) negated second derivatives) for the pooled numbers."""
    size = table.size[table.candidate]
    lift, info = np.zeros(7), np.zeros((7, 7))
    lift[:3] = hit.lift.sum(), (hit.lift * size).sum(), hit.lift_g.sum()
    curve = [hit.curve, hit.curve * size, hit.curve * size**2]
    info[0, 0], info[0, 1], info[1, 1] = (c.sum() for c in curve)
    info[0, 2], info[1, 2] = hit.curve_g.sum(), (hit.curve_g * size).sum()
    info[2, 2] = hit.curve_gg.sum()
    lift[3:5] = false.lift.sum(), false.lift_g.sum()
    info[3, 3], info[3, 4], info[4, 4] = (
        false.curve.sum(),
        false.curve_g.sum(),
        false.curve_gg.sum(),
    )
    share = presence.sigmoid(beliefs.pooled[5] + beliefs.pooled[6] * table.size)
    all_real = real / (1 - reading.hit.unseen)
    all_lure = lure / (1 - reading.lure.unseen)
    tilt = all_real * (1 - share) - all_lure * share
    bend = (all_real + all_lure) * share * (1 - share)
    lift[5:] = tilt.sum(), (tilt * table.size).sum()
    info[5, 5], info[5, 6], info[6, 6] = (
        bend.sum(),
        (bend * table.size).sum(),
        (bend * table.size**2).sum(),
    )
    return lift, np.maximum(info, 0) + np.triu(info, 1).T + np.minimum(info, 0)


def _learn_names(table: Table, beliefs: Beliefs, reading: Reading, real: Array) -> None:
    workers = len(table.workers)
    old_crowd = beliefs.crowd_names - beliefs.new_names.sum(axis=0)
    old_frequency = beliefs.frequency_counts - beliefs.new_names.sum(axis=(0, 2))
    beliefs.new_names = naming.count_names(table, real, reading.names, workers)
    beliefs.crowd_names = np.maximum(old_crowd, 0) + beliefs.new_names.sum(axis=0)
    beliefs.frequency_counts = np.maximum(old_frequency, 0) + beliefs.new_names.sum(axis=(0, 2))


@dataclass(frozen=True)
class HandCounts:
    """What a table teaches of hands: sums as in `shrunk_sigma` and `shrunk_habit`."""

    sigma_sum: Array
    sigma_votes: Array
    habit_sum: Array
    habit_votes: Array


def count_hands(table: Table, beliefs: Beliefs, reading: Reading, real: Array) -> HandCounts:
    """Expected squared noise of each hand where at least two drew the same thing."""
    places, row = reading.places, table.drawing_row
    at, who = table.candidate[row], table.worker[row]
    many = sum_by(at, np.minimum(table.trust * (table.weight[row] + (table.trust > 1)), 1), table.count)
    mass = (real[at] * (many[at] > 1.5) * table.weight[row])[:, None]
    own = (beliefs.sigma[who] ** 2)[:, None]
    # The hand's part of the noise given the whole error; the rest is the pixel floor's.
    part = own / places.noise
    squared = places.error**2 + np.minimum(places.variance[at], places.noise)
    expected = part**2 * squared * np.minimum(places.share, 1.5) + own * (1 - part)
    workers = len(table.workers)
    weighted = mass * places.share / places.noise * own
    shift = (places.error + beliefs.habit[who] * OUTWARD) * OUTWARD
    return HandCounts(
        sigma_sum=sum_by(who, (mass * expected).sum(axis=1), workers),
        sigma_votes=sum_by(who, 4 * mass[:, 0], workers),
        habit_sum=sum_by(who, weighted * shift, workers),
        habit_votes=sum_by(who, weighted.mean(axis=1), workers),
    )


def _learn_hands(table: Table, beliefs: Beliefs, reading: Reading, real: Array) -> None:
    counts = count_hands(table, beliefs, reading, real)
    total = counts.sigma_sum.sum()
    votes = counts.sigma_votes.sum()
    beliefs.usual_sigma = float(np.sqrt((200 * beliefs.usual_sigma**2 + total) / (200 + votes)))
    beliefs.sigma = shrunk_sigma(
        beliefs.sigma_sum + counts.sigma_sum,
        beliefs.sigma_votes + counts.sigma_votes,
        beliefs.usual_sigma,
    )
    beliefs.habit = shrunk_habit(
        beliefs.habit_sum + counts.habit_sum,
        beliefs.habit_votes + counts.habit_votes,
        beliefs.usual_sigma,
    )


def without(table: Table, visits: Mask) -> Table:
    """The table with some submissions no longer counting. visits: (V,) bool."""
    return replace(table, weight=np.where(visits[table.visit], 0.0, table.weight))
