"""Makes tracks of a clip out of what a label file says of each of its frames. Pure."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.datasets.formats.reading import is_numbers
from annotate.datasets.formats.shapes import clipped
from annotate.datasets.prelabels import Fitted, answers_of
from annotate.projects.annotations import check_annotations
from annotate.projects.ontology import Label, Ontology
from annotate.projects.tracks import key_frames

_ID_SPACE = uuid.UUID("3f1cf0f4-6d0b-4d0c-9a56-0f7fd0a0c6f1")
_PLACES = ("kind", "box", "rotation", "points")
LONGEST_TRACK = 64
# Closer than any hand draws: what the file says is kept, not smoothed.
NEAR_PX = 0.05


@dataclass(frozen=True)
class ClipTarget:
    """A part of a video that is one task. image_id: of its first frame."""

    sequence_id: int
    video: str
    image_id: int
    first: int
    count: int
    width_px: int
    height_px: int

    @property
    def name(self) -> str:
        """Frames are counted from 1 where people read them."""
        return f"{self.video}: {self.first + 1}–{self.first + self.count}"


def fit_clip(
    ontology: Ontology, clip: ClipTarget, frames: Sequence[Sequence[Mapping[str, Any]]], source: str
) -> tuple[Fitted, int]:
    """Key frames of the clip's tracks, and how many things do not fit. frames: shapes of each frame of the clip.

    Boxes are cut at the picture's edge, and a thing that has left the picture is out of sight there.
    """
    fitted = Fitted()
    tracks: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for frame, shapes in enumerate(frames):
        for given in shapes:
            named = str(given.get("label", "")), str(given.get("kind", ""))
            label = ontology.label(named[0])
            if label is None:
                fitted.left_out["prelabel_unknown_label", named[0], ""] += 1
            elif named[1] not in label.kinds:
                fitted.left_out["prelabel_kind", *named] += 1
            elif (shape := _placed(clip, label, given, frame)) is not None:
                tracks.setdefault((str(given.get("track")), *named), []).append(shape)
    for (track, name, kind), seen in tracks.items():
        fitted.annotations += _keys(clip, ontology.label(name), f"{track}/{name}/{kind}", seen, source)
    faults = check_annotations(
        ontology, clip.width_px, clip.height_px, fitted.annotations, in_sequence=True, frames=clip.count
    )
    return fitted, fitted.left_out.total() + len(faults)


def _placed(clip: ClipTarget, label: Label, given: Mapping[str, Any], frame: int) -> dict[str, Any] | None:
    shape = {name: given[name] for name in _PLACES if name in given}
    if shape["kind"] == "box":
        extent = clipped(shape["box"], clip.width_px, clip.height_px) if is_numbers(shape["box"], 4) else None
        if extent is None:
            return None
        x_min, y_min, x_max, y_max = extent
        shape["box"] = [x_min, y_min, x_max - x_min, y_max - y_min]
    return {**shape, "label": label.name, "attributes": answers_of(label, given), "frame": frame}


def _keys(
    clip: ClipTarget, label: Label | None, track: str, seen: Sequence[dict[str, Any]], source: str
) -> list[dict[str, Any]]:
    """The fewest key frames that give a track back; what may not change keeps its first answer."""
    fixed = {one.name for one in label.attributes if not one.per_frame} if label else set()
    first = {name: value for name, value in seen[0]["attributes"].items() if name in fixed}
    plain = [
        one | {"attributes": {k: v for k, v in one["attributes"].items() if k not in fixed} | first}
        for one in seen
    ]
    # Long names of files are told apart by their fingerprint.
    name = track if len(track) <= LONGEST_TRACK else hashlib.sha256(track.encode()).hexdigest()
    keys = []
    for key in key_frames(plain, clip.count, NEAR_PX):
        what = json.dumps([source, clip.sequence_id, clip.first, track, key], sort_keys=True)
        keys.append({**key, "track": name, "id": str(uuid.uuid5(_ID_SPACE, what))})
    return keys
