"""What must be on account before a project may be published, line by line. Pure, integers only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

# Late and surplus answers are taken and paid, so a little more than planned is spent.
OVERSHOOT_PERCENT = 3
# Kept for topping up pay that falls under the floor.
FLOOR_RESERVE_PERCENT = 10
# On top of the rate at levels 1, 2, 3, 4, unless the project says otherwise.
LEVEL_BONUS = (0, 10, 20, 30)
# Newcomers get more check pictures than the usual share, so twice that share is held, from 2 % to 50 %.
_GOLD_FACTOR, _LEAST_GOLD_PER_MILLE, _MOST_GOLD_PER_MILLE = 2, 20, 500


@dataclass(frozen=True)
class Plan:
    """What a project may come to at most. All numbers >= 0.

    answers: pictures and clips x the most answers that adaptive redundancy may ask. level_bonus: per cent by level.
    verify_e4: all verify tasks at their plain price. training_reserve_e4: the pay of learning.
    rework_e4: answers made anew by changed guidelines, at the prices they were made at.
    """

    answers: int
    rate_e4: int
    level_bonus: Sequence[int] = LEVEL_BONUS
    gold_share: float = 0.0
    verify_e4: int = 0
    training_reserve_e4: int = 0
    rework_e4: int = 0

    @property
    def bonus_percent(self) -> int:
        """The highest level's: nobody knows beforehand who will answer."""
        return max(self.level_bonus, default=0)

    @property
    def gold_answers(self) -> int:
        """Answers to check pictures, which are paid like any other."""
        if self.gold_share <= 0:
            return 0
        twice = _GOLD_FACTOR * round(self.gold_share * 1000)
        per_mille = min(_MOST_GOLD_PER_MILLE, max(_LEAST_GOLD_PER_MILLE, twice))
        return -(-self.answers * per_mille // 1000)


@dataclass(frozen=True)
class Budget:
    """The lines of a budget in 1/10000, each rounded up."""

    answers_e4: int
    gold_e4: int
    verify_e4: int
    overshoot_e4: int
    floor_reserve_e4: int
    training_e4: int
    rework_e4: int = 0

    @property
    def needed_e4(self) -> int:
        return sum(vars(self).values())


def budget_of(plan: Plan) -> Budget:
    """Answers, check pictures and verify tasks at the highest level's price, + 3 % overshoot, + 10 % floor reserve, + training, + work done anew."""
    price_e4 = plan.rate_e4 * (100 + plan.bonus_percent) // 100
    answers_e4, gold_e4 = plan.answers * price_e4, plan.gold_answers * price_e4
    verify_e4 = -(-plan.verify_e4 * (100 + plan.bonus_percent) // 100)
    work_e4 = answers_e4 + gold_e4 + verify_e4
    return Budget(
        answers_e4=answers_e4,
        gold_e4=gold_e4,
        verify_e4=verify_e4,
        overshoot_e4=-(-work_e4 * OVERSHOOT_PERCENT // 100),
        floor_reserve_e4=-(-work_e4 * FLOOR_RESERVE_PERCENT // 100),
        training_e4=plan.training_reserve_e4,
        rework_e4=plan.rework_e4,
    )


def budget_needed_e4(plan: Plan) -> int:
    """What must be on account, in all."""
    return budget_of(plan).needed_e4


def portions_covered(plan: Plan, answers_each: int, funded_e4: int) -> int:
    """How many pictures and clips the money is enough for, beside all else that the plan promises.

    plan: its answers are not read. answers_each > 0: the most that one may be given.
    """
    low, high = 0, funded_e4 // (plan.rate_e4 * answers_each) + 1
    # More pictures never cost less: halve the span until only one number is left.
    while high - low > 1:
        middle = (low + high) // 2
        if budget_needed_e4(replace(plan, answers=middle * answers_each)) <= funded_e4:
            low = middle
        else:
            high = middle
    return low
