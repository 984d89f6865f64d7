"""A clip is settled over all its frames and written as key frames."""

import random
import uuid
from typing import Any

import pytest

from annotate.consensus.kinds.tracks import as_clip, drawn_frames
from annotate.consensus.scene import Answer, Scene, read_shapes, write_shape
from annotate.consensus.settle import settle_scene
from annotate.consensus.settlement import Fault, Settlement
from annotate.projects.tracks import frames_of, tracks_of

FRAMES = 40
CHANGING = {"car": {"occluded"}}


def key(track: str, frame: int, box: list[float], **more: Any) -> dict[str, Any]:
    attributes = more.pop("attributes", {"occluded": False, "colour": "red"})
    return {
        "id": str(uuid.uuid4()),
        "kind": "box",
        "label": "car",
        "attributes": attributes,
        "box": box,
        "track": track,
        "frame": frame,
        "keyframe": True,
        **more,
    }


def drive(track: str, seed: int, top: float = 100, **more: Any) -> list[dict[str, Any]]:
    """A car that drives on, drawn at five key frames by a hand that is off by a pixel or two."""
    hand = random.Random(seed)
    spots = sorted({0, FRAMES - 1, *(hand.randrange(1, FRAMES - 1) for _ in range(3))})
    return [
        key(track, at, [100 + 10 * at + hand.gauss(0, 1.5), top + hand.gauss(0, 1.5), 120, 80], **more)
        for at in spots
    ]


def settle(*answers: list[dict[str, Any]]) -> Settlement:
    drawn = tuple(
        Answer(name, read_shapes(drawn_frames(answer, FRAMES)), name)
        for name, answer in zip(("mei", "an", "lin"), answers, strict=False)
    )
    return as_clip(settle_scene(Scene("1", 1280, 720, drawn)), FRAMES, CHANGING)


def merged(settled: Settlement) -> list[dict[str, Any]]:
    return [write_shape(thing.shape) for thing in settled.objects]


def test_two_people_with_other_key_frames_agree_on_one_track() -> None:
    settled = settle(drive("a", 1), drive("x", 2))

    keys = merged(settled)
    assert len({one["track"] for one in keys}) == 1
    assert len(keys) < 12
    assert len({one["id"] for one in keys}) == len(keys)
    for frame, shapes in enumerate(frames_of(keys, FRAMES)):
        [shape] = shapes
        assert shape["box"] == pytest.approx([100 + 10 * frame, 100, 120, 80], abs=6)
    assert settled.agreement == pytest.approx(1.0)
    assert all(not score.differences for score in settled.submissions)


def test_settling_again_gives_the_same_key_frames() -> None:
    answers = drive("a", 1), drive("x", 2)

    assert merged(settle(*answers)) == merged(settle(*answers))


def test_a_track_that_leaves_ends_outside() -> None:
    def leaves(track: str, seed: int) -> list[dict[str, Any]]:
        keys = [one for one in drive(track, seed) if one["frame"] < 20]
        return [*keys, key(track, 20, [300, 100, 120, 80], outside=True)]

    keys = merged(settle(leaves("a", 1), leaves("x", 2)))

    assert [one["frame"] for one in keys if one["outside"]] == [20]
    assert [len(shapes) for shapes in frames_of(keys, FRAMES)] == [1] * 20 + [0] * 20


def test_label_and_fixed_attributes_are_one_a_track_and_changing_ones_are_not() -> None:
    occluded = {"occluded": True, "colour": "red"}
    half = [{**one, "attributes": occluded} if one["frame"] > 20 else one for one in drive("a", 3)]
    blue = [{**one, "attributes": {**one["attributes"], "colour": "blue"}} for one in half]

    keys = merged(
        settle(half, [{**one, "track": "x"} for one in half], [{**one, "track": "y"} for one in blue])
    )

    [track] = tracks_of(keys).values()
    assert {one["attributes"]["colour"] for one in track} == {"red"}
    assert {one["attributes"]["occluded"] for one in track} == {True, False}


def test_a_missed_track_is_told_once_with_a_frame_to_look_at() -> None:
    settled = settle(
        drive("a", 1) + drive("b", 5, top=400), drive("x", 2) + drive("z", 6, top=400), drive("y", 3)
    )

    told = {score.annotator: score.differences for score in settled.submissions}
    [missed] = told["lin"]
    assert missed.fault is Fault.MISSED
    assert missed.expected is not None
    assert missed.expected.frame is not None
    assert told["mei"] == told["an"] == ()


def test_beginning_a_frame_later_is_nothing_to_tell() -> None:
    late = [one for one in drive("y", 3) if one["frame"] > 0]
    late.insert(0, key("y", 2, [120, 100, 120, 80]))

    settled = settle(drive("a", 1), drive("x", 2), late)

    assert all(score.differences == () for score in settled.submissions)
