"""A question and its answer as one line of the guideline. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotate.projects.guide_sections import with_note


@dataclass(frozen=True)
class Draft:
    """The guideline as it would read; the manager may change it before it is saved."""

    zh: str
    en: str


def _plain(text: str) -> str:
    """On one line; what Markdown would read as a mark stands as it was written."""
    line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#!|" else letter for letter in line)


def draft_of(zh: str, en: str, label: str, titles: Mapping[str, str], question: str, answer: str) -> Draft:
    """Both languages get the line, for whoever reads only one; an empty language stays empty. label: '' for no object."""
    asked, told = _plain(question), _plain(answer)
    return Draft(
        with_note(zh, label, titles.get("zh_CN", label), f"- 问：{asked} 答：{told}"),
        with_note(en, label, titles.get("en", label), f"- Q: {asked} A: {told}") if en.strip() else "",
    )
