"""A guideline is shown as written, but nothing in it runs or calls home."""

import pytest

from annotate.projects.driving import GUIDELINE_ZH
from annotate.projects.guideline import guideline_html

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": '<img src=x onerror="alert(1)">',
    "script link": "[x](javascript:alert(1))",
    "data link": "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "foreign picture": "![x](https://tracker.example/p.png)",
    "picture by another door": "![x](/media/../sign-out)",
    "style": "<style>*{display:none}</style>",
    "frame": "<iframe src=//x></iframe>",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_in_a_guideline_runs_or_calls_home(text: str) -> None:
    html = guideline_html(text)

    for part in (
        "<script",
        "<style",
        "<iframe",
        'href="javascript',
        'href="data',
        'tracker.example/p.png"',
        "/../",
    ):
        assert part not in html
    assert "<img src=x" not in html


def test_headings_lists_and_own_pictures_stay() -> None:
    html = guideline_html(GUIDELINE_ZH + "\n\n![好](/media/images/1/preview)\n\n[规则](https://example.org)")

    assert "<h1>怎么框</h1>" in html
    assert "<ol>" in html
    assert 'src="/media/images/1/preview"' in html
    assert 'rel="noopener noreferrer"' in html
