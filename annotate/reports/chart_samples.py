"""Invented figures for the style guide: each kind of chart, with a gap, a hidden value and a long name."""

from annotate.reports import charts
from annotate.reports.chart_shapes import Change, Reference, Series

_MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
_DAYS = [f"{day}" for day in range(1, 31)]
_COUNTIES = ["思南县", "紫阳县", "平陆县", "务川仡佬族苗族自治县", "宁武县"]


def sample_charts(locale: str) -> dict[str, object]:
    """All kinds of charts by name, drawn at two widths."""
    chinese = locale.startswith("zh")
    names = ("中位数", "九成的人在这以下") if chinese else ("Median", "P90")
    line_name, hidden = ("最低工资", "不显示") if chinese else ("Minimum wage", "hidden")
    pay = (310, 420, 640, 820, None, 1010, 1180, 1240, 1390, 1520, 1610, 1740)
    top = (900, 1100, 1500, 1720, None, 2010, 2160, 2390, 2480, 2700, 2810, 2960)
    days = tuple((day * 7919) % 37 + (0 if day % 7 in (0, 6) else 22) for day in range(1, 31))
    return {
        "lines": charts.at_two_widths(
            lambda width: charts.line_chart(
                _MONTHS,
                [Series(names[0], pay), Series(names[1], top)],
                width=width,
                locale=locale,
                references=[Reference(line_name, 1890)],
            )
        ),
        "columns": charts.at_two_widths(
            lambda width: charts.column_chart(
                _DAYS,
                [Series("收入" if chinese else "Pay", days)],
                width=width,
                locale=locale,
            ),
            wide=charts.HALF,
        ),
        "pairs": charts.at_two_widths(
            lambda width: charts.column_chart(
                _MONTHS[:6],
                [
                    Series("计件" if chinese else "Piece pay", pay[5:11]),
                    Series("补足" if chinese else "Top-up", (120, 90, 60, 0, 40, 20)),
                ],
                width=width,
                locale=locale,
            ),
            wide=charts.HALF,
        ),
        "bars": charts.at_two_widths(
            lambda width: charts.bar_chart(
                _COUNTIES,
                (12480, 9120, 7300, 4020, None),
                width=width,
                locale=locale,
                references=[Reference(line_name, 8000)],
                hidden_word=hidden,
            ),
            wide=charts.HALF,
        ),
        "dumbbells": charts.at_two_widths(
            lambda width: charts.dumbbell_chart(
                [
                    Change(name, *pair)
                    for name, pair in zip(
                        _COUNTIES,
                        ((412, 1284), (530, 1190), (610, 980), (700, 655), (None, None)),
                        strict=True,
                    )
                ],
                width=width,
                locale=locale,
                references=[Reference("监测线" if chinese else "Monitoring line", 1000)],
            ),
            wide=charts.HALF,
        ),
        "cohorts": charts.at_two_widths(
            lambda width: charts.cohort_grid(
                _MONTHS[:4],
                ["1", "3", "6", "12"],
                ((96, 84, 72, 61), (94, 80, 66, 33), (91, 77, None, None), (88, 12, None, None)),
                width=width,
                hidden_word="–",
            )
        ),
    }
