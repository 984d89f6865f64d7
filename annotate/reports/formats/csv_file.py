"""A report as one long CSV: UTF-8 with a byte order mark, so that spreadsheets read Chinese. Pure."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from annotate.core.cells import defused
from annotate.reports.formats.sheets import long_rows, sheets


def write_csv(document: Mapping[str, Any], locale: str) -> bytes:
    """One row a figure; the first line names the columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in long_rows(sheets(document, locale)):
        writer.writerow([defused(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
