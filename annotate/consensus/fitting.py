"""Learn a crowd from many pictures: pooled habits and a profile of each annotator."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from annotate.consensus.assisted import without_assisted
from annotate.consensus.crowd import AnnotatorProfile, Crowd
from annotate.consensus.ignoring import without_ignored
from annotate.consensus.model import joint, presence
from annotate.consensus.model.beliefs import Beliefs, sparse_cells, start_beliefs
from annotate.consensus.model.calibration import Calibration
from annotate.consensus.model.copies import Pairs, compare_visits, count_copies, find_copies
from annotate.consensus.model.evidence import GOLD, Candidates, Table, build_table, find_candidates
from annotate.consensus.model.grouped import sum_by
from annotate.consensus.model.overlap import Array
from annotate.consensus.model.scoring import Marks, mark
from annotate.consensus.model.words import count_words
from annotate.consensus.scene import Scene

NEW_CROWD = Crowd()
QUALITY_OBJECTS = 8.0
NEW_QUALITY = 0.8
INTERVAL = 0.9


@dataclass(frozen=True)
class Fitted:
    """All that an EM run over one chunk left behind."""

    table: Table
    beliefs: Beliefs
    reading: joint.Reading
    marks: Marks
    close: Array
    met: Array
    copies: dict[int, int]


def labels_of(scenes: Sequence[Candidates], crowd: Crowd) -> tuple[str, ...]:
    """Every label that scenes or crowd know, sorted."""
    found = {s.name for scene in scenes for s in scene.shapes}
    # Empty pictures have no names; one without a name keeps the tables from being empty.
    return tuple(sorted(found | set(crowd.pooled.get("frequency", {})))) or ("",)


def fit_crowd(scenes: Sequence[Scene], start: Crowd = NEW_CROWD) -> Crowd:
    """What these pictures teach, on top of `start`; the same whatever the order of scenes and answers.

    Feed a large project in chunks of some hundred pictures, each picture once, every fit starting
    from the last: memory then holds one chunk. Scenes with gold teach most.
    """
    ordered = sorted(scenes, key=lambda scene: scene.picture)
    found = [find_candidates(without_ignored(scene, start)[0]) for scene in ordered if scene.answers]
    if not found:
        return start
    fitted = fit_candidates(found, start)
    return _crowd_after(fitted, start)


def fit_candidates(found: Sequence[Candidates], start: Crowd) -> Fitted:
    """EM over one chunk; copies are found on the way and lose their vote."""
    labels = labels_of(found, start)
    table = build_table(found, labels)
    beliefs = start_beliefs(start, table.workers, labels)
    reading = joint.fit(table, beliefs)
    answers = [answer for one in found for answer in one.answers]
    pairs = without_assisted(compare_visits(table, reading.places), answers)
    close, met = _with_past(table, pairs, start)
    copies = find_copies(table, pairs, close, met)
    if copies:
        copied = np.zeros(len(table.visit_worker), dtype=np.bool_)
        copied[list(copies)] = True
        table = joint.without(table, copied)
        reading = joint.fit(table, beliefs, rounds=joint.ROUNDS // 2)
    marks = mark(table, reading, beliefs)
    return Fitted(table, beliefs, reading, marks, close, met, copies)


def _with_past(table: Table, pairs: Pairs, crowd: Crowd) -> tuple[Array, Array]:
    close, met = count_copies(table, pairs)
    for i, worker in enumerate(table.workers):
        if worker in crowd.profiles:
            past = crowd.profiles[worker].state["copies"]
            close[i] += past[0]
            met[i] += past[1]
    return close, met


def _crowd_after(fitted: Fitted, start: Crowd) -> Crowd:
    table, beliefs, reading = fitted.table, fitted.beliefs, fitted.reading
    counted = joint.counted_candidates(table)
    real, lure = reading.real * counted, reading.bait * counted
    hit = presence.slope(table, reading.hit, real)
    false = presence.slope(table, reading.lure, lure)
    _, info = joint.pooled_slopes(table, hit, false)
    pooled = {
        "mean": beliefs.pooled.tolist(),
        "info": (beliefs.pooled_info + np.maximum(np.diag(info), 0)).tolist(),
        "sigma": beliefs.usual_sigma,
        "temper": beliefs.temper,
        "stray": beliefs.usual_stray,
        "calibration": _calibrated(fitted).document(),
        "there": beliefs.tally.document(),
        "frequency": {
            name: count
            for name, count in zip(table.labels, beliefs.frequency_counts.tolist(), strict=True)
            if name
        },
        "said": {
            name: count
            for name, count in zip(table.labels, beliefs.said_counts.tolist(), strict=True)
            if name
        },
        "names": sparse_cells(beliefs.crowd_names, table.labels),
        "tally": (np.array(start.pooled.get("tally", [0.0] * 3)) + _crowd_tally(fitted)).tolist(),
    }
    profiles = dict(start.profiles)
    profiles.update(_profiles(fitted, start, hit, false, pooled["tally"]))
    return Crowd(pooled, profiles)


def _calibrated(fitted: Fitted) -> Calibration:
    """What this chunk's gold says of the model's being sure, about what people drew."""
    table = fitted.table
    known = (table.gold >= 0) & (table.votes > 0)
    return fitted.beliefs.calibration.learn(fitted.reading.told[known], table.gold[known].astype(np.float64))


def _crowd_tally(fitted: Fitted) -> Array:
    """(credit, drawn, true) summed over all submissions by people."""
    marks = fitted.marks
    person = np.array([w != GOLD for w in fitted.table.workers])[fitted.table.visit_worker]
    return np.array(
        [float(v[person].sum()) for v in (marks.visit_credit, marks.visit_drawn, marks.visit_true)]
    )


def _tallies(fitted: Fitted) -> Array:
    """(W, 7): credit, drawn, true, drawn but unreal, real drawn, rightly named, submissions."""
    table, marks = fitted.table, fitted.marks
    workers = len(table.workers)
    who = table.worker[table.drawing_row]
    real = marks.real[table.drawing_row]
    by_visit = [marks.visit_credit, marks.visit_drawn, marks.visit_true]
    columns = [sum_by(table.visit_worker, v, workers) for v in by_visit]
    columns += [sum_by(who, v, workers) for v in (1 - real, real, real * marks.name)]
    columns.append(np.bincount(table.visit_worker, minlength=workers).astype(np.float64))
    return np.stack(columns, axis=1)


def _profiles(
    fitted: Fitted, start: Crowd, hit: presence.Slope, false: presence.Slope, tally: Sequence[float]
) -> dict[str, AnnotatorProfile]:
    table, beliefs = fitted.table, fitted.beliefs
    workers = len(table.workers)
    size = table.size[table.candidate]
    bend = np.stack([hit.curve, hit.curve * size, hit.curve * size**2], axis=1)
    hit_info = beliefs.hit_info + sum_by(table.worker, bend, workers)[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    false_info = beliefs.false_info + sum_by(table.worker, false.curve, workers)
    counted = joint.counted_candidates(table)
    hands = joint.count_hands(table, beliefs, fitted.reading, fitted.reading.real * counted)
    names = beliefs.old_names + beliefs.new_names
    strays, visits = joint.count_strays(table, fitted.reading, counted)
    words = beliefs.words + count_words(table, fitted.reading.real * counted, beliefs.words)
    tallies = _tallies(fitted)
    usual = (2 * tally[0] + NEW_QUALITY * 50) / (tally[1] + tally[2] + 50)
    profiles: dict[str, AnnotatorProfile] = {}
    for i, worker in enumerate(table.workers):
        if worker == GOLD:
            continue
        past = start.profiles[worker].state if worker in start.profiles else {}
        state = {
            "hit": beliefs.hit[i].tolist(),
            "hit_info": hit_info[i].ravel().tolist(),
            "false": [float(beliefs.false[i]), float(false_info[i])],
            "names": sparse_cells(names[i], table.labels),
            "sigma": [
                float(beliefs.sigma_sum[i] + hands.sigma_sum[i]),
                float(beliefs.sigma_votes[i] + hands.sigma_votes[i]),
            ],
            "stray": [float(beliefs.stray_sum[i] + strays[i]), float(beliefs.stray_visits[i] + visits[i])],
            "habit": [
                *(beliefs.habit_sum[i] + hands.habit_sum[i]).tolist(),
                float(beliefs.habit_votes[i] + hands.habit_votes[i]),
            ],
            "copies": [float(fitted.close[i]), float(fitted.met[i])],
            "words": words[i].tolist(),
            "tally": (tallies[i] + np.array(past.get("tally", [0.0] * 7))).tolist(),
        }
        miss = _miss_rate(beliefs, i)
        profiles[worker] = profile_of(worker, state, miss, float(beliefs.sigma[i]), usual)
    return profiles


def _miss_rate(beliefs: Beliefs, worker: int) -> float:
    logit = beliefs.pooled[0] + beliefs.hit[worker, 0] + beliefs.pooled[2] * presence.NODES
    return float(1 - np.exp(presence.LOG_WEIGHTS) @ presence.sigmoid(logit))


def profile_of(
    worker: str, state: dict[str, object], miss: float, sigma: float, usual: float
) -> AnnotatorProfile:
    """Figures for people out of the model's state. usual: quality of the whole crowd."""
    credit, drawn, true, unreal, real, named, submissions = np.array(state["tally"], dtype=np.float64)
    objects = (drawn + true) / 2
    quality = (credit + QUALITY_OBJECTS * usual) / (objects + QUALITY_OBJECTS)
    quality = float(np.clip(quality, 0.001, 0.999))
    weight = objects + QUALITY_OBJECTS
    low, high = betaincinv(quality * weight, (1 - quality) * weight, [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2])
    copies = np.array(state["copies"], dtype=np.float64)
    return AnnotatorProfile(
        annotator=worker,
        quality=quality,
        low=float(low),
        high=float(high),
        miss_rate=miss,
        false_rate=float((unreal + 0.4) / (drawn + 4)),
        label_accuracy=float((named + 3.6) / (real + 4)),
        sigma=sigma,
        judged=int(submissions),
        copies=int(copies[0]),
        state=state,
    )
