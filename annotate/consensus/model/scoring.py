"""What each submission is worth, as far as the others can tell.

Her own vote is half taken out of every candidate before she is measured against it: with it whole, everybody
agrees with herself; with it gone, a good annotator among careless ones looks careless.
"""

from dataclasses import dataclass

import numpy as np

from annotate.consensus.model.beliefs import Beliefs
from annotate.consensus.model.evidence import Table
from annotate.consensus.model.grouped import normalise, sum_by
from annotate.consensus.model.joint import TIGHT_LIMIT, TIGHT_WEIGHT, Reading
from annotate.consensus.model.overlap import Array
from annotate.consensus.model.presence import over_grid, softmax

OWN = 0.5
FIT_FROM, FIT_TO = 0.4, 0.6


@dataclass(frozen=True)
class Marks:
    """Expected counts. By row (R): real, without half of her vote. By drawing (N): name, probability
    that her label is right; fit, that she is on it at IoU .5; credit, all three together.
    By submission (V): drawn, true, credit and its variance.
    """

    real: Array
    name: Array
    fit: Array
    credit: Array
    visit_drawn: Array
    visit_true: Array
    visit_credit: Array
    visit_variance: Array

    @property
    def f1(self) -> Array:
        """(V,) expected class-aware F1; 1 where there is nothing and she drew nothing."""
        total = self.visit_drawn + self.visit_true
        return np.asarray(np.where(total > 1e-9, 2 * self.visit_credit / np.maximum(total, 1e-9), 1.0))

    @property
    def spread(self) -> Array:
        """(V,) standard error of `f1`."""
        total = np.maximum(self.visit_drawn + self.visit_true, 1.0)
        return np.asarray(2 * np.sqrt(self.visit_variance + 0.05) / total)


def mark(table: Table, reading: Reading, beliefs: Beliefs) -> Marks:
    """Score every submission of a table."""
    row, at_row = table.drawing_row, table.candidate
    at = at_row[row]
    shed = OWN * table.weight[row]
    spoken = reading.spoken * OWN
    joint = np.log(np.maximum(reading.names[at], 1e-12)) - spoken
    names, shared = normalise(joint)
    names = np.where((table.gold_label[at] >= 0)[:, None], reading.names[at], names)
    lost = -shared
    votes = table.votes[at]
    tight = np.clip(reading.places.log_tight[at], -TIGHT_LIMIT, TIGHT_LIMIT)
    real_odds = reading.real_odds[at_row].copy()
    real_odds[row] -= lost + TIGHT_WEIGHT * tight * shed * 2 / np.maximum(votes, 2)
    by_chance = np.zeros(len(at_row))
    by_chance[row] = shed * np.log(beliefs.said)[table.label]
    hit, lure = (
        over_grid(branch.log_total[:, at_row] - OWN * branch.log_each)[1]
        for branch in (reading.hit, reading.lure)
    )
    known = table.gold[at_row]
    stray = reading.stray_odds[at_row] - by_chance
    own = reading.alone[at_row] == np.arange(len(at_row))
    stray[own] -= OWN * np.log(beliefs.stray / beliefs.usual_stray)[table.worker[own]]
    chances = softmax(
        np.stack([real_odds + hit, reading.lure_odds[at_row] - by_chance + lure, stray], axis=1)
    )
    real = np.where(known >= 0, known, chances[:, 0])
    name = names[np.arange(len(row)), table.label]
    iou = _iou_each(table.box, reading.places.box[at], table.unit_px[at])
    fit = np.clip((iou - FIT_FROM) / (FIT_TO - FIT_FROM), 0.0, 1.0)
    credit = real[row] * name * fit
    return _gather(table, reading, real, name, fit, credit)


def _gather(table: Table, reading: Reading, real: Array, name: Array, fit: Array, credit: Array) -> Marks:
    visits = len(table.visit_worker)
    visit = table.visit[table.drawing_row]
    return Marks(
        real=real,
        name=name,
        fit=fit,
        credit=credit,
        visit_drawn=sum_by(table.visit, table.drawn, visits),
        visit_true=sum_by(table.visit, real, visits) + unseen_by_scene(table, reading)[table.visit_scene],
        visit_credit=sum_by(visit, credit, visits),
        visit_variance=sum_by(visit, credit * (1 - credit), visits)
        + 0.25 * sum_by(table.visit, real * (1 - real), visits),
    )


def unseen_by_scene(table: Table, reading: Reading) -> Array:
    """(S,) expected number of real objects that nobody drew; none in a scene with gold."""
    unseen = reading.hit.unseen
    lost = reading.real * unseen / (1 - unseen) * (table.gold < 0)
    return sum_by(table.scene, np.minimum(lost, 1.0), len(table.scenes))


def _iou_each(a: Array, b: Array, pad_px: Array) -> Array:
    """(N,) IoU of boxes pair by pair, padded by half a pixel of the picture."""
    pad = pad_px[:, None] / 2
    low = np.maximum(a[:, :2], b[:, :2]) - pad
    high = np.minimum(a[:, 2:], b[:, 2:]) + pad
    inner = np.prod(np.clip(high - low, 0.0, None), axis=1)
    area = np.prod(a[:, 2:] - a[:, :2] + 2 * pad, axis=1) + np.prod(b[:, 2:] - b[:, :2] + 2 * pad, axis=1)
    return np.asarray(inner / np.maximum(area - inner, 1e-12))
