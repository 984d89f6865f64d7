"""Reads data sets with datumaro, in an environment of its own, and prints what it saw: `PYTHON datumaro_judge.py '[[FOLDER, FORMAT], ...]'`.

Run by tests/formats/test_judged_by_datumaro.py; why not beside us: docs/decisions/datumaro-judges-from-outside.md.
"""

import json
import sys
import warnings
from typing import Any

warnings.filterwarnings("ignore")

from datumaro.components.annotation import AnnotationType  # noqa: E402
from datumaro.components.dataset import Dataset  # noqa: E402


def _place(one: Any) -> list[float]:
    """Numbers of the shape, in datumaro's order; of a mask the pixels that it holds, as [x, y, x, y, ...]."""
    if one.type == AnnotationType.bbox:
        return list(one.get_bbox())
    if one.type == AnnotationType.rotated_bbox:
        return [one.cx, one.cy, one.w, one.h, one.r]
    if one.type == AnnotationType.mask:
        rows, columns = one.image.nonzero()
        return [number for pair in zip(columns, rows, strict=True) for number in pair]
    if one.type == AnnotationType.points:
        flags = [flag.value for flag in one.visibility]
        triples = zip(one.points[::2], one.points[1::2], flags, strict=True)
        return [number for triple in triples for number in triple]
    return list(getattr(one, "points", []))


def _attributes(one: Any) -> dict[str, Any]:
    return {
        name: value
        for name, value in one.attributes.items()
        if isinstance(value, bool | int | float | str) and name != "id"
    }


def _seen(folder: str, kind: str) -> dict[str, list[Any]]:
    """Objects by picture: [type, label, numbers, attributes] in the order of the file."""
    data = Dataset.import_from(folder, kind)
    names = [one.name for one in data.categories()[AnnotationType.label]]
    return {
        str(item.id): [
            [one.type.name, names[one.label], [float(part) for part in _place(one)], _attributes(one)]
            for one in item.annotations
        ]
        for item in data
    }


if __name__ == "__main__":
    print(json.dumps([_seen(folder, kind) for folder, kind in json.loads(sys.argv[1])]))
