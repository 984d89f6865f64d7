"""Of a clip the one frame to look at first: where an answer differs most. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotate.projects.tracks import shape_at, tracks_of


def worst_frame(differences: Iterable[Mapping[str, Any]]) -> int:
    """Frame of the least overlap, of equals the surest; the first frame where nothing differs."""
    found = [one for one in differences if _frame(one) is not None]
    if not found:
        return 0
    worst = min(
        found, key=lambda one: (one.get("iou") or 0.0, -float(one.get("certainty") or 0.0), _frame(one))
    )
    return _frame(worst) or 0


def _frame(difference: Mapping[str, Any]) -> int | None:
    shape = difference.get("expected") or difference.get("hers") or {}
    frame = shape.get("frame")
    return None if frame is None else int(frame)


def at_frame(annotations: Sequence[Mapping[str, Any]], frame: int) -> list[dict[str, Any]]:
    """What is seen at one frame, tracks interpolated."""
    shapes = (shape_at(keys, frame) for keys in tracks_of(annotations).values())
    return [shape for shape in shapes if shape is not None]


def reason_at(reason: Mapping[str, Any], frame: int) -> dict[str, Any]:
    """A judgement's reason with only the differences of one frame."""
    return {
        fault: [one for one in told if _frame(one) == frame] if isinstance(told, list) else told
        for fault, told in reason.items()
    }


def differences_in(reason: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for told in reason.values() if isinstance(told, list) for one in told]
