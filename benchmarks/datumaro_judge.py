"""Reads data sets with datumaro, in an environment of its own, and prints what it saw: `PYTHON datumaro_judge.py '[[FOLDER, FORMAT], ...]'`.

Run by tests/formats/test_judged_by_datumaro.py; why not beside us: docs/decisions/datumaro-judges-from-outside.md.
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

from datumaro.components.annotation import AnnotationType  # noqa: E402
from datumaro.components.dataset import Dataset  # noqa: E402


def _seen(folder: str, kind: str) -> dict:
    """Boxes by picture: [label, [x, y, width, height]] in the order of the file."""
    data = Dataset.import_from(folder, kind)
    names = [one.name for one in data.categories()[AnnotationType.label]]
    return {
        item.id: [[names[one.label], [float(part) for part in one.get_bbox()]] for one in item.annotations]
        for item in data
    }


if __name__ == "__main__":
    print(json.dumps({kind: _seen(folder, kind) for folder, kind in json.loads(sys.argv[1])}))
