"""A month's earnings as a CSV file that a spreadsheet opens without doing anything. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

from annotate.core.cells import defused


def csv_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV with a byte-order mark, so that a spreadsheet reads Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
