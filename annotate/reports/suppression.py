"""What may be shown without showing a person: sizes, dominance, and what totals would give away. Pure.

A cell is hidden when it has fewer than `least` people, when one person makes more than half of its amount or two
more than two thirds, or when it would let a hidden one be found. Hidden cells all look the same: a reader cannot
tell which were small and which only protect them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

FLOOR = 5


@dataclass(frozen=True)
class Rules:
    """Settings of a deployment; `least` cannot go below FLOOR."""

    least: int = 10
    least_for_tails: int = 100
    one_percent: int = 50
    two_percent: int = 67
    count_base: int = 5
    amount_base: int = 10

    def __post_init__(self) -> None:
        if self.least < FLOOR:
            raise ValueError(f"fewer than {FLOOR} people are never shown")


def is_few(count: int, rules: Rules) -> bool:
    """Some, but fewer than may be told: nobody at all is nobody's secret."""
    return 0 < count < rules.least


@dataclass(frozen=True)
class Cell:
    """People (or households) of one place in a table. members: id -> amount, 0 where no amount is summed.

    parts: a split of the members that is shown with the cell (below and above a line): each part must be safe.
    """

    key: str
    members: Mapping[int, int]
    parts: tuple[frozenset[int], ...] = ()

    @property
    def n(self) -> int:
        return len(self.members)


class Reason(StrEnum):
    """Why a cell is hidden: counted in the report, never told cell by cell."""

    TOO_FEW = "too_few"
    DOMINATED = "dominated"
    NEAR_RELEASE = "near_release"
    COMPLEMENTARY = "complementary"


def merged(cells: Sequence[Cell]) -> Cell:
    """The union, as a reader gets it who takes the shown cells off the total."""
    members: dict[int, int] = {}
    for cell in cells:
        for member, amount in cell.members.items():
            members[member] = members.get(member, 0) + amount
    width = max((len(cell.parts) for cell in cells), default=0)
    parts = tuple(frozenset().union(*(cell.parts[i] for cell in cells if cell.parts)) for i in range(width))
    return Cell("+".join(sorted(cell.key for cell in cells)), members, parts)


def is_dominated(amounts: Iterable[int], rules: Rules) -> bool:
    """One person over 50 %, or two over 67 %, of a sum that is not nothing."""
    ordered = sorted((amount for amount in amounts if amount > 0), reverse=True)
    total = sum(ordered)
    if total == 0:
        return False
    return ordered[0] * 100 > total * rules.one_percent or sum(ordered[:2]) * 100 > total * rules.two_percent


def reason_to_hide(cell: Cell, rules: Rules) -> Reason | None:
    """The cell by itself."""
    if cell.n < rules.least or any(len(part) < rules.least for part in cell.parts):
        return Reason.TOO_FEW
    return Reason.DOMINATED if is_dominated(cell.members.values(), rules) else None


Judge = Callable[[Cell], Reason | None]


@dataclass(frozen=True)
class Hiding:
    """What one line of cells and its total must not show."""

    hidden: Mapping[str, Reason] = field(default_factory=dict)
    total: Reason | None = None

    @property
    def reasons(self) -> list[Reason]:
        return [*self.hidden.values(), *([self.total] if self.total else [])]


def hide_in_line(cells: Sequence[Cell], judge: Judge, known: frozenset[str] = frozenset()) -> Hiding:
    """Cells of one line (counties of a month) with their total; empty cells are no cells.

    The total less the shown cells is the union of the hidden ones, so that union must pass the same judge; the
    smallest shown cell joins it until it does. known: cells that an earlier report showed as they are now: hiding
    them again protects nothing.
    """
    cells = [cell for cell in cells if cell.n]
    hidden = {cell.key: reason for cell in cells if (reason := judge(cell))}
    total = judge(merged(cells)) if cells else None
    if total is not None:
        return Hiding(hidden, total)
    shown = sorted(
        (cell for cell in cells if cell.key not in hidden | dict.fromkeys(known)), key=lambda c: c.n
    )
    while hidden and judge(merged([cell for cell in cells if cell.key in hidden])):
        if not shown:
            return Hiding(hidden, Reason.COMPLEMENTARY)
        hidden[shown.pop(0).key] = Reason.COMPLEMENTARY
    return Hiding(hidden)
