"""The verdict of one answer and its reason, without a database."""

import datetime as dt

import pytest

from annotate.quality.comments import expected_shape
from annotate.quality.judgement import (
    MOST_SHOWN,
    Lesson,
    Score,
    Verdict,
    lesson_of,
    reason_of,
    share_of,
    spam_is_proven,
    verdict_of,
    working_days_after,
)


def difference(fault: str, label: str = "car", certainty: float = 0.9, **more: object) -> dict[str, object]:
    shape = {"id": f"{fault}-{label}-{certainty}", "label": label, "box": [0, 0, 10, 10]}
    sides = {"missed": ("expected",), "extra": ("hers",)}.get(fault, ("hers", "expected"))
    return {
        "fault": fault,
        "certainty": certainty,
        "iou": 0.0,
        "hers": None,
        "expected": None,
    } | dict.fromkeys(sides, shape)


@pytest.mark.parametrize(
    ("score", "unsure", "verdict"),
    [
        (Score(1.0), False, Verdict.ACCEPTED),
        (Score(0.6), False, Verdict.ACCEPTED),
        (Score(0.59), False, Verdict.IN_REVIEW),
        (Score(0.0), False, Verdict.IN_REVIEW),
        (Score(0.0), True, Verdict.ACCEPTED),
        (Score(1.0, is_copy=True), False, Verdict.IN_REVIEW),
        (Score(1.0, is_copy=True), True, Verdict.IN_REVIEW),
    ],
    ids=["perfect", "just enough", "just under", "nothing right", "unsure", "copy", "unsure copy"],
)
def test_a_machine_accepts_or_asks_a_person(score: Score, unsure: bool, verdict: Verdict) -> None:
    assert verdict_of(score, unsure) is verdict


def test_no_verdict_of_a_machine_pays_less() -> None:
    verdicts = {verdict_of(Score(f1 / 100), unsure) for f1 in range(101) for unsure in (False, True)}

    assert {share_of(verdict) for verdict in verdicts} == {100, None}


def test_only_spam_pays_nothing_and_only_golds_prove_it() -> None:
    assert {verdict: share_of(verdict) for verdict in Verdict} == {
        Verdict.ACCEPTED: 100,
        Verdict.PART: 70,
        Verdict.SPAM: 0,
        # Given back to be mended: what is paid is decided by whether it comes in time.
        Verdict.FIX: None,
        Verdict.IN_REVIEW: None,
    }
    assert [spam_is_proven(failed) for failed in (0, 2, 3, 9)] == [False, False, True, True]


def test_a_reason_lists_each_fault_surest_first() -> None:
    reason = reason_of(
        [difference("missed", certainty=0.5), difference("missed", "person", 0.9), difference("loose")]
    )

    assert reason["counts"] == {"missed": 2, "extra": 0, "misnamed": 0, "loose": 1}
    assert [told["expected"]["label"] for told in reason["missed"]] == ["person", "car"]
    assert "hers" not in reason["missed"][0]
    assert set(reason["loose"][0]) == {"hers", "expected", "iou", "certainty"}


def test_a_reason_counts_all_and_shows_what_can_be_read() -> None:
    reason = reason_of([difference("extra", certainty=n / 1000) for n in range(500)])

    assert reason["counts"]["extra"] == 500
    assert len(reason["extra"]) == MOST_SHOWN
    assert reason["extra"][0]["certainty"] == 0.499


def test_the_lesson_is_the_commonest_fault() -> None:
    reasons = [
        reason_of([difference("missed", "person"), difference("extra", "car")]),
        reason_of([difference("missed", "person")]),
    ]

    assert lesson_of(reasons) == Lesson("missed", "person", 2)
    assert lesson_of([reason_of([])]) is None
    assert lesson_of([]) is None


@pytest.mark.parametrize(
    ("asked", "due"),
    [("2026-03-02", "2026-03-05"), ("2026-03-05", "2026-03-10"), ("2026-03-07", "2026-03-11")],
    ids=["Monday", "Thursday over a weekend", "Saturday"],
)
def test_three_working_days(asked: str, due: str) -> None:
    assert working_days_after(dt.date.fromisoformat(asked), 3) == dt.date.fromisoformat(due)


@pytest.mark.parametrize(
    "name", ["", "missed", "missed.", "missed.-1", "missed.9", "moved.0", "missed." + "9" * 5000]
)
def test_a_name_that_no_suggestion_has_brings_no_shape(name: str) -> None:
    assert expected_shape({"missed": [{"expected": {"label": "car"}}]}, name) is None
