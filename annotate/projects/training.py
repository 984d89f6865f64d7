"""What learning costs a project: the pay of practice and exam, held before publishing. Pure, integers only."""

# Usual values; each project may change its own.
HOURLY_E4 = 250_000
NEWCOMERS = 10
PICTURES = 20  # ten of practice, ten of the exam
MINUTES_A_PICTURE = 3
# Fewer check pictures teach nothing and test nothing: then nobody has to learn first.
LEAST_CHECKS = 5
MOST_RESERVE_E4 = 10_000_000_000


def reserve_e4(newcomers: int, pictures: int, minutes_a_picture: int, hourly_e4: int) -> int:
    """What so many newcomers are paid for learning, at most, rounded up. All >= 0."""
    return -(-newcomers * pictures * minutes_a_picture * hourly_e4 // 60)


def usual_reserve_e4() -> int:
    """Ten newcomers, twenty pictures each, three minutes a picture."""
    return reserve_e4(NEWCOMERS, PICTURES, MINUTES_A_PICTURE, HOURLY_E4)
