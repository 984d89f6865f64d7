"""A change is never told as an effect: no causal word in any text of a report, in either language."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from annotate.reports.figures.document import build
from annotate.reports.metrics import METRICS, Claim, described
from tests.reports.facts import sources, women

CAUSAL_EN = re.compile(
    r"\b(impact\w*|effect of|caus(es|ed|ing)|led to|leads to|thanks to|due to|because of|result(s|ed)? in|lift(s|ed)?"
    r"|escap(e|ed|ing)|rescu\w+|improv\w+|out of poverty)\b",
    re.IGNORECASE,
)
CAUSAL_ZH = re.compile("影响|导致|使得|促使|带来|成效|效果|脱贫|归功|得益于|因此提高|改善了|拉动|带动")
ROOT = Path(__file__).parents[2]


def texts():
    for metric in METRICS:
        yield from described(metric).values()
    for size in (40, 12, 3):
        document = build(sources(women(size, size))).document
        yield from document["summary"].values()
        for note in document["notes"]:
            yield from (note["zh"], note["en"])
    for path in (ROOT / "templates" / "foundation").glob("*.html"):
        yield from re.findall(r"_\('([^']*)'", path.read_text(encoding="utf-8"))
    catalogue = ROOT / "annotate/translations/zh_CN/LC_MESSAGES/reports.po"
    for message in read_po(catalogue.open("rb"), locale="zh_CN"):
        yield str(message.string)


def test_no_text_of_a_report_claims_a_cause():
    wrong = [text for text in texts() if CAUSAL_EN.search(text) or CAUSAL_ZH.search(text)]

    assert wrong == []


@pytest.mark.parametrize("metric", [m for m in METRICS if m.endswith(("_now", "_baseline")) or "to_" in m])
def test_figures_of_before_and_now_are_claims_of_change(metric):
    assert METRICS[metric].claim is Claim.CHANGE


def test_the_summary_says_that_a_change_has_many_reasons_and_is_no_official_finding():
    summary = build(sources(women(60, 60))).document["summary"]

    assert "原因可能有很多" in summary["zh"]
    assert "不是官方认定" in summary["zh"]
    assert "not an official finding" in summary["en"]
