"""What earlier reports of the programme have shown binds the next one. Pure.

Two reports that show the same month with one woman more in the second would tell what she earned. So a line that was
released is repeated as it was released. It is told anew only when a restatement is asked for, and in every place that
changed at least `least` people came or went.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from annotate.reports.figures.facts import Figure, Line

Digest = Callable[[str, Iterable[int]], str]


@dataclass(frozen=True)
class ReleasedCell:
    """The people behind a released place: a keyed hash of who they are, and how many."""

    member_hash: str
    n: int


@dataclass(frozen=True)
class ReleasedLine:
    """The newest release of a line. released_in: the period of the report that first told it like this."""

    key: str
    released_in: str
    figures: tuple[Figure, ...]
    cells: Mapping[str, ReleasedCell]


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


def _may_be_told_anew(now: Mapping[str, ReleasedCell], then: Mapping[str, ReleasedCell], least: int) -> bool:
    """Everywhere nobody moved, or at least `least` more or fewer people; and somewhere somebody did."""
    nothing = ReleasedCell("", 0)
    pairs = [(now.get(place, nothing), then.get(place, nothing)) for place in now.keys() | then.keys()]
    changed = [(a, b) for a, b in pairs if a.member_hash != b.member_hash]
    return bool(changed) and all(abs(a.n - b.n) >= least for a, b in changed)


def _is_same_people(now: Mapping[str, ReleasedCell], then: Mapping[str, ReleasedCell]) -> bool:
    return dict(now) == dict(then)


def choose_line(
    line: Line, earlier: ReleasedLine | None, period: str, digest: Digest, least: int, restate: bool = False
) -> ChosenLine:
    """The computed line, or its released form.

    The panel is told anew in each period that allows it, because its 'now' moves on; all other lines speak of one
    month or quarter and are told once, unless `restate`.
    """
    cells = cells_of(line, digest)
    if earlier is None:
        return ChosenLine(line, cells, period, False)
    moves_on = line.key == "panel" and earlier.released_in != period
    allowed = _may_be_told_anew(cells, earlier.cells, least) or (
        moves_on and _is_same_people(cells, earlier.cells)
    )
    if allowed and (restate or moves_on):
        return ChosenLine(line, cells, period, False)
    return ChosenLine(Line(line.key, earlier.figures, {}, ()), earlier.cells, earlier.released_in, True)
