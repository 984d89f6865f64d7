"""Truth of class answers by a Dawid-Skene model that knows how little it knows.

Task t has a true class c; annotator w calls it l with probability theta_w[c, l].
    posterior  q_t[c]  ~  pi_c * (product over her answers of theta_w[c, l]) ** g_t
    theta_w[c, .]      =  (expected counts + s * prior row) / (their sum + s)
The prior row is the crowd's habit, bent toward guessing for who does worse than the crowd; how strongly
(s) is learnt from how much people differ. g_t = 1 / (1 + rho (answers - 1)): people err together, so the
fifth answer tells less than the first; rho is what predicts each answer best from the others.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import gammaln
from scipy.stats import beta

from annotate.consensus.model.overlap import Array, Index
from annotate.consensus.model.presence import log_sum, softmax

ROUNDS = 40
SETTLED = 1e-4
STRENGTHS = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0])
SHARED = np.array([0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.65, 1.0])
GOLD_WEIGHT = 3.0
SAMPLE = 40_000


@dataclass(frozen=True)
class Answers:
    """Class answers as numbers. task, worker, label: one entry an answer, in order of content.

    tasks, workers, labels: their names. weight: 1, or less for an annotator who answered one task several ways.
    """

    tasks: tuple[str, ...]
    workers: tuple[str, ...]
    labels: tuple[str, ...]
    task: Index
    worker: Index
    label: Index
    weight: Array


@dataclass(frozen=True)
class Verdict:
    """posterior: (T, C) of each task. quality: (W,) expected share of right answers, low and high its
    90 % interval. confusion: crowd's (C, C). rho: how much people err together. strength: of the prior."""

    answers: Answers
    posterior: Array
    quality: Array
    low: Array
    high: Array
    confusion: Array
    rho: float
    strength: float


def number_answers(triples: Iterable[tuple[str, str, str]]) -> Answers:
    """(task, worker, label) triples in any order. The same triple twice counts once; different labels
    of one worker for one task share her vote. Reads a stream; holds numbers, not texts."""
    codes: tuple[dict[str, int], ...] = ({}, {}, {})
    flat = array("q")
    for triple in triples:
        for at, name in zip(codes, triple, strict=True):
            flat.append(at.setdefault(name, len(at)))
    table = np.frombuffer(flat, dtype=np.int64).reshape(-1, 3) if flat else np.zeros((0, 3), np.int64)
    names, columns = [], []
    for k, at in enumerate(codes):
        ranked = sorted(at)
        rank = np.empty(len(at), dtype=np.int64)
        rank[[at[name] for name in ranked]] = np.arange(len(at))
        names.append(tuple(ranked))
        columns.append(rank[table[:, k]])
    task, worker, label = columns
    key = (task * max(len(names[1]), 1) + worker) * max(len(names[2]), 1) + label
    key = np.unique(key)
    label = key % max(len(names[2]), 1)
    who = key // max(len(names[2]), 1)
    _, inverse, times = np.unique(who, return_inverse=True, return_counts=True)
    task, worker = who // max(len(names[1]), 1), who % max(len(names[1]), 1)
    return Answers(names[0], names[1], names[2], task, worker, label, 1.0 / times[inverse])


