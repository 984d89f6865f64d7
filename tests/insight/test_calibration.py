"""Stated confidence against what was right: bins, intervals, the expected error."""

import pytest

from annotate.consensus.scene import Kind, Shape
from annotate.insight.calibration import Stated, calibration_of, part_of_picture, stated_of, sum_parts


def box(label: str, x: float) -> Shape:
    return Shape(f"{label}{x}", Kind.BOX, label, ((x, 0.0), (x + 50, 50.0)))


def test_right_is_the_same_thing_in_the_same_place() -> None:
    stated = [Stated(box("car", 0), 0.95), Stated(box("car", 100), 0.92), Stated(box("bus", 200), 0.3)]

    part = part_of_picture(stated, [box("car", 2), box("truck", 100)], 1.0)

    assert part[9] == pytest.approx([2, 1.87, 1])
    assert part[3] == pytest.approx([1, 0.3, 0])


def test_the_error_is_the_mean_gap_weighed_by_objects() -> None:
    part = [[0, 0.0, 0] for _ in range(10)]
    part[9], part[5] = [80, 76.0, 72], [20, 11.0, 10]

    found = calibration_of(part, 25)

    assert found.error == pytest.approx(0.8 * 0.05 + 0.2 * 0.05)
    assert found.is_enough
    assert [one.count for one in found.bins] == [20, 80]
    assert all(one.low < one.right < one.high for one in found.bins)


def test_too_little_is_said_to_be_too_little() -> None:
    part = [[0, 0.0, 0] for _ in range(10)]
    part[9] = [99, 98.0, 97]

    assert not calibration_of(part, 50).is_enough
    assert not calibration_of(sum_parts([part, part]), 19).is_enough
    assert calibration_of([[0, 0.0, 0]] * 10, 0).error is None


def test_what_is_stated_is_that_it_is_there_and_called_so() -> None:
    document = {
        "id": "a",
        "kind": "box",
        "label": "car",
        "box": [0, 0, 10, 10],
        "confidence": 0.9,
        "label_probabilities": {"car": 0.8, "bus": 0.2},
    }

    [found] = stated_of([document, {"kind": "box", "label": "no word of its confidence"}])

    assert found.confidence == pytest.approx(0.72)
