"""YOLO detection in the layout of Ultralytics: labels/PATH.txt and data.yaml. Pure.

Its loader drops a whole picture for one coordinate over 1.01 or one class number that is not defined, and
takes an empty or absent file for background.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from annotate.core.errors import N_
from annotate.datasets.formats.boxes import box_extent
from annotate.datasets.formats.naming import Partners, Stems, text_file
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import (
    NO_PICTURE,
    NOT_NUMBERS,
    OUTSIDE,
    SEVERAL_PICTURES,
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


# Of labels, and of the pictures beside them: Ultralytics' layout and Darknet's, which has one for both.
_LABEL_FOLDERS = ("labels", "obj_train_data")
_FOLDERS = ("images", "obj_train_data")

# What a writer makes of one annotation: numbers between 0 and 1 after the class, or None to leave it out.
SharesOf = Callable[[Mapping[str, Any], LabelledPicture], Sequence[float] | None]
# What a reader makes of one line's numbers: a place with its kind, or (code, reason) of a refusal.
PlaceOf = Callable[[list[str], list[float], tuple[int, int]], dict[str, Any] | tuple[str, str]]


def write_yolo(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Upright boxes: middle and size."""
    return write_lines(pictures, ontology, _shares_of_box)


def write_lines(
    pictures: Iterable[LabelledPicture], ontology: Ontology, shares_of: SharesOf
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A label file for each labelled picture and data.yaml; pictures that nobody labelled have no file.

    YOLO has no word for an area to ignore, and one taken for an object would be learnt. Its class keeps
    its number all the same, so that the numbers of the others never change.
    """
    classes = {name: number for number, name in enumerate(ontology.names)}
    stems = Stems()
    for picture in pictures:
        # Named for every picture: a reader gives the same names to the same pictures.
        stem = stems.of(picture.name)
        if picture.is_labelled:
            lines = [
                " ".join([str(classes[annotation["label"]]), *(f"{share:.6f}" for share in shares)])
                for annotation in picture.annotations
                if annotation["label"] not in ontology.ignored
                and (shares := shares_of(annotation, picture)) is not None
            ]
            yield f"labels/{stem}.txt", text_file(lines)
    # JSON strings are YAML strings, whatever letters a name has.
    names = [f"  {number}: {json.dumps(name, ensure_ascii=False)}" for name, number in classes.items()]
    yield "data.yaml", text_file(["path: .", "train: images", "val: images", "names:", *names])


def _shares_of_box(annotation: Mapping[str, Any], picture: LabelledPicture) -> Sequence[float] | None:
    extent = box_extent(annotation, picture.width_px, picture.height_px)
    if extent is None:
        return None
    x_min, y_min, x_max, y_max = extent
    return (
        (x_min + x_max) / 2 / picture.width_px,
        (y_min + y_max) / 2 / picture.height_px,
        (x_max - x_min) / picture.width_px,
        (y_max - y_min) / picture.height_px,
    )


def read_yolo(files: Mapping[str, bytes], sizes: Sizes) -> Reading:
    """Boxes out of label files.

    A sixth number between 0 and 1 is how sure the model was. A line with more (a segment, or a box with its
    track) is refused, not guessed at.
    """
    return read_lines(files, sizes, _place_of_box)


def read_lines(files: Mapping[str, bytes], sizes: Sizes, place_of: PlaceOf) -> Reading:
    """Pictures out of label files. sizes: of the pictures by path, for the files hold none."""
    reading = Reading()
    names = _read_names(files, reading)
    partners = Partners(sizes, _FOLDERS)
    used: dict[str, set[str]] = {}
    for path, text in files.items():
        stem = _stem_of(path)
        if stem is None:
            continue
        meant = partners.of(stem)
        if len(meant) != 1:
            reading.refuse(path, "picture", SEVERAL_PICTURES if meant else NO_PICTURE)
            continue
        name = meant[0]
        width, height = sizes[name]
        annotations = tuple(_read_lines(text, path, names, place_of, (width, height), reading))
        for annotation in annotations:
            used.setdefault(annotation["label"], set()).add(annotation["kind"])
        # A file whose lines were all refused says nothing of an empty picture.
        is_empty = not text.strip()
        reading.pictures.append(LabelledPicture(name, width, height, annotations, confirmed_empty=is_empty))
    reading.labels = labels_met(names.values(), used)
    return reading


def _stem_of(path: str) -> str | None:
    """'labels/train/a.txt' -> 'train/a'; None for files that are no labels."""
    parts = PurePosixPath(path).parts
    folder = next((part for part in _LABEL_FOLDERS if part in parts), None)
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
    text: bytes,
    path: str,
    names: Mapping[int, str],
    place_of: PlaceOf,
    size: tuple[int, int],
    reading: Reading,
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
        place = place_of(parts, values, size)
        if isinstance(place, tuple):
            reading.refuse(where, *place)
        elif int(values[0]) not in names:
            reading.refuse(where, "unknown_label", UNKNOWN_CLASS)
        else:
            yield {"label": names[int(values[0])], "attributes": {}, **place}


def is_class(value: float) -> bool:
    return value >= 0 and value == int(value)


def is_share(value: float) -> bool:
    """Within the picture, or as little outside as Ultralytics' own loader lets pass."""
    return -0.01 <= value <= 1.01


def is_confidence(part: str) -> bool:
    """Whether a further number says how sure the model was: tracking writes the number of the track there."""
    return not part.isdigit() and 0 <= float(part) <= 1


def _place_of_box(
    parts: list[str], values: list[float], size: tuple[int, int]
) -> dict[str, Any] | tuple[str, str]:
    is_whole = len(values) in (5, 6) and is_class(values[0])
    if not is_whole or not all(map(is_confidence, parts[5:])):
        return "columns", N_("is no box: class, middle and size were expected")
    if not all(map(is_share, values[1:5])) or min(values[3:5]) <= 0:
        return "too_small", OUTSIDE
    _, mid_x, mid_y, width, height = values[:5]
    box = [
        (mid_x - width / 2) * size[0],
        (mid_y - height / 2) * size[1],
        width * size[0],
        height * size[1],
    ]
    return {"kind": "box", "box": box, **confidence_of(values[5] if len(values) > 5 else None)}
