"""Attributes of one object: weighted votes for words and ticks, weighted medians for numbers."""

from collections.abc import Mapping, Sequence
from typing import Any


def merge_attributes(answers: Sequence[Mapping[str, Any]], weights: Sequence[float]) -> dict[str, Any]:
    """The value of each attribute that most trust stands behind; ties go to the first in sort order.

    An annotator who left an attribute out has no vote on it, but the attribute is kept only
    where at least half of the trust named it at all.
    """
    merged: dict[str, Any] = {}
    if not any(answers):
        return merged
    total = sum(weights)
    for name in sorted({name for answer in answers for name in answer}):
        said = [(a[name], w) for a, w in zip(answers, weights, strict=True) if name in a]
        if 2 * sum(w for _, w in said) < total:
            continue
        merged[name] = _median(said) if _all_numbers(said) else _vote(said)
    return merged


def _all_numbers(said: Sequence[tuple[Any, float]]) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v, _ in said)


def _vote(said: Sequence[tuple[Any, float]]) -> Any:
    trust: dict[str, float] = {}
    value_of: dict[str, Any] = {}
    for value, weight in sorted(said, key=lambda pair: (repr(pair[0]), pair[1])):
        trust[repr(value)] = trust.get(repr(value), 0.0) + weight
        value_of[repr(value)] = value
    return value_of[max(sorted(trust), key=lambda key: round(trust[key], 9))]


def _median(said: Sequence[tuple[Any, float]]) -> float | int:
    """Lower weighted median: always a value that somebody gave."""
    ranked = sorted(said)
    half = sum(w for _, w in ranked) / 2
    reached = 0.0
    for value, weight in ranked:
        reached += weight
        if reached >= half - 1e-12:
            return value  # type: ignore[no-any-return]
    return ranked[-1][0]  # type: ignore[no-any-return]
