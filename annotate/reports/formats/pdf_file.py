"""A frozen report on paper, from the same tables as CSV and XLSX; Chinese letters travel inside the file. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotate.core.paper import Sheet as Paper
from annotate.reports.formats.sheets import COLUMNS, HIDDEN, Sheet, definitions, facts, sheets

# What a printed row shows, and how wide in mm; codes and ids are in the other files.
_PRINTED = {"county": 24, "month": 19, "metric": 50, "value": 24, "unit": 20, "n": 12, "state": 34}
_WORDS = {
    "title": ("收入报告", "Income report"),
    "methods": ("算法", "Definitions"),
    "check": ("核对", "To check"),
    "empty": ("没有内容", "Nothing"),
    "note": (
        "* 为保护个人不公布；n 是人数或户数，取整。",
        "* hidden to protect people; n is the number of people or households, rounded.",
    ),
}


def write_pdf(document: Mapping[str, Any], sha256: str, version: int, locale: str) -> bytes:
    """Title, one paragraph in words, every table, definitions, notes and the hash.

    The same frozen report gives the same bytes on one machine.
    """
    side, suffix = (0, "zh") if locale.startswith("zh") else (1, "en")
    programme = document["programme"]
    foot = f"豆芽 Douya · {document['period']} · v{version} · {sha256[:16]}"
    paper = Paper(f"{_WORDS['title'][side]} {document['period']}", foot)
    paper.head(
        f"{programme[f'name_{suffix}']} · {document['period']}",
        f"{_WORDS['title'][side]} · {programme['foundation']}",
    )
    paper.text(document["summary"][suffix])
    for sheet in sheets(document, locale):
        _table(paper, sheet, side)
    paper.text(_WORDS["note"][side], faint=True)
    _definitions(paper, definitions(document, locale), side)
    paper.section(_WORDS["check"][side])
    paper.pairs(facts(document, sha256, version, locale))
    return paper.pdf()


def _table(paper: Paper, sheet: Sheet, side: int) -> None:
    paper.section(sheet.title)
    if not sheet.rows:
        paper.text(_WORDS["empty"][side], faint=True)
        return
    # Columns that are empty in all rows of a table, such as the county of a national one, would only take room.
    shown = [name for name in _PRINTED if any(row[COLUMNS.index(name)] for row in sheet.rows)]
    places = [COLUMNS.index(name) for name in shown]
    spare = 174 - sum(_PRINTED[name] for name in shown)
    widths = [_PRINTED[name] + (spare if name == "metric" else 0) for name in shown]
    # A state is told only where there is no value: "published" beside each figure says nothing.
    value = COLUMNS.index("value")
    rows = [
        [
            "" if COLUMNS[place] == "state" and row[value] not in ("", HIDDEN) else row[place]
            for place in places
        ]
        for row in sheet.rows
    ]
    heads = ["n" if COLUMNS[place] == "n" else sheet.heads[place] for place in places]
    paper.table(heads, rows, widths, numbers={shown.index(name) for name in ("value", "n") if name in shown})


def _definitions(paper: Paper, rows: Sequence[Sequence[str]], side: int) -> None:
    paper.section(_WORDS["methods"][side])
    printed = [(row[1], row[2], row[3], row[4]) for row in rows]
    paper.table(printed[0], printed[1:], (40, 72, 22, 40), numbers=set())
