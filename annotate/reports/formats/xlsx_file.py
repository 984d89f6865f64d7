"""A report as a workbook: one sheet a table, then definitions and facts; codes stay text. Pure: bytes in memory."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from annotate.core.cells import defused
from annotate.reports.formats.sheets import (
    COLUMNS,
    HIDDEN,
    NUMBER_COLUMNS,
    Sheet,
    definitions,
    facts,
    sheets,
)

_WIDTHS = (14, 10, 12, 12, 10, 22, 34, 12, 12, 18, 24)


def write_xlsx(document: Mapping[str, Any], sha256: str, version: int, locale: str) -> bytes:
    """The same report gives the same bytes: the time inside is the report's own."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": dt.datetime.fromisoformat(document["data_as_of"]).replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    for sheet in sheets(document, locale):
        _write_table(book.add_worksheet(sheet.title), sheet, bold)
    chinese = locale.startswith("zh")
    _write_texts(
        book.add_worksheet("指标说明" if chinese else "Definitions"), definitions(document, locale), bold
    )
    _write_texts(
        book.add_worksheet("来源" if chinese else "Sources"), facts(document, sha256, version, locale), None
    )
    book.close()
    return buffer.getvalue()


def _write_table(page: Any, sheet: Sheet, bold: Any) -> None:
    for column, (head, width) in enumerate(zip(sheet.heads, _WIDTHS, strict=True)):
        page.write_string(0, column, head, bold)
        page.set_column(column, column, width)
    for number, row in enumerate(sheet.rows, start=1):
        for column, (name, text) in enumerate(zip(COLUMNS, row, strict=True)):
            if name in NUMBER_COLUMNS and text not in ("", HIDDEN):
                # XlsxWriter writes the shortest digits that read back as the same number.
                page.write_number(number, column, Decimal(text))
            else:
                page.write_string(number, column, defused(text))
    page.freeze_panes(1, 0)


def _write_texts(page: Any, rows: Sequence[Sequence[str]], head: Any) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            page.write_string(number, column, defused(text), head if number == 0 else None)
    page.set_column(0, 1, 28)
    page.set_column(2, 5, 50)
