"""Learning: which pictures, when an exam is passed, when the next may be taken, what is paid. Pure: chance comes from outside."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.projects.training import HOURLY_E4, LEAST_CHECKS


class RoundKind(StrEnum):
    PRACTICE = "practice"  # the right answer is shown after each picture
    EXAM = "exam"  # nothing is shown before the end
    GATE = "gate"  # practice offered to somebody whose work has become less sure


class RoundState(StrEnum):
    OFFERED = "offered"  # not begun
    OPEN = "open"
    DONE = "done"  # practice that is finished
    PASSED = "passed"
    FAILED = "failed"


class Use(StrEnum):
    """What the manager keeps a check picture for."""

    PRACTICE = "practice"
    EXAM = "exam"


class Step(StrEnum):
    """What she does next on her way into a project."""

    COURSE = "course"
    PRACTICE = "practice"
    EXAM = "exam"
    WAIT = "wait"  # the next exam is tomorrow
    READY = "ready"


# A picture comes again until it is right; a wrong check must not hold her for ever.
MOST_ATTEMPTS = 5
PAID_ATTEMPTS = 3
LONGEST_PAID_MS = 600_000
MS_PER_HOUR = 3_600_000


@dataclass(frozen=True)
class Rules:
    """hourly_e4: what an hour of learning pays, at least the local floor. paid_tries: of an exam, and of practice."""

    hourly_e4: int = HOURLY_E4
    pictures: int = 10
    pass_percent: int = 80
    wait_hours: int = 24
    paid_tries: int = 3


USUAL_RULES = Rules()


def practice_count(golds: int, wanted: int) -> int:
    """How many of the check pictures practice may use: at most half, so that the exam has some she has not seen."""
    return min(wanted, max(LEAST_CHECKS, golds // 2))


def exam_count(golds: int, unseen: int, wanted: int) -> int:
    """How many pictures an exam has: only such as she has not seen, while there are enough of them."""
    return min(wanted, unseen if unseen >= LEAST_CHECKS else golds)


def chosen_tasks(
    golds: Sequence[int],
    picked: Mapping[int, Use],
    use: Use,
    seen: Collection[int],
    count: int,
    chance: Callable[[], float],
) -> list[int]:
    """So many check pictures for a use, in an order of chance.

    Those kept for the other use come last, those she has seen before them; the manager's own choice comes first.
    chance: gives 0 <= number < 1.
    """

    def rank(task_id: int) -> tuple[bool, bool, bool, float]:
        kept = picked.get(task_id)
        return kept not in (None, use), task_id in seen, kept is None, chance()

    chosen = sorted(golds, key=rank)[:count]
    return sorted(chosen, key=lambda _: chance())


def comes_again(passed: bool, attempt: int, shows_answers: bool) -> bool:
    """Whether a picture is handed out once more. attempt: from 1."""
    return shows_answers and not passed and attempt < MOST_ATTEMPTS


def is_paid(kind: RoundKind, number: int, attempt: int, rules: Rules) -> bool:
    """number: which round of its kind this is for her in the project, from 1. Practice at a gate is always paid."""
    return attempt <= PAID_ATTEMPTS and (kind is RoundKind.GATE or number <= rules.paid_tries)


def paid_ms(claimed_ms: int, left_ms: int) -> int:
    """Time of one picture that is paid. left_ms: what has passed since the round began and is not yet counted."""
    return max(0, min(claimed_ms, left_ms, LONGEST_PAID_MS))


def pay_e4(time_ms: int, hourly_e4: int) -> int:
    """What this time is worth, rounded up: the last ten-thousandth is hers."""
    return -(-time_ms * hourly_e4 // MS_PER_HOUR)


def is_passed(right: int, pictures: int, pass_percent: int) -> bool:
    """pictures: without checks that were withdrawn; where none is left, nobody has failed."""
    return 100 * right >= pass_percent * pictures


def next_exam_at(failed_at: dt.datetime | None, rules: Rules) -> dt.datetime | None:
    """The moment from which she may try again; None at once."""
    return failed_at + dt.timedelta(hours=rules.wait_hours) if failed_at else None


def next_step(
    has_course: bool, practised: bool, passed: bool, next_at: dt.datetime | None, now: dt.datetime
) -> Step:
    """has_course: there is a course she has not read to its end."""
    if passed:
        return Step.READY
    if has_course and not practised:
        return Step.COURSE
    if not practised:
        return Step.PRACTICE
    return Step.WAIT if next_at and now < next_at else Step.EXAM
