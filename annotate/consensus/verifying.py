"""What several people say of objects that exist already: the truth of each, and what each answer is worth. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.consensus.labels.inference import infer_labels, number_answers
from annotate.work.verifying import LOOSE, NOT_THERE, RIGHT, UNSURE, WRONG_CLASS

# A choice is taken for settled from here on; under it one more person is asked.
SURE = 0.75
MODEL_VERSION = "verify-1"

# (task id, annotator id, object id, value) of answers.
Choice = tuple[int, int, str, str]


@dataclass(frozen=True)
class Verified:
    """One object. value: what people agree on, None while they do not; confidence: 0 ... 1 of the likeliest value;
    right: probability that nothing is wrong with it; votes: how many said what."""

    object_id: str
    value: str | None
    confidence: float
    right: float
    votes: Mapping[str, int]


def verify_objects(task_id: int, object_ids: Sequence[str], choices: Sequence[Choice]) -> dict[str, Verified]:
    """The truth of a task's objects, from all choices of its project: they tell whom to believe.

    "Cannot tell" is no vote. The same whatever the order of choices. An object for which nobody voted is open.
    """
    votes = _votes(task_id, object_ids, choices)
    triples = [(f"{task}/{thing}", str(who), value) for task, who, thing, value in choices if value != UNSURE]
    chances = _chances(triples) if triples else {}
    return {
        thing: _verified(thing, chances.get(f"{task_id}/{thing}", {}), votes[thing]) for thing in object_ids
    }


def _votes(task_id: int, object_ids: Sequence[str], choices: Sequence[Choice]) -> dict[str, dict[str, int]]:
    votes: dict[str, dict[str, int]] = {thing: {} for thing in object_ids}
    for task, _, thing, value in choices:
        if task == task_id and thing in votes:
            votes[thing][value] = votes[thing].get(value, 0) + 1
    return votes


def _chances(triples: Sequence[tuple[str, str, str]]) -> dict[str, dict[str, float]]:
    found = infer_labels(number_answers(sorted(triples)))
    labels = found.answers.labels
    return {
        name: {label: float(chance) for label, chance in zip(labels, row, strict=True)}
        for name, row in zip(found.answers.tasks, found.posterior, strict=True)
    }


def _verified(thing: str, chances: Mapping[str, float], votes: Mapping[str, int]) -> Verified:
    if not chances:
        return Verified(thing, None, 0.0, 0.0, votes)
    # Of equal chances always the same one.
    value, confidence = max(chances.items(), key=lambda pair: (pair[1], pair[0]))
    settled = value if confidence >= SURE else None
    return Verified(thing, settled, confidence, chances.get(RIGHT, 0.0), votes)


# How a wrong choice reads beside the picture: what people found wrong with the object, or that it was right.
_FAULTS = {NOT_THERE: "extra", WRONG_CLASS: "misnamed", LOOSE: "loose"}


def worth_of(
    objects: Sequence[Mapping[str, Any]],
    answer: Sequence[Mapping[str, Any]],
    verified: Mapping[str, Verified],
) -> tuple[float, list[dict[str, Any]]]:
    """(share of her choices that hold, differences with what was settled), told in the words of drawn answers.

    Only settled objects count, and only choices that are votes: honest doubt costs nothing. Nothing settled: 1.
    """
    asked = {str(one["id"]): one for one in objects}
    told = [
        (choice["value"], verified[choice["object"]], asked[choice["object"]])
        for choice in answer
        if choice["value"] != UNSURE and verified[choice["object"]].value is not None
    ]
    wrong = [one for one in told if one[0] != one[1].value]
    return 1 - len(wrong) / len(told) if told else 1.0, [_difference(*one) for one in wrong]


def _difference(said: str, truth: Verified, thing: Mapping[str, Any]) -> dict[str, Any]:
    value = truth.value or ""
    if value == RIGHT:
        fault = "missed" if said == NOT_THERE else _FAULTS[said]
    else:
        fault = "missed" if said == NOT_THERE else _FAULTS[value]
    shown = dict(thing)
    return {
        "fault": fault,
        "hers": None if fault == "missed" else shown,
        "expected": None if fault == "extra" else shown,
        "iou": None,
        "certainty": truth.confidence,
        "said": {"hers": said, "others": value},
    }
