"""A course cut into pages: each heading of the second level begins one. Pure."""

from dataclasses import dataclass

from annotate.projects.guide_sections import Section, sections_of


@dataclass(frozen=True)
class Course:
    """number: of its version; 0 while it is the project's guideline that is read as a course."""

    number: int
    text_zh: str
    text_en: str

    def pages(self, locale: str) -> tuple[Section, ...]:
        """In this language, else in the other: one language is better than an empty page."""
        first, second = (self.text_en, self.text_zh) if locale == "en" else (self.text_zh, self.text_en)
        return sections_of(first if first.strip() else second)


@dataclass(frozen=True)
class Reading:
    """One page of it. number: which, from 1."""

    page: Section
    number: int
    pages: int

    @property
    def is_last(self) -> bool:
        return self.number == self.pages


def reading(course: Course, locale: str, number: int) -> Reading | None:
    """One page; None when the course has no such page in this language."""
    pages = course.pages(locale)
    return Reading(pages[number - 1], number, len(pages)) if 0 < number <= len(pages) else None
