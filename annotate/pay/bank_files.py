"""Writes payment files and reads result files by their template. Pure: bytes in, bytes out."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotate.core.cells import defused
from annotate.core.errors import N_, Fault
from annotate.core.money import e4_to_minor, format_e4, minor_to_e4, parse_major
from annotate.pay.bank_templates import Template
from annotate.pay.payouts import LineState, Told

LARGEST_RESULT_BYTES = 5_000_000
_MOST_FAULTS = 50


@dataclass(frozen=True)
class Payment:
    """One line of a payment file. account and name are identity: they live in the file only."""

    number: str
    account: str
    name: str
    amount_minor: int
    memo: str


def _amount_text(template: Template, amount_minor: int, currency: str) -> str:
    if template.amount_in == "minor":
        return str(amount_minor)
    return format_e4(minor_to_e4(amount_minor, currency)).replace(",", "")


def payment_file(template: Template, payments: Sequence[Payment], currency: str) -> bytes:
    """The file that is uploaded at the channel, one line a payment, with its headings.

    Raises ValueError for more lines than the channel takes, and UnicodeEncodeError for a name that its
    encoding does not know.
    """
    if len(payments) > template.most_lines:
        raise ValueError(f"{template.channel} takes {template.most_lines} lines, not {len(payments)}")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=template.separator, lineterminator="\r\n")
    writer.writerow(template.columns)
    for row, payment in enumerate(payments, start=1):
        is_named = payment.amount_minor >= template.name_from_minor
        fields = {
            "row": str(row),
            "number": payment.number,
            "account": payment.account,
            "name": payment.name if is_named else "",
            "amount": _amount_text(template, payment.amount_minor, currency),
            "memo": payment.memo,
        }
        writer.writerow([fields[name] for name in template.pays])
    return out.getvalue().encode(template.encodings[0])


def writable_by(template: Template, text: str) -> bool:
    """Whether the channel's encoding knows every letter: some rare names lie outside GBK."""
    try:
        text.encode(template.encodings[0])
    except UnicodeEncodeError:
        return False
    return True


def is_plain(name: str) -> bool:
    """Whether a name is nothing that a spreadsheet would run or a file would break at."""
    return bool(name) and defused(name) == name and not any(mark in name for mark in ',|\t\r\n"')


def _decoded(template: Template, content: bytes) -> str | None:
    # UTF-8 first: Chinese GBK bytes are hardly ever valid UTF-8, the other way round they often pass.
    for encoding in ("utf-8-sig", *template.encodings):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _columns(template: Template, head: Sequence[str]) -> tuple[dict[str, int], list[Fault]]:
    """Where each field stands, and a fault for each heading that is not there."""
    places = {cell.strip(): index for index, cell in enumerate(head)}
    found = {name: places[title] for title, name in template.result_columns.items() if title in places}
    needed = ("number", "amount", "state")
    faults = [
        Fault(
            "file",
            "column_missing",
            N_("the column “%(title)s” is missing"),
            {"title": template.headings[name]},
        )
        for name in needed
        if name not in found
    ]
    return found, faults


def _rows(template: Template, text: str) -> list[list[str]] | None:
    """Rows that hold anything; None for what only looks like text, an Excel file for one."""
    try:
        found = csv.reader(io.StringIO(text, newline=""), delimiter=template.separator)
        return [row for row in found if any(row)]
    except csv.Error:
        return None


def read_result(template: Template, content: bytes, currency: str) -> tuple[list[Told], list[Fault]]:
    """What a result file tells, or every fault of it (at most 50). Rows count from 1, the headings left out.

    A file with faults is believed in nothing: the list of payments is empty then.
    """
    if len(content) > LARGEST_RESULT_BYTES:
        return [], [Fault("file", "too_large", N_("is larger than 5 MB"))]
    text = _decoded(template, content)
    if text is None:
        return [], [Fault("file", "encoding", N_("is neither UTF-8 nor GBK text; export it as CSV"))]
    rows = _rows(template, text)
    if rows is None:
        return [], [Fault("file", "not_csv", N_("is no CSV file; export it as CSV"))]
    if not rows:
        return [], [Fault("file", "empty", N_("has no lines"))]
    places, faults = _columns(template, rows[0])
    if faults:
        return [], faults
    told: list[Told] = []
    for number, row in enumerate(rows[1:], start=1):
        line, wrong = _line(template, places, number, row, currency)
        faults += wrong
        told += [line] if line else []
    faults += _twice(told)
    return ([], faults[:_MOST_FAULTS]) if faults else (told, [])


def _line(
    template: Template, places: Mapping[str, int], number: int, row: Sequence[str], currency: str
) -> tuple[Told | None, list[Fault]]:
    # Excel keeps long numbers as text by a leading tab or apostrophe.
    cells = {
        name: row[place].strip().strip("'\t") if place < len(row) else "" for name, place in places.items()
    }
    path, faults = f"line {number}", []
    amount_minor = _amount(template, cells["amount"], currency)
    if amount_minor is None:
        faults.append(Fault(path, "amount", N_("“%(text)s” is no amount"), {"text": cells["amount"][:40]}))
    state = template.words.get(cells["state"])
    if state is None:
        faults.append(
            Fault(path, "state", N_("“%(text)s” is no state we know"), {"text": cells["state"][:40]})
        )
    if not cells["number"]:
        faults.append(Fault(path, "number", N_("has no payment number")))
    if faults or amount_minor is None or state is None:
        return None, faults
    told = Told(
        number, cells["number"], cells.get("name", ""), amount_minor, state, cells.get("reason", "")[:200]
    )
    return told, []


def _amount(template: Template, text: str, currency: str) -> int | None:
    """Minor units; None for anything that is no amount of whole minor units."""
    if template.amount_in == "minor":
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
    try:
        minor, rest_e4 = e4_to_minor(parse_major(text.removeprefix("¥").removeprefix("￥")), currency)
    except ValueError:
        return None
    return None if rest_e4 or minor <= 0 else minor


def _twice(told: Sequence[Told]) -> list[Fault]:
    seen: dict[str, LineState] = {}
    faults = []
    for one in told:
        if one.number in seen:
            detail = N_("the payment %(number)s stands twice in the file")
            faults.append(Fault(f"line {one.row}", "twice", detail, {"number": one.number}))
        seen[one.number] = one.state
    return faults
