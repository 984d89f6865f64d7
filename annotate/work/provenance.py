"""What became of each proposal in an answer: taken as it was, mended, or refused; and what was drawn by hand. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shapely.geometry import Polygon

from annotate.datasets.formats.shapes import turned_corners

_PLACE = ("kind", "label", "box", "rotation", "points", "rle", "value")


class Decision(StrEnum):
    ACCEPTED = "accepted"
    FIXED = "fixed"
    REJECTED = "rejected"
    DRAWN = "drawn"


def provenance_of(
    proposed: Mapping[str, tuple[str, Mapping[str, Any]]],
    annotations: Sequence[Mapping[str, Any]],
    decided: Iterable[str],
) -> list[dict[str, Any]]:
    """One entry for each decided proposal and each annotation of an answer; none where nothing was decided.

    proposed: (source, annotation) by id, all that was ever proposed for the picture. decided: ids that she
    took or refused. A taken proposal keeps its id in the answer, so what became of it is read from the
    answer itself and not from what a client claims. Ids that nobody proposed are passed over: an answer is
    never refused for this bookkeeping. Attributes that she fills in are no correction of a proposal.
    """
    told = {str(name).lower() for name in decided} & set(proposed)
    final = {str(shape.get("id", "")).lower(): shape for shape in annotations}
    taken = [name for name in final if name in proposed]
    if not told and not taken:
        return []
    entries = [_taken(name, *proposed[name], final[name]) for name in taken]
    entries += [_entry(name, proposed[name][0], Decision.REJECTED) for name in sorted(told - set(taken))]
    return entries + [_entry(name, "", Decision.DRAWN) for name in final if name not in proposed]


def _taken(name: str, source: str, proposal: Mapping[str, Any], shape: Mapping[str, Any]) -> dict[str, Any]:
    if all(proposal.get(field) == shape.get(field) for field in _PLACE):
        return _entry(name, source, Decision.ACCEPTED, 1.0)
    return _entry(name, source, Decision.FIXED, shape_iou(proposal, shape))


def _entry(name: str, source: str, decision: Decision, iou: float | None = None) -> dict[str, Any]:
    return {"id": name, "source": source, "decision": decision.value, "iou": iou}


def shape_iou(a: Mapping[str, Any], b: Mapping[str, Any]) -> float | None:
    """Intersection over union of two areas, 0 ... 1; None for kinds without an area, and broken outlines."""
    first, second = _area_of(a), _area_of(b)
    if first is None or second is None:
        return None
    union = first.union(second).area
    return round(float(first.intersection(second).area / union), 4) if union > 0 else None


def _area_of(shape: Mapping[str, Any]) -> Polygon | None:
    if shape["kind"] in ("box", "rotated_box"):
        area = Polygon(turned_corners(shape["box"], shape.get("rotation", 0.0)))
    elif shape["kind"] == "polygon":
        area = Polygon([point[:2] for point in shape["points"]])
    else:
        return None
    return area if area.is_valid else None


@dataclass(frozen=True)
class SourceFigures:
    """What people made of one source's proposals. mean_iou_fixed: over `measured` mended areas; None for none."""

    source: str
    accepted: int
    fixed: int
    rejected: int
    mean_iou_fixed: float | None
    measured: int

    @property
    def decided(self) -> int:
        return self.accepted + self.fixed + self.rejected

    def percent(self, count: int) -> float:
        return 100 * count / self.decided if self.decided else 0.0


@dataclass(frozen=True)
class ProvenanceFigures:
    """answers: how many were counted; drawn: annotations in them that nobody had proposed."""

    sources: tuple[SourceFigures, ...]
    drawn: int
    answers: int


def figures_of(answers: Iterable[Sequence[Mapping[str, Any]]]) -> ProvenanceFigures:
    """Figures over the entries of answers, by source in alphabetical order."""
    by_source: dict[str, dict[str, list[float | None]]] = {}
    count = drawn = 0
    for entries in answers:
        count += 1
        for entry in entries:
            if entry["decision"] == Decision.DRAWN:
                drawn += 1
                continue
            kinds = by_source.setdefault(entry["source"], {})
            kinds.setdefault(entry["decision"], []).append(entry["iou"])
    return ProvenanceFigures(tuple(_source(*pair) for pair in sorted(by_source.items())), drawn, count)


def _source(name: str, kinds: Mapping[str, list[float | None]]) -> SourceFigures:
    fixed = kinds.get(Decision.FIXED, [])
    measured = [iou for iou in fixed if iou is not None]
    return SourceFigures(
        source=name,
        accepted=len(kinds.get(Decision.ACCEPTED, [])),
        fixed=len(fixed),
        rejected=len(kinds.get(Decision.REJECTED, [])),
        mean_iou_fixed=math.fsum(measured) / len(measured) if measured else None,
        measured=len(measured),
    )
