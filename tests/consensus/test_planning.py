"""What a wish costs, from made-up pictures tried out once."""

import pytest

from annotate.consensus.crowd import Crowd
from annotate.consensus.planning import cost_of, read_trials, try_out, write_trials
from annotate.consensus.usual_trials import USUAL_TRIALS


def test_the_table_of_the_usual_crowd_is_that_of_the_model_in_use() -> None:
    # After a change of the model: python -m benchmarks.consensus_plan
    made = try_out(Crowd(), 3)

    for trial, usual in zip(made, USUAL_TRIALS, strict=True):
        assert trial.risk == pytest.approx(usual.risk[:3], abs=1e-4)
        assert trial.objects == usual.objects[:3]


@pytest.mark.parametrize("most", [2, 3, 5, 8, 20])
def test_a_higher_wish_never_costs_fewer_answers(most: int) -> None:
    answers = [cost_of(USUAL_TRIALS, wish / 100, 2, most).answers for wish in range(60, 100)]

    assert answers == sorted(answers)
    assert 2 <= answers[0] <= answers[-1] <= most


def test_trials_come_back_as_they_were_stored() -> None:
    assert read_trials(write_trials(USUAL_TRIALS)) == USUAL_TRIALS
