"""Which pixels are blurred: every kind with an extent, a little beyond it, and never a guess."""

from typing import Any

import pytest

from annotate.datasets.blurring import areas_of, wanted_labels


def test_names_are_read_as_people_type_them() -> None:
    assert wanted_labels("face, 车牌，face\nlicense plate") == ["face", "车牌", "license plate"]


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        ({"kind": "box", "box": [100, 100, 20, 10]}, (97, 97, 123, 113)),
        ({"kind": "rotated_box", "box": [100, 100, 20, 10], "rotation": 90}, (102, 92, 118, 118)),
        ({"kind": "polygon", "points": [[10, 10], [20, 10], [15, 30]]}, (7, 7, 23, 33)),
        (
            {"kind": "mask", "rle": {"size": [200, 200], "counts": [200 * 50 + 20, 10, 190, 10, 29780]}},
            (48, 18, 54, 32),
        ),
        ({"kind": "box", "box": [0, 0, 200, 200]}, (0, 0, 200, 200)),
    ],
)
def test_every_kind_with_an_extent_is_blurred_a_little_beyond_it(
    shape: dict[str, Any], area: tuple[int, int, int, int]
) -> None:
    assert areas_of([{**shape, "label": "face"}], ["face"], 200, 200).areas == [area]


@pytest.mark.parametrize(
    "shape",
    [
        {"kind": "box"},
        {"kind": "box", "box": [0, 0, float("nan"), 5]},
        {"kind": "box", "box": ["1", 0, 5, 5]},
        {"kind": "polygon", "points": []},
        {"kind": "polygon", "points": [[1, 2], [3]]},
        {"kind": "mask", "rle": {"size": [5], "counts": []}},
        {"kind": "points", "points": [[1, 2]]},
        {},
    ],
)
def test_a_shape_without_an_extent_is_counted_and_not_guessed(shape: dict[str, Any]) -> None:
    found = areas_of([{**shape, "label": "face"}], ["face"], 200, 200)

    assert (found.areas, found.left_out) == ([], 1)
