"""The geometry of charts: round ticks, places inside the frame, gaps instead of zeros."""

from decimal import Decimal

import pytest

from annotate.core import charts
from annotate.core.chart_shapes import Change, Reference, Series

MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
COUNTIES = ["思南县", "紫阳县", "长治市潞州区一个名字非常非常长的街道办事处"]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        pytest.param(0, 9, (0, 2, 4, 6, 8, 10), id="small"),
        pytest.param(0, 100, (0, 20, 40, 60, 80, 100), id="per_cent"),
        pytest.param(0, 1284.3, (0, 500, 1000, 1500), id="pay"),
        pytest.param(0, 0.35, (0, 0.1, 0.2, 0.3, 0.4), id="parts_of_a_yuan"),
        pytest.param(-120, 80, (-150, -100, -50, 0, 50, 100), id="below_zero"),
        pytest.param(0, 0, (0, 0.2, 0.4, 0.6, 0.8, 1), id="nothing_at_all"),
        pytest.param(7, 7, (6, 8, 10, 12, 14), id="all_the_same"),
        pytest.param(0, 2734200, (0, 500000, 1000000, 1500000, 2000000, 2500000, 3000000), id="millions"),
    ],
)
def test_ticks_are_round_and_embrace_the_values(low, high, ticks):
    assert charts.nice_ticks(low, high) == ticks


def test_a_hidden_month_is_a_gap_and_not_a_zero():
    series = Series("收入", (100, 120, None, 140, 150))

    line = charts.line_chart(MONTHS[:5], [series]).lines[0]

    assert len(line.paths) == 2
    assert len(line.marks) == 4
    assert all("None" not in path for path in line.paths)


def test_a_lone_value_between_gaps_still_has_its_mark():
    line = charts.line_chart(MONTHS[:3], [Series("收入", (None, 120, None))]).lines[0]

    assert [mark.name for mark in line.marks] == ["2026-02"]


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_everything_lies_inside_the_frame(width):
    series = [Series("中位数", tuple(range(900, 2100, 100))), Series("P90", tuple(range(1500, 3900, 200)))]

    chart = charts.line_chart(MONTHS, series, width=width, references=[Reference("最低工资", 1900)])

    xs = [mark.x for line in chart.lines for mark in line.marks]
    ys = [mark.y for line in chart.lines for mark in line.marks] + [t.at for t in chart.references]
    assert min(xs) >= chart.plot.left
    assert max(xs) <= chart.plot.right
    assert min(ys) >= chart.plot.top
    assert max(ys) <= chart.plot.bottom


def test_a_phone_gets_fewer_month_names_but_always_the_newest():
    chart = charts.at_two_widths(
        lambda width: charts.line_chart(MONTHS, [Series("人数", (1,) * 12)], width=width)
    )

    assert len(chart.narrow.x_ticks) < len(chart.wide.x_ticks)
    assert chart.narrow.x_ticks[-1].label == "2026-12"


def test_a_larger_value_stands_higher():
    low, high = charts.line_chart(MONTHS[:2], [Series("收入", (10, 20))]).lines[0].marks

    assert high.y < low.y


def test_bars_grow_with_their_value_from_one_common_edge():
    chart = charts.bar_chart(COUNTIES, [10, 30, 20])

    assert {bar.x for bar in chart.bars} == {chart.plot.left}
    assert chart.bars[1].width == pytest.approx(3 * chart.bars[0].width, abs=0.5)


def test_a_suppressed_bar_has_no_length_and_says_why():
    chart = charts.bar_chart(COUNTIES, [10, None, 20], hidden_word="不显示")

    hidden = chart.bars[1]

    assert hidden.hidden
    assert hidden.width == 0
    assert hidden.label == "不显示"


def test_a_very_long_county_name_leaves_room_for_the_bars():
    chart = charts.bar_chart(COUNTIES, [1, 2, 3], width=charts.NARROW)

    assert chart.rows[2].label.endswith("…")
    assert chart.plot.left < charts.NARROW * 0.45
    assert chart.bars[2].name == COUNTIES[2]


def test_two_columns_of_a_month_stand_side_by_side():
    chart = charts.column_chart(MONTHS[:2], [Series("计件", (5, 6)), Series("补足", (1, 2))])

    first, second = (bar for bar in chart.bars if bar.name.startswith("2026-01"))

    assert second.x == pytest.approx(first.x + first.width, abs=0.2)
    assert first.y + first.height == pytest.approx(chart.plot.bottom, abs=0.2)


def test_a_loss_hangs_under_the_zero_line():
    chart = charts.column_chart(MONTHS[:2], [Series("净额", (-5, 5))])

    below, above = chart.bars

    assert below.y == pytest.approx(above.y + above.height, abs=0.2)


@pytest.mark.parametrize(
    ("before", "now", "rises"), [(100, 200, True), (200, 100, False), (None, 100, False), (100, None, False)]
)
def test_a_dumbbell_knows_which_way_it_went(before, now, rises):
    row = charts.dumbbell_chart([Change("思南县", before, now)]).rows[0]

    assert row.rises is rises
    assert (row.before is None) is (before is None)
    assert (row.now is None) is (now is None)


def test_a_dumbbell_takes_exact_amounts():
    row = charts.dumbbell_chart([Change("思南县", Decimal("512.30"), Decimal("1284.30"))]).rows[0]

    assert row.before.label == "512"
    assert row.now.label == "1,284"


@pytest.mark.parametrize(
    ("percent", "shade", "words"),
    [(0, 0, "0%"), (19.9, 0, "20%"), (20, 1, "20%"), (79, 3, "79%"), (100, 4, "100%"), (None, None, "–")],
)
def test_a_cohort_cell_is_darker_the_more_stayed_and_says_the_number(percent, shade, words):
    cell = charts.cohort_grid(["2026-01"], ["第 1 月"], [[percent]], hidden_word="–").cells[0]

    assert (cell.shade, cell.label) == (shade, words)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: charts.line_chart([], []),
        lambda: charts.column_chart([], []),
        lambda: charts.bar_chart([], []),
        lambda: charts.dumbbell_chart([]),
        lambda: charts.cohort_grid([], [], []),
    ],
    ids=["line", "column", "bar", "dumbbell", "grid"],
)
def test_a_chart_without_values_is_empty_and_not_an_error(draw):
    assert draw().plot.width > 0
