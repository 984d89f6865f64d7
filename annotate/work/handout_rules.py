"""How large a bag is, who goes first while work is scarce, how tasks are kept for counties. Pure, integers."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

UNKNOWN_BAG = 10
LARGEST_BAG = 120
# Of previews: more would take too long to fetch on a slow line.
LARGEST_BAG_BYTES = 10_000_000
# One that she works on and one fetched ahead: more would keep pictures from others.
MOST_BAGS = 2
# While work is scarce, a bag of somebody with more than half of the others' income.
SHORT_BAG_MINUTES = 3


@dataclass(frozen=True)
class Quota:
    """Tasks kept for women of a county: a share of all in per cent, or a number of tasks."""

    county: str
    unit: str
    amount: int
    # Nobody of the county came for them, so they are free for all.
    freed: bool = False


@dataclass(frozen=True)
class Rules:
    """A project's own numbers.

    bag_minutes: work in a bag. chance_percent: of tasks handed out at random, so that every two people meet.
    shared_percent: of her answers that she may share with any one other person. scarce_hours: work is scarce
    when what is open lasts less than this. wait_minutes: how long the one with the highest income then waits
    for a task that is new. quota_hours: how long kept tasks wait for somebody of their county when nothing else
    is left.
    """

    bag_minutes: int = 10
    chance_percent: int = 10
    shared_percent: int = 30
    scarce_hours: int = 2
    wait_minutes: int = 10
    quota_hours: int = 72
    quotas: tuple[Quota, ...] = ()
    successors: tuple[int, ...] = ()


LIMITS = {
    "bag_minutes": (3, 60),
    "chance_percent": (0, 50),
    "shared_percent": (5, 100),
    "scarce_hours": (0, 72),
    "wait_minutes": (0, 60),
    "quota_hours": (1, 720),
}
"""Least and most of each number."""


def bag_size(picture_ms: int | None, bag_minutes: int) -> int:
    """How many tasks make a bag of so many minutes, 1 ... LARGEST_BAG. picture_ms: how long one takes, if known."""
    if not picture_ms:
        return UNKNOWN_BAG
    return max(1, min(LARGEST_BAG, round(bag_minutes * 60_000 / picture_ms)))


def within_bytes(sizes: Sequence[int], most: int = LARGEST_BAG_BYTES) -> int:
    """How many of these, in order, fit into so many bytes; always one, however large."""
    total = 0
    for count, size in enumerate(sizes):
        total += size
        if total > most and count:
            return count
    return len(sizes)


@dataclass(frozen=True)
class Turn:
    """Her place while work is scarce. wait_seconds: how long a task must have been open before she gets it."""

    wait_seconds: int = 0
    has_short_bag: bool = False


NO_WAIT = Turn()


def turn_of(income_e4: int, incomes_e4: Sequence[int], wait_minutes: int) -> Turn:
    """The lower her income of this month, the sooner she gets what is new.

    incomes_e4: of those at work at her level, lowest first. The wait grows evenly from nothing for the lowest
    to `wait_minutes` for the highest; above the middle a bag is short too. Alone she waits for nobody.
    """
    if len(incomes_e4) < 2:
        return NO_WAIT
    lower = bisect_left(incomes_e4, income_e4)
    share = min(1.0, lower / (len(incomes_e4) - 1))
    return Turn(round(share * wait_minutes * 60), share > 0.5)


def is_scarce(open_answers: int, answers_an_hour: int, scarce_hours: int) -> bool:
    """Whether what is open lasts less than so many hours at the pace of the last one."""
    return open_answers < answers_an_hour * scarce_hours


def shared_limit(shared_percent: int, answers_per_task: int, people: int) -> float:
    """The largest share of her answers, 0 ... 1, that she may have in common with one other person.

    Few people meet often whatever order tasks go out in: with n of them and k answers a task the average pair
    shares (k - 1) / (n - 1). A limit that no order could keep would only stop the work, so it rises to one
    and a half times that.
    """
    if people < 2:
        return 1.0
    unavoidable = (answers_per_task - 1) / (people - 1)
    return min(1.0, max(shared_percent / 100, 1.5 * unavoidable))


def quota_tasks(quota: Quota, tasks: int) -> int:
    """How many of so many tasks a quota keeps."""
    if quota.freed:
        return 0
    wanted = quota.amount * tasks // 100 if quota.unit == "percent" else quota.amount
    return max(0, min(tasks, wanted))


def rules_of(row: Mapping[str, Any] | None) -> Rules:
    """A row of `handout_rules` as a value; the usual rules without one."""
    if row is None:
        return Rules()
    numbers = {name: row[name] for name in LIMITS}
    quotas = tuple(Quota(**one) for one in row["quotas"])
    return Rules(**numbers, quotas=quotas, successors=tuple(row["successors"]))
