"""A project's guideline as the editor shows it: part by part, and what is new since her last picture."""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.projects.guide_sections import Section, picture_urls, sections_of
from annotate.projects.guideline_diff import Change, SectionChange, changes_between
from annotate.projects.models import Project
from annotate.projects.queries import GuidelineText, guideline_text
from annotate.work.models import Assignment
from annotate.work.states import LeaseState

_LOCALES = ("zh", "en")
# What makes a list, a heading or strong words in Markdown.
_MARKS = re.compile(r"^\s*(?:[-*+>]|#+|\d+[.)])\s+|\*\*|__|`")


def guide_of(session: Session, project_id: int, annotator_id: int) -> dict[str, Any]:
    """The newest guideline for this annotator.

    {"version", "seen_version", "pictures": [url], "zh": [part], "en": [part]} with part = {"key", "title", "labels",
    "html", "pairs": [{"good": {"url", "words"} | None, "bad": ...}], "news": [line] | None}; news: lines that her last
    handed-in picture's version did not have, none when the part is as she knows it.
    """
    project = session.get_one(Project, project_id)
    newest = guideline_text(session, project.guideline_version_id)
    if newest is None:
        return {"version": None, "seen_version": None, "pictures": [], "zh": [], "en": []}
    seen = guideline_text(session, _last_seen_id(session, project_id, annotator_id))
    parts = {locale: _parts(newest, seen, locale) for locale in _LOCALES}
    pictures = picture_urls(*(newest.text(locale) for locale in _LOCALES))
    return {
        "version": newest.number,
        "seen_version": seen.number if seen else None,
        "pictures": list(pictures),
        **parts,
    }


def _last_seen_id(session: Session, project_id: int, annotator_id: int) -> int | None:
    """Version under which she last handed a picture in."""
    query = sa.select(Assignment.guideline_version_id).where(
        Assignment.annotator_id == annotator_id,
        Assignment.project_id == project_id,
        Assignment.state == LeaseState.SUBMITTED,
    )
    return session.scalar(query.order_by(Assignment.submitted_at.desc(), Assignment.id.desc()).limit(1))


def _parts(newest: GuidelineText, seen: GuidelineText | None, locale: str) -> list[dict[str, Any]]:
    text = newest.text(locale)
    changes = changes_between(seen.text(locale), text) if seen and seen.number != newest.number else ()
    news = {change.key: change for change in changes if change.change is not Change.REMOVED}
    return [part_document(section, news.get(section.key)) for section in sections_of(text)]


def part_document(section: Section, change: SectionChange | None = None) -> dict[str, Any]:
    """One part as JSON, see `guide_of`."""
    sides = (
        {
            name: one and {"url": one.url, "words": one.words}
            for name, one in zip(("good", "bad"), pair, strict=True)
        }
        for pair in section.pairs
    )
    return {
        "key": section.key,
        "title": section.title,
        "labels": list(section.labels),
        "html": section.html,
        "pairs": list(sides),
        "news": None if change is None else _news(section, change),
    }


def _news(section: Section, change: SectionChange) -> list[str]:
    """New lines as plain words; new pictures are seen beside them, and the title stands above."""
    added = (line.text for line in change.lines if line.sign == "+" and not line.text.startswith("!["))
    return [_MARKS.sub("", line).strip() for line in added if line.strip() and line != section.title]
