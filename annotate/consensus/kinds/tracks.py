"""Identity over time: which tracks of several people are the same thing.

Shapes are merged frame by frame; here the frames vote. Two people's tracks belong together by the share of
their frames in which their shapes were merged. A track of hers joins one common track, so that a switch of
identity in one answer is outvoted by the others.

A clip is settled as all its frames at once: `drawn_frames` gives what each answer shows at every frame, and
`as_clip` writes what the crowd sees back as key frames, one label and fixed attributes a track.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from annotate.consensus.model.attributes import merge_attributes
from annotate.consensus.model.linking import link
from annotate.consensus.scene import Shape, read_shape, write_shape
from annotate.consensus.settlement import Difference, SettledObject, Settlement, SubmissionScore
from annotate.projects.tracks import frames_of, key_frames

Track = tuple[int, str]
# By label: the attributes that may change from frame to frame.
Changing = Mapping[str, Collection[str]]
# Less than this share of a track's frames is a hand that began a moment later: nothing to tell.
TOLD_FROM = 0.1


def name_tracks(
    shapes: Sequence[Shape],
    owner: Sequence[int],
    groups: Sequence[Sequence[int]],
    space: uuid.UUID,
    picture: str,
) -> list[str | None]:
    """The common track of each group of merged shapes; none for shapes outside a sequence."""
    nodes = _nodes(shapes, owner)
    if not nodes:
        return [None] * len(groups)
    at = {node: k for k, node in enumerate(nodes)}
    frames = np.zeros(len(nodes))
    shared = np.zeros((len(nodes), len(nodes)))
    members = [
        [at[owner[i], shapes[i].track or ""] for i in group if shapes[i].track is not None]
        for group in groups
    ]
    for inside in members:
        frames[inside] += 1
        shared[np.ix_(inside, inside)] += 1
    likeness = shared / np.maximum(np.minimum(frames[:, None], frames[None, :]), 1)
    common = link(likeness, np.array([person for person, _ in nodes], dtype=np.int64))
    cluster_of = {k: number for number, cluster in enumerate(common) for k in cluster}
    names = [str(uuid.uuid5(space, f"{picture}|track|{number}")) for number in range(len(common))]
    return [_vote([cluster_of[k] for k in inside], names) for inside in members]


def _nodes(shapes: Sequence[Shape], owner: Sequence[int]) -> list[Track]:
    """(owner, track) pairs in order of content."""
    found = ((o, s.track) for s, o in zip(shapes, owner, strict=True))
    return list(dict.fromkeys((o, track) for o, track in found if track is not None))


def _vote(clusters: Sequence[int], names: Sequence[str]) -> str | None:
    if not clusters:
        return None
    return names[max(sorted(set(clusters)), key=clusters.count)]


def drawn_frames(annotations: Sequence[Mapping[str, Any]], frames: int) -> list[Mapping[str, Any]]:
    """What an answer shows at every frame of a clip: one annotation a track and frame."""
    return [shape for seen in frames_of(annotations, frames) for shape in seen]


def as_clip(settled: Settlement, frames: int, changing: Changing) -> Settlement:
    """A settlement of frames as tracks of key frames; each fault is told once a track, where it is worst."""
    tracks = _by_track([*settled.objects, *settled.disputed])
    lengths = {name: len(things) for name, things in tracks.items()}
    return replace(
        settled,
        objects=_as_key_frames(settled.objects, frames, changing),
        disputed=_as_key_frames(settled.disputed, frames, changing),
        submissions=tuple(_told_once(score, lengths, frames) for score in settled.submissions),
    )


def _by_track(things: Sequence[SettledObject]) -> dict[str, list[SettledObject]]:
    tracks: dict[str, list[SettledObject]] = {}
    for thing in sorted(things, key=lambda thing: (thing.shape.frame or 0, thing.shape.id)):
        tracks.setdefault(f"{thing.shape.track}/{thing.shape.kind}", []).append(thing)
    return tracks


def _as_key_frames(
    things: Sequence[SettledObject], frames: int, changing: Changing
) -> tuple[SettledObject, ...]:
    found: list[SettledObject] = []
    for name, track in _by_track(things).items():
        found += _key_frames_of(name, _one_a_frame(track), frames, changing)
    return tuple(found)


def _one_a_frame(track: Sequence[SettledObject]) -> list[SettledObject]:
    """Where two merged shapes of a frame were given one track, the surer one stays."""
    best: dict[int, SettledObject] = {}
    for thing in track:
        frame = thing.shape.frame or 0
        if frame not in best or thing.confidence > best[frame].confidence:
            best[frame] = thing
    return [best[frame] for frame in sorted(best)]


def _key_frames_of(
    name: str, track: Sequence[SettledObject], frames: int, changing: Changing
) -> list[SettledObject]:
    label = _voted_label(track)
    own = changing.get(label, ())
    weights = [thing.confidence for thing in track]
    merged = merge_attributes([thing.shape.attributes for thing in track], weights)
    fixed = {key: value for key, value in merged.items() if key not in own}
    at_frame = {thing.shape.frame or 0: thing for thing in track}
    shapes = [
        write_shape(replace(thing.shape, label=label, attributes=_kept(thing.shape, own) | fixed))
        for thing in track
    ]
    supporters = tuple(sorted({person for thing in track for person in thing.supporters}))
    keys = []
    for key in key_frames(shapes, frames):
        # The end of a track has no shape of its own: it is told by the last one seen.
        thing = at_frame.get(key["frame"], at_frame[max(f for f in at_frame if f <= key["frame"])])
        shape = read_shape({**key, "id": _key_id(name, key)})
        keys.append(replace(thing, shape=shape, supporters=supporters))
    return keys


def _kept(shape: Shape, own: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in shape.attributes.items() if key in own}


def _key_id(name: str, key: Mapping[str, Any]) -> str:
    """The same key frame of the same track gets the same id whenever it is settled."""
    return str(uuid.uuid5(_TRACKS, f"{name}|{key['frame']}|{key['outside']}"))


_TRACKS = uuid.UUID("0b7a4f52-54b9-5d0e-9d5a-6f2f7d5f3f2c")


def _voted_label(track: Sequence[SettledObject]) -> str:
    """The label that most trust stands behind over all frames; ties go to the first by name."""
    trust: dict[str, float] = {}
    for thing in track:
        trust[thing.shape.label] = trust.get(thing.shape.label, 0.0) + thing.confidence
    return min(trust, key=lambda label: (-round(trust[label], 9), label))


def _told_once(score: SubmissionScore, lengths: Mapping[str, int], frames: int) -> SubmissionScore:
    told: dict[tuple[str, str], list[Difference]] = {}
    for difference in score.differences:
        shape = difference.expected or difference.hers
        assert shape is not None
        told.setdefault((str(difference.fault), f"{shape.track}/{shape.kind}"), []).append(difference)
    kept = [
        max(ones, key=_badness)
        for (_, track), ones in told.items()
        if len(ones) >= TOLD_FROM * lengths.get(track, frames * TOLD_FROM)
    ]
    return replace(score, differences=tuple(kept))


def _badness(difference: Difference) -> tuple[float, float, int]:
    shape = difference.expected or difference.hers
    assert shape is not None
    return -difference.iou, difference.certainty, -(shape.frame or 0)
