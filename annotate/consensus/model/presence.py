"""Is it there? Hits, misses and false shapes as logistic functions with shared difficulty.

For a candidate o of size x and an annotator w who looked:
    real:   p = logistic(p0 + beta x + a_w + b_w x + tau1 g)   she draws it
    lure:   q = logistic(q0 + c_w + tau0 g)                    she draws what is not there
g is standard normal, one per candidate and common to all who looked: what is hard for one is hard for
all. It is summed on a Gauss-Hermite grid. Things nobody drew are in no list; the fit adds their
expected number back (zero truncation).
"""

from dataclasses import dataclass

import numpy as np

from annotate.consensus.model.evidence import Table
from annotate.consensus.model.grouped import sum_by
from annotate.consensus.model.overlap import Array

_nodes, _weights = np.polynomial.hermite_e.hermegauss(7)
NODES: Array = _nodes
LOG_WEIGHTS: Array = np.log(_weights / _weights.sum())


@dataclass(frozen=True)
class Branch:
    """One of the two explanations of a candidate, evaluated on all rows.

    chance: (R, G) probability that the annotator draws it at each grid node.
    log_each: (R, G) log probability of what she did, weighted. log_total: (O, G) with the grid's
    weights. log_none: (O, G) the same had nobody drawn it.
    """

    chance: Array
    log_each: Array
    log_total: Array
    log_none: Array

    @property
    def log_evidence(self) -> Array:
        """(O,) log probability of who drew it."""
        return log_sum(self.log_total)

    @property
    def unseen(self) -> Array:
        """(O,) probability that nobody would have drawn it."""
        return np.minimum(np.exp(log_sum(self.log_none)), 1 - 1e-6)


def log_sum(values: Array) -> Array:
    """log of sums of exponentials along the last axis."""
    top = values.max(axis=-1, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=-1)) + top[..., 0])


def softmax(values: Array) -> Array:
    """Probabilities along the last axis from their logs."""
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def sigmoid(values: Array) -> Array:
    """Logistic function, safe at both ends."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -40, 40))))


def evaluate(table: Table, offset: Array, shared: float) -> Branch:
    """offset: (R,) logit of drawing at g = 0. shared: how much g moves it."""
    logit = np.clip(offset[:, None] + shared * NODES[None, :], -30, 30)
    log_miss = -np.logaddexp(0.0, logit)
    log_hit = log_miss + logit
    weight = table.weight[:, None]
    each = np.where(table.drawn[:, None] > 0, log_hit, log_miss) * weight
    return Branch(
        chance=np.exp(log_hit),
        log_each=each,
        log_total=sum_by(table.candidate, each, table.count) + LOG_WEIGHTS,
        log_none=sum_by(table.candidate, log_miss * weight, table.count) + LOG_WEIGHTS,
    )


@dataclass(frozen=True)
class Slope:
    """First and (negated) second derivatives of the expected log probability, by row.

    lift, curve: (R,). lift_g, curve_g, curve_gg: the same times g and g squared, for `shared`.
    """

    lift: Array
    curve: Array
    lift_g: Array
    curve_g: Array
    curve_gg: Array


def slope(table: Table, branch: Branch, belief: Array) -> Slope:
    """Derivatives with each candidate counting by `belief`, and its unseen siblings beside it."""
    unseen = branch.unseen
    seen_mass = belief[:, None] * softmax(branch.log_total)
    lost_mass = (belief * unseen / (1 - unseen))[:, None] * softmax(branch.log_none)
    seen = seen_mass[table.candidate] * table.weight[:, None]
    lost = lost_mass[table.candidate] * table.weight[:, None]
    lift = seen * (table.drawn[:, None] - branch.chance) - lost * branch.chance
    curve = (seen + lost) * branch.chance * (1 - branch.chance)
    return Slope(lift.sum(axis=1), curve.sum(axis=1), lift @ NODES, curve @ NODES, curve @ (NODES * NODES))