class _Fit:
    """Sparse tables of one run. A pair is a (worker, label) that occurs; nothing is kept for those
    that do not, so a thousand classes cost no more than their answers."""

    def __init__(self, answers: Answers, gold: Index) -> None:
        self.answers = answers
        self.classes = len(answers.labels)
        self.count = len(answers.tasks)
        self.gold = gold
        pair = answers.worker * self.classes + answers.label
        pairs, self.pair = np.unique(pair, return_inverse=True)
        self.pair_worker: Index = pairs // self.classes
        self.pair_label: Index = pairs % self.classes
        shape = (self.count, len(pairs))
        self.votes = csr_matrix((answers.weight, (answers.task, self.pair)), shape=shape)
        known = np.where(gold >= 0, GOLD_WEIGHT, 1.0)
        self.teach = csr_matrix(
            (answers.weight * known[answers.task], (answers.task, self.pair)), shape=shape
        ).T.tocsr()
        workers = len(answers.workers)
        self.join = csr_matrix(
            (np.ones(len(pairs)), (self.pair_worker, np.arange(len(pairs)))), shape=(workers, len(pairs))
        )
        said = csr_matrix(
            (np.ones(len(pairs)), (self.pair_label, np.arange(len(pairs)))),
            shape=(self.classes, len(pairs)),
        )
        self.said = said
        self.looks = np.bincount(answers.task, weights=answers.weight, minlength=self.count)
        self.answered = np.bincount(answers.worker, weights=answers.weight, minlength=workers)

    def fix_gold(self, posterior: Array) -> Array:
        """Known tasks know."""
        known = self.gold >= 0
        posterior[known] = 0.0
        posterior[known, self.gold[known]] = 1.0
        return posterior

    def start(self) -> Array:
        """Votes weighted by how often each worker agrees with the others on her tasks."""
        counts = np.asarray(
            csr_matrix(
                (self.answers.weight, (self.answers.task, self.answers.label)),
                shape=(self.count, self.classes),
            ).toarray()
        )
        task, label, weight = self.answers.task, self.answers.label, self.answers.weight
        others = self.looks[task] - weight
        agreed = counts[task, label] - weight
        workers = len(self.answers.workers)
        met = np.bincount(self.answers.worker, weights=np.minimum(others, 3.0), minlength=workers)
        share = np.divide(agreed, others, out=np.zeros_like(others), where=others > 0)
        hits = np.bincount(self.answers.worker, weights=share * np.minimum(others, 3.0), minlength=workers)
        usual = (hits.sum() + 1) / (met.sum() + 2)
        accuracy = np.clip((hits + 4 * usual) / (met + 4), 0.02, 0.98)
        trust = np.clip(np.log(accuracy * max(self.classes - 1, 1) / (1 - accuracy)), 0.05, 4.0)
        scores = np.asarray(
            csr_matrix(
                (trust[self.answers.worker] * weight, (task, label)), shape=(self.count, self.classes)
            ).toarray()
        )
        share_of = scores / np.maximum(scores.sum(axis=1, keepdims=True), 1e-12)
        return self.fix_gold(0.9 * share_of + 0.1 / self.classes)

    def theta(self, posterior: Array, strength: float | None) -> tuple[Array, Array, Array, float]:
        """((U, C) chance of each pair's label under each class, crowd (C, C), pi, strength)."""
        counts = np.asarray(self.teach @ posterior)
        totals = np.asarray(self.join @ counts)
        crowd = (self.said @ counts).T + 0.5 * 2 / self.classes
        crowd = crowd + 8.0 * np.eye(self.classes)
        crowd /= crowd.sum(axis=1, keepdims=True)
        pi = posterior.sum(axis=0) + 1.0
        pi /= pi.sum()
        prior = self._prior(counts, totals, crowd)
        if strength is None:
            strength = self._strength(counts, totals, prior)
        row = totals[self.pair_worker]
        return (counts + strength * prior) / (row + strength), crowd, pi, strength

    def _prior(self, counts: Array, totals: Array, crowd: Array) -> Array:
        """(U, C) prior chance: the crowd's, bent toward the label's frequency for who guesses."""
        right = np.asarray(self.join @ counts[np.arange(len(counts)), self.pair_label])
        answered = totals.sum(axis=1)
        usual = float(right.sum() / max(answered.sum(), 1e-9))
        accuracy = (right + 5 * usual) / (answered + 5)
        guess = np.clip((usual - accuracy) / max(usual, 1e-9), 0.0, 1.0)[self.pair_worker][:, None]
        often = np.asarray(self.said @ counts.sum(axis=1))
        often = (often + 1) / (often.sum() + self.classes)
        return np.asarray((1 - guess) * crowd[:, self.pair_label].T + guess * often[self.pair_label][:, None])

    def _strength(self, counts: Array, totals: Array, prior: Array) -> float:
        """Strength under which people's rows are most probable (Dirichlet-multinomial)."""
        scores = []
        for s in STRENGTHS:
            alpha = s * np.maximum(prior, 1e-9)
            inside = (gammaln(alpha + counts) - gammaln(alpha)).sum()
            scores.append(inside + (gammaln(s) - gammaln(s + totals)).sum())
        return float(STRENGTHS[int(np.argmax(scores))])

    def posterior(self, theta: Array, pi: Array, rho: float) -> Array:
        """(T, C) by Bayes with tempered votes."""
        temper = 1.0 / (1.0 + rho * np.maximum(self.looks - 1, 0.0))
        logs = np.asarray(self.votes @ np.log(theta)) * temper[:, None] + np.log(pi)
        return self.fix_gold(softmax(logs))

    def learn_rho(self, theta: Array, pi: Array) -> float:
        """The rho that foretells each answer best from the other answers to its task."""
        step = max(1, len(self.answers.task) // SAMPLE)
        at = np.arange(0, len(self.answers.task), step)
        task, pair = self.answers.task[at], self.pair[at]
        several = (self.looks[task] > 1.5) & (self.gold[task] < 0)
        task, pair = task[several], pair[several]
        if not len(task):
            return 0.1
        own = np.log(theta[pair])
        others = np.asarray(self.votes[task] @ np.log(theta)) - own
        scores = []
        for rho in SHARED:
            temper = 1.0 / (1.0 + rho * np.maximum(self.looks[task] - 2, 0.0))
            chance = others * temper[:, None] + np.log(pi)
            foretold = log_sum(chance + own) - log_sum(chance)
            scores.append(float(foretold.sum()))
        return float(SHARED[int(np.argmax(scores))])


def infer_labels(answers: Answers, gold: Mapping[str, str] | None = None) -> Verdict:
    """Most probable label of every task and the quality of every worker.

    gold: known labels of some tasks; they are held and teach three times. O(answers x classes) a
    round. A task with one answer gets that answer. Raises ValueError when there is no answer at all.
    """
    if not len(answers.task):
        raise ValueError("there are no answers")
    fit = _Fit(answers, _gold_numbers(answers, gold or {}))
    posterior, rho, strength = fit.start(), 0.1, None
    for turn in range(ROUNDS):
        theta, crowd, pi, strength = fit.theta(posterior, strength if turn % 4 else None)
        if turn % 4 == 1:
            rho = fit.learn_rho(theta, pi)
        new = fit.posterior(theta, pi, rho)
        moved = float(np.abs(new - posterior).max())
        posterior = new
        if turn > 5 and moved < SETTLED:
            break
    posterior = _lone_answers(fit, posterior)
    quality, low, high = _qualities(fit, posterior, theta, rho)
    return Verdict(answers, posterior, quality, low, high, crowd, rho, float(strength or 0))


def _gold_numbers(answers: Answers, gold: Mapping[str, str]) -> Index:
    label_at = {name: i for i, name in enumerate(answers.labels)}
    return np.array([label_at.get(gold.get(t, ""), -1) for t in answers.tasks], dtype=np.int64)


def _lone_answers(fit: _Fit, posterior: Array) -> Array:
    """With one answer there is nobody to outvote her, however unlikely it looks."""
    alone = np.flatnonzero((np.diff(fit.votes.indptr) == 1) & (fit.gold < 0))
    label = fit.pair_label[fit.votes.indices[fit.votes.indptr[alone]]]
    best = posterior[alone].max(axis=1)
    own = posterior[alone, label]
    lifted = np.where(own < best, best + 1e-6, own)
    posterior[alone, label] = lifted
    posterior[alone] /= posterior[alone].sum(axis=1, keepdims=True)
    return posterior


def _qualities(fit: _Fit, posterior: Array, theta: Array, rho: float) -> tuple[Array, Array, Array]:
    """Expected share of right answers with half of the own vote taken out, shrunk; 90 % interval."""
    answers = fit.answers
    temper = 0.5 / (1.0 + rho * np.maximum(fit.looks - 1, 0.0))
    right = np.empty(len(answers.task))
    for first in range(0, len(right), 100_000):
        part = slice(first, first + 100_000)
        task, pair = answers.task[part], fit.pair[part]
        logs = np.log(np.maximum(posterior[task], 1e-12)) - temper[task][:, None] * np.log(theta[pair])
        known = (fit.gold[task] >= 0)[:, None]
        chance = np.where(known, posterior[task], softmax(logs))
        right[part] = chance[np.arange(len(task)), answers.label[part]]
    workers = len(answers.workers)
    hits = np.bincount(answers.worker, weights=right * answers.weight, minlength=workers)
    usual = float(hits.sum() / max(fit.answered.sum(), 1e-9))
    weight = fit.answered + 4
    quality = np.clip((hits + 4 * usual) / weight, 1e-3, 1 - 1e-3)
    low = beta.ppf(0.05, quality * weight, (1 - quality) * weight)
    high = beta.ppf(0.95, quality * weight, (1 - quality) * weight)
    return quality, low, high
