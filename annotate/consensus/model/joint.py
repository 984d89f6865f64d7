"""The joint model: what is there, what it is called, where it is and how each annotator works, by EM."""

from dataclasses import dataclass, replace

import numpy as np

from annotate.consensus.model import naming, presence
from annotate.consensus.model.beliefs import (
    Beliefs,
    Tally,
    shrunk_habit,
    shrunk_sigma,
    shrunk_stray,
)
from annotate.consensus.model.evidence import Table
from annotate.consensus.model.grouped import sum_by
from annotate.consensus.model.overlap import Array, Index, Mask
from annotate.consensus.model.placing import OUTWARD, Places, place

ROUNDS = 25
TIGHT_WEIGHT = 0.05
TIGHT_LIMIT = 4.0
STRAY_SHARE, STRAY_POWER, STRAY_MOST = 0.1, 1.0, 3.0


@dataclass(frozen=True)
class Reading:
    """What the model thinks of each candidate of a table.

    real: (O,) probability that it exists; told: what it would be were gold not known and the model taken
    at its word. names: (O, C) given that it does. places: geometry.
    hit, lure: two explanations; the third is a stray, drawn by one alone for no reason: alone (O,) is her
    row or -1. real_odds, lure_odds, stray_odds: (O,) log scores of the three without the two's drawing;
    a stray that several drew has -inf. bait: (O,) probability of a lure. spoken: (N, C).
    """

    real: Array
    told: Array
    bait: Array
    alone: Index
    real_odds: Array
    lure_odds: Array
    stray_odds: Array
    names: Array
    places: Places
    hit: presence.Branch
    lure: presence.Branch
    spoken: Array


def hit_logit(table: Table, beliefs: Beliefs) -> Array:
    """(R,) logit of drawing a real candidate of no special difficulty."""
    p0, beta = beliefs.pooled[:2]
    own = beliefs.hit[table.worker]
    return np.asarray(p0 + own[:, 0] + (beta + own[:, 1]) * table.row_size)


def read(table: Table, beliefs: Beliefs) -> Reading:
    """E-step: every candidate under the present beliefs."""
    places = place(table, beliefs.sigma, beliefs.habit)
    spoken = naming.said(table, beliefs.theta, beliefs.temper)
    names, named = naming.name_objects(table, spoken, beliefs.frequency)
    tight = np.clip(places.log_tight, -TIGHT_LIMIT, TIGHT_LIMIT)
    real_rate, lure_rate, stray_rate = beliefs.tally.log_rates(table.size)
    chance_names = naming.chance_names(table, beliefs.said)
    real_odds = real_rate + named + TIGHT_WEIGHT * tight
    lure_odds = lure_rate + chance_names
    hit = presence.evaluate(table, hit_logit(table, beliefs), beliefs.pooled[2])
    lure_logit = beliefs.pooled[3] + beliefs.false[table.worker]
    lure = presence.evaluate(table, lure_logit, beliefs.pooled[4])
    alone = table.alone
    stray = np.where(alone >= 0, np.log(beliefs.stray)[table.worker[alone]], -np.inf)
    stray_odds = stray_rate + chance_names + stray
    scores = [real_odds + hit.log_evidence, lure_odds + lure.log_evidence, stray_odds]
    chances = presence.softmax(np.stack(scores, axis=1))
    told = chances[:, 0]
    real = beliefs.calibration.correct(told)
    bait = np.minimum(chances[:, 1], 1 - real)
    real, bait = np.where(table.gold >= 0, table.gold, real), np.where(table.gold >= 0, 0.0, bait)
    known = table.gold_label >= 0
    names = np.where(known[:, None], np.eye(names.shape[1])[np.maximum(table.gold_label, 0)], names)
    return Reading(
        real, told, bait, alone, real_odds, lure_odds, stray_odds, names, places, hit, lure, spoken
    )


def fit(table: Table, beliefs: Beliefs, rounds: int = ROUNDS) -> Reading:
    """Run EM, changing `beliefs` in place; returns the last reading."""
    counted = counted_candidates(table)
    beliefs.said_counts = beliefs.said_counts + naming.count_said(table)
    for turn in range(rounds):
        reading = read(table, beliefs)
        real = reading.real
        if turn == 0 and not beliefs.old_names.any():
            real = 0.5 * real + 0.5 * _votes(table)
        _learn_drawing(table, beliefs, reading, real * counted, reading.bait * counted)
        _learn_strays(table, beliefs, reading, counted)
        _learn_names(table, beliefs, reading, real * counted)
        _learn_hands(table, beliefs, reading, real * counted)
    return read(table, beliefs)


