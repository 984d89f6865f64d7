"""Judging an answer kindly while its guideline is younger than she could know. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from annotate.projects.guideline_change import Grace
from annotate.quality.judgement import Score, reason_of
from annotate.quality.matching import FOUND


def kindly(score: Score, drawn: int, grace: Grace | None) -> Score:
    """The score without the differences that a change explains; as it is where it explains none.

    drawn: objects of the answer, those that differ among them.
    """
    if grace is None:
        return score
    left = tuple(one for one in score.differences if not grace.explains(one))
    excused = [one for one in score.differences if grace.explains(one)]
    if not excused:
        return score
    hers = max(0, drawn - sum(one.get("hers") is not None for one in excused))
    return replace(
        score, expected_f1=max(score.expected_f1, _f1(hers, left) if left else 1.0), differences=left
    )


def _f1(hers: int, differences: tuple[Mapping[str, Any], ...]) -> float:
    """Class-aware F1 at a likeness of 0.5 of so many objects that differ so. hers >= 0."""
    wrong = [one for one in differences if one["fault"] != "loose" or float(one["iou"]) < FOUND]
    right = max(0, hers - sum(one.get("hers") is not None for one in wrong))
    expected = right + sum(one.get("expected") is not None for one in wrong)
    return 2 * right / (hers + expected) if hers + expected else 1.0


def kind_reason(told: Score, kind: Score, grace: Grace | None) -> dict[str, Any]:
    """What she is shown: what counts, and how many differences do not because of which version.

    As `judgement.reason_of`, with {"grace": {"version", "excused"}} where some do not count.
    """
    reason = reason_of(kind.differences)
    excused = len(told.differences) - len(kind.differences)
    if grace is not None and excused:
        reason["grace"] = {"version": grace.version, "excused": excused}
    return reason
