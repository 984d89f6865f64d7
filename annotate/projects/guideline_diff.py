"""What a new version of a guideline says differently, part by part. Pure."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.projects.guide_sections import Section, sections_of


class Change(StrEnum):
    """What became of a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Line:
    """One line as it was written. sign: '+' new, '-' gone, ' ' as before."""

    sign: str
    text: str


@dataclass(frozen=True)
class SectionChange:
    """One part that is not as it was."""

    key: str
    title: str
    change: Change
    lines: tuple[Line, ...]
    labels: tuple[str, ...] = ()


def _written(section: Section) -> list[str]:
    pictures = [f"![{one.side}: {one.words}]({one.url})" for one in section.examples]
    return [section.title, *(line for line in section.text.split("\n") if line.strip()), *pictures]


def _lines_between(old: Sequence[str], new: Sequence[str]) -> tuple[Line, ...]:
    found = difflib.ndiff(old, new)
    # "? ..." lines point at letters; on a page they only disturb.
    return tuple(Line(line[0], line[2:]) for line in found if line[0] in "+- ")


def changes_between(old_text: str, new_text: str) -> tuple[SectionChange, ...]:
    """Parts that differ, in the order of the new text, those that are gone at the end.

    The same part is known by its labels, or by its title when it names none; twins are paired in order.
    """
    old, new = _keyed(old_text), _keyed(new_text)
    changes = []
    for key, section in new.items():
        before = old.get(key)
        if before is None:
            changes.append(_change(section, Change.ADDED, [], _written(section)))
        elif _written(before) != _written(section):
            changes.append(_change(section, Change.CHANGED, _written(before), _written(section)))
    for key, section in old.items():
        if key not in new:
            changes.append(_change(section, Change.REMOVED, _written(section), []))
    return tuple(changes)


def _change(section: Section, change: Change, old: Sequence[str], new: Sequence[str]) -> SectionChange:
    return SectionChange(section.key, section.title, change, _lines_between(old, new), section.labels)


def _keyed(text: str) -> dict[tuple[str, int], Section]:
    found: dict[tuple[str, int], Section] = {}
    for section in sections_of(text):
        number = sum(key == section.key for key, _ in found)
        found[section.key, number] = section
    return found
