"""Tenure: the union of a woman's working spells across projects, short gaps joined. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

GAP_DAYS = 30


@dataclass(frozen=True, order=True)
class Spell:
    """Work from the first day to the last, both counted."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a spell that ends ({self.last}) before it begins ({self.first})")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def joined(spells: Iterable[Spell], gap_days: int = GAP_DAYS) -> tuple[Spell, ...]:
    """Spells that overlap, touch, or leave at most `gap_days` free days between them become one.

    The days of a joined gap count: changing the project must not cost her anything.
    """
    found: list[Spell] = []
    for spell in sorted(spells):
        if found and (spell.first - found[-1].last).days - 1 <= gap_days:
            found[-1] = Spell(found[-1].first, max(found[-1].last, spell.last))
        else:
            found.append(spell)
    return tuple(found)


@dataclass(frozen=True)
class Tenure:
    """The spell that runs today, or nothing. months and days: whole calendar months, then what is left."""

    since: dt.date | None
    days: int
    months: int
    odd_days: int
    stops_on: dt.date | None  # the first day on which the clock starts again from nothing


NONE = Tenure(None, 0, 0, 0, None)


def tenure_on(spells: Iterable[Spell], today: dt.date, gap_days: int = GAP_DAYS) -> Tenure:
    """Tenure up to `today`: it goes on through a gap until the gap has lasted more than `gap_days`."""
    begun = [Spell(s.first, min(s.last, today)) for s in spells if s.first <= today]
    if not begun:
        return NONE
    last = joined(begun, gap_days)[-1]
    if (today - last.last).days - 1 > gap_days:
        return NONE
    whole, odd = whole_months(last.first, today)
    return Tenure(
        last.first, (today - last.first).days + 1, whole, odd, last.last + dt.timedelta(days=gap_days + 2)
    )


def whole_months(first: dt.date, today: dt.date) -> tuple[int, int]:
    """Full months since `first` and the days after them; a month that is too short ends on its last day."""
    months = (today.year - first.year) * 12 + today.month - first.month
    if anniversary(first, months) > today:
        months -= 1
    return months, (today - anniversary(first, months)).days


def anniversary(first: dt.date, months: int) -> dt.date:
    """The day on which so many calendar months since `first` are full."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    next_month = dt.date(year + month // 11, (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(first.day, (next_month - dt.timedelta(days=1)).day))
