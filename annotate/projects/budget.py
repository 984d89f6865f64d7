"""What must be on account before a project may be published. Pure, integers only."""

# Late and surplus answers are taken and paid, so a little more than planned is spent.
OVERSHOOT_PERCENT = 3
# Kept for topping up pay that falls under the floor.
FLOOR_RESERVE_PERCENT = 10
# On top of the rate at levels 1, 2, 3, 4, unless the project says otherwise.
LEVEL_BONUS = (0, 10, 20, 30)


def budget_needed_e4(images: int, answers_per_image: int, rate_e4: int) -> int:
    """Answers x price x (100 + 3 %) + 10 % floor reserve, rounded up to 1/10000.

    images, answers_per_image (the most that adaptive redundancy may ask), rate_e4: >= 0.
    """
    work = images * answers_per_image * rate_e4
    return -(-work * (100 + OVERSHOOT_PERCENT + FLOOR_RESERVE_PERCENT) // 100)
