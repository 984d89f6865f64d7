"""County rows of a CSV list: six-digit division codes, checked before anything is stored. Pure."""

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.core.errors import N_, Fault

COLUMNS = ("code", "name", "province_code", "province_name")
_CODE = re.compile(r"[1-8]\d{5}")


@dataclass(frozen=True)
class CountyRow:
    code: str
    name: str
    name_en: str
    province_code: str
    province_name: str
    province_name_en: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    successor_code: str | None
    source: str


def is_county_code(code: str) -> bool:
    """Six digits that name something below a province: 520624, but not 520000."""
    return bool(_CODE.fullmatch(code)) and not code.endswith("0000")


def province_of(code: str) -> str:
    return f"{code[:2]}0000"


def read_counties(text: str, source: str) -> tuple[tuple[CountyRow, ...], tuple[Fault, ...]]:
    """Rows of a CSV with a header line, and what is wrong with it, line by line."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        return (), (
            _fault("1", "missing_columns", N_("the columns %(names)s are missing"), names=", ".join(missing)),
        )
    rows: list[CountyRow] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, raw in enumerate(reader, start=2):
        record = {key: (value or "").strip() for key, value in raw.items() if key}
        wrong = _faults_of(str(number), record, seen)
        faults += wrong
        if not wrong:
            seen.add(record["code"])
            rows.append(_row(record, source))
    return tuple(rows), tuple(faults)


def _fault(line: str, fault_code: str, detail: str, **params: str) -> Fault:
    return Fault(f"line {line}", fault_code, detail, dict(params))


def _faults_of(line: str, record: dict[str, str], seen: set[str]) -> Sequence[Fault]:
    code = record["code"]
    if not is_county_code(code):
        return [_fault(line, "bad_code", N_("%(code)s is not a six-digit county code"), code=code)]
    if code in seen:
        return [_fault(line, "twice", N_("%(code)s stands twice in the list"), code=code)]
    if record["province_code"] != province_of(code):
        return [_fault(line, "bad_province", N_("%(code)s does not belong to this province"), code=code)]
    if not record["name"] or not record["province_name"]:
        return [_fault(line, "no_name", N_("%(code)s has no name"), code=code)]
    bad = [name for name in ("valid_from", "valid_to") if record.get(name) and _day(record[name]) is None]
    if bad:
        return [_fault(line, "bad_date", N_("%(name)s is not a date such as 2026-01-31"), name=bad[0])]
    successor = record.get("successor_code", "")
    if successor and not is_county_code(successor):
        return [_fault(line, "bad_code", N_("%(code)s is not a six-digit county code"), code=successor)]
    return []


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _row(record: dict[str, str], source: str) -> CountyRow:
    return CountyRow(
        code=record["code"],
        name=record["name"],
        name_en=record.get("name_en", ""),
        province_code=record["province_code"],
        province_name=record["province_name"],
        province_name_en=record.get("province_name_en", ""),
        valid_from=_day(record.get("valid_from", "")),
        valid_to=_day(record.get("valid_to", "")),
        successor_code=record.get("successor_code") or None,
        source=record.get("source") or source,
    )
