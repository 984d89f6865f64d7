"""Levels, the steps before a pause, the breaker, the drift: the rules alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.quality.breaker import Batch, Hold, hold_of
from annotate.quality.drift import Drift, drift_of
from annotate.quality.evidence import JudgedAnswer, Outcome, outcome_of
from annotate.quality.judgement import Verdict
from annotate.quality.levels import (
    Rules,
    Stage,
    Step,
    Tally,
    good_in_a_row_to,
    level_of,
    step_of,
    tally_of,
)

GOOD, POOR, DOUBTED = Outcome.GOOD, Outcome.POOR, Outcome.DOUBTED
ACCEPTED = Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (JudgedAnswer(ACCEPTED, 0.9, False), GOOD),
        (JudgedAnswer(Verdict.PART, 0.3, True), POOR),
        (JudgedAnswer(Verdict.SPAM, 0.0, True), POOR),
        (JudgedAnswer(Verdict.IN_REVIEW, 0.3, False), None),
        (JudgedAnswer(Verdict.FIX, 0.3, True), None),
        (JudgedAnswer(ACCEPTED, 0.3, True, before=Verdict.IN_REVIEW), GOOD),
        (JudgedAnswer(ACCEPTED, 0.3, False, before=Verdict.IN_REVIEW), DOUBTED),
        (JudgedAnswer(ACCEPTED, 0.3, False, before=Verdict.FIX), GOOD),
        (JudgedAnswer(ACCEPTED, 0.3, False, before=Verdict.PART), GOOD),
        (JudgedAnswer(ACCEPTED, None, False), None),
        (JudgedAnswer(ACCEPTED, 0.3, False, unsure=True), None),
        (JudgedAnswer(ACCEPTED, 0.9, False, unsure=True), GOOD),
        (JudgedAnswer(ACCEPTED, 0.2, False, is_gold=True, gold_passed=False), POOR),
        (JudgedAnswer(ACCEPTED, 0.9, False, is_gold=True, gold_passed=True), GOOD),
        (JudgedAnswer(ACCEPTED, 0.2, False, is_gold=True, gold_passed=None), None),
    ],
)
def test_what_an_answer_says(answer: JudgedAnswer, said: Outcome | None) -> None:
    assert outcome_of(answer) is said


def test_a_doubt_of_the_machine_holds_back_a_rise_and_never_closes_a_gate() -> None:
    outcomes = [GOOD] * 20 + [DOUBTED] * 20
    assert tally_of(outcomes) == Tally(20, 40)
    assert tally_of(outcomes, doubted_too=False) == Tally(20, 20)


@pytest.mark.parametrize(
    ("good", "answers", "level"),
    [
        (11, 11, 1),
        (12, 12, 2),
        (21, 21, 2),
        (22, 22, 3),
        (44, 44, 3),
        (45, 45, 4),
        (160, 200, 1),
        (192, 200, 4),
    ],
)
def test_a_level_is_reached_when_it_is_sure(good: int, answers: int, level: int) -> None:
    assert level_of(1, Tally(good, answers)) == level


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    answers = draw(st.integers(1, 199))
    return Tally(draw(st.integers(0, answers)), answers)


@given(tallies(), st.integers(1, 4))
def test_whoever_has_just_risen_is_not_thrown_back_by_one_poor_picture(tally: Tally, before: int) -> None:
    level = level_of(before, tally)
    if level > before:
        assert level_of(level, Tally(tally.good, tally.answers + 1)) == level


@given(tallies(), st.integers(1, 4))
def test_more_good_work_never_lowers_and_the_answer_rests(tally: Tally, before: int) -> None:
    level = level_of(before, tally)
    assert level_of(level, tally) == level
    assert level_of(level, Tally(tally.good + 1, tally.answers + 1)) >= level


def test_nothing_judged_changes_nothing() -> None:
    assert level_of(3, Tally(0, 0)) == 3
    assert good_in_a_row_to(2, Tally(0, 0)) == 12
    assert good_in_a_row_to(4, Tally(0, 200)) is None


@pytest.mark.parametrize(
    ("stage", "good", "answers", "step"),
    [
        (Stage.CLEAR, 0, 29, Step.NONE),
        (Stage.CLEAR, 22, 30, Step.HINT),
        (Stage.CLEAR, 23, 30, Step.NONE),
        (Stage.HINTED, 22, 30, Step.PAUSE),
        (Stage.HINTED, 23, 30, Step.CLEAR),
        (Stage.HINTED, 0, 29, Step.NONE),
        (Stage.PAUSED, 0, 100, Step.NONE),
    ],
)
def test_first_a_hint_then_a_pause(stage: Stage, good: int, answers: int, step: Step) -> None:
    assert step_of(stage, Tally(good, answers)) is step


@pytest.mark.parametrize(
    ("batch", "hold"),
    [
        (Batch(19, 19, 19), None),
        (Batch(20, 1, 1), None),
        (Batch(20, 2, 1), Hold.SECOND),
        (Batch(20, 3, 1), Hold.FROZEN),
        (Batch(100, 5, 5), None),
        (Batch(100, 6, 1), Hold.SECOND),
        (Batch(100, 10, 1), Hold.SECOND),
        (Batch(100, 11, 1), Hold.FROZEN),
        (Batch(1000, 20, 20), None),
        (Batch(1000, 21, 21), Hold.FROZEN),
    ],
)
def test_who_must_look_at_a_rejection_first(batch: Batch, hold: Hold | None) -> None:
    assert hold_of(batch) is hold


def test_a_project_may_set_its_own_marks() -> None:
    strict = Rules(level_percents=(90, 95, 99), gate_percent=90, gate_least=10, freeze_percent=5)
    assert level_of(1, Tally(22, 22), strict) == 1
    assert step_of(Stage.CLEAR, Tally(8, 10), strict) is Step.HINT
    assert hold_of(Batch(100, 6, 1), strict) is Hold.FROZEN


@pytest.mark.parametrize(
    ("this_week", "last_week", "said"),
    [
        (Tally(14, 14), Tally(10, 15), Drift.UNKNOWN),
        (Tally(12, 20), Tally(19, 20), Drift.WORSE),
        (Tally(19, 20), Tally(12, 20), Drift.BETTER),
        (Tally(18, 20), Tally(19, 20), Drift.SAME),
    ],
)
def test_drift_is_said_only_where_it_is_sure(this_week: Tally, last_week: Tally, said: Drift) -> None:
    assert drift_of(this_week, last_week) is said
