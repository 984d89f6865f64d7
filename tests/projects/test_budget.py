"""Worked examples of budgets, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.projects.budget import Budget, Plan, budget_needed_e4, budget_of
from annotate.projects.steps import missing_money_e4

YUAN = 10_000
EXAMPLES = {
    # 100 pictures x 3 answers x 0.42 yuan x 1.3 = 163.80; 3 % = 4.914; 10 % = 16.38.
    "the usual bonus of the highest level": (
        Plan(300, 4200),
        Budget(1_638_000, 0, 0, 49_140, 163_800, 0),
    ),
    # Without a bonus: 126.00 + 3.78 + 12.60.
    "no bonus": (Plan(300, 4200, level_bonus=[0, 0, 0, 0]), Budget(1_260_000, 0, 0, 37_800, 126_000, 0)),
    # 5 % check pictures are held twice: 30 answers more at 0.546; training 250 yuan, which no reserve is added to.
    "check pictures and training": (
        Plan(300, 4200, gold_share=0.05, training_reserve_e4=250 * YUAN),
        Budget(1_638_000, 163_800, 0, 54_054, 180_180, 2_500_000),
    ),
    # 1,000 objects x 3 answers x 0.05 yuan = 150; x 1.3 = 195.
    "verify tasks alone": (Plan(0, 4200, verify_e4=150 * YUAN), Budget(0, 0, 1_950_000, 58_500, 195_000, 0)),
    # 10,000 boxes at 0.0035: 35 x 130 // 100 = 45 each, as the lease freezes it; each reserve is rounded up.
    "a price below a fen": (Plan(10_000, 35), Budget(450_000, 0, 0, 13_500, 45_000, 0)),
    "nothing to do": (Plan(0, 4200), Budget(0, 0, 0, 0, 0, 0)),
}


@pytest.mark.parametrize(("plan", "budget"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_worked_examples(plan: Plan, budget: Budget) -> None:
    assert budget_of(plan) == budget
    assert budget_needed_e4(plan) == sum(vars(budget).values())


def test_what_is_missing_is_never_below_nothing() -> None:
    # In whole fen, rounded up: what is asked for is enough once it is paid.
    assert missing_money_e4(Plan(300, 4200), 0, "CNY") == 1_851_000
    assert missing_money_e4(Plan(300, 4200), 1_850_939, "CNY") == 100
    assert missing_money_e4(Plan(300, 4200), 1_850_939, "JPY") == 10_000
    assert missing_money_e4(Plan(300, 4200), 5_000_000, "CNY") == 0


@given(st.integers(0, 10**6), st.integers(1, 10**8), st.sampled_from([0.0, 0.01, 0.05, 0.1, 0.5]))
def test_every_answer_and_its_reserves_are_held(answers: int, rate_e4: int, share: float) -> None:
    plan = Plan(answers, rate_e4, gold_share=share)

    held = budget_of(plan)

    paid_at_most = (answers + plan.gold_answers) * (rate_e4 * 130 // 100)
    assert held.needed_e4 * 100 >= paid_at_most * 113
    assert plan.gold_answers >= answers * share
