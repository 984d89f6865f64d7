"""Invented figures for the style guide: each kind of chart, with a gap, a hidden value and a long name."""

from annotate.core import charts
from annotate.core.chart_shapes import Change, Reference, Series

_MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
_DAYS = [f"{day}" for day in range(1, 31)]
_COUNTIES = ["思南县", "紫阳县", "平陆县", "务川仡佬族苗族自治县", "宁武县"]


_PAY = (310, 420, 640, 820, None, 1010, 1180, 1240, 1390, 1520, 1610, 1740)
_TOP = (900, 1100, 1500, 1720, None, 2010, 2160, 2390, 2480, 2700, 2810, 2960)
_CHANGES = ((412, 1284), (530, 1190), (610, 980), (700, 655), (None, None))

Drawn = dict[str, object]


def sample_charts(locale: str) -> Drawn:
    """All kinds of charts by name, drawn at two widths."""
    chinese = locale.startswith("zh")
    return _over_time(locale, chinese) | _by_county(locale, chinese) | _cohorts()


def _over_time(locale: str, chinese: bool) -> Drawn:
    names = ("中位数", "九成的人在这以下") if chinese else ("Median", "P90")
    wage = Reference("最低工资" if chinese else "Minimum wage", 1890)
    days = tuple((day * 7919) % 37 + (0 if day % 7 in (0, 6) else 22) for day in range(1, 31))
    parts = [
        Series("计件" if chinese else "Piece pay", _PAY[5:11]),
        Series("补足" if chinese else "Top-up", (120, 90, 60, 0, 40, 20)),
    ]
    lines = [Series(names[0], _PAY), Series(names[1], _TOP)]
    pay = [Series("收入" if chinese else "Pay", days)]
    return {
        "lines": charts.at_two_widths(
            lambda width: charts.line_chart(_MONTHS, lines, width=width, locale=locale, references=[wage])
        ),
        "columns": charts.at_two_widths(
            lambda width: charts.column_chart(_DAYS, pay, width=width, locale=locale), wide=charts.HALF
        ),
        "pairs": charts.at_two_widths(
            lambda width: charts.column_chart(_MONTHS[:6], parts, width=width, locale=locale),
            wide=charts.HALF,
        ),
    }


def _by_county(locale: str, chinese: bool) -> Drawn:
    wage = Reference("最低工资" if chinese else "Minimum wage", 8000)
    line = Reference("监测线" if chinese else "Monitoring line", 1000)
    changes = [Change(name, *pair) for name, pair in zip(_COUNTIES, _CHANGES, strict=True)]
    return {
        "bars": charts.at_two_widths(
            lambda width: charts.bar_chart(
                _COUNTIES,
                (12480, 9120, 7300, 4020, None),
                width=width,
                locale=locale,
                references=[wage],
                hidden_word="不显示" if chinese else "hidden",
            ),
            wide=charts.HALF,
        ),
        "dumbbells": charts.at_two_widths(
            lambda width: charts.dumbbell_chart(changes, width=width, locale=locale, references=[line]),
            wide=charts.HALF,
        ),
    }


def _cohorts() -> Drawn:
    kept = ((96, 84, 72, 61), (94, 80, 66, 33), (91, 77, None, None), (88, 12, None, None))
    return {
        "cohorts": charts.at_two_widths(
            lambda width: charts.cohort_grid(
                _MONTHS[:4], ["1", "3", "6", "12"], kept, width=width, hidden_word="–"
            )
        )
    }
