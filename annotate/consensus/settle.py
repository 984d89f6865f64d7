"""Settle one picture: merge its answers, score each of them, and say whether to ask again."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from annotate.consensus.assisted import without_assisted
from annotate.consensus.crowd import Crowd
from annotate.consensus.fitting import labels_of
from annotate.consensus.ignoring import without_ignored
from annotate.consensus.merging import ignored_objects, settled_objects
from annotate.consensus.model import joint, presence
from annotate.consensus.model.beliefs import Beliefs, start_beliefs
from annotate.consensus.model.copies import compare_visits, find_copies
from annotate.consensus.model.differences import differences_of
from annotate.consensus.model.evidence import (
    GOLD,
    Candidates,
    Table,
    build_table,
    find_candidates,
)
from annotate.consensus.model.grouped import sum_by
from annotate.consensus.model.overlap import Array, Mask
from annotate.consensus.model.risk import (
    EMPTY_OBJECTS,
    decide,
    doubt_about,
    errors_after_looks,
    expected_errors,
)
from annotate.consensus.model.scoring import mark
from annotate.consensus.model.view import View
from annotate.consensus.scene import Kind, Scene
from annotate.consensus.settlement import (
    Decision,
    Doubt,
    Policy,
    SettledObject,
    Settlement,
    SubmissionScore,
)

NEW_CROWD = Crowd()
USUAL_POLICY = Policy()
KEEP_AT = 0.5
LOOKS_FOR_TWO_VOTES = 4
EIGHTY_PERCENT = 1.2816


def settle_scene(scene: Scene, crowd: Crowd = NEW_CROWD, policy: Policy = USUAL_POLICY) -> Settlement:
    """The consensus of all answers to one picture; the same whatever their order.

    crowd: what `fit_crowd` learnt; without it everybody is an average annotator. A scene without
    answers asks for one. Raises ValueError for a scene with two answers of one annotator.
    """
    scene, areas = without_ignored(scene, crowd)
    found = find_candidates(scene)
    view = _look(found, crowd)
    objects = settled_objects(view)
    kept = [o for o, keep in zip(objects, view.kept, strict=True) if keep]
    disputed = [o for o, keep in zip(objects, view.kept, strict=True) if not keep]
    errors = _errors(view)
    risk = errors / (len(kept) + 1)
    people = sum(a.annotator != GOLD for a in found.answers)
    doubts = () if scene.gold is not None else _doubts(kept, disputed)
    decision = decide(risk, people - len(view.copies), people, policy)
    if scene.gold is not None:
        decision = Decision.AGREED
    return Settlement(
        picture=scene.picture,
        objects=tuple(sorted([*kept, *ignored_objects(scene, areas)], key=_reading_order)),
        disputed=tuple(sorted(disputed, key=_reading_order)),
        submissions=_scores(view, objects, policy),
        agreement=_agreement(view.table),
        expected_errors=errors,
        risk=risk,
        decision=decision,
        doubts=doubts,
        risk_after_looks=errors_after_looks(errors, doubts) / (len(kept) + 1),
    )


def _doubts(kept: Sequence[SettledObject], disputed: Sequence[SettledObject]) -> tuple[Doubt, ...]:
    """Gravest first; of equals in reading order."""
    told = [doubt_about(o, True) for o in kept] + [doubt_about(o, False) for o in disputed]
    found = [doubt for doubt in told if doubt is not None]
    return tuple(sorted(found, key=lambda d: (-round(d.chance, 9), _reading_order(d.thing))))


def _look(found: Candidates, crowd: Crowd) -> View:
    """E-step of the joint model on one scene; known copiers lose their vote."""
    labels = labels_of([found], crowd)
    table = build_table([found], labels)
    beliefs = start_beliefs(crowd, table.workers, labels)
    reading = joint.read(table, beliefs)
    past = [crowd.profiles[w].state["copies"] if w in crowd.profiles else (0, 0) for w in table.workers]
    close, met = np.array(past, dtype=np.float64).reshape(-1, 2).T
    pairs = without_assisted(compare_visits(table, reading.places), found.answers)
    copies = find_copies(table, pairs, close, met)
    if copies:
        copied = np.zeros(len(table.visit_worker), dtype=np.bool_)
        copied[list(copies)] = True
        table = joint.without(table, copied)
        reading = joint.read(table, beliefs)
    marks = mark(table, reading, beliefs)
    return View(found, table, reading, marks, beliefs, _kept(table, reading.real, beliefs), copies)


def _kept(table: Table, real: Array, beliefs: Beliefs) -> Mask:
    """(O,) which candidates go out. With four looks a single vote is not believed, whoever's it is:
    on real crowds such a shape was true in one case of seven, however sure the model. The looks of those
    who are known to see less than half of what is there do not count."""
    sees = beliefs.pooled[0] + beliefs.hit[:, 0] >= 0
    looks = sum_by(table.candidate, table.weight * sees[table.worker], table.count)
    alone = (looks >= LOOKS_FOR_TWO_VOTES) & (table.votes < 2) & (table.gold < 0)
    return np.asarray((real >= KEEP_AT) & ~alone)


def _errors(view: View) -> float:
    table, reading = view.table, view.reading
    if table.count == 0:
        looks = presence.sigmoid(
            view.beliefs.pooled[0] + view.beliefs.hit[:, :1] + view.beliefs.pooled[2] * presence.NODES[None]
        )
        missed = np.prod(1 - looks, axis=0) @ np.exp(presence.LOG_WEIGHTS)
        return float(EMPTY_OBJECTS * missed)
    unseen = np.where(table.gold >= 0, 0.0, reading.hit.unseen)
    errors = expected_errors(
        reading.real, reading.names, reading.places.variance, unseen, view.kept, table.gold
    )
    return float(errors.sum())


def _reading_order(thing: SettledObject) -> tuple[int, float, float, str]:
    if thing.shape.kind in (Kind.CHOICE, Kind.TEXT):
        return thing.shape.frame or 0, 0.0, 0.0, thing.shape.id
    x_min, y_min, _, _ = thing.shape.box
    return thing.shape.frame or 0, y_min, x_min, thing.shape.id


def _agreement(table: Table) -> float:
    """Mean pairwise class-aware F1 of people's answers to one picture."""
    people = [v for v, w in enumerate(table.visit_worker.tolist()) if table.workers[w] != GOLD]
    if len(people) < 2:
        return 1.0
    drawn = {v: set[tuple[int, int]]() for v in people}
    visits, things = table.visit[table.drawing_row], table.candidate[table.drawing_row]
    for visit, thing, label in zip(visits.tolist(), things.tolist(), table.label.tolist(), strict=True):
        if visit in drawn:
            drawn[visit].add((thing, label))
    scores = []
    for a, b in combinations(people, 2):
        total = len(drawn[a]) + len(drawn[b])
        scores.append(2 * len(drawn[a] & drawn[b]) / total if total else 1.0)
    return float(np.mean(sorted(scores)))


def _scores(view: View, objects: Sequence[SettledObject], policy: Policy) -> tuple[SubmissionScore, ...]:
    scores = []
    f1, spread = view.marks.f1, view.marks.spread
    for k, answer in enumerate(view.found.answers):
        if answer.annotator == GOLD:
            continue
        source = view.copies.get(k)
        scores.append(
            SubmissionScore(
                submission_id=answer.submission_id,
                annotator=answer.annotator,
                expected_f1=float(f1[k]),
                low=float(max(0.0, f1[k] - EIGHTY_PERCENT * spread[k])),
                high=float(min(1.0, f1[k] + EIGHTY_PERCENT * spread[k])),
                differences=differences_of(view, objects, k, policy),
                copy_of=None if source is None else view.found.answers[source].submission_id,
            )
        )
    return tuple(sorted(scores, key=lambda score: (score.annotator, score.submission_id)))
