"""Families of the synthetic women and what they lived on before: four kinds of income, and costs."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from annotate.households.words import IncomeKind, Relation

_YUAN_E4 = 10_000


@dataclass(frozen=True, slots=True)
class Member:
    relation: Relation
    birth_year: int


def family_of(year: int, rng: random.Random) -> tuple[Member, ...]:
    """She, perhaps her husband, children, often a parent: three to six people."""
    born = year - rng.randint(23, 44)
    members = [Member(Relation.SELF, born)]
    if rng.random() < 0.82:
        members.append(Member(Relation.SPOUSE, born - rng.randint(-1, 5)))
    members += [Member(Relation.CHILD, year - rng.randint(1, 14)) for _ in range(rng.choice((1, 2, 2, 2, 3)))]
    members += [
        Member(Relation.PARENT, born - rng.randint(24, 34)) for _ in range(rng.choice((0, 0, 1, 1, 2)))
    ]
    return tuple(members)


def survey(members: int, level: float, year: int, rng: random.Random) -> Mapping[IncomeKind, int]:
    """Twelve months of a family in 1/10000 yuan, without what this platform pays.

    level: how well off it is, 1.0 in the middle; year: 0 for the baseline; other income grows slowly.
    """
    growth = level * 1.04**year
    amounts = {
        IncomeKind.WAGE: members * 2_700 * growth * rng.uniform(0.3, 1.4),
        IncomeKind.BUSINESS: members * 1_900 * growth * rng.uniform(0.5, 1.4),
        IncomeKind.PROPERTY: rng.choice((0, 0, 240, 600)) * growth,
        IncomeKind.TRANSFER: members * 950 * rng.uniform(0.6, 1.5),
        IncomeKind.PRODUCTION_COST: members * 620 * growth * rng.uniform(0.6, 1.4),
    }
    return {kind: round(yuan / 10) * 10 * _YUAN_E4 for kind, yuan in amounts.items()}