def counted_candidates(table: Table) -> Array:
    """(O,) 1 where somebody who counts drew it or gold knows it, else 0."""
    return np.asarray(np.where((table.votes > 0) | (table.gold == 1), 1.0, 0.0))


def _votes(table: Table) -> Array:
    looks = sum_by(table.candidate, table.weight, table.count)
    return np.asarray(table.votes / np.maximum(looks, 1))


def _learn_drawing(table: Table, beliefs: Beliefs, reading: Reading, real: Array, lure: Array) -> None:
    """One Newton step each for the pooled numbers and for every annotator's own."""
    size = table.row_size
    hit = presence.slope(table, reading.hit, real)
    false = presence.slope(table, reading.lure, lure)
    workers = len(table.workers)
    _learn_pooled(table, beliefs, hit, false)
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


def _learn_pooled(table: Table, beliefs: Beliefs, hit: presence.Slope, false: presence.Slope) -> None:
    lift, info = pooled_slopes(table, hit, false)
    prior = np.diag(beliefs.pooled_info)
    pull = beliefs.pooled_info * (beliefs.pooled_mean - beliefs.pooled)
    step = np.linalg.solve(info + prior, lift + pull)
    beliefs.pooled = beliefs.pooled + np.clip(step, -0.5, 0.5)


def pooled_slopes(table: Table, hit: presence.Slope, false: presence.Slope) -> tuple[Array, Array]:
    """((5,) first, (5, 5) negated second derivatives) for the pooled numbers."""
    size = table.row_size
    lift, info = np.zeros(5), np.zeros((5, 5))
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
    return lift, np.maximum(info, 0) + np.triu(info, 1).T + np.minimum(info, 0)


def count_strays(table: Table, reading: Reading, counted: Array) -> tuple[Array, Array]:
    """((W,) expected strays, (W,) pictures seen)."""
    stray = np.where(reading.alone >= 0, 1 - reading.real - reading.bait, 0.0) * counted * (table.gold < 0)
    workers = len(table.workers)
    lone = reading.alone >= 0
    return (
        sum_by(table.worker[reading.alone[lone]], stray[lone], workers),
        np.bincount(table.visit_worker, minlength=workers).astype(np.float64),
    )


def usual_stray(table: Table, beliefs: Beliefs, total: Array, seen: Array) -> float:
    """Strays a picture of a middling annotator.

    With two looks a stray cannot be told from what the other missed, so the fewer the looks the more a
    usual share of all shapes is believed. Nobody counts for more than some times the usual: a few spammers
    must not make everybody suspect.
    """
    looks = len(table.visit_worker) / max(len(table.scenes), 1)
    prior = STRAY_SHARE * max(float(table.drawn.sum()) / len(table.visit_worker), 0.2)
    doubt = 1.0 / max(looks - 1, 0.5) ** STRAY_POWER
    own = shrunk_stray(total, seen, beliefs.usual_stray)
    learnt = float((np.minimum(own, STRAY_MOST * beliefs.usual_stray) * seen).sum() / seen.sum())
    return float(np.exp((np.log(learnt) + doubt * np.log(prior)) / (1 + doubt)))


def _learn_strays(table: Table, beliefs: Beliefs, reading: Reading, counted: Array) -> None:
    strays, visits = count_strays(table, reading, counted)
    total, seen = beliefs.stray_sum + strays, beliefs.stray_visits + visits
    beliefs.usual_stray = usual_stray(table, beliefs, total, seen)
    beliefs.stray = shrunk_stray(total, seen, beliefs.usual_stray)
    beliefs.tally = _add_up(table, beliefs, reading, counted)


def _add_up(table: Table, beliefs: Beliefs, reading: Reading, counted: Array) -> Tally:
    """The past and this table's objects and lures, those that nobody drew too."""
    past = beliefs.past
    powers = np.stack([np.ones(table.count), table.size, table.size**2], axis=1)
    real = reading.real * counted / (1 - reading.hit.unseen)
    lure = reading.bait * counted / (1 - reading.lure.unseen)
    bogus = (1 - reading.real) * counted
    return Tally(
        past.pictures + len(table.scenes),
        past.visits + len(table.visit_worker),
        past.objects + float(real.sum()),
        past.lures + float(lure.sum()),
        past.real_sizes + real @ powers,
        past.lure_sizes + bogus @ powers,
    )


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
    places, at, who = reading.places, table.drawn_at, table.drawn_by
    mass = (np.where(table.hands > 1.5, real, 0.0)[at] * table.counts)[:, None]
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
