"""Is it there? Hits, misses and false shapes as logistic functions with shared difficulty.

For a candidate o of size x and an annotator w who looked:
    real:   p = logistic(p0 + beta x + a_w + b_w x + tau1 g)   she draws it
    lure:   q = logistic(q0 + c_w + tau0 g)                    she draws what is not there
g is standard normal, one per candidate and common to all who looked: what is hard for one is hard for
all. It is summed on a Gauss-Hermite grid. Things nobody drew are in no list; the fit adds their
expected number back (zero truncation).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotate.consensus.model.evidence import Table
from annotate.consensus.model.grouped import normalise, sum_across, sum_by
from annotate.consensus.model.overlap import Array

_nodes, _weights = np.polynomial.hermite_e.hermegauss(7)
NODES: Array = _nodes
LOG_WEIGHTS: Array = np.log(_weights / _weights.sum())
# Nobody is surer than this of drawing or of leaving out: keeps odds within what a float holds.
OFFSET_LIMIT = 25.0


@dataclass(frozen=True)
class Branch:
    """One of the two explanations of a candidate, evaluated on all rows; grid nodes come first.

    chance: (G, R) probability that the annotator draws it. log_miss: (G, R) log probability that she does
    not. told: (R,) 1 where she drew it and counts. offset: (R,) logit at g = 0. log_total: (G, O) log
    probability of what all did, with the grid's weights. log_none: (G, O) the same had nobody drawn it.
    """

    chance: Array
    log_miss: Array
    told: Array
    weight: Array
    offset: Array
    shared: float
    log_total: Array
    log_none: Array

    @property
    def log_each(self) -> Array:
        """(G, R) log probability of what each did, weighted."""
        logit = self.offset + self.shared * NODES[:, None]
        return np.asarray(self.log_miss * self.weight + self.told * logit)

    @cached_property
    def _seen(self) -> tuple[Array, Array]:
        return over_grid(self.log_total)

    @cached_property
    def _none(self) -> tuple[Array, Array]:
        return over_grid(self.log_none)

    @property
    def log_evidence(self) -> Array:
        """(O,) log probability of who drew it."""
        return self._seen[1]

    @property
    def where_seen(self) -> Array:
        """(G, O) probability of each grid node given who drew it."""
        return self._seen[0]

    @property
    def where_unseen(self) -> Array:
        """(G, O) the same had nobody drawn it."""
        return self._none[0]

    @cached_property
    def unseen(self) -> Array:
        """(O,) probability that nobody would have drawn it."""
        return np.minimum(np.exp(self._none[1]), 1 - 1e-6)


def over_grid(logs: Array) -> tuple[Array, Array]:
    """(probabilities along the first axis, log of their sum before) from logs (G, n)."""
    top = logs.max(axis=0)
    raised = np.exp(logs - top)
    total = raised.sum(axis=0)
    return np.asarray(raised / total), np.asarray(np.log(total) + top)


def log_sum(values: Array) -> Array:
    """log of sums of exponentials along the last axis."""
    return normalise(values)[1]


def softmax(values: Array) -> Array:
    """Probabilities along the last axis from their logs."""
    return normalise(values)[0]


def sigmoid(values: Array) -> Array:
    """Logistic function, safe at both ends."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -40, 40))))


def evaluate(table: Table, offset: Array, shared: float) -> Branch:
    """offset: (R,) logit of drawing at g = 0. shared: how much g moves it.

    The odds are a product of the annotator's and the node's, so each needs its exponential only once.
    """
    offset = np.clip(offset, -OFFSET_LIMIT, OFFSET_LIMIT)
    odds = np.exp(shared * NODES)[:, None] * np.exp(offset)
    either = 1.0 + odds
    log_miss = -np.log(either)
    told = table.weight * (table.drawn > 0)
    log_none = sum_across(table.candidate, log_miss * table.weight, table.count) + LOG_WEIGHTS[:, None]
    drawn = sum_by(table.candidate, told * offset, table.count)
    return Branch(
        chance=odds / either,
        log_miss=log_miss,
        told=told,
        weight=table.weight,
        offset=offset,
        shared=shared,
        log_total=log_none + drawn + (shared * NODES)[:, None] * table.votes,
        log_none=log_none,
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
    seen = belief * branch.where_seen
    lost = (belief * unseen / (1 - unseen)) * branch.where_unseen
    drawing = np.take(seen + lost, table.candidate, axis=1) * branch.chance
    bend = drawing * (1 - branch.chance)
    told, weight = branch.told, table.weight
    return Slope(
        lift=told * belief[table.candidate] - weight * drawing.sum(axis=0),
        curve=weight * bend.sum(axis=0),
        lift_g=told * (NODES @ seen)[table.candidate] - weight * (NODES @ drawing),
        curve_g=weight * (NODES @ bend),
        curve_gg=weight * ((NODES * NODES) @ bend),
    )
