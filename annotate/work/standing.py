"""Where she stands in a project: may she take work, and what more does her level earn. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.work.states import Gate

LOWEST_LEVEL, HIGHEST_LEVEL = 1, 4
# Quality of somebody of whom nothing is known.
UNKNOWN_WEIGHT = 0.7


@dataclass(frozen=True)
class Standing:
    """level: 1 ... 4. weight: estimated quality, 0 ... 1. reason: code of what closed the gate. shown: what
    her pages say about it, in words of the room that wrote it."""

    level: int = LOWEST_LEVEL
    weight: float = UNKNOWN_WEIGHT
    gate: Gate = Gate.OPEN
    paused_until: dt.datetime | None = None
    reason: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict)
    changed_at: dt.datetime | None = None


NEW_HERE = Standing()


def gate_at(standing: Standing, now: dt.datetime) -> Gate:
    """The gate as it holds at a moment: a pause whose time is over is open, whether or not a job noticed."""
    over = standing.paused_until is not None and standing.paused_until <= now
    return Gate.OPEN if standing.gate is Gate.PAUSED and over else standing.gate


def rate_of_level(rate_e4: int, level: int, bonus_percent: Sequence[int]) -> int:
    """What an answer earns at a level, in 1/10000, rounded down.

    bonus_percent: of levels 1, 2, 3, 4; a level beyond the list earns as its last.
    """
    if not bonus_percent:
        return rate_e4
    bonus = bonus_percent[min(level, len(bonus_percent)) - 1]
    return rate_e4 * (100 + bonus) // 100
