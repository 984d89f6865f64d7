"""One household against one line: before she joined and now, both directions, and what is left to the line. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from annotate.households.household import LineState, YearIncome, line_state


class Move(StrEnum):
    """Computed from figures; no official finding."""

    UP = "up"
    DOWN = "down"
    STAYED_BELOW = "stayed_below"
    STAYED_ABOVE = "stayed_above"


_MOVES = {
    (LineState.BELOW, LineState.ABOVE): Move.UP,
    (LineState.ABOVE, LineState.BELOW): Move.DOWN,
    (LineState.BELOW, LineState.BELOW): Move.STAYED_BELOW,
    (LineState.ABOVE, LineState.ABOVE): Move.STAYED_ABOVE,
}


@dataclass(frozen=True)
class Against:
    """A year against a line. over_e4: per person, rounded down; negative is what is missing."""

    state: LineState
    over_e4: int


@dataclass(frozen=True)
class BeforeAndNow:
    """None is not known, which is not zero. move: only where both are known."""

    before: Against | None
    now: Against | None

    @property
    def move(self) -> Move | None:
        return _MOVES[self.before.state, self.now.state] if self.before and self.now else None


def _against(year: YearIncome | None, line_year_e4: int) -> Against | None:
    if year is None:
        return None
    return Against(line_state(year, line_year_e4), year.net_e4 // year.members - line_year_e4)


def before_and_now(before: YearIncome | None, now: YearIncome | None, line_year_e4: int) -> BeforeAndNow:
    return BeforeAndNow(_against(before, line_year_e4), _against(now, line_year_e4))
