"""Truth of class answers by a Dawid-Skene model that knows how little it knows.

Task t has a true class c; annotator w calls it l with probability theta_w[c, l].
    posterior  q_t[c]  ~  pi_c * (product over her answers of theta_w[c, l]) ** g_t
    theta_w[c, .]      =  (expected counts + s * prior row) / (their sum + s)
The prior row is the crowd's habit, bent toward guessing for who does worse than the crowd; how strongly
(s) is learnt from how much people differ. A task is judged by what the others taught of its people. g_t = 1 / (1 + rho (answers - 1)): people err together, so the
fifth answer tells less than the first; rho is what predicts each answer best from the others.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import betaincinv, gammaln

from annotate.consensus.model.grouped import sum_by
from annotate.consensus.model.overlap import Array, Index
from annotate.consensus.model.presence import log_sum, softmax

ROUNDS = 40
SETTLED = 1e-4
STRENGTHS = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0])
SHARED = np.array([0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.65, 1.0])
GOLD_WEIGHT = 3.0
SAMPLE = 40_000
SLICE = 100_000
DOUBT = 0.6
USUAL_AGREEMENT = 0.6
# Where a middling worker errs often, tasks deceive too: so much of her error rate is a crowd's own.
DECEIVED = 0.25


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


def number_answers(triples: Iterable[tuple[str, str, str]], known: Collection[str] = ()) -> Answers:
    """(task, worker, label) triples in any order. The same triple twice counts once; different labels
    of one worker for one task share her vote. Reads a stream; holds numbers, not texts.

    known: labels that may be true though nobody gave them.
    """
    codes: tuple[dict[str, int], ...] = ({}, {}, {name: k for k, name in enumerate(sorted(set(known)))})
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
        self.plain = self.anchor()
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

    def anchor(self) -> float:
        """Accuracy of a middling worker, from how often two answers to a task agree: for C classes
        and errors at random, agreement = a^2 + (1 - a)^2 / (C - 1). Owes nothing to the model."""
        votes = csr_matrix(
            (self.answers.weight, (self.answers.task, self.answers.label)), shape=(self.count, self.classes)
        )
        alike = np.asarray(votes.multiply(votes).sum(axis=1)).ravel() - self.looks
        pairs = float(np.maximum(self.looks * (self.looks - 1), 0).sum())
        share = float(np.maximum(alike, 0).sum()) / pairs if pairs else USUAL_AGREEMENT
        wrong = 1.0 / max(self.classes - 1, 1)
        root = np.sqrt(max(wrong**2 - (1 + wrong) * (wrong - share), 0.0))
        return float(np.clip((wrong + root) / (1 + wrong), 1 / self.classes + 0.1, 0.98))

    def learn(self, posterior: Array, strength: float | None) -> "_Habits":
        """M-step. strength None: learn it too."""
        counts = np.asarray(self.teach @ posterior)
        totals = np.asarray(self.join @ counts)
        # With few answers a task the classes can run into each other: two looks cannot tell a one-sided
        # crowd from a one-sided truth. So plain habits and even classes weigh more the fewer there are.
        doubt = DOUBT / max(float(self.looks.mean()) - 1, 0.5) ** 1.5
        crowd = (self.said @ counts).T
        plain = np.full_like(crowd, (1 - self.plain) / max(self.classes - 1, 1))
        np.fill_diagonal(plain, self.plain)
        rows = crowd.sum(axis=1, keepdims=True)
        crowd = (crowd + (doubt * rows + 8) * plain) / (rows + doubt * rows + 8)
        often = posterior.sum(axis=0)
        often += (doubt * often.sum() + 1) / self.classes
        prior = self._prior(counts, totals, crowd)
        if strength is None:
            strength = self._strength(counts, totals, prior)
        return _Habits(counts, totals, prior, strength, posterior, crowd, often / often.sum())

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

    def spoken(self, habits: "_Habits", part: slice) -> Array:
        """(n, C) log chance of each answer under each class, what its own task taught taken out.

        Judged by habits learnt from the very task, a worker of few answers would confirm herself.
        """
        task, pair = self.answers.task[part], self.pair[part]
        known = np.where(self.gold[task] >= 0, GOLD_WEIGHT, 1.0)
        own = habits.posterior[task] * (self.answers.weight[part] * known)[:, None]
        total = habits.totals[self.answers.worker[part]] - own + habits.strength
        count = habits.counts[pair] - own + habits.strength * habits.prior[pair]
        return np.asarray(np.log(np.maximum(count, 1e-9) / np.maximum(total, 1e-9)))

    def gather(self, habits: "_Habits") -> Array:
        """(T, C) sums of `spoken`, in slices that keep memory small."""
        logs = np.zeros((self.count, self.classes))
        answers = self.answers
        for first in range(0, len(answers.task), SLICE):
            part = slice(first, first + SLICE)
            spoken = self.spoken(habits, part) * answers.weight[part][:, None]
            low, high = answers.task[part][0], answers.task[part][-1] + 1
            logs[low:high] += sum_by(answers.task[part] - low, spoken, high - low)
        return logs

    def posterior(self, logs: Array, often: Array, rho: float) -> Array:
        """(T, C) by Bayes with tempered votes."""
        temper = 1.0 / (1.0 + rho * np.maximum(self.looks - 1, 0.0))
        return self.fix_gold(softmax(logs * temper[:, None] + np.log(often)))

    def learn_rho(self, habits: "_Habits", logs: Array) -> float:
        """The rho that foretells each answer best from the other answers to its task."""
        part = slice(0, None, max(1, len(self.answers.task) // SAMPLE))
        task = self.answers.task[part]
        own = self.spoken(habits, part)
        several = (self.looks[task] > 1.5) & (self.gold[task] < 0)
        if not several.any():
            return 0.1
        task, own = task[several], own[several]
        others = logs[task] - own * self.answers.weight[part][several][:, None]
        more = np.maximum(self.looks[task] - 2, 0.0)[:, None]
        scores = []
        for rho in SHARED:
            chance = others / (1.0 + rho * more) + np.log(habits.often)
            scores.append(float((log_sum(chance + own) - log_sum(chance)).sum()))
        return float(SHARED[int(np.argmax(scores))])


@dataclass(frozen=True)
class _Habits:
    """What an M-step learnt. counts, prior: (U, C) by pair; totals: (W, C); often: (C,)."""

    counts: Array
    totals: Array
    prior: Array
    strength: float
    posterior: Array
    crowd: Array
    often: Array


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
        habits = fit.learn(posterior, strength if turn % 4 else None)
        strength = habits.strength
        logs = fit.gather(habits)
        if turn % 4 == 1:
            rho = fit.learn_rho(habits, logs)
        before, posterior = posterior, fit.posterior(logs, habits.often, rho)
        if turn > 5 and float(np.abs(posterior - before).max()) < SETTLED:
            break
    posterior = _lone_answers(fit, posterior)
    quality, low, high = _qualities(fit, posterior, habits, rho)
    posterior = _doubted(fit, posterior, habits.often)
    return Verdict(answers, posterior, quality, low, high, habits.crowd, rho, habits.strength)


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


def _doubted(fit: _Fit, posterior: Array, often: Array) -> Array:
    """Some belief given back to the votes as they were cast and to how often each class is true: on tasks
    that deceive, people agree on what is wrong, and no answer foretells that from another."""
    doubt = DECEIVED * (1 - fit.plain)
    answers = fit.answers
    share = doubt / 2 * answers.weight / np.maximum(fit.looks[answers.task], 1e-9)
    cell = answers.task * fit.classes + answers.label
    cast = np.bincount(cell, weights=share, minlength=fit.count * fit.classes).reshape(posterior.shape)
    mixed = (1 - doubt) * posterior + cast + doubt / 2 * often
    return fit.fix_gold(mixed / mixed.sum(axis=1, keepdims=True))


def _qualities(fit: _Fit, posterior: Array, habits: _Habits, rho: float) -> tuple[Array, Array, Array]:
    """Expected share of right answers with half of the own vote taken out, shrunk; 90 % interval."""
    answers = fit.answers
    temper = 0.5 / (1.0 + rho * np.maximum(fit.looks - 1, 0.0))
    right = np.empty(len(answers.task))
    for first in range(0, len(right), SLICE):
        part = slice(first, first + SLICE)
        task = answers.task[part]
        logs = np.log(np.maximum(posterior[task], 1e-12)) - temper[task][:, None] * fit.spoken(habits, part)
        known = (fit.gold[task] >= 0)[:, None]
        chance = np.where(known, posterior[task], softmax(logs))
        right[part] = chance[np.arange(len(task)), answers.label[part]]
    workers = len(answers.workers)
    hits = np.bincount(answers.worker, weights=right * answers.weight, minlength=workers)
    usual = float(hits.sum() / max(fit.answered.sum(), 1e-9))
    weight = fit.answered + 4
    quality = np.clip((hits + 4 * usual) / weight, 1e-3, 1 - 1e-3)
    low = betaincinv(quality * weight, (1 - quality) * weight, 0.05)
    high = betaincinv(quality * weight, (1 - quality) * weight, 0.95)
    return quality, low, high
