"""A county's list of registered families (建档立卡) as a CSV: read line by line, each fault by name. Pure.

A status comes from such a list alone, never from what is computed here. Of a list only keyed hashes are kept.
"""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.errors import N_, Fault
from annotate.people.identity_number import normal_number

MOST_LINES = 200_000


class ListedStatus(StrEnum):
    """As the county writes it."""

    REGISTERED = "registered"  # 建档立卡
    MONITORED = "monitored"  # 监测对象


STATUS_WORDS: dict[str, str] = {
    ListedStatus.REGISTERED: N_("registered family"),
    ListedStatus.MONITORED: N_("monitored family"),
}
_STATUSES = {
    "建档立卡": ListedStatus.REGISTERED,
    "建档立卡户": ListedStatus.REGISTERED,
    "registered": ListedStatus.REGISTERED,
    "监测": ListedStatus.MONITORED,
    "监测对象": ListedStatus.MONITORED,
    "监测户": ListedStatus.MONITORED,
    "monitored": ListedStatus.MONITORED,
}
_NUMBER_HEADS = ("身份证号", "身份证号码", "公民身份号码", "id_number")
_STATUS_HEADS = ("状态", "类别", "户属性", "status")


@dataclass(frozen=True)
class Listed:
    """One line that is right."""

    number: str
    status: ListedStatus


@dataclass(frozen=True)
class ReadList:
    """rows: one a person; faults: by line. repeated: lines that say the same of the same person again."""

    rows: tuple[Listed, ...]
    faults: tuple[Fault, ...]
    repeated: int = 0


def decoded(content: bytes) -> str | None:
    """UTF-8 (with or without its mark) or GBK, as county offices' sheet programs write; None for neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _refused(code: str, detail: str, **params: object) -> ReadList:
    return ReadList((), (Fault("list", code, detail, params),))


def read_list(content: bytes) -> ReadList:
    """Every line looked at; what is wrong never hides what is right."""
    text = decoded(content)
    if text is None or "\x00" in text:
        return _refused("not_text", N_("is no CSV text; save the sheet as CSV first"))
    reader = csv.reader(io.StringIO(text))
    try:
        lines = [[cell.strip() for cell in line] for line in reader]
    except csv.Error:
        return _refused("not_csv", N_("is no CSV text; save the sheet as CSV first"))
    if len(lines) < 2:
        return _refused("empty", N_("has no lines"))
    if len(lines) > MOST_LINES:
        return _refused("too_many", N_("has more than %(most)s lines"), most=MOST_LINES)
    places = _places(lines[0])
    if places is None:
        return _refused("heads", N_("needs the columns 身份证号 and 状态 in its first line"))
    return _read(lines[1:], *places)


def _places(heads: list[str]) -> tuple[int, int] | None:
    number = next((heads.index(one) for one in _NUMBER_HEADS if one in heads), None)
    status = next((heads.index(one) for one in _STATUS_HEADS if one in heads), None)
    return None if number is None or status is None else (number, status)


def _read(lines: list[list[str]], number_at: int, status_at: int) -> ReadList:
    found: dict[str, ListedStatus] = {}
    faults: list[Fault] = []
    repeated = 0
    for at, line in enumerate(lines, start=2):
        if not any(line):
            continue
        # A leading apostrophe keeps sheet programs from rounding 18 digits.
        number = normal_number(line[number_at].lstrip("'")) if len(line) > number_at else None
        status = _STATUSES.get(line[status_at]) if len(line) > status_at else None
        path = f"line {at}"
        if number is None:
            faults.append(Fault(path, "number", N_("the number of the identity card is wrong or incomplete")))
        elif status is None:
            faults.append(Fault(path, "status", N_("the status is neither 建档立卡 nor 监测")))
        elif found.get(number, status) is not status:
            faults.append(Fault(path, "two", N_("the same person stands here with another status before")))
        else:
            repeated += number in found
            found[number] = status
    rows = tuple(Listed(number, status) for number, status in found.items())
    return ReadList(rows, tuple(faults), repeated)


@dataclass(frozen=True)
class ListTitle:
    """Where it comes from: no status without its document."""

    title: str
    document: str
    as_of: dt.date | None
