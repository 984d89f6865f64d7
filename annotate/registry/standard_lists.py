"""Standards as a CSV list: read with the fault of each line, written so that it can be read again. Pure."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping

from annotate.core.cells import defused
from annotate.core.errors import N_, Fault
from annotate.registry.standards import NewStandard, faults_of
from annotate.registry.words import StandardKind

COLUMNS = (
    "kind",
    "region_code",
    "scope",
    "value",
    "unit",
    "price_year",
    "valid_from",
    "valid_to",
    "source_title",
    "document_number",
    "note",
)
NEEDED = ("kind", "region_code", "value", "unit", "valid_from", "source_title", "document_number")
MOST_ROWS = 2000


def read_list(text: str) -> tuple[list[NewStandard], list[Fault]]:
    """Rows of a CSV with a header line, and what is wrong with it; paths are 'line 3, value'."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    try:
        raws = list(reader)
    except csv.Error:
        return [], [Fault("list", "not_csv", N_("is no CSV list; save it as CSV UTF-8"))]
    absent = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if absent:
        detail = N_("the columns %(names)s are missing")
        return [], [Fault("line 1", "missing_columns", detail, {"names": ", ".join(absent)})]
    if not raws:
        return [], [Fault("list", "empty", N_("has no lines"))]
    if len(raws) > MOST_ROWS:
        return [], [Fault("list", "too_many", N_("has more than %(most)s lines"), {"most": MOST_ROWS})]
    rows: list[NewStandard] = []
    faults: list[Fault] = []
    for number, raw in enumerate(raws, start=2):
        record = {
            key: (value or "").strip() for key, value in raw.items() if key and isinstance(value, str | None)
        }
        new, wrong = _row(record)
        faults += [Fault(f"line {number}, {one.path}", one.code, one.detail, one.params) for one in wrong]
        if new is not None and not wrong:
            rows.append(new)
    return rows, faults


def _row(record: Mapping[str, str]) -> tuple[NewStandard | None, list[Fault]]:
    if record["kind"] not in set(StandardKind):
        kinds = ", ".join(StandardKind)
        return None, [Fault("kind", "kind", N_("this is none of: %(kinds)s"), {"kinds": kinds})]
    wrong = []
    days: dict[str, dt.date | None] = {}
    for name in ("valid_from", "valid_to"):
        days[name] = _day(record.get(name, ""))
        if record.get(name) and days[name] is None:
            wrong.append(Fault(name, "date", N_("is not a date such as 2026-01-31")))
    year = record.get("price_year", "")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        wrong.append(Fault("price_year", "year", N_("write the year of the prices, such as 2021")))
    new = NewStandard(
        kind=StandardKind(record["kind"]),
        region_code=record["region_code"],
        value=record["value"],
        unit=record["unit"],
        valid_from=days["valid_from"],
        source_title=record["source_title"],
        document_number=record["document_number"],
        scope=record.get("scope", ""),
        valid_to=days["valid_to"],
        price_year=int(year) if year and not wrong else None,
        note=record.get("note", ""),
    )
    return new, wrong or faults_of(new)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def write_list(rows: Iterable[Mapping[str, object]]) -> str:
    """CSV with a byte order mark, so that a spreadsheet shows Chinese; more columns than COLUMNS are kept behind."""
    out = io.StringIO()
    rows = list(rows)
    names = [*COLUMNS, *dict.fromkeys(name for row in rows for name in row if name not in COLUMNS)]
    writer = csv.writer(out)
    writer.writerow(names)
    for row in rows:
        writer.writerow([defused("" if row.get(name) is None else str(row[name])) for name in names])
    return "\ufeff" + out.getvalue()
