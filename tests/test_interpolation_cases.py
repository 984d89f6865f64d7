"""The cases of interpolation_cases.json, which the editor answers too, and what holds for any track."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from annotate.projects.tracks import NEAR_PX, frames_of, key_frames, shape_at, tracks_of

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "interpolation_cases.json").read_text("utf-8")
)["cases"]
FRAMES = 40

number = some.floats(0, 500, allow_nan=False)
side = some.floats(5, 90, allow_nan=False)


def _track(keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
    common = {"track": "t", "label": "car", "attributes": {}, "keyframe": True}
    found = tracks_of([{"id": str(place), **common, **key} for place, key in enumerate(keys)])
    return [dict(key) for key in found["t"]]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_frames_between_are_those_of_the_editor(case: dict[str, Any]) -> None:
    keys = _track(case["keys"])

    for wanted in case["shown"]:
        shape = shape_at(keys, wanted["frame"])
        fields = {name: value for name, value in wanted.items() if name != "frame"}
        if None in fields.values():
            assert shape is None
            continue
        assert shape is not None
        for name, value in fields.items():
            if name == "points":
                assert [list(point) for point in shape[name]] == [pytest.approx(point) for point in value]
            else:
                assert shape[name] == pytest.approx(value, abs=1e-9)


tracks = some.lists(
    some.tuples(some.integers(0, FRAMES - 1), number, number, side, side, some.integers(0, 3)),
    min_size=1,
    max_size=7,
    unique_by=lambda key: key[0],
).map(
    lambda keys: _track(
        [
            {"frame": frame, "kind": "box", "box": [x, y, w, h], "outside": gone == 0}
            for frame, x, y, w, h, gone in keys
        ]
    )
)


@given(tracks)
def test_interpolation_passes_through_every_key_frame(keys: list[dict[str, Any]]) -> None:
    for key in keys:
        shape = shape_at(keys, key["frame"])

        assert (shape is None) == key["outside"]
        assert shape is None or shape["box"] == key["box"]


@given(tracks, some.floats(0.1, 5))
def test_scaling_the_key_frames_scales_every_frame(keys: list[dict[str, Any]], factor: float) -> None:
    grown = [{**key, "box": [value * factor for value in key["box"]]} for key in keys]

    for frame in range(FRAMES):
        plain, large = shape_at(keys, frame), shape_at(grown, frame)
        assert (plain is None) == (large is None)
        if plain is not None and large is not None:
            assert large["box"] == pytest.approx([value * factor for value in plain["box"]], abs=1e-6)


@given(tracks)
def test_key_frames_found_again_give_the_same_frames(keys: list[dict[str, Any]]) -> None:
    shown = [shape_at(keys, frame) for frame in range(FRAMES)]
    if not any(shown):
        return

    found = key_frames([shape for shape in shown if shape is not None], FRAMES)

    assert len(found) <= 2 * len(keys) + 1
    for frame, before in enumerate(shown):
        after = shape_at(found, frame)
        assert (before is None) == (after is None)
        if before is not None and after is not None:
            x, y, width, height = before["box"]
            left, top, wide, high = after["box"]
            assert (left, top, left + wide, top + high) == pytest.approx(
                (x, y, x + width, y + height), abs=NEAR_PX + 1e-6
            )


@given(tracks)
def test_all_frames_at_once_are_each_frame_alone(keys: list[dict[str, Any]]) -> None:
    at_once = frames_of(keys, FRAMES)

    for frame in range(FRAMES):
        alone = shape_at(keys, frame)
        assert at_once[frame] == ([] if alone is None else [alone])
