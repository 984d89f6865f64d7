"""JSON, CSV, XLSX and PDF agree to the last digit; nothing in them runs."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from annotate.reports.figures.document import build, sha256
from annotate.reports.formats.csv_file import write_csv
from annotate.reports.formats.pdf_file import write_pdf
from annotate.reports.formats.xlsx_file import write_xlsx
from tests.reports.facts import sources, women

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture(scope="module")
def document():
    return build(sources(women(30, 9, 25))).document


def csv_rows(document, locale="zh_CN"):
    raw = write_csv(document, locale)
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def xlsx_rows(content):
    """All cells of the table sheets as texts, with the type of each."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        strings = [
            "".join(t.text or "" for t in item.iter(f"{{{MAIN['m']}}}t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        for number in range(1, 6):
            sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            for row in sheet.findall(".//m:row", MAIN)[1:]:
                cells = []
                for cell in row.findall("m:c", MAIN):
                    text = cell.findtext("m:v", "", MAIN)
                    is_text = cell.get("t") == "s"
                    cells.append((strings[int(text)] if is_text else text, is_text))
                yield cells


def test_all_formats_tell_the_same_figures(document):
    told = [
        (f["table"], f["county_code"], f["month"], f["metric"], f["value"] or "", str(f["n"] or ""))
        for f in document["figures"]
    ]
    order = [row["table"] for row in csv_rows(document)]
    told.sort(key=lambda row: order.index(row[0]))

    from_csv = [
        (r["table"], r["county_code"], r["month"], r["metric_id"], r["value"].replace("*", ""), r["n"])
        for r in csv_rows(document)
    ]
    from_xlsx = [
        tuple(cells[i][0].replace("*", "") for i in (0, 1, 4, 5, 7, 9))
        for cells in xlsx_rows(write_xlsx(document, "0" * 64, 1, "zh_CN"))
    ]

    assert from_csv == told
    assert from_xlsx == told


def test_county_codes_stay_text_and_values_are_numbers(document):
    rows = [cells for cells in xlsx_rows(write_xlsx(document, "0" * 64, 1, "en")) if cells[1][0]]

    assert all(cells[1][1] for cells in rows)
    assert all(not cells[7][1] for cells in rows if cells[7][0] not in ("", "*"))


def test_a_hidden_value_is_a_star_and_carries_no_n(document):
    hidden = [row for row in csv_rows(document) if row["value"] == "*"]

    assert hidden
    assert all(row["n"] == "" for row in hidden)


def test_the_same_report_gives_the_same_workbook(document):
    def content():
        with zipfile.ZipFile(io.BytesIO(write_xlsx(document, sha256(document), 1, "zh_CN"))) as book:
            return {name: book.read(name) for name in book.namelist()}

    assert content() == content()


def test_a_county_with_a_formula_for_a_name_is_defused(document):
    document = {
        **document,
        "counties": [{**c, "name_zh": "=cmd|' /C calc'!A0"} for c in document["counties"]],
    }

    assert not re.search(r"(^|,)=", write_csv(document, "zh_CN").decode(), re.MULTILINE)


def _pdf_words(content):
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_paper_tells_every_figure_and_the_hash(document, locale):
    digest = sha256(document)
    words = _pdf_words(write_pdf(document, digest, 3, locale))

    shown = {f["value"] for f in document["figures"] if f["state"] == "shown"}
    assert [value for value in shown if value not in words] == []
    assert digest in words
    side = "zh" if locale == "zh_CN" else "en"
    assert re.sub(r"\s", "", document["programme"][f"name_{side}"]) in words
    assert write_pdf(document, digest, 3, locale) == write_pdf(document, digest, 3, locale)
