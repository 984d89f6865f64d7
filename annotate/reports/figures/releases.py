"""What earlier reports of the programme have shown binds the next one. Pure.

Two reports that show the same month with one woman more in the second would tell what she earned. So a line that was
released is repeated as it was released. It is told anew only when a restatement is asked for, and in every place that
changed at least `least` people came or went: since its newest release, and since each one before that.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from annotate.reports.figures.facts import Figure, Line

Digest = Callable[[str, Iterable[int]], str]


@dataclass(frozen=True)
class ReleasedCell:
    """The people behind a released place: a keyed hash of who they are, and how many."""

    member_hash: str
    n: int


@dataclass(frozen=True)
class ReleasedLine:
    """The newest release of a line. released_in: the period of the report that first told it like this.

    before: the older releases, oldest first. They stay in the hands of their readers, so they bind the next one too.
    """

    key: str
    released_in: str
    figures: tuple[Figure, ...]
    cells: Mapping[str, ReleasedCell]
    before: tuple["ReleasedLine", ...] = ()

    @property
    def every(self) -> tuple["ReleasedLine", ...]:
        """All releases of the line, oldest first."""
        return (*self.before, self)


def followed(earlier: ReleasedLine | None, newer: ReleasedLine) -> ReleasedLine:
    """The newer release, which knows of those before it."""
    return replace(newer, before=earlier.every if earlier else ())


@dataclass(frozen=True)
class ChosenLine:
    """A line of the new report: computed now, or repeated from an earlier one."""

    line: Line
    cells: Mapping[str, ReleasedCell]
    released_in: str
    is_repeated: bool


def cells_of(line: Line, digest: Digest) -> dict[str, ReleasedCell]:
    """What the release log keeps of a line."""
    return {
        place: ReleasedCell(digest(f"{line.key}|{place}", sorted(ids)), len(ids))
        for place, ids in line.cells.items()
    }


_Cells = Mapping[str, ReleasedCell]
_NOBODY = ReleasedCell("", 0)


def _changes(now: _Cells, then: _Cells) -> list[int]:
    """By how many people each place differs whose people are not the same; a place without anybody is no place."""
    pairs = [(now.get(place, _NOBODY), then.get(place, _NOBODY)) for place in now.keys() | then.keys()]
    return [abs(a.n - b.n) for a, b in pairs if a.member_hash != b.member_hash and (a.n or b.n)]


def _may_stand_beside(now: _Cells, told: ReleasedLine, is_other_time: bool, least: int) -> bool:
    """Whether a reader of both learns of no group under `least`: in each place the same people, or many more or fewer.

    Of one and the same month somebody must have come or gone as well: else the difference is one person's correction.
    """
    changes = _changes(now, told.cells)
    return all(change >= least for change in changes) and (bool(changes) or is_other_time)


def choose_line(
    line: Line, earlier: ReleasedLine | None, period: str, digest: Digest, least: int, restate: bool = False
) -> ChosenLine:
    """The computed line, or its released form.

    The panel is told anew in each period that allows it, because its 'now' moves on; all other lines speak of one
    month or quarter and are told once, unless `restate`. What is told anew is held against every release of the line.
    """
    cells = cells_of(line, digest)
    if earlier is None:
        return ChosenLine(line, cells, period, False)
    moves = line.key == "panel"
    last = next((told for told in reversed(earlier.every) if moves and told.released_in == period), earlier)
    wanted = restate or (moves and last.released_in != period)
    if wanted and all(
        _may_stand_beside(cells, told, moves and told.released_in != period, least) for told in earlier.every
    ):
        return ChosenLine(line, cells, period, False)
    return ChosenLine(Line(line.key, last.figures, {}, ()), last.cells, last.released_in, True)
