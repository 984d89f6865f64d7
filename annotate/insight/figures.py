"""A project's quality from its days: agreement over time and by class, who was called what. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from annotate.insight.tally import NOTHING, Tally, add
from annotate.quality.intervals import mean_interval, wilson

# A day of its own for so many; more are joined to weeks.
MOST_POINTS = 45
MOST_CLASSES = 14


@dataclass(frozen=True)
class Rate:
    """A share with its 95 % interval: `count` of `of`. None where nothing was looked at."""

    value: float
    low: float
    high: float
    count: float
    of: int


def rate_of(count: float, of: int) -> Rate | None:
    return Rate(count / of, *wilson(min(count, of), of), count, of) if of else None


@dataclass(frozen=True)
class ClassFigures:
    """One class. agreement: of all pairs of people; missed, misnamed, loose: of all looks at its objects;
    extra: drawn where nothing was settled; iou: (mean, low, high) of matched shapes to the settled one."""

    label: str
    objects: int
    looks: int
    agreement: Rate | None
    missed: Rate | None
    misnamed: Rate | None
    loose: Rate | None
    extra: int
    iou: tuple[float, float, float] | None


@dataclass(frozen=True)
class Moment:
    """A day, or a week from its Monday on. by_class: agreement of the commonest classes."""

    day: dt.date
    pictures: int
    agreement: float
    by_class: Mapping[str, float | None]


@dataclass(frozen=True)
class ConfusionRow:
    """What people called the things that were settled as one class. counts: in the order of the columns."""

    label: str
    counts: Sequence[int]
    total: int


@dataclass(frozen=True)
class ProjectQuality:
    """right: share of objects expected right, by what consensus says of its own doubt."""

    updated_at: dt.datetime | None
    pictures: int
    agreed: int
    answers: int
    objects: int
    agreement: float | None
    right: float | None
    by_weeks: bool
    moments: Sequence[Moment]
    classes: Sequence[ClassFigures]
    columns: Sequence[str]
    confusion: Sequence[ConfusionRow]

    @property
    def answers_each(self) -> float | None:
        return self.answers / self.pictures if self.pictures else None


@dataclass(frozen=True)
class Day:
    """The sums of all pictures whose newest settlement is of one day; see `models.QualityDay`."""

    day: dt.date
    settled: int
    agreed: int
    answers: int
    objects: int
    agreement_sum: float
    errors_sum: float
    tally: Mapping[str, Any]


def quality_from(days: Sequence[Day], updated_at: dt.datetime | None = None) -> ProjectQuality:
    """days: oldest first."""
    tally: Tally = reduce(add, (one.tally for one in days), {})
    classes = _classes(tally)
    pictures, objects = sum(one.settled for one in days), sum(one.objects for one in days)
    errors = sum(one.errors_sum for one in days)
    shown = [one.label for one in classes if one.objects][:3]
    by_weeks = len(days) > MOST_POINTS
    columns = [one.label for one in classes][:MOST_CLASSES]
    return ProjectQuality(
        updated_at=updated_at,
        pictures=pictures,
        agreed=sum(one.agreed for one in days),
        answers=sum(one.answers for one in days),
        objects=objects,
        agreement=sum(one.agreement_sum for one in days) / pictures if pictures else None,
        # An object wrong or missed counts once in the errors and half in the share that is right.
        right=max(0.0, 1 - errors / (objects + pictures) / 2) if pictures else None,
        by_weeks=by_weeks,
        moments=_moments(days, shown, by_weeks),
        classes=classes,
        columns=[*columns, NOTHING],
        confusion=_confusion(tally["said"], columns) if "said" in tally else [],
    )


def _classes(tally: Mapping[str, Any]) -> list[ClassFigures]:
    """The commonest first."""
    found = [_class(label, row) for label, row in tally.get("classes", {}).items()]
    return sorted(found, key=lambda one: (-one.objects, -one.extra, one.label))


def _class(label: str, row: Mapping[str, float]) -> ClassFigures:
    def whole(name: str) -> int:
        return round(row.get(name, 0))

    looks, objects, matched = whole("looks"), whole("objects"), whole("matched")
    agreement = _agreement(row)
    return ClassFigures(
        label=label,
        objects=objects,
        looks=looks,
        # As sure as so many objects make it, however many people looked at each: their looks hang together.
        agreement=None if agreement is None else rate_of(agreement * max(1, objects), max(1, objects)),
        missed=rate_of(whole("missed"), looks),
        misnamed=rate_of(whole("misnamed"), looks),
        loose=rate_of(whole("loose"), looks),
        extra=whole("extra"),
        iou=mean_interval(row["iou"], row["iou_squares"], matched) if matched else None,
    )


def _agreement(row: Mapping[str, float]) -> float | None:
    drawn = row.get("drawn", 0)
    return row.get("both", 0) / drawn if drawn else None


def _moments(days: Sequence[Day], labels: Sequence[str], by_weeks: bool) -> list[Moment]:
    groups: dict[dt.date, list[Day]] = {}
    for one in days:
        start = one.day - dt.timedelta(days=one.day.weekday()) if by_weeks else one.day
        groups.setdefault(start, []).append(one)
    return [_moment(start, group, labels) for start, group in sorted(groups.items())][-MOST_POINTS:]


def _moment(start: dt.date, group: Sequence[Day], labels: Sequence[str]) -> Moment:
    pictures = sum(one.settled for one in group)
    rows = {label: [one.tally.get("classes", {}).get(label, {}) for one in group] for label in labels}
    by_class = {label: _agreement(reduce(add, many, {})) for label, many in rows.items()}
    return Moment(start, pictures, sum(one.agreement_sum for one in group) / pictures, by_class)


def _confusion(said: Mapping[str, Mapping[str, int]], columns: Sequence[str]) -> list[ConfusionRow]:
    """Rows: what was settled, then what is not there; columns: what people called it, then what they missed."""
    rows = []
    for label in (*columns, NOTHING):
        counts = [round(said.get(label, {}).get(hers, 0)) for hers in (*columns, NOTHING)]
        if sum(counts):
            rows.append(ConfusionRow(label, counts, round(sum(said.get(label, {}).values()))))
    return rows
