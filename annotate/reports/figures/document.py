"""Puts a report together: lines, release log, definitions, rows of the registry, words. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from annotate.households.household import SURVEY_LIFE_MONTHS
from annotate.reports.figures import cohort_lines, household_lines, pay_lines, sentences, work_lines
from annotate.reports.figures.cohort_lines import CohortFact, FunnelFact
from annotate.reports.figures.facts import Figure, FigureState, HouseholdFact, Line, PayFact, Table
from annotate.reports.figures.releases import ChosenLine, Digest, ReleasedLine, choose_line
from annotate.reports.figures.work_lines import WorkFacts
from annotate.reports.metrics import described
from annotate.reports.periods import Period, quarter_shifted
from annotate.reports.statistics import percent_text, rounded
from annotate.reports.suppression import Rules

SCHEMA = "douya.report/1"


@dataclass(frozen=True)
class CountyName:
    code: str
    name_zh: str
    name_en: str
    province_zh: str
    province_en: str


@dataclass(frozen=True)
class ChosenStandard:
    """The poverty line of the programme as the registry has it. year_e4 None: its conversion factor is missing."""

    year_e4: int | None
    words_zh: str
    words_en: str
    row: Mapping[str, str]


@dataclass(frozen=True)
class Sources:
    """Everything a report is computed from."""

    programme: Mapping[str, str]
    period: Period
    pay: Sequence[PayFact]
    households: Sequence[HouseholdFact]
    counties: Sequence[CountyName]
    enrolled: int
    counted: int
    with_household: int
    standard: ChosenStandard | None
    data_as_of: str
    first_month: str
    earlier: Mapping[str, ReleasedLine]
    digest: Digest
    rules: Rules = field(default_factory=Rules)
    cohorts: Sequence[CohortFact] = ()
    funnel: FunnelFact = field(default_factory=FunnelFact)
    work: WorkFacts | None = None
    targets: Mapping[str, int] = field(default_factory=dict)
    watched: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class Report:
    """The document that is frozen, and the lines that enter the release log."""

    document: dict[str, Any]
    lines: tuple[ChosenLine, ...]


def build(sources: Sources, restate: bool = False) -> Report:
    """The same sources give the same document, byte for byte."""
    lines = tuple(
        choose_line(
            line,
            sources.earlier.get(line.key),
            sources.period.text,
            sources.digest,
            sources.rules.least,
            restate,
        )
        for line in _lines(sources)
    )
    figures = [figure for chosen in lines for figure in chosen.line.figures]
    figures.insert(0, _last_year(sources, figures))
    return Report(_document(sources, figures, lines), lines)


def _lines(sources: Sources) -> list[Line]:
    period, rules = sources.period, sources.rules
    codes = [county.code for county in sources.counties]
    line_e4 = sources.standard.year_e4 if sources.standard else None
    months = [month for month in period.shown_months if month >= sources.first_month]
    lines = [pay_lines.period_line(sources.pay, period, rules)]
    lines.append(household_lines.panel_line(sources.households, period.end_month, codes, line_e4, rules))
    by_month: dict[str, list[PayFact]] = {}
    for fact in sources.pay:
        by_month.setdefault(fact.month, []).append(fact)
    for month in months:
        lines.append(
            pay_lines.month_line(by_month.get(month, []), month, codes, month == period.running_month, rules)
        )
        lines.append(household_lines.month_line(sources.households, month, codes, line_e4, rules))
    lines += work_lines.lines(sources.pay, sources.work, period, rules)
    return lines + cohort_lines.lines(sources.cohorts, sources.funnel, period.text, rules)


def _last_year(sources: Sources, figures: Sequence[Figure]) -> Figure:
    """Against the same quarter of last year as it was released: from shown figures, so it tells nothing new."""
    before = sources.earlier.get(f"period|{quarter_shifted(sources.period.text, -4)}")
    place = (Table.PERIOD, "active_vs_last_year", "", "")
    now_text, then_text = _women(figures), _women(before.figures if before else ())
    ratio = percent_text(int(now_text), int(then_text)) if now_text and then_text else None
    if ratio is None:
        return Figure(*place, FigureState.UNKNOWN)
    return Figure(*place, FigureState.SHOWN, ratio, int(now_text or 0))


def _women(figures: Sequence[Figure]) -> str | None:
    for figure in figures:
        if figure.table is Table.PERIOD and figure.metric == "active_annotators":
            return figure.value
    return None


def _document(sources: Sources, figures: Sequence[Figure], lines: Sequence[ChosenLine]) -> dict[str, Any]:
    standard = sources.standard
    words = (standard.words_zh, standard.words_en) if standard else None
    used = list(dict.fromkeys(figure.metric for figure in figures))
    repeated = sorted((c.line.key, c.released_in) for c in lines if c.is_repeated)
    return {
        "schema": SCHEMA,
        "programme": dict(sources.programme),
        "period": sources.period.text,
        "end_month": sources.period.end_month,
        "panel_month": _panel_month(figures, sources.period.end_month),
        "running_month": sources.period.running_month,
        "data_as_of": sources.data_as_of,
        "summary": sentences.summary(
            figures, sources.period.text, _panel_month(figures, sources.period.end_month), words
        ),
        "line": {"words_zh": standard.words_zh, "words_en": standard.words_en, "row": dict(standard.row)}
        if standard
        else None,
        "notes": _notes(sources),
        "coverage": _coverage(sources),
        "targets": dict(sources.targets),
        "watched": [dict(one) for one in sources.watched],
        "counties": [asdict(county) for county in sources.counties],
        "figures": [asdict(figure) for figure in figures],
        "metrics": [described(metric) for metric in used],
        "rules": asdict(sources.rules) | {"survey_life_months": SURVEY_LIFE_MONTHS},
        "hidden": _hidden(lines),
        "repeated": [{"line": key, "released_in": period} for key, period in repeated],
    }


def _panel_month(figures: Sequence[Figure], end_month: str) -> str:
    return next((figure.month for figure in figures if figure.table is Table.BEFORE_NOW), end_month)


def _hidden(lines: Sequence[ChosenLine]) -> dict[str, int]:
    """How many places were hidden and why, in all; never which."""
    found: dict[str, int] = {}
    for chosen in lines:
        for reason in chosen.line.reasons:
            found[reason.value] = found.get(reason.value, 0) + 1
    return dict(sorted(found.items()))


def _coverage(sources: Sources) -> dict[str, int | None]:
    """Of whom the household figures speak: shares of missing data belong to every report."""
    base = sources.rules.count_base
    known = len(household_lines.known_in(sources.households, sources.period.end_month))
    with_baseline = sum(fact.baseline is not None for fact in sources.households)
    whole = len(sources.households)
    return {
        "enrolled": rounded(sources.enrolled, base),
        "counted": rounded(sources.counted, base),
        "with_household": rounded(sources.with_household, base),
        "households": rounded(whole, base),
        "known_before_and_now": rounded(known, base),
        "missing_baseline_percent": rounded((whole - with_baseline) * 100 // whole) if whole else None,
    }


def _notes(sources: Sources) -> list[dict[str, str]]:
    notes = []
    if sources.standard is None:
        notes.append(_note("no_line"))
    elif sources.standard.year_e4 is None:
        notes.append(_note("no_factor"))
    elif (
        sources.standard.row.get("valid_to", "")
        and sources.standard.row["valid_to"] < sources.period.end_month
    ):
        notes.append(_note("old_line"))
    if sources.period.running_month:
        notes.append(_note("running"))
    without = [one for one in sources.counties if sources.work and one.code not in sources.work.floors_e4]
    if without:
        notes.append(
            _note("no_wage", "、".join(o.name_zh for o in without), ", ".join(o.name_en for o in without))
        )
    return notes


_NOTES = {
    "no_line": (
        "本项目还没有选定贫困标准，因此没有线上、线下的家庭数。请运营人员录入标准和文件号。",
        "No poverty line is chosen for this programme, so no households are counted against one. Ask the operator to enter the line with its document number.",
    ),
    "no_factor": (
        "所选标准以国际元计，登记册里还没有对应年份的购买力平价，无法换算成元，因此没有线上、线下的家庭数。",
        "The chosen line is in international dollars, and the registry has no purchasing power parity of its year: it cannot be turned into yuan, and no households are counted against it.",
    ),
    "old_line": (
        "所选标准的有效期早于本期，登记册里没有更新的标准；没有按物价调整。",
        "The chosen line held until before this period and the registry has no later one; it is not adjusted for prices.",
    ),
    "no_wage": (
        "登记册里还没有这些地方的最低小时工资，它们不在“时薪达到当地最低标准”里：{}。请运营人员录入文件号和数额。",
        "The registry has no hourly minimum wage of these places yet, so they are left out of pay against the minimum: {}. Ask the operator to enter it with its document number.",
    ),
    "running": (
        "本期还没有结束，数字还会变；当月合计等月份结束后再公布。",
        "This period is not over and its figures will still move; sums of the running month are told when it has ended.",
    ),
}


def _note(code: str, place_zh: str = "", place_en: str = "") -> dict[str, str]:
    """place_zh, place_en: what fills the note's blank, where it has one."""
    zh, en = _NOTES[code]
    return {"code": code, "zh": zh.format(place_zh), "en": en.format(place_en)}


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed: sorted names, no blanks, UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(document)).hexdigest()
