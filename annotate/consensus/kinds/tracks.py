"""Identity over time: which tracks of several people are the same thing.

Shapes are merged frame by frame; here the frames vote. Two people's tracks belong together by the share of
their frames in which their shapes were merged. A track of hers joins one common track, so that a switch of
identity in one answer is outvoted by the others.
"""

import uuid
from collections.abc import Sequence

import numpy as np

from annotate.consensus.model.linking import link
from annotate.consensus.scene import Shape

Track = tuple[int, str]


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
