"""What to tell an annotator: what she missed, added, misnamed or drew loosely."""

from collections.abc import Sequence

from scipy.optimize import linear_sum_assignment

from annotate.consensus.kinds import likeness, similarity_between
from annotate.consensus.model.view import View
from annotate.consensus.scene import Shape
from annotate.consensus.settlement import Difference, Fault, Policy, SettledObject

NEAR = 0.1


def differences_of(
    view: View, objects: Sequence[SettledObject], answer: int, policy: Policy
) -> tuple[Difference, ...]:
    """Her shapes paired with the merged ones: first as the model grouped them, then what is left by the
    best assignment, so that a shape drawn far too loosely is not told twice, as missed and as extra."""
    found = view.found
    mine = [i for i, owner in enumerate(found.owner) if owner == answer]
    kept = view.kept.tolist()
    pairs: dict[int, int] = {}
    for at, group in enumerate(found.groups):
        for i in group:
            if kept[at] and found.owner[i] == answer:
                pairs[i] = at
    left = [i for i in mine if i not in pairs]
    hit = set(pairs.values())
    missed = [at for at in range(len(objects)) if kept[at] and at not in hit]
    if left and missed:
        pairs.update(_pair_rest(view, objects, left, missed))
        hit = set(pairs.values())
    told = [_tell_pair(view, objects[pairs[i]], i, policy) for i in mine if i in pairs]
    told += [_tell_extra(view, i) for i in mine if i not in pairs]
    told += [
        Difference(Fault.MISSED, None, objects[at].shape, 0.0, objects[at].confidence)
        for at in missed
        if at not in hit
    ]
    return tuple(d for d in told if d is not None)


def _pair_rest(
    view: View, objects: Sequence[SettledObject], left: Sequence[int], missed: Sequence[int]
) -> dict[int, int]:
    pairs: dict[int, int] = {}
    kinds = sorted({(view.found.shapes[i].kind, view.found.shapes[i].frame or 0) for i in left})
    for kind, frame in kinds:
        hers = [i for i in left if _is(view.found.shapes[i], kind, frame)]
        theirs = [at for at in missed if _is(objects[at].shape, kind, frame)]
        if not theirs:
            continue
        overlap = similarity_between(
            [view.found.shapes[i] for i in hers],
            [objects[at].shape for at in theirs],
            view.found.unit_px,
        )
        rows, columns = linear_sum_assignment(-overlap)
        for row, column in zip(rows, columns, strict=True):
            if overlap[row, column] >= NEAR:
                pairs[hers[row]] = theirs[column]
    return pairs


def _is(shape: Shape, kind: str, frame: int) -> bool:
    return shape.kind == kind and (shape.frame or 0) == frame


def _tell_pair(view: View, thing: SettledObject, mine: int, policy: Policy) -> Difference | None:
    hers = view.found.shapes[mine]
    iou = likeness(hers, thing.shape, view.found.unit_px)
    if hers.name != thing.shape.name:
        chance = dict(thing.label_probabilities).get(hers.name, 0.0)
        return Difference(Fault.MISNAMED, hers, thing.shape, iou, 1 - chance)
    if iou < policy.loose_iou:
        return Difference(Fault.LOOSE, hers, thing.shape, iou, thing.confidence)
    return None


def _tell_extra(view: View, mine: int) -> Difference:
    row = view.table.drawing_row[view.table.shape == mine][0]
    return Difference(Fault.EXTRA, view.found.shapes[mine], None, 0.0, float(1 - view.marks.real[row]))
