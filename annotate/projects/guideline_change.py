"""What a new version of a guideline does to work that was begun by an older one. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotate.projects.guideline_diff import SectionChange, changes_between

# So long after a change answers by the older version are judged kindly.
GRACE = dt.timedelta(days=7)


class Redo(StrEnum):
    """Which answers by older versions are to be made anew, and paid anew."""

    NONE = "none"
    TOUCHED = "touched"  # those with an object of a class that the change is about
    ALL = "all"


@dataclass(frozen=True)
class Effect:
    """What its author says of a change. alters: what was right may be wrong now, or the other way round."""

    alters: bool = True
    redo: Redo = Redo.NONE


# Whoever says nothing is taken at the kindest: a change that might alter what is right does.
USUAL_EFFECT = Effect()


@dataclass(frozen=True)
class Touched:
    """What a change is about. labels: names, sorted; everything: a part that names no label is not as it was."""

    labels: tuple[str, ...]
    everything: bool

    @property
    def is_nothing(self) -> bool:
        return not self.labels and not self.everything


def touched_by(pairs: Sequence[tuple[str, str]]) -> Touched:
    """What differs in any language. pairs: (older text, newer text) of each."""
    changes = [change for old, new in pairs for change in _spoken(old, new)]
    labels = {label for change in changes for label in change.labels}
    return Touched(tuple(sorted(labels)), any(not change.labels for change in changes))


def _spoken(old: str, new: str) -> Sequence[SectionChange]:
    """A language that is written for the first time, or given up, says nothing else than the other one."""
    return changes_between(old, new) if old.strip() and new.strip() else ()


@dataclass(frozen=True)
class Grace:
    """What changed in the guideline that an answer does not answer for.

    version: number of the newest such version. labels: names of the classes; everything: no matter which class.
    """

    version: int
    labels: frozenset[str]
    everything: bool = False

    def explains(self, difference: Mapping[str, Any]) -> bool:
        """Whether a difference is about a class that is drawn otherwise since."""
        shapes = (difference.get("hers") or {}, difference.get("expected") or {})
        return self.everything or any(shape.get("label") in self.labels for shape in shapes)


@dataclass(frozen=True)
class Change:
    """A version that altered what is right. number: as people read it; see models.GuidelineChange for the others."""

    version_id: int
    number: int
    labels: frozenset[str]
    everything: bool
    changed_at: dt.datetime
    kind_until: dt.datetime


def grace_among(
    changes: Sequence[Change], hers: int, received_at: dt.datetime, known_since: dt.datetime | None = None
) -> Grace | None:
    """The changes after the version that an answer was drawn by, where it came within seven days of them or before.

    hers: id of that version, 0 for none. known_since: when the known answer of a check picture was made: changes after
    it speak against the known answer, not against hers, however she drew.
    """
    found = [one for one in changes if one.version_id > hers and one.kind_until > received_at]
    if known_since is not None:
        found += [one for one in changes if one.version_id <= hers and one.changed_at > known_since]
    if not found:
        return None
    labels = frozenset(label for one in found for label in one.labels)
    return Grace(max(one.number for one in found), labels, any(one.everything for one in found))
