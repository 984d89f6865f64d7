"""Tracks: one thing through the frames of a video, drawn at key frames and interpolated between them. Pure.

The editor answers the same cases (tests/interpolation_cases.json). A track is absent before its first key
frame, stays as it was after its last, and is out of sight from a key frame with `outside` to the next.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.core.errors import N_, Fault
from annotate.projects.ontology import Ontology

Annotation = Mapping[str, Any]
# Linear between is true to half a pixel of what was seen: less than a hand's own noise.
NEAR_PX = 0.5

_OF_KEY_FRAMES = frozenset({"keyframe", "outside"})


def tracks_of(annotations: Iterable[Annotation]) -> dict[str, list[Annotation]]:
    """Key frames by track, by frame; what has no track is one of its own, from its frame on."""
    tracks: dict[str, list[Annotation]] = {}
    for one in annotations:
        tracks.setdefault(str(one.get("track") or one.get("id")), []).append(one)
    for keys in tracks.values():
        keys.sort(key=_frame)
    return tracks


def _frame(key: Annotation) -> int:
    return int(key.get("frame") or 0)


def _mixed(a: float, b: float, share: float) -> float:
    return a + (b - a) * share


def _mixed_angle(a: float, b: float, share: float) -> float:
    """The short way round, in degrees from 0."""
    way = (b - a + 180) % 360 - 180
    return (a + way * share) % 360


def _mixed_points(a: Sequence[Any], b: Sequence[Any], share: float) -> list[Any]:
    """A point that one of the two does not have (a skeleton's, flag 0) stays as it was."""
    if len(a) != len(b):
        return list(a)
    mixed = []
    for one, other in zip(a, b, strict=True):
        if 0 in (*one[2:3], *other[2:3]):
            mixed.append(one)
        else:
            mixed.append([_mixed(one[0], other[0], share), _mixed(one[1], other[1], share), *one[2:]])
    return mixed


def _between(a: Annotation, b: Annotation, frame: int) -> dict[str, Any]:
    shape = {name: value for name, value in a.items() if name not in _OF_KEY_FRAMES}
    shape["frame"] = frame
    way = _frame(b) - _frame(a)
    if way <= 0 or frame <= _frame(a):
        return shape
    share = (frame - _frame(a)) / way
    if "box" in a and "box" in b:
        shape["box"] = [_mixed(one, other, share) for one, other in zip(a["box"], b["box"], strict=True)]
    if "rotation" in a and "rotation" in b:
        shape["rotation"] = _mixed_angle(a["rotation"], b["rotation"], share)
    if "points" in a and "points" in b:
        shape["points"] = _mixed_points(a["points"], b["points"], share)
    return shape


def _leg(keys: Sequence[Annotation], frame: int) -> tuple[Annotation, Annotation] | None:
    """The key frames around a frame; none before the first."""
    before = [key for key in keys if _frame(key) <= frame]
    if not before:
        return None
    return before[-1], keys[len(before)] if len(before) < len(keys) else before[-1]


def shape_at(keys: Sequence[Annotation], frame: int) -> dict[str, Any] | None:
    """A track as it is seen at a frame, or None. keys: of one track, by frame. Attributes are those of the
    last key frame; `frame` is set, `keyframe` and `outside` are gone."""
    leg = _leg(keys, frame)
    if leg is None or leg[0].get("outside"):
        return None
    return _between(*leg, frame)


def frames_of(annotations: Iterable[Annotation], frames: int) -> list[list[dict[str, Any]]]:
    """What is seen at each frame of a clip, all tracks interpolated. frames: how many the clip has."""
    seen: list[list[dict[str, Any]]] = [[] for _ in range(frames)]
    for keys in tracks_of(annotations).values():
        for frame, shape in _walk(keys, frames):
            seen[frame].append(shape)
    return seen


def _walk(keys: Sequence[Annotation], frames: int) -> Iterator[tuple[int, dict[str, Any]]]:
    for place, key in enumerate(keys):
        following = keys[place + 1] if place + 1 < len(keys) else key
        until = _frame(following) if following is not key else frames
        if not key.get("outside"):
            for frame in range(max(0, _frame(key)), min(until, frames)):
                yield frame, _between(key, following, frame)


def key_frames(shapes: Sequence[Annotation], frames: int, near_px: float = NEAR_PX) -> list[dict[str, Any]]:
    """The fewest key frames, greedily, that give these shapes of one track back.

    shapes: one for each frame where the track is seen, by frame. frames: how many the clip has. Every
    coordinate comes back to within near_px; attributes come back exactly.
    """
    keys: list[dict[str, Any]] = []
    for run in _runs(shapes):
        start = 0
        keys.append(_key(run[0]))
        while start < len(run) - 1:
            start = _reach(run, start, near_px)
            keys.append(_key(run[start]))
        last = run[-1]
        if _frame(last) + 1 < frames:
            keys.append({**_key(last), "frame": _frame(last) + 1, "outside": True})
    return keys


def _key(shape: Annotation) -> dict[str, Any]:
    return {**shape, "keyframe": True, "outside": False}


def _runs(shapes: Sequence[Annotation]) -> list[list[Annotation]]:
    """Parts without a gap."""
    runs: list[list[Annotation]] = []
    for shape in shapes:
        if runs and _frame(runs[-1][-1]) + 1 == _frame(shape):
            runs[-1].append(shape)
        else:
            runs.append([shape])
    return runs


def _reach(run: Sequence[Annotation], start: int, near_px: float) -> int:
    """How far one leg from `start` may go."""
    end = start + 1
    while end + 1 < len(run) and _fits(run, start, end + 1, near_px):
        end += 1
    return end


def _fits(run: Sequence[Annotation], start: int, end: int, near_px: float) -> bool:
    a, b = run[start], run[end]
    return all(
        run[at].get("attributes") == a.get("attributes")
        and _is_near(_between(a, b, _frame(run[at])), run[at], near_px)
        for at in range(start + 1, end)
    )


def _is_near(a: Annotation, b: Annotation, near_px: float) -> bool:
    if abs((a.get("rotation", 0.0) - b.get("rotation", 0.0) + 180) % 360 - 180) > near_px:
        return False
    if (a.get("rle"), a.get("value")) != (b.get("rle"), b.get("value")):
        return False
    mine, theirs = _numbers(a), _numbers(b)
    return len(mine) == len(theirs) and all(
        abs(one - other) <= near_px for one, other in zip(mine, theirs, strict=True)
    )


def _numbers(shape: Annotation) -> list[float]:
    if "box" in shape:
        x, y, width, height = shape["box"]
        return [x, y, x + width, y + height]
    return [value for point in shape.get("points", ()) for value in point]


@dataclass(frozen=True)
class _Place:
    path: str
    key: Annotation


def check_tracks(ontology: Ontology, annotations: Sequence[Any], frames: int) -> list[Fault]:
    """Faults of key frames against each other; each alone is checked elsewhere.

    frames: how many the clip has. One key frame at a frame of a track, one label and kind, equal fixed
    attributes, and at least one key frame in sight.
    """
    faults: list[Fault] = []
    tracks: dict[str, list[_Place]] = {}
    for index, one in enumerate(annotations):
        if not isinstance(one, Mapping) or not isinstance(one.get("track"), str):
            continue
        if type(one.get("frame")) is int and one["frame"] >= frames:
            words = N_("must be below %(frames)s, the number of frames")
            faults.append(Fault(f"annotations[{index}].frame", "frame_outside", words, {"frames": frames}))
        tracks.setdefault(one["track"], []).append(_Place(f"annotations[{index}]", one))
    for keys in tracks.values():
        faults += _faults_of_track(ontology, keys)
    return faults


def _faults_of_track(ontology: Ontology, keys: Sequence[_Place]) -> list[Fault]:
    first = keys[0].key
    faults: list[Fault] = []
    seen: set[Any] = set()
    fixed = _fixed(ontology, first)
    for place in keys:
        key, frame = place.key, place.key.get("frame")
        if type(frame) is int:
            if frame in seen:
                words = N_("the track has another key frame at this frame")
                faults.append(Fault(f"{place.path}.frame", "key_frame_twice", words))
            seen.add(frame)
        for name in ("label", "kind"):
            if key.get(name) != first.get(name):
                words = N_("must be the same on all key frames of a track")
                faults.append(Fault(f"{place.path}.{name}", "track_differs", words))
        faults += [
            Fault(
                f"{place.path}.attributes.{name}",
                "track_differs",
                N_("must be the same on all key frames of a track"),
            )
            for name in sorted(fixed)
            if _attributes(key).get(name) != _attributes(first).get(name)
        ]
    if all(place.key.get("outside") is True for place in keys):
        words = N_("the track is never in sight; leave it out")
        faults.append(Fault(f"{keys[0].path}.outside", "never_seen", words))
    return faults


def _attributes(key: Annotation) -> Mapping[str, Any]:
    found = key.get("attributes")
    return found if isinstance(found, Mapping) else {}


def _fixed(ontology: Ontology, key: Annotation) -> set[str]:
    """Attributes that may not change from frame to frame."""
    label = ontology.label(key["label"]) if isinstance(key.get("label"), str) else None
    return {one.name for one in label.attributes if not one.per_frame} if label else set()
