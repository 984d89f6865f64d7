"""What a new version of a guideline does to work that was begun by an older one. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

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
