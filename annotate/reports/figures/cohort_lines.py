"""Who stayed: the share of each cohort with pay after 1, 3, 6 and 12 months; and the way from enrolment to a third month. Pure.

Counts are rounded before a share is taken of them, so that no share of a small cohort gives a count away to the person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from annotate.reports.figures.facts import Figure, FigureState, Line, Table
from annotate.reports.statistics import rounded
from annotate.reports.suppression import Reason, Rules, is_few

AFTER_MONTHS = (1, 3, 6, 12)
STEPS = ("funnel_enrolled", "funnel_learned", "funnel_first_pay", "funnel_third_month")


@dataclass(frozen=True)
class CohortFact:
    """Women who joined in a month, and who of them had pay so many months later."""

    cohort: str
    after: int
    members: frozenset[int]
    stayed: frozenset[int]


@dataclass(frozen=True)
class FunnelFact:
    """Everybody who had joined by the end of the period; each step a part of the one before."""

    steps: tuple[frozenset[int], ...] = ()


def retention_line(fact: CohortFact, rules: Rules) -> Line:
    """One share of one cohort: a line of its own, told once its month is over."""
    place = (Table.COHORTS, f"retained_{fact.after}", "", fact.cohort)
    whole, stayed = len(fact.members), len(fact.stayed & fact.members)
    key = f"cohort|{fact.cohort}|{fact.after}"
    cells = {"": fact.members, "stayed": fact.stayed & fact.members}
    if whole < rules.least or is_few(stayed, rules) or is_few(whole - stayed, rules):
        return Line(key, (Figure(*place, FigureState.HIDDEN),), cells, (Reason.TOO_FEW,))
    n = rounded(whole, rules.count_base)
    share = rounded(Fraction(rounded(stayed, rules.count_base) * 100, n))
    told = str(min(95, max(5, share)))
    return Line(key, (Figure(*place, FigureState.SHOWN, told, n),), cells)


def funnel_line(fact: FunnelFact, period: str, rules: Rules) -> Line:
    """A step is told when it has enough people, and enough were lost on the way to it, or nobody."""
    figures: list[Figure] = []
    reasons: list[Reason] = []
    last_told = None
    for metric, people in zip(STEPS, fact.steps, strict=False):
        place, count = (Table.FUNNEL, metric, "", ""), len(people)
        lost = last_told - count if last_told is not None else 0
        if not count and not figures:
            figures.append(Figure(*place, FigureState.NOBODY))
        elif count < rules.least or is_few(lost, rules):
            figures.append(Figure(*place, FigureState.HIDDEN))
            reasons.append(Reason.TOO_FEW)
        else:
            n = rounded(count, rules.count_base)
            figures.append(Figure(*place, FigureState.SHOWN, str(n), n))
            last_told = count
    cells = dict(zip(STEPS, fact.steps, strict=False))
    return Line(f"funnel|{period}", tuple(figures), cells, tuple(reasons))


def lines(cohorts: Sequence[CohortFact], funnel: FunnelFact, period: str, rules: Rules) -> list[Line]:
    """All of them, the oldest cohort first."""
    ordered = sorted(cohorts, key=lambda one: (one.cohort, one.after))
    found = [retention_line(fact, rules) for fact in ordered]
    return [funnel_line(funnel, period, rules), *found] if funnel.steps else found
