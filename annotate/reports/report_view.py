"""A report document arranged for the page: headline figures, charts, tables. Pure; shows only what the document tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from annotate.core import charts
from annotate.core.chart_shapes import (
    BarChart,
    Change,
    CohortGrid,
    DumbbellChart,
    LineChart,
    Reference,
    Series,
    TwoWidths,
)
from annotate.reports.figures.cohort_lines import AFTER_MONTHS, STEPS
from annotate.reports.figures.sentences import month_words, number, quarter_words
from annotate.reports.statistics import OfWhom, of_whom
from annotate.reports.targets import Reached, reached

COUNTY_METRICS = ("active_annotators", "median_pay", "total_pay", "platform_share", "below_now", "above_now")
MOVES = ("below_to_above", "above_to_below", "stayed_below", "stayed_above")
WORK = (
    "at_minimum",
    "at_month_floor",
    "pay_swing",
    "paid_in_15_days",
    "waiting_for_work",
    "work_again_hours",
    "appeals_right",
    "centres_working",
)
LASTING = ("poverty_gap_baseline", "poverty_gap_now", "sustained_3", "sustained_6", "sustained_12")
TWO_THIRDS_PERCENT = 67


@dataclass(frozen=True)
class Shown:
    """One figure for the eye. state: shown, hidden, nobody, running, unknown; text only when shown."""

    state: str
    text: str
    value: Decimal | None
    n: str
    unit: str
    name: str
    formula: str
    population: str
    claim: str


@dataclass(frozen=True)
class CountyRow:
    name: str
    province: str
    watched: tuple[str, ...]
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class BeforeNowRow:
    """A county, or all of them: income per person and households under and over the line, at both times."""

    name: str
    income_before: Shown
    income_now: Shown
    below_before: Shown
    above_before: Shown
    below_now: Shown
    above_now: Shown


@dataclass(frozen=True)
class CohortRow:
    """Women who joined in a month: how many, and the shares with pay 1, 3, 6 and 12 months later."""

    cohort: str
    women: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class View:
    """Everything the page shows, in the reader's language."""

    title: str
    foundation: str
    quarter: str
    panel_month: str
    summary: str
    line: str
    line_row: Mapping[str, str]
    headline: Mapping[str, Shown]
    months: tuple[str, ...]
    county_rows: tuple[CountyRow, ...]
    all_counties: tuple[Shown, ...]
    table_metric: Mapping[str, str]
    before_now: tuple[BeforeNowRow, ...]
    moves: tuple[Shown, ...]
    funnel: tuple[Shown, ...]
    of_whom: Mapping[str, OfWhom]
    work: tuple[Shown, ...]
    lasting: tuple[Shown, ...]
    targets: tuple[tuple[Mapping[str, str], Reached], ...]
    retention: tuple[CohortRow, ...]
    retention_grid: TwoWidths[CohortGrid] | None
    pay_by_month: TwoWidths[LineChart]
    pay_by_county: TwoWidths[BarChart] | None
    pay_month: str
    income_change: TwoWidths[DumbbellChart] | None
    notes: tuple[str, ...]
    metrics: tuple[Mapping[str, str], ...]


