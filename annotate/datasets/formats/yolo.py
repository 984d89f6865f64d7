"""YOLO detection in the layout of Ultralytics: labels/PATH.txt and data.yaml. Pure.

Its loader drops a whole picture for one coordinate over 1.01 or one class number that is not defined, and
takes an empty or absent file for background.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from annotate.core.errors import N_
from annotate.datasets.formats.boxes import box_extent
from annotate.datasets.formats.naming import Stems, text_file
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import (
    NOT_NUMBERS,
    OUTSIDE,
    UNKNOWN_CLASS,
    Reading,
    Sizes,
    confidence_of,
    labels_met,
    number,
)
from annotate.projects.ontology import Ontology

CONVENTION = (
    "middle and size as shares of the picture, 6 decimals, clipped to the picture; empty file = nothing there; "
    "areas to ignore are left out"
)


def write_yolo(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A label file for each labelled picture and data.yaml; pictures that nobody labelled have no file.

    YOLO has no word for an area to ignore, and one taken for an object would be learnt. Its class keeps
    its number all the same, so that the numbers of the others never change.
    """
    classes = {name: number for number, name in enumerate(ontology.names)}
    stems = Stems()
    for picture in pictures:
        if picture.is_labelled:
            lines = [
                line
                for annotation in picture.annotations
                if annotation["label"] not in ontology.ignored
                and (line := _line(annotation, picture, classes))
            ]
            yield f"labels/{stems.of(picture.name)}.txt", text_file(lines)
    # JSON strings are YAML strings, whatever letters a name has.
    names = [f"  {number}: {json.dumps(name, ensure_ascii=False)}" for name, number in classes.items()]
    yield "data.yaml", text_file(["path: .", "train: images", "val: images", "names:", *names])


def _line(annotation: Mapping[str, Any], picture: LabelledPicture, classes: Mapping[str, int]) -> str | None:
    extent = box_extent(annotation, picture.width_px, picture.height_px)
    if extent is None:
        return None
    x_min, y_min, x_max, y_max = extent
    shares = (
        (x_min + x_max) / 2 / picture.width_px,
        (y_min + y_max) / 2 / picture.height_px,
        (x_max - x_min) / picture.width_px,
        (y_max - y_min) / picture.height_px,
    )
    return " ".join([str(classes[annotation["label"]]), *(f"{share:.6f}" for share in shares)])


def read_yolo(files: Mapping[str, bytes], sizes: Sizes) -> Reading:
    """Pictures out of label files. sizes: of the pictures by path, for the files hold none.

    A sixth number between 0 and 1 is how sure the model was. A line with more (a segment, or a box with its
    track) is refused, not guessed at.
    """
    reading = Reading()
    names = _read_names(files, reading)
    by_stem = {str(PurePosixPath(name).with_suffix("")): name for name in sizes}
    used: dict[str, set[str]] = {}
    for path, text in files.items():
        stem = _stem_of(path)
        if stem is None:
            continue
        name = by_stem.get(stem) or by_stem.get(stem.rpartition("/")[2])
        if name is None:
            reading.refuse(path, "picture", N_("belongs to no picture here"))
            continue
        annotations = tuple(_read_lines(text, path, names, sizes[name], reading))
        for annotation in annotations:
            used.setdefault(annotation["label"], set()).add("box")
        width, height = sizes[name]
        reading.pictures.append(
            LabelledPicture(name, width, height, annotations, confirmed_empty=not annotations)
        )
    reading.labels = labels_met(names.values(), used)
    return reading


def _stem_of(path: str) -> str | None:
    """'labels/train/a.txt' -> 'train/a'; None for files that are no labels."""
    parts = PurePosixPath(path).parts
    folder = next((part for part in ("labels", "obj_train_data") if part in parts), None)
    if folder is None or not path.endswith(".txt"):
        return None
    return str(PurePosixPath(*parts[parts.index(folder) + 1 :]).with_suffix(""))


_NAMED = re.compile(r"^\s*(?:(\d+)\s*:|-)\s*(.+?)\s*$")


def _unquoted(text: str) -> str:
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text.strip('"')
    return text[1:-1].replace("''", "'") if len(text) > 1 and text[0] == text[-1] == "'" else text


def _read_names(files: Mapping[str, bytes], reading: Reading) -> dict[int, str]:
    """Class names by number, out of data.yaml (list or numbered) or obj.names."""
    for path, content in files.items():
        text = content.decode("utf-8", "replace")
        if path.endswith(".names"):
            return dict(enumerate(line.strip() for line in text.splitlines() if line.strip()))
        if path.endswith(("data.yaml", "data.yml")):
            return _names_of_yaml(text)
    reading.refuse("data.yaml", "missing", N_("is missing: without it classes have no names"))
    return {}


def _names_of_yaml(text: str) -> dict[int, str]:
    names: dict[int, str] = {}
    _, _, after = ("\n" + text).partition("\nnames:")
    first, _, rest = after.partition("\n")
    if first.strip().startswith("["):
        inside = (first + rest).partition("[")[2].partition("]")[0]
        return {k: _unquoted(part.strip()) for k, part in enumerate(inside.split(",")) if part.strip()}
    for line in rest.splitlines():
        if not line.strip():
            continue
        match = _NAMED.match(line)
        if match is None or not line.startswith((" ", "-", "\t")):
            break
        names[int(match[1]) if match[1] else len(names)] = _unquoted(match[2])
    return names


def _read_lines(
    text: bytes, path: str, names: Mapping[int, str], size: tuple[int, int], reading: Reading
) -> Iterator[dict[str, Any]]:
    for index, line in enumerate(text.decode("utf-8", "replace").splitlines(), start=1):
        parts, where = line.split(), f"{path}: line {index}"
        if not parts:
            continue
        try:
            values = [number(part) for part in parts]
        except ValueError:
            reading.refuse(where, "numbers", NOT_NUMBERS)
            continue
        if len(values) not in (5, 6) or values[0] != int(values[0]) or _is_track(parts):
            reading.refuse(where, "columns", N_("is no box: class, middle and size were expected"))
        elif int(values[0]) not in names:
            reading.refuse(where, "unknown_label", UNKNOWN_CLASS)
        elif not all(-0.01 <= value <= 1.01 for value in values[1:5]) or min(values[3:5]) <= 0:
            reading.refuse(where, "too_small", OUTSIDE)
        else:
            yield {
                "kind": "box",
                "box": _box(values[:5], size),
                "label": names[int(values[0])],
                "attributes": {},
                **confidence_of(values[5] if len(values) > 5 else None),
            }


def _is_track(parts: list[str]) -> bool:
    """Whether a sixth number is no confidence: tracking writes the number of the track there."""
    return len(parts) == 6 and not (0 <= float(parts[5]) <= 1 and not parts[5].isdigit())


def _box(values: list[float], size: tuple[int, int]) -> list[float]:
    _, mid_x, mid_y, width, height = values
    return [
        (mid_x - width / 2) * size[0],
        (mid_y - height / 2) * size[1],
        width * size[0],
        height * size[1],
    ]
