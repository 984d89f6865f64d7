"""An answer measured against a known one: class-aware F1, and what was missed, added, misnamed or drawn loosely. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.consensus.model.overlap import hand_px
from annotate.consensus.scene import Shape, read_shapes, write_shape
from annotate.quality.judgement import FAULTS
from annotate.quality.matching import CLOSE, FOUND, pair_shapes

PASS_F1 = 0.75
MOST_HINTS = 3


@dataclass(frozen=True)
class GoldScore:
    """f1: 0 ... 1, class-aware at a likeness of 0.5. differences: as `judgement.reason_of` reads them."""

    f1: float
    differences: tuple[dict[str, Any], ...]

    @property
    def passed(self) -> bool:
        return self.f1 >= PASS_F1


def score_against(
    hers: Sequence[Mapping[str, Any]],
    reference: Sequence[Mapping[str, Any]],
    width_px: float,
    height_px: float,
) -> GoldScore:
    """Annotations of the API on both sides, checked before. Two empty answers agree: F1 is 1."""
    mine, known = read_shapes(hers), read_shapes(reference)
    pairs = pair_shapes(mine, known, hand_px(width_px, height_px))
    right = sum(like >= FOUND and mine[i].name == known[j].name for i, j, like in pairs)
    total = len(mine) + len(known)
    told = [_tell(mine[i], known[j], like) for i, j, like in pairs]
    paired_mine, paired_known = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    told += [_fault("missed", None, one) for j, one in enumerate(known) if j not in paired_known]
    told += [_fault("extra", one, None) for i, one in enumerate(mine) if i not in paired_mine]
    return GoldScore(2 * right / total if total else 1.0, tuple(one for one in told if one))


def _tell(hers: Shape, known: Shape, like: float) -> dict[str, Any] | None:
    if hers.name != known.name:
        return _fault("misnamed", hers, known, like)
    return _fault("loose", hers, known, like) if like < CLOSE else None


def _fault(fault: str, hers: Shape | None, known: Shape | None, iou: float = 0.0) -> dict[str, Any]:
    return {
        "fault": fault,
        "hers": hers and write_shape(hers),
        "expected": known and write_shape(known),
        "iou": iou,
        "certainty": 1.0,
    }


@dataclass(frozen=True)
class Hint:
    """A kind of difference with the label it happened to. label: a name of the ontology."""

    fault: str
    label: str
    count: int


def hints_of(reason: Mapping[str, Any]) -> list[Hint]:
    """At most three, the most frequent first."""
    counted: dict[tuple[str, str], int] = {}
    for fault in FAULTS:
        for told in reason.get(fault, ()):
            label = str((told.get("expected") or told.get("hers") or {}).get("label", ""))
            counted[fault, label] = counted.get((fault, label), 0) + 1
    ranked = sorted(counted.items(), key=lambda item: (-item[1], FAULTS.index(item[0][0]), item[0][1]))
    return [Hint(fault, label, count) for (fault, label), count in ranked[:MOST_HINTS]]


LEAST_LOOKS = 4


def contradicted(reasons: Sequence[Mapping[str, Any]]) -> bool:
    """Whether most people see the same known object otherwise: then the known answer itself is in doubt.

    reasons: of at least four answers, as `judgement.reason_of` gives them.
    """
    if len(reasons) < LEAST_LOOKS:
        return False
    against: dict[str, int] = {}
    for reason in reasons:
        told = [one for fault in ("missed", "misnamed") for one in reason.get(fault, ())]
        for shape_id in {str(one["expected"]["id"]) for one in told if one.get("expected")}:
            against[shape_id] = against.get(shape_id, 0) + 1
    return any(2 * count > len(reasons) for count in against.values())
