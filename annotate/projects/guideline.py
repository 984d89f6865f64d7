"""A guideline's Markdown as clean HTML. Pure: the same text gives the same page."""

import hashlib
import re

import nh3
from markdown_it import MarkdownIt

LONGEST_GUIDELINE = 100_000

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
# See guide_sections.py.
_LABEL_MARK = re.compile(r"(?<=^##)(?: *\{#[^{}\n]{1,64}\})+", re.MULTILINE)
_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "code", "pre"),
    *("blockquote", "table", "thead", "tbody", "tr", "th", "td", "a", "img", "del"),
}


def _own_pictures_only(tag: str, attribute: str, value: str) -> str | None:
    # A picture from elsewhere would tell its owner who reads the guideline, and when.
    if tag == "img" and attribute == "src" and not (value.startswith("/media/") and ".." not in value):
        return None
    return value


def guideline_html(text: str) -> str:
    """HTML of a Markdown text: no scripts, no styles, pictures of this house only.

    What a heading says about labels, `## {#car} Cars`, is for programs and left out.
    """
    return nh3.clean(
        _MARKDOWN.render(_LABEL_MARK.sub("", text)),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "img": {"src", "alt", "title", "width", "height"}},
        attribute_filter=_own_pictures_only,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )


def guideline_sha256(text_zh: str, text_en: str) -> str:
    """What an annotator's answer and an export name the guideline by."""
    return hashlib.sha256(f"{text_zh}\0{text_en}".encode()).hexdigest()