class _Book:
    """Look-up of figures and words of one document in one language."""

    def __init__(self, document: Mapping[str, Any], locale: str) -> None:
        self.document = document
        self.locale = locale
        self.suffix = "zh" if locale.startswith("zh") else "en"
        self.metrics = {metric["id"]: metric for metric in document["metrics"]}
        self.figures = {
            (f["table"], f["metric"], f["county_code"], f["month"]): f for f in document["figures"]
        }

    def words(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.suffix == "zh" else pair[1]

    def metric(self, metric_id: str) -> dict[str, str]:
        found = self.metrics.get(metric_id, {})
        names = ("name", "formula", "population", "unit", "claim")
        return {"id": metric_id} | {name: found.get(f"{name}_{self.suffix}", "") for name in names}

    def shown(self, table: str, metric_id: str, county: str = "", month: str = "") -> Shown:
        figure = self.figures.get((table, metric_id, county, month))
        about = self.metric(metric_id)
        told = figure is not None and figure["state"] == "shown"
        return Shown(
            state=figure["state"] if figure else "unknown",
            text=number(figure["value"]) if figure and told else "",
            value=Decimal(figure["value"]) if figure and told else None,
            n=number(str(figure["n"])) if figure and told else "",
            unit=about["unit"],
            name=about["name"],
            formula=about["formula"],
            population=about["population"],
            claim=about["claim"],
        )

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(sorted({f["month"] for f in self.document["figures"] if f["table"] == "months"}))


def view(document: Mapping[str, Any], locale: str, table_metric: str = "median_pay") -> View:
    """table_metric: one of COUNTY_METRICS, shown county by month."""
    book = _Book(document, locale)
    months = book.months
    before_now = _before_now(book)
    pay_month = _last_told(book, months)
    line = document["line"]
    return View(
        title=document["programme"][f"name_{book.suffix}"],
        foundation=document["programme"]["foundation"],
        quarter=book.words(quarter_words(document["period"])),
        panel_month=book.words(month_words(document["panel_month"])),
        summary=document["summary"][book.suffix],
        line=line[f"words_{book.suffix}"] if line else "",
        line_row=line["row"] if line else {},
        headline=_headline(book),
        months=months,
        county_rows=tuple(
            CountyRow(
                county[f"name_{book.suffix}"],
                county[f"province_{book.suffix}"],
                tuple(one["title"] for one in document.get("watched", ()) if one["code"] == county["code"]),
                tuple(book.shown("county_months", table_metric, county["code"], month) for month in months),
            )
            for county in document["counties"]
        ),
        all_counties=tuple(book.shown("months", table_metric, "", month) for month in months),
        table_metric=book.metric(table_metric),
        before_now=before_now,
        moves=tuple(book.shown("moves", metric, "", document["panel_month"]) for metric in MOVES),
        work=tuple(book.shown("period", metric) for metric in WORK),
        lasting=tuple(book.shown("before_now", metric, "", document["panel_month"]) for metric in LASTING),
        of_whom=_of_whom(document["coverage"]),
        targets=tuple((book.metric(one.metric), one) for one in reached(document)),
        funnel=tuple(book.shown("funnel", step) for step in STEPS),
        retention=(retention := _retention(book)),
        retention_grid=_retention_grid(book, retention),
        pay_by_month=_pay_by_month(book, months),
        pay_by_county=_pay_by_county(book, pay_month),
        pay_month=book.words(month_words(pay_month)),
        income_change=_income_change(book, before_now),
        notes=tuple(note[book.suffix] for note in document["notes"]),
        metrics=tuple(book.metric(metric["id"]) for metric in document["metrics"]),
    )


def _headline(book: _Book) -> dict[str, Shown]:
    panel = book.document["panel_month"]
    end = book.document["end_month"]
    return {
        "women": book.shown("period", "active_annotators"),
        "last_year": book.shown("period", "active_vs_last_year"),
        "pay": book.shown("period", "median_pay"),
        "low": book.shown("period", "p10_pay"),
        "high": book.shown("period", "p90_pay"),
        "share": book.shown("months", "platform_share", "", end),
        "above_now": book.shown("before_now", "above_now", "", panel),
        "above_before": book.shown("before_now", "above_baseline", "", panel),
    }


def _last_told(book: _Book, months: Sequence[str]) -> str:
    """The last whole month with pay that may be told; the last month when there is none."""
    running = book.document["running_month"]
    told = [m for m in months if m != running and book.shown("months", "median_pay", "", m).state == "shown"]
    return told[-1] if told else book.document["end_month"]


def _before_now(book: _Book) -> tuple[BeforeNowRow, ...]:
    month = book.document["panel_month"]
    places = [(county[f"name_{book.suffix}"], county["code"]) for county in book.document["counties"]]

    def row(name: str, code: str) -> BeforeNowRow:
        metrics = (
            "per_capita_baseline",
            "per_capita_now",
            "below_baseline",
            "above_baseline",
            "below_now",
            "above_now",
        )
        return BeforeNowRow(name, *(book.shown("before_now", metric, code, month) for metric in metrics))

    return (*(row(name, code) for name, code in places), row("", ""))


def _of_whom(coverage: Mapping[str, Any]) -> dict[str, OfWhom]:
    """Of the women, and of the households, whom the figures speak of: rounded, so a part may seem larger than its whole."""
    pairs = {"counted": ("counted", "enrolled"), "with_household": ("with_household", "enrolled")}
    pairs["known"] = ("known_before_and_now", "households")
    return {
        name: of_whom(min(coverage[part], coverage[whole]), coverage[whole])
        for name, (part, whole) in pairs.items()
    }


def _retention(book: _Book) -> tuple[CohortRow, ...]:
    """Newest cohort last; those of whom nothing may be told are left out."""
    cohorts = sorted({f["month"] for f in book.document["figures"] if f["table"] == "cohorts"})
    rows = []
    for cohort in cohorts:
        cells = tuple(book.shown("cohorts", f"retained_{after}", "", cohort) for after in AFTER_MONTHS)
        told = [cell.n for cell in cells if cell.state == "shown"]
        if told:
            rows.append(CohortRow(cohort, told[0], cells))
    return tuple(rows)


def _retention_grid(book: _Book, rows: Sequence[CohortRow]) -> TwoWidths[CohortGrid] | None:
    if not rows:
        return None
    names = [f"{row.cohort} (n={row.women})" for row in rows]
    shares = [[cell.value for cell in row.cells] for row in rows]
    months = [f"{after} 个月" if book.suffix == "zh" else f"{after} mo" for after in AFTER_MONTHS]
    return charts.at_two_widths(
        lambda width: charts.cohort_grid(names, months, shares, width=width, hidden_word="–"),
        wide=charts.HALF,
    )


def _pay_by_month(book: _Book, months: Sequence[str]) -> TwoWidths[LineChart]:
    name = book.metric("median_pay")["name"]
    values = tuple(book.shown("months", "median_pay", "", month).value for month in months)
    return charts.at_two_widths(
        lambda width: charts.line_chart(months, [Series(name, values)], width=width, locale=book.locale),
        wide=charts.HALF,
    )


def _pay_by_county(book: _Book, month: str) -> TwoWidths[BarChart] | None:
    pairs = [
        (
            county[f"name_{book.suffix}"],
            book.shown("county_months", "median_pay", county["code"], month).value,
        )
        for county in book.document["counties"]
    ]
    if not pairs:
        return None
    pairs.sort(key=lambda pair: (pair[1] is None, -(pair[1] or 0)))
    hidden = "不公布" if book.suffix == "zh" else "hidden"
    names, values = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return charts.at_two_widths(
        lambda width: charts.bar_chart(names, values, width=width, locale=book.locale, hidden_word=hidden),
        wide=charts.HALF,
    )


def _income_change(book: _Book, rows: Sequence[BeforeNowRow]) -> TwoWidths[DumbbellChart] | None:
    everybody = "所有县" if book.suffix == "zh" else "All counties"
    changes = [
        Change(row.name or everybody, row.income_before.value, row.income_now.value)
        for row in rows
        if row.income_before.state not in ("nobody", "unknown")
    ]
    if not changes:
        return None
    line = book.document["line"]
    references = []
    if line and line["row"].get("unit") == "CNY/person/year":
        label = "标准" if book.suffix == "zh" else "Line"
        references.append(Reference(label, Decimal(line["row"]["value"])))
    return charts.at_two_widths(
        lambda width: charts.dumbbell_chart(changes, width=width, locale=book.locale, references=references)
    )
