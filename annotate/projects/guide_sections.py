"""A guideline cut into the parts that she opens at the class in use. Pure.

A part begins with a heading of the second level; the names of the labels it is about stand in it, each as
`{#name}`: `## {#car} {#truck} Cars and trucks`. A line that is nothing but a picture whose words begin with
"good:" or "bad:" is an example: `![good: the box touches the edges](/media/guides/12)`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from annotate.projects.guideline import guideline_html
from annotate.projects.ontology import Ontology

_HEADING = re.compile(r"##(?!#)[ \t]*(?P<words>.*?)[ \t]*#*")
# A label's name may hold blanks: "traffic light".
_MARK = re.compile(r"\{#([^{}\n]{1,64})\}")
_EXAMPLE = re.compile(
    r"[ \t]*!\[\s*(?P<side>good|bad|好|对|坏|错)\s*[:：](?P<words>[^\]]*)\]\((?P<url>/media/guides/\d+)\)[ \t]*"
)
_FENCE = re.compile(r" {0,3}(```|~~~)")
_GOOD = frozenset({"good", "好", "对"})


class Side(StrEnum):
    """What an example shows: how it should be, or how it should not."""

    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True)
class Example:
    """A picture with its words. url: an address of this house, /media/guides/ID."""

    side: Side
    url: str
    words: str


@dataclass(frozen=True)
class Section:
    """One part of a guideline. labels: what it is about, none for a part about everything.

    text: Markdown without the heading and without the examples.
    """

    title: str
    labels: tuple[str, ...]
    text: str
    examples: tuple[Example, ...]

    @property
    def html(self) -> str:
        return guideline_html(self.text)

    @property
    def key(self) -> str:
        """What the same part of another version is known by."""
        return ", ".join(self.labels) or self.title or "*"

    @property
    def pairs(self) -> tuple[tuple[Example | None, Example | None], ...]:
        """(good, bad) side by side in the order they were written; one of the two may be missing."""
        found: list[tuple[Example | None, Example | None]] = []
        for one in self.examples:
            is_good = one.side is Side.GOOD
            if found and found[-1][0 if is_good else 1] is None:
                good, bad = found.pop()
                found.append((one, bad) if is_good else (good, one))
            else:
                found.append((one, None) if is_good else (None, one))
        return tuple(found)


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is code, in which nothing has a meaning."""
    is_code = False
    for line in text.replace("\r\n", "\n").split("\n"):
        fence = _FENCE.match(line) is not None
        yield line, is_code or fence
        is_code = is_code != fence


@lru_cache(maxsize=64)
def sections_of(text: str) -> tuple[Section, ...]:
    """The parts of a guideline in order; what stands before the first heading is a part without a title."""
    parts: list[tuple[str, list[str], list[Example]]] = [("", [], [])]
    for line, is_code in _lines(text):
        heading = None if is_code else _HEADING.fullmatch(line)
        example = None if is_code else _EXAMPLE.fullmatch(line)
        if heading:
            parts.append((heading["words"], [], []))
        elif example:
            side = Side.GOOD if example["side"] in _GOOD else Side.BAD
            parts[-1][2].append(Example(side, example["url"], example["words"].strip()))
        else:
            parts[-1][1].append(line)
    found = (_section(words, lines, examples) for words, lines, examples in parts)
    return tuple(one for one in found if one.title or one.labels or one.text or one.examples)


def _section(words: str, lines: Sequence[str], examples: Sequence[Example]) -> Section:
    labels = tuple(dict.fromkeys(_MARK.findall(words)))
    title = " ".join(_MARK.sub(" ", words).split())
    return Section(title, labels, "\n".join(lines).strip(), tuple(examples))


def unknown_labels(sections: Iterable[Section], ontology: Ontology) -> tuple[str, ...]:
    """Names in headings that are no label of the project: a slip of the pen, worth a word."""
    known = {label.name for label in ontology.labels}
    named = dict.fromkeys(label for section in sections for label in section.labels)
    return tuple(name for name in named if name not in known)


def picture_urls(*texts: str) -> tuple[str, ...]:
    """Addresses of all examples, each once, in the order they are met: what a device keeps for the offline day."""
    return tuple(
        dict.fromkeys(one.url for text in texts for section in sections_of(text) for one in section.examples)
    )


_TEMPLATES = {
    "zh_CN": (
        "# 怎么做\n\n先看清整张图，从近到远，一个都不漏。\n",
        "画到边上，不多也不少。\n",
        "\n## 看不清怎么办\n\n放大看看。还是看不清，就点“我拿不准”，照样付钱。\n",
    ),
    "en": (
        "# How to do it\n\nLook at the whole picture first; go from near to far and leave nothing out.\n",
        "Draw up to the edge, no more and no less.\n",
        '\n## When you cannot tell\n\nZoom in. If you still cannot tell, press "I am not sure": it is paid all the same.\n',
    ),
}


def template_for(ontology: Ontology, locale: str) -> str:
    """A guideline to begin with: a part for every label, in 'zh_CN' or 'en'."""
    start, rule, end = _TEMPLATES[locale]
    titled = ((one.name, one.title.zh if locale == "zh_CN" else one.title.en) for one in ontology.labels)
    parts = (f"\n## {{#{name}}} {title}\n\n{rule}" for name, title in titled)
    return start + "".join(parts) + end


def with_pair(text: str, label: str, title: str, examples: Sequence[Example]) -> str:
    """The text with examples added at the end of the label's part, which is made when there is none.

    label: a name of the ontology; "" adds to the part before the first heading.
    """
    added = "\n".join(f"![{one.side}: {one.words}]({one.url})" for one in examples)
    lines = text.rstrip().split("\n") if text.strip() else []
    start, stop = _place_of(lines, label)
    if start is None:
        return "\n".join([*lines, "", f"## {{#{label}}} {title}", "", added]).strip() + "\n"
    body = lines[:stop]
    while body and not body[-1].strip():
        body.pop()
    # Examples stand together; a blank line parts them from the words above.
    gap = [] if body and _EXAMPLE.fullmatch(body[-1]) else [""]
    rest = ["", *lines[stop:]] if lines[stop:] else []
    return "\n".join([*body, *gap, added, *rest]).strip() + "\n"


def with_note(text: str, label: str, title: str, note: str) -> str:
    """The text with one more line of a list at the end of the label's part, before its examples; made when there is none."""
    lines = text.rstrip().split("\n") if text.strip() else []
    start, stop = _place_of(lines, label)
    if start is None:
        return "\n".join([*lines, "", f"## {{#{label}}} {title}", "", note]).strip() + "\n"
    at = stop
    while at > start and (not lines[at - 1].strip() or _EXAMPLE.fullmatch(lines[at - 1])):
        at -= 1
    gap = [] if at and lines[at - 1].startswith("- ") else [""]
    rest = lines[at:] if at < len(lines) and not lines[at].strip() else ["", *lines[at:]]
    return "\n".join([*lines[:at], *gap, note, *rest]).strip() + "\n"


def _place_of(lines: Sequence[str], label: str) -> tuple[int | None, int]:
    """(first line of the label's part, the line after its last); (None, 0) when it has none."""
    start: int | None = 0 if not label else None
    for at, (line, is_code) in enumerate(_lines("\n".join(lines))):
        heading = None if is_code else _HEADING.fullmatch(line)
        if heading and start is not None:
            return start, at
        if heading and label in _MARK.findall(heading["words"]):
            start = at
    return start, len(lines)
