"""Who stayed, and the way from enrolment to a third month: told of ten and more, never of the few who left."""

import dataclasses
import itertools

import hypothesis.strategies as st
import pytest
from hypothesis import given

from annotate.core.db import reading, transaction
from annotate.programmes import queries as programme_queries
from annotate.reports import queries, report_view, service
from annotate.reports.figures.cohort_lines import (
    AFTER_MONTHS,
    STEPS,
    CohortFact,
    FunnelFact,
    funnel_line,
    retention_line,
)
from annotate.reports.figures.facts import FigureState
from annotate.reports.formats.sheets import sheets
from annotate.reports.models import MonthlyPay
from annotate.reports.suppression import Rules

RULES = Rules()


def women(count, first=0):
    return frozenset(range(first, first + count))


def share(whole, stayed):
    [figure] = retention_line(CohortFact("2025-03", 3, women(whole), women(stayed)), RULES).figures
    return figure.value if figure.state is FigureState.SHOWN else figure.state.value


@pytest.mark.parametrize(
    ("whole", "stayed", "told"),
    [
        (40, 30, "75"),
        (9, 0, "hidden"),
        (60, 57, "hidden"),  # three left: they could be named
        (60, 4, "hidden"),
        (60, 60, "95"),
        (60, 0, "5"),
        (100, 50, "50"),
    ],
)
def test_a_share_is_told_when_ten_stayed_and_ten_left_or_nobody_did(whole, stayed, told):
    assert share(whole, stayed) == told


@given(whole=st.integers(0, 300), data=st.data())
def test_no_share_lets_a_group_under_ten_be_counted(whole, data):
    stayed = data.draw(st.integers(0, whole))
    told = share(whole, stayed)
    if told not in ("hidden", "nobody"):
        assert stayed == 0 or stayed >= 10
        assert whole == stayed or whole - stayed >= 10
        assert 5 <= int(told) <= 95


def steps(*counts):
    line = funnel_line(FunnelFact(tuple(women(count) for count in counts)), "2026-Q2", RULES)
    return [one.value if one.state is FigureState.SHOWN else one.state.value for one in line.figures]


def test_the_funnel_hides_a_step_when_a_few_were_lost_on_the_way():
    assert steps(200, 180, 150, 90) == ["200", "180", "150", "90"]
    assert steps(200, 197, 150, 90) == ["200", "hidden", "150", "90"]
    assert steps(200, 200, 150, 8) == ["200", "200", "150", "hidden"]
    assert steps(0, 0, 0, 0) == ["nobody", "hidden", "hidden", "hidden"]


@given(st.lists(st.integers(0, 400), min_size=4, max_size=4))
def test_no_two_steps_that_are_told_differ_by_a_few_people(counts):
    counts.sort(reverse=True)
    told = [count for count, said in zip(counts, steps(*counts), strict=True) if said.isdigit()]
    for count in told:
        assert count >= 10
    for before, after in itertools.pairwise(told):
        assert before - after == 0 or before - after >= 10


def test_a_programme_tells_its_funnel_and_its_cohorts_on_page_and_in_files(foundation, browser_of):
    with transaction() as session:
        # A third of the first county's women stop in March 2025.
        stopped = [
            row
            for row in session.query(MonthlyPay).filter(MonthlyPay.month >= "2025-04")
            if row.account_id % 3 == 0
        ]
        for row in stopped:
            session.delete(row)
    with transaction() as session:
        document = service.freeze(session, foundation.tao, foundation.programme_id, "2026-Q2").document

    told = {
        (one["table"], one["metric"], one["month"]): one["value"]
        for one in document["figures"]
        if one["table"] in ("funnel", "cohorts")
    }
    assert told["funnel", "funnel_enrolled", ""] == "55"
    assert told["funnel", "funnel_first_pay", ""] == "55"
    # Pay of January, February, March 2025 for everybody: three months each.
    assert told["funnel", "funnel_third_month", ""] == "55"
    assert told["cohorts", "retained_1", "2025-01"] == "95"
    # 36 of 54 stayed, from counts rounded to 35 and 55.
    assert told["cohorts", "retained_3", "2025-01"] == told["cohorts", "retained_12", "2025-01"] == "64"
    assert {metric for table, metric, _ in told if table == "cohorts"} == {
        f"retained_{n}" for n in AFTER_MONTHS
    }
    rows = {sheet.id: sheet.rows for sheet in sheets(document, "en")}
    assert len(rows["funnel"]) == len(STEPS)
    assert any("64" in row for row in rows["cohorts"])
    page = (
        browser_of(foundation.tao).get(f"/programmes/{foundation.programme_id}/report?quarter=2026-Q2").text
    )
    assert "留下来" in page or "仍有收入" in page
    assert report_view.view(document, "zh_CN").retention[0].cells[1].text == "64"


def test_a_running_month_is_not_told_and_a_cohort_is_told_once(foundation):
    with reading() as session:
        programme = programme_queries.programme(session, foundation.programme_id)
        running = queries.sources(session, programme, service._period(programme, "2026-Q3"))
    assert max(fact.cohort for fact in running.cohorts) == "2025-01"
    months = [(fact.cohort, fact.after) for fact in running.cohorts]
    assert len(months) == len(set(months)) == 4
    assert all(dataclasses.astuple(fact)[2] for fact in running.cohorts)
