"""What becomes of an answer: the verdict from its expected worth, and the reason that she is shown. Pure."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    PART = "part"  # good faith, but less than was asked: a part of the rate
    SPAM = "spam"  # proven by gold tasks and decided by a person
    IN_REVIEW = "in_review"  # a person looks
    FIX = "fix"  # given back to be mended; decided when it came or when its time is over


class AppealState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"  # she was right
    KEPT = "kept"
    GRANTED_LATE = "granted_late"  # nobody answered in time


FAULTS = ("missed", "extra", "misnamed", "loose")
# A reason is for reading; nobody reads more, and a page must not be heavier than its picture.
MOST_SHOWN = 100
PART_PERCENT = 70
SPAM_GOLDS = 3
REVIEW_HOURS = 72
FIX_HOURS = 48
APPEAL_DAYS = 14
APPEAL_WORKING_DAYS = 3


@dataclass(frozen=True)
class Policy:
    """accept_f1: an answer at least this good is accepted without a person. expected F1, 0 ... 1."""

    accept_f1: float = 0.6


USUAL_POLICY = Policy()


@dataclass(frozen=True)
class Score:
    """What consensus says of one answer. differences: fault, hers, expected, iou, certainty."""

    expected_f1: float
    differences: tuple[Mapping[str, Any], ...] = ()
    is_copy: bool = False


def verdict_of(score: Score, unsure: bool = False, policy: Policy = USUAL_POLICY) -> Verdict:
    """Accepted, or a person looks. A machine never pays less: it does not know what she saw.

    unsure: she said so herself, which is honest work.
    """
    if score.is_copy:
        return Verdict.IN_REVIEW
    return Verdict.ACCEPTED if unsure or score.expected_f1 >= policy.accept_f1 else Verdict.IN_REVIEW


def share_of(verdict: Verdict) -> int | None:
    """Percent of the rate that a verdict pays; None while it is open."""
    return {Verdict.ACCEPTED: 100, Verdict.PART: PART_PERCENT, Verdict.SPAM: 0}.get(verdict)


def verdict_of_mended(mended_at: dt.datetime | None, until: dt.datetime) -> Verdict:
    """Mended in time pays all; late or not at all a part, for the work of the first answer."""
    return Verdict.ACCEPTED if mended_at is not None and mended_at <= until else Verdict.PART


def part_of(rate_e4: int, percent: int) -> int:
    """Percent of a rate, rounded up: the last ten-thousandth is hers. rate_e4 >= 0, 0 <= percent <= 100."""
    if rate_e4 < 0 or not 0 <= percent <= 100:
        raise ValueError(f"{percent} % of {rate_e4}")
    return -(-rate_e4 * percent // 100)


def spam_is_proven(failed_golds: int) -> bool:
    """Work is unpaid only where known answers were missed again and again."""
    return failed_golds >= SPAM_GOLDS


def reason_of(differences: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Differences by fault, surest first, with how many there are of each.

    {"counts": {"missed": 2, ...}, "missed": [{"expected": shape, "certainty"}], "extra": [{"hers"}],
    "misnamed": [{"hers", "expected"}], "loose": [{"hers", "expected", "iou"}]}
    """
    by_fault: dict[str, list[dict[str, Any]]] = {fault: [] for fault in FAULTS}
    for one in differences:
        told = {
            name: one[name]
            for name in ("hers", "expected", "iou", "certainty", "said")
            if one.get(name) is not None
        }
        by_fault[str(one["fault"])].append(told)
    counts = {fault: len(told) for fault, told in by_fault.items()}
    shown = {fault: sorted(told, key=_surest_first)[:MOST_SHOWN] for fault, told in by_fault.items()}
    return {"counts": counts, **shown}


def _surest_first(told: Mapping[str, Any]) -> tuple[float, str]:
    shape = told.get("hers") or told.get("expected") or {}
    return -float(told.get("certainty", 0)), str(shape.get("id", ""))


@dataclass(frozen=True)
class Lesson:
    """The one thing to tell: a fault with the label it happens to most. label: a name of the ontology."""

    fault: str
    label: str
    count: int


def lesson_of(reasons: Sequence[Mapping[str, Any]]) -> Lesson | None:
    """The commonest fault over some judgements; None when there is nothing to improve."""
    seen: Counter[tuple[str, str]] = Counter()
    for reason in reasons:
        for fault in FAULTS:
            for told in reason.get(fault, ()):
                shape = told.get("expected") or told.get("hers")
                seen[fault, str(shape.get("label", ""))] += 1
    if not seen:
        return None
    (fault, label), count = min(seen.items(), key=lambda item: (-item[1], item[0]))
    return Lesson(fault, label, count)


def shows_lesson(reason: Mapping[str, Any], lesson: Lesson) -> bool:
    """Whether a judgement has that fault with that label."""
    shapes = [told.get("expected") or told.get("hers") or {} for told in reason.get(lesson.fault, ())]
    return any(str(shape.get("label", "")) == lesson.label for shape in shapes)


def working_days_after(day: dt.date, days: int) -> dt.date:
    """The last of so many days from Monday to Friday after a day. Holidays count as work: she waits less."""
    left = days
    while left:
        day += dt.timedelta(days=1)
        left -= day.isoweekday() <= 5
    return day
