"""The charts of the manager's pages, from figures and words. Pure."""

from collections.abc import Mapping, Sequence

from annotate.core import charts
from annotate.core.chart_points import PointChart, Span, SpanChart, Spot, point_chart, span_chart
from annotate.core.chart_shapes import ColumnChart, LineChart, Reference, Series, TwoWidths
from annotate.insight.calibration import Calibration
from annotate.insight.figures import ClassFigures, Moment
from annotate.insight.plan import Choice

Titles = Mapping[str, str]
"""Words of a label by its name."""


def agreement_over_time(
    moments: Sequence[Moment], days: Sequence[str], word_all: str, titles: Titles, locale: str
) -> TwoWidths[LineChart]:
    """Agreement in per cent of all classes and the commonest three. days: the moments in words."""
    lines = [Series(word_all, tuple(100 * one.agreement for one in moments))]
    for label in moments[0].by_class if moments else ():
        values = (one.by_class[label] for one in moments)
        lines.append(Series(titles.get(label, label), tuple(None if v is None else 100 * v for v in values)))
    return charts.at_two_widths(
        lambda width: charts.line_chart(days, lines, width=width, locale=locale, from_zero=False)
    )


def agreement_by_class(classes: Sequence[ClassFigures], titles: Titles, locale: str) -> TwoWidths[SpanChart]:
    spans = [
        Span(titles.get(one.label, one.label), None)
        if one.agreement is None
        else Span(
            titles.get(one.label, one.label),
            round(100 * one.agreement.value, 1),
            100 * one.agreement.low,
            100 * one.agreement.high,
        )
        for one in classes
        if one.objects
    ]
    return charts.at_two_widths(
        lambda width: span_chart(spans, width=width, locale=locale, x_range=(0, 100), unit="%")
    )


def calibration_plot(found: Calibration, words: Sequence[str], locale: str) -> TwoWidths[PointChart]:
    """words: what is said of each bin when it is pointed at."""
    spots = [
        Spot(100 * one.stated, 100 * one.right, text, 100 * one.low, 100 * one.high)
        for one, text in zip(found.bins, words, strict=True)
    ]
    return charts.at_two_widths(
        lambda width: point_chart(
            spots, width=width, locale=locale, x_range=(0, 100), y_range=(0, 100), diagonal=True, unit="%"
        ),
        wide=charts.HALF,
    )


def wish_curve(
    curve: Sequence[Choice], chosen: float, words: Sequence[str], locale: str
) -> TwoWidths[PointChart]:
    """Answers a picture against the share of objects that is expected right; the chosen wish is marked."""
    spots = [
        Spot(one.answers, 100 * one.right, text, chosen=one.wish == chosen)
        for one, text in zip(curve, words, strict=True)
    ]
    answers = [one.answers for one in curve]
    rights = [100 * one.right for one in curve]
    return charts.at_two_widths(
        lambda width: point_chart(
            spots,
            width=width,
            locale=locale,
            x_range=(min(answers), max(*answers, min(answers) + 0.5)),
            y_range=(min(rights), max(*rights, min(rights) + 1)),
            joined=True,
        ),
        wide=charts.HALF,
    )


def answers_by_hour(
    counts: Sequence[int], hours: Sequence[str], word: str, locale: str
) -> TwoWidths[ColumnChart]:
    return charts.at_two_widths(
        lambda width: charts.column_chart(hours, [Series(word, tuple(counts))], width=width, locale=locale)
    )


def spread_of(
    values: Sequence[float], names: Sequence[str], references: Sequence[Reference], locale: str
) -> TwoWidths[object]:
    """Quantiles as bars."""
    return charts.at_two_widths(
        lambda width: charts.bar_chart(
            names, [round(value, 2) for value in values], width=width, locale=locale, references=references
        ),
        wide=charts.HALF,
    )
