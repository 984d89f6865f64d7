"""A report as a document: what it tells, what it hides, and that earlier reports bind it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotate.reports.figures.document import build, canonical, sha256
from annotate.reports.figures.facts import FigureState, PayFact, Table
from annotate.reports.figures.releases import ReleasedLine, followed
from tests.reports.facts import COUNTIES, E4, sources, women


def figures(report):
    return [figure for chosen in report.lines for figure in chosen.line.figures]


def value(report, table, metric, county="", month=""):
    for figure in figures(report):
        if (figure.table, figure.metric, figure.county_code, figure.month) == (table, metric, county, month):
            return figure.value if figure.state is FigureState.SHOWN else figure.state.value
    raise AssertionError("no such figure")


def release(report):
    """The release log after freezing a report."""
    period = report.document["period"]
    return {
        chosen.line.key: ReleasedLine(chosen.line.key, period, chosen.line.figures, chosen.cells)
        for chosen in report.lines
        if not chosen.is_repeated
    }


def test_counts_are_rounded_to_five_and_amounts_to_ten():
    report = build(sources(women(23, 18, 21)))

    assert value(report, Table.PERIOD, "active_annotators") == "60"
    assert value(report, Table.COUNTY_MONTHS, "active_annotators", COUNTIES[0], "2026-06") == "25"
    assert int(value(report, Table.COUNTY_MONTHS, "median_pay", COUNTIES[0], "2026-06")) % 10 == 0


def test_a_county_with_nine_women_is_hidden_and_takes_the_smallest_other_with_it():
    report = build(sources(women(30, 9, 20)))

    states = [value(report, Table.COUNTY_MONTHS, "total_pay", county, "2026-06") for county in COUNTIES]

    assert states[1:] == ["hidden", "hidden"]
    assert states[0].isdigit()
    assert value(report, Table.MONTHS, "total_pay", "", "2026-06").isdigit()


def test_tails_are_not_told_of_fewer_than_a_hundred_women():
    assert value(build(sources(women(99))), Table.PERIOD, "p90_pay") == "hidden"
    assert value(build(sources(women(100))), Table.PERIOD, "p90_pay").isdigit()


def test_one_woman_who_earns_more_than_half_hides_her_countys_pay():
    people = women(20, 20)
    given = sources(people)
    pay = [
        PayFact(
            f.account_id,
            f.county_code,
            f.month,
            40_000 * E4 if f.account_id == 3 else f.pay_e4,
            0,
            f.active_ms,
        )
        for f in given.pay
    ]

    report = build(sources(people, pay=pay))

    assert value(report, Table.COUNTY_MONTHS, "total_pay", COUNTIES[0], "2026-06") == "hidden"


def test_the_sum_of_a_running_month_waits_for_its_end():
    report = build(sources(women(30), quarter="2026-Q3", this_month="2026-07"))

    assert value(report, Table.MONTHS, "total_pay", "", "2026-07") == "running"
    assert value(report, Table.MONTHS, "median_pay", "", "2026-07").isdigit()
    assert [note["code"] for note in report.document["notes"]] == ["running"]


def test_both_directions_of_moves_are_told_or_hidden():
    report = build(sources(women(60, 60, 60)))

    told = {
        m: value(report, Table.MOVES, m, "", "2026-06")
        for m in ("below_to_above", "stayed_below", "stayed_above")
    }

    assert all(text.isdigit() or text == "hidden" for text in told.values())
    assert value(report, Table.BEFORE_NOW, "above_baseline", "", "2026-06") == "60"


def test_without_a_line_the_report_says_so_and_counts_nobody_against_one():
    report = build(sources(women(30), standard=None))

    assert [note["code"] for note in report.document["notes"]] == ["no_line"]
    assert not [figure for figure in figures(report) if "below" in figure.metric]


def test_missing_baselines_are_printed():
    given = sources(women(40))
    households = [
        fact if fact.household_id % 4 else type(fact)(fact.household_id, fact.county_code, None, fact.years)
        for fact in given.households
    ]

    report = build(sources(women(40), households=households))

    assert report.document["coverage"]["missing_baseline_percent"] == 25
    assert report.document["coverage"]["known_before_and_now"] == 30


def test_the_same_sources_give_the_same_bytes():
    one, two = (build(sources(women(23, 18, 21))).document for _ in range(2))

    assert canonical(one) == canonical(two)
    assert sha256(one) == sha256(two)


def test_a_released_month_is_repeated_although_one_woman_came_later():
    first = build(sources(women(30, 30)))
    later = build(sources(women(31, 30), quarter="2026-Q3", this_month="2026-10", earlier=release(first)))

    for metric in ("total_pay", "median_pay"):
        assert value(later, Table.COUNTY_MONTHS, metric, COUNTIES[0], "2026-05") == value(
            first, Table.COUNTY_MONTHS, metric, COUNTIES[0], "2026-05"
        )
    assert {"line": "pay|2026-05", "released_in": "2026-Q2"} in later.document["repeated"]


def test_before_and_now_is_repeated_until_ten_households_changed_in_each_county_that_changed():
    first = build(sources(women(30, 30)))

    near = build(sources(women(35, 30), quarter="2026-Q3", this_month="2026-10", earlier=release(first)))
    far = build(sources(women(40, 30), quarter="2026-Q3", this_month="2026-10", earlier=release(first)))

    assert near.document["panel_month"] == "2026-06"
    assert far.document["panel_month"] == "2026-09"


def test_a_restatement_needs_ten_people_too():
    first = build(sources(women(30, 30)))

    near = build(sources(women(33, 30), earlier=release(first)), restate=True)
    far = build(sources(women(45, 30), earlier=release(first)), restate=True)

    assert value(near, Table.PERIOD, "active_annotators") == "60"
    assert value(far, Table.PERIOD, "active_annotators") == "75"


def after(*reports):
    """The release log after reports that were frozen one after another."""
    log = {}
    for report in reports:
        for key, told in release(report).items():
            log[key] = followed(log.get(key), told)
    return log


def test_a_restatement_is_held_against_every_earlier_version_not_the_newest_alone():
    """30, then 45, then 33 women: the third beside the first would tell of three of them."""
    first = build(sources(women(30, 30)))
    second = build(sources(women(45, 30), earlier=after(first)), restate=True)

    near_the_first = build(sources(women(33, 30), earlier=after(first, second)), restate=True)
    as_at_first = build(sources(women(30, 30), earlier=after(first, second)), restate=True)
    far_from_both = build(sources(women(60, 30), earlier=after(first, second)), restate=True)

    assert value(second, Table.PERIOD, "active_annotators") == "75"
    assert value(near_the_first, Table.PERIOD, "active_annotators") == "75"
    assert value(as_at_first, Table.PERIOD, "active_annotators") == "75", "one correction would show"
    assert value(far_from_both, Table.PERIOD, "active_annotators") == "90"


def test_before_and_now_is_held_against_every_earlier_quarter():
    """The baseline of the same households stands in each of them."""
    first = build(sources(women(30, 30), quarter="2025-Q4"))
    second = build(sources(women(45, 30), quarter="2026-Q1", earlier=after(first)))

    near_the_first = build(sources(women(33, 30), earlier=after(first, second)))
    far_from_both = build(sources(women(55, 30), earlier=after(first, second)))

    assert second.document["panel_month"] == "2026-03"
    assert near_the_first.document["panel_month"] == "2026-03"
    assert far_from_both.document["panel_month"] == "2026-06"


def test_an_older_quarter_keeps_its_own_before_and_now_when_it_is_looked_at_again():
    first = build(sources(women(30, 30), quarter="2026-Q1"))
    second = build(sources(women(30, 30), earlier=after(first)))

    again = build(sources(women(31, 30), quarter="2026-Q1", earlier=after(first, second)))

    assert second.document["panel_month"] == "2026-06"
    assert again.document["panel_month"] == "2026-03"


def test_a_new_county_of_which_nothing_is_known_yet_does_not_stop_before_and_now():
    known = sources(women(30, 30))
    first = build(replace(known, counties=known.counties[:2]))

    later = build(sources(women(30, 30), quarter="2026-Q3", this_month="2026-10", earlier=after(first)))

    assert later.document["panel_month"] == "2026-09"


def test_women_against_the_same_quarter_of_last_year():
    last = build(sources(women(50), quarter="2025-Q2", this_month="2026-07"))

    report = build(sources(women(60), earlier=release(last)))

    found = [f for f in report.document["figures"] if f["metric"] == "active_vs_last_year"]
    assert [f["value"] for f in found] == ["120.00"]


sizes = st.lists(st.integers(0, 25), min_size=3, max_size=3)


@given(sizes, st.lists(sizes, min_size=1, max_size=3))
def test_no_difference_of_two_releases_is_a_group_of_one_to_nine(start, joins):
    """Counties grow at random from quarter to quarter; every released total less its shown parts is compared."""
    earlier, now, told = {}, list(start), {}
    for step, more in enumerate([[0, 0, 0], *joins]):
        now = [a + b for a, b in zip(now, more, strict=True)]
        people = women(*now)
        quarter, month = [
            ("2025-Q4", "2026-01"),
            ("2026-Q1", "2026-04"),
            ("2026-Q2", "2026-07"),
            ("2026-Q3", "2026-10"),
        ][step]
        report = build(sources(people, quarter=quarter, this_month=month, earlier=earlier))
        earlier |= release(report)
        for chosen in report.lines:
            if chosen.line.key.startswith("pay|"):
                told.setdefault(chosen.line.key, set()).add(
                    tuple(sorted((p, c.n) for p, c in chosen.cells.items()))
                )

    # One membership per month, whatever came later: there is nothing to take differences of.
    assert all(len(versions) == 1 for versions in told.values())
