"""What is it called? Dawid-Skene confusion with rows shrunk to the crowd's.

theta_w[c, l] is how often annotator w calls a thing of class c "l". Her counts are joined to those of
the crowd worth `STRENGTH` labels a row; who does worse than the crowd is drawn toward naming at random.
"""

import numpy as np

from annotate.consensus.model.evidence import Table
from annotate.consensus.model.grouped import normalise, sum_by
from annotate.consensus.model.overlap import Array, Index

STRENGTH = 3.0
DIAGONAL = 8.0
FLOOR = 0.5
ALIKE = 0.8


def crowd_confusion(counts: Array) -> Array:
    """(C, C) row-normalised habits of all; counts: expected (true, said) pairs."""
    classes = len(counts)
    raised = counts + FLOOR * 2.0 / max(classes, 2) + DIAGONAL * np.eye(classes)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def confusion(counts: Array, crowd: Array, frequency: Array) -> Array:
    """(W, C, C) habits of each annotator. counts: hers; crowd: from `crowd_confusion`."""
    right = np.trace(counts, axis1=1, axis2=2)
    total = counts.sum(axis=(1, 2))
    usual = float(np.trace(crowd) / len(crowd))
    accuracy = (right + 5 * usual) / (total + 5)
    guess = np.clip((usual - accuracy) / max(usual, 1e-9), 0.0, 1.0)[:, None, None]
    prior = (1 - guess) * crowd[None] + guess * frequency[None, None, :]
    raised = counts + STRENGTH * prior
    return np.asarray(raised / raised.sum(axis=2, keepdims=True))


def said(table: Table, theta: Array, temper: float) -> Array:
    """(N, C) tempered log probability of each drawing's label under each class."""
    return np.asarray(np.log(theta)[table.drawn_by, :, table.label] * (temper * table.counts)[:, None])


def name_objects(table: Table, spoken: Array, prior: Array) -> tuple[Array, Array]:
    """((O, C) class probabilities, (O,) log evidence of the labels) of real candidates."""
    at = table.drawn_at
    joint = sum_by(at, spoken, table.count) + np.log(prior)[None, :]
    return normalise(joint)


def count_said(table: Table) -> Array:
    """(C,) how many shapes of people bear each label."""
    people = table.trust <= 1
    return sum_by(table.label[people], np.ones(int(people.sum())), len(table.labels))


def chance_names(table: Table, frequency: Array) -> Array:
    """(O,) log evidence of the labels of a lure: mostly all alike, else each by chance.

    frequency: (C,) how often each label is given, to whatever it be.
    """
    votes, per_label = table.votes, table.label_votes
    apart = per_label @ np.log(frequency)
    winner = per_label.argmax(axis=1)
    same = (votes > 1.5) & (per_label[np.arange(table.count), winner] >= votes - 1e-9)
    together = np.where(same, np.log(ALIKE) + np.log(frequency)[winner], -np.inf)
    alone = np.where(votes > 1.5, np.log(1 - ALIKE), 0.0) + apart
    return np.asarray(np.logaddexp(together, alone))


def count_names(table: Table, belief: Array, names: Array, workers: int) -> Array:
    """(W, C, C) expected counts of (true, said) by annotator."""
    classes = names.shape[1]
    mass = (belief[:, None] * names)[table.drawn_at] * table.counts[:, None]
    cell: Index = table.drawn_by * classes + table.label
    counts = sum_by(cell, mass, workers * classes)
    return np.asarray(counts.reshape(workers, classes, classes).transpose(0, 2, 1))
