"""How sure a share is: Wilson's interval, the Beta posterior, and whether one share lies under another. Pure."""

import math

from scipy.special import betaincinv, betaln

# The posterior begins where every share is as likely as another (Bayes, Laplace).
PRIOR = 1.0


def wilson(passed: float, answers: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson, JASA 1927). (0, 1) without an answer."""
    _check(passed, answers)
    if answers == 0:
        return 0.0, 1.0
    middle, spread = wilson_middle(passed, answers, z), z * z / answers
    rate = passed / answers
    half = z * math.sqrt(rate * (1 - rate) / answers + spread / (4 * answers)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def wilson_middle(passed: float, answers: int, z: float = 1.96) -> float:
    """The middle of Wilson's interval: the share, drawn a little toward one half while answers are few."""
    _check(passed, answers)
    return (passed + z * z / 2) / (answers + z * z)


def mean_interval(total: float, squares: float, count: int, z: float = 1.96) -> tuple[float, float, float]:
    """(mean, low, high) of values 0 ... 1, from their sum and the sum of their squares; count > 0."""
    mean = total / count
    spread = math.sqrt(max(0.0, squares / count - mean * mean) / count)
    return mean, max(0.0, mean - z * spread), min(1.0, mean + z * spread)


def beta_interval(passed: float, answers: float, level: float = 0.9) -> tuple[float, float]:
    """The middle `level` of the Beta posterior of a share, from a uniform prior. 0 <= passed <= answers."""
    _check(passed, answers)
    tail = (1 - level) / 2
    a, b = passed + PRIOR, answers - passed + PRIOR
    low, high = betaincinv(a, b, [tail, 1 - tail])
    return float(low), float(high)


def probability_lower(passed: int, answers: int, passed_before: int, answers_before: int) -> float:
    """How likely it is that a share is lower than another, both with Beta posteriors from a uniform prior.

    Exact for whole numbers: the sum over the terms of the first's survival. 0.5 when nothing is known.
    Source: Miller, "Formulas for Bayesian A/B Testing", 2015, with the two sides exchanged.
    """
    _check(passed, answers)
    _check(passed_before, answers_before)
    a, b = passed + PRIOR, answers - passed + PRIOR
    c, d = passed_before + PRIOR, answers_before - passed_before + PRIOR
    terms = (
        math.exp(
            float(betaln(a + i, b + d)) - math.log(d + i) - float(betaln(1 + i, d)) - float(betaln(a, b))
        )
        for i in range(round(c))
    )
    return min(1.0, max(0.0, math.fsum(terms)))


def _check(passed: float, answers: float) -> None:
    if not 0 <= passed <= answers:
        raise ValueError(f"{passed} of {answers}")
