"""Many random reports, one after another, then an attack on all that they told: no group of one to nine can be isolated.

A figure that is shown tells of its set of people. What a reader can compute are sums and differences of the sets he was told of,
within a report and across reports of the same month. The attack looks whether such a combination is a group of 1 to 9.
"""

import itertools
import random
from collections import defaultdict

import numpy as np
import pytest

from annotate.core.months import months_ending
from annotate.households.household import YearIncome
from annotate.reports.figures.cohort_lines import CohortFact, FunnelFact
from annotate.reports.figures.document import build
from annotate.reports.figures.facts import FigureState, HouseholdFact, PayFact
from annotate.reports.figures.releases import ReleasedLine, cells_of, followed
from tests.reports.facts import COUNTIES, E4, digest, sources

LEAST = 10
# Which set of a line stands behind a figure that is shown.
SET_OF = {"platform_share": "share|{county}"}
MONTHS = months_ending("2026-06", 24)


def crowd(chance: random.Random):
    """(woman, county, first month, last month): counties of very different sizes, some come late, some leave early."""
    sizes = [chance.choice((0, 3, 9, 12, 25, 60)) for _ in COUNTIES]
    people = []
    for place, size in enumerate(sizes):
        for number in range(size):
            first = chance.randrange(0, 20)
            last = 23 if chance.random() < 0.8 else chance.randrange(first, 24)
            people.append((1000 * place + number, COUNTIES[place], first, last))
    return people


def facts(chance: random.Random, people, upto: int):
    """What is known when month number `upto` is the last: late answers move pay and bring single women in."""
    pay = [
        PayFact(who, county, MONTHS[at], chance.randrange(200, 3000) * E4, 0, 20 * 3_600_000)
        for who, county, first, last in people
        for at in range(first, min(last, upto) + 1)
        if chance.random() < 0.93
    ]
    households = [
        HouseholdFact(
            who,
            county,
            YearIncome(0, chance.randrange(3_000, 30_000) * E4, 4) if chance.random() < 0.9 else None,
            {
                MONTHS[at]: YearIncome(
                    chance.randrange(0, 9_000) * E4, chance.choice((-9_000, 4_000, 12_000, 26_000)) * E4, 4
                )
                for at in range(first, min(last, upto) + 1)
                if chance.random() < 0.95
            },
        )
        for who, county, first, last in people
        if who % 3
    ]
    return pay, households


def three_reports(seed: int):
    """The lines of three quarters, each bound by what was told before; the last one is restated once."""
    chance = random.Random(seed)
    people = crowd(chance)
    earlier, told = {}, []
    for quarter, upto, restate in (
        ("2025-Q4", 17, False),
        ("2026-Q1", 20, False),
        ("2026-Q2", 23, False),
        ("2026-Q2", 23, True),
    ):
        pay, households = facts(chance, people, upto)
        ids = frozenset(who for who, _county, first, _last in people if first <= upto)
        paid = frozenset(fact.account_id for fact in pay)
        third = frozenset(who for who in paid if sum(fact.account_id == who for fact in pay) >= 3)
        cohorts = [
            CohortFact("2025-01", after, frozenset(list(ids)[:40]), paid & frozenset(list(ids)[:40]))
            for after in (1, 3)
        ]
        given = sources(
            [(who, county) for who, county, _first, _last in people],
            quarter,
            "2026-07",
            earlier,
            pay=pay,
            households=households,
            cohorts=cohorts,
            funnel=FunnelFact((ids, ids, paid, third)),
        )
        report = build(given, restate)
        for chosen in report.lines:
            if not chosen.is_repeated:
                key, figures = chosen.line.key, chosen.line.figures
                newest = ReleasedLine(key, quarter, figures, cells_of(chosen.line, digest))
                earlier[key] = followed(earlier.get(key), newest)
                told.append(chosen.line)
    return told


def told_sets(line):
    """Sets of people behind the figures of a line that are shown."""
    found = {}
    for figure in line.figures:
        if figure.state is not FigureState.SHOWN:
            continue
        key = SET_OF.get(figure.metric, "{county}").format(county=figure.county_code)
        if figure.metric.startswith("funnel_"):
            key = figure.metric
        people = line.cells.get(key)
        if people:
            found[key] = people
    return found


def by_subject(lines):
    """Everything told about one month, or one quarter, in all reports: these can be compared with each other."""
    found = defaultdict(set)
    for line in lines:
        subject = line.key.split("|", 1)[1] if "|" in line.key and line.key != "panel" else line.key
        for people in told_sets(line).values():
            found[line.key.split("|")[0], subject].add(people)
    return found


def combinations(sets):
    """Differences of two told sets, and a whole less any union of parts that lie within it."""
    ordered = sorted(sets, key=len, reverse=True)
    for whole, part in itertools.permutations(ordered, 2):
        if part < whole:
            yield whole - part
    for whole in ordered:
        inside = [part for part in ordered if part < whole]
        for size in (2, 3):
            for parts in itertools.combinations(inside, size):
                union = frozenset().union(*parts)
                if len(union) == sum(map(len, parts)):
                    yield whole - union


@pytest.mark.parametrize("seed", range(24))
def test_no_difference_of_what_was_told_is_a_group_under_ten(seed):
    lines = three_reports(seed)
    for sets in by_subject(lines).values():
        for people in sets:
            assert len(people) >= LEAST
        for rest in combinations(sets):
            assert not 0 < len(rest) < LEAST, sorted(rest)


def test_the_attack_finds_something_to_combine_at_all():
    """Otherwise the test above would prove nothing."""
    counted = sum(
        1
        for seed in range(24)
        for sets in by_subject(three_reports(seed)).values()
        for _ in combinations(sets)
    )
    assert counted > 200


@pytest.mark.parametrize("seed", range(24))
def test_no_hidden_county_is_in_the_span_of_what_was_told(seed):
    """By linear algebra: the vector of a hidden group under ten is no combination of the vectors that were told."""
    for line in three_reports(seed):
        sets = list(told_sets(line).values())
        everybody = sorted(frozenset().union(*line.cells.values())) if line.cells else []
        small = [people for people in line.cells.values() if 0 < len(people) < LEAST]
        if not sets or not small:
            continue
        place = {who: at for at, who in enumerate(everybody)}
        matrix = np.zeros((len(sets), len(everybody)))
        for row, people in enumerate(sets):
            matrix[row, [place[who] for who in people]] = 1
        rank = np.linalg.matrix_rank(matrix)
        for people in small:
            vector = np.zeros(len(everybody))
            vector[[place[who] for who in people]] = 1
            assert np.linalg.matrix_rank(np.vstack([matrix, vector])) == rank + 1, line.key


def test_where_a_few_households_have_no_income_their_share_is_hidden():
    people = [(1000 + n, COUNTIES[0]) for n in range(30)]

    def fact(who, county, net):
        return HouseholdFact(
            who, county, YearIncome(0, 9_000 * E4, 4), {"2026-06": YearIncome(500 * E4, net * E4, 4)}
        )

    def states(without):
        facts_ = [
            fact(who, county, -9_000 if n < without else 9_000) for n, (who, county) in enumerate(people)
        ]
        report = build(sources(people, households=facts_))
        return {
            one["county_code"]: one["state"]
            for one in report.document["figures"]
            if one["metric"] == "platform_share"
            and one["month"] == "2026-06"
            and one["county_code"] in ("", COUNTIES[0])
        }

    assert states(0) == {"": "shown", COUNTIES[0]: "shown"}
    assert states(4) == {"": "hidden", COUNTIES[0]: "hidden"}
    assert states(12) == {"": "shown", COUNTIES[0]: "shown"}
