"""A frozen report as plain tables of text, the one source of CSV and XLSX, so that they agree to the last digit. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HIDDEN = "*"

_STATES = {
    "shown": ("公布", "shown"),
    "hidden": ("为保护个人不公布", "hidden to protect people"),
    "nobody": ("没有人", "nobody"),
    "running": ("月份未结束", "month not over"),
    "unknown": ("缺资料", "not known"),
}
_TABLES = {
    "period": ("本期", "Period"),
    "months": ("各月", "Months"),
    "county_months": ("县与月", "County by month"),
    "before_now": ("前后对比", "Before and now"),
    "moves": ("变化方向", "Moves"),
    "funnel": ("从登记到第三个月收入", "From enrolment on"),
    "cohorts": ("留下来的人", "Who stayed"),
}
_HEADS = {
    "table": ("表", "table"),
    "county_code": ("县代码", "county_code"),
    "county": ("县", "county"),
    "province": ("省", "province"),
    "month": ("月份", "month"),
    "metric_id": ("指标编号", "metric_id"),
    "metric": ("指标", "metric"),
    "value": ("数值", "value"),
    "unit": ("单位", "unit"),
    "n": ("人数或户数（取整）", "n (rounded)"),
    "state": ("状态", "state"),
}
COLUMNS = tuple(_HEADS)
# Read as numbers by a sheet program; everything else, codes above all, stays text.
NUMBER_COLUMNS = frozenset({"value", "n"})


@dataclass(frozen=True)
class Sheet:
    """id: the table's; heads: titles of COLUMNS; rows: texts, HIDDEN where a value is not shown."""

    id: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _side(locale: str) -> int:
    return 0 if locale.startswith("zh") else 1


def _suffix(locale: str) -> str:
    return "zh" if locale.startswith("zh") else "en"


def sheets(document: Mapping[str, Any], locale: str) -> tuple[Sheet, ...]:
    """One sheet a table, in the order of the report."""
    side, suffix = _side(locale), _suffix(locale)
    metrics = {metric["id"]: metric for metric in document["metrics"]}
    counties = {county["code"]: county for county in document["counties"]}
    heads = tuple(_HEADS[name][side] for name in COLUMNS)
    found = []
    for table, names in _TABLES.items():
        rows = tuple(
            _row(figure, metrics[figure["metric"]], counties.get(figure["county_code"]), side, suffix)
            for figure in document["figures"]
            if figure["table"] == table
        )
        found.append(Sheet(table, names[side], heads, rows))
    return tuple(found)


def _row(
    figure: Mapping[str, Any],
    metric: Mapping[str, str],
    county: Mapping[str, str] | None,
    side: int,
    suffix: str,
) -> tuple[str, ...]:
    shown = figure["state"] == "shown"
    return (
        figure["table"],
        figure["county_code"],
        county[f"name_{suffix}"] if county else "",
        county[f"province_{suffix}"] if county else "",
        figure["month"],
        metric["id"],
        metric[f"name_{suffix}"],
        figure["value"] if shown else HIDDEN if figure["state"] == "hidden" else "",
        metric[f"unit_{suffix}"],
        str(figure["n"]) if shown else "",
        _STATES[figure["state"]][side],
    )


def definitions(document: Mapping[str, Any], locale: str) -> tuple[tuple[str, ...], ...]:
    """Head and rows of the definitions."""
    side, s = _side(locale), _suffix(locale)
    head = (
        ("编号", "指标", "算法", "单位", "人群", "可以怎样说")
        if side == 0
        else ("id", "metric", "formula", "unit", "population", "claim class")
    )
    rows = [
        (m["id"], m[f"name_{s}"], m[f"formula_{s}"], m[f"unit_{s}"], m[f"population_{s}"], m[f"claim_{s}"])
        for m in document["metrics"]
    ]
    return (head, *rows)


def facts(document: Mapping[str, Any], sha256: str, version: int, locale: str) -> tuple[tuple[str, str], ...]:
    """Name and value of everything else that a reader needs to check the report."""
    s, zh = _suffix(locale), _side(locale) == 0
    line = document["line"]
    found = [
        ("项目" if zh else "programme", document["programme"][f"name_{s}"]),
        ("基金会" if zh else "foundation", document["programme"]["foundation"]),
        ("期间" if zh else "period", document["period"]),
        ("版本" if zh else "version", str(version)),
        ("数据截至" if zh else "data as of", document["data_as_of"]),
        ("指纹 SHA-256" if zh else "SHA-256", sha256),
        ("概要" if zh else "summary", document["summary"][s]),
        ("标准" if zh else "line", line[f"words_{s}"] if line else ("未选定" if zh else "none chosen")),
    ]
    found += [(f"line.{name}", value) for name, value in sorted(line["row"].items()) if value] if line else []
    found += [(f"rules.{name}", str(value)) for name, value in sorted(document["rules"].items())]
    found += [
        (f"coverage.{name}", "" if v is None else str(v)) for name, v in sorted(document["coverage"].items())
    ]
    found += [(f"hidden.{name}", str(value)) for name, value in sorted(document["hidden"].items())]
    found += [(note["code"], note[s]) for note in document["notes"]]
    return tuple(found)


def long_rows(all_sheets: Sequence[Sheet]) -> tuple[tuple[str, ...], ...]:
    """All tables below each other under one head."""
    return (COLUMNS, *(row for sheet in all_sheets for row in sheet.rows))
