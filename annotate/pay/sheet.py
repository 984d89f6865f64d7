"""A month's earnings as a CSV file that a spreadsheet opens without doing anything. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

# Spreadsheets run a cell that begins with one of these, in half and in full width.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) or text.startswith(_DANGEROUS) else text


def csv_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV with a byte-order mark, so that a spreadsheet reads Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
