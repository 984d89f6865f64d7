"""KITTI object labels: label_2/PATH.txt with fifteen columns. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    Reading,
    Sizes,
    confidence_of,
    labels_met,
    number,
)
from annotate.projects.ontology import Ontology

CONVENTION = (
    "continuous pixels from 0, 2 decimals; occluded 0-3; truncated 0..1; unknown 3D as -1, -1000 and -10; "
    "spaces in names become _ (classes.txt has the originals); areas to ignore are DontCare"
)
_DONT_CARE = "DontCare"
# Real files say "unknown" like this: height width length, x y z, rotation.
_NO_3D = "-1 -1 -1 -1000 -1000 -1000 -10"
_FOLDER = "label_2"
_PICTURES = ("image_2",)


def _plain(name: str) -> str:
    return "_".join(name.split())


def write_kitti(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A file for each labelled picture, empty where nothing is there, and the list of names."""
    stems = Stems()
    for picture in pictures:
        stem = stems.of(picture.name)
        if picture.is_labelled:
            yield f"{_FOLDER}/{stem}.txt", text_file(_lines(picture, ontology.ignored))
    ignored = ontology.ignored
    pairs = ((_DONT_CARE if name in ignored else _plain(name), name) for name in ontology.names)
    yield "classes.txt", text_file(f"{plain}\t{name}" for plain, name in pairs)


def _lines(picture: LabelledPicture, ignored: frozenset[str]) -> Iterator[str]:
    for annotation in picture.annotations:
        extent = box_extent(annotation, picture.width_px, picture.height_px)
        if extent is not None:
            yield _line(annotation, extent, annotation["label"] in ignored)


def _line(annotation: Mapping[str, Any], extent: Sequence[float], is_ignored: bool) -> str:
    attributes = annotation.get("attributes", {})
    corners = " ".join(f"{value:.2f}" for value in extent)
    name = _plain(annotation["label"])
    if is_ignored or name == _DONT_CARE:
        return f"{_DONT_CARE} -1 -1 -10 {corners} {_NO_3D}"
    return f"{name} {_truncated(attributes):.2f} {_occluded(attributes)} -10 {corners} {_NO_3D}"


def _truncated(attributes: Mapping[str, Any]) -> float:
    """A tick is 1, a percentage its share."""
    value = attributes.get("truncated", False)
    if isinstance(value, bool):
        return float(value)
    return min(max(float(value) / 100, 0.0), 1.0) if isinstance(value, int | float) else 0.0


def _occluded(attributes: Mapping[str, Any]) -> int:
    value = attributes.get("occluded", False)
    return min(max(int(value), 0), 3) if isinstance(value, bool | int | float) else 3


def read_kitti(files: Mapping[str, bytes], sizes: Sizes) -> Reading:
    """Pictures out of label files. sizes: of the pictures by path; a file without a picture is refused."""
    reading, used = Reading(), dict[str, set[str]]()
    originals = _read_classes(files)
    partners = Partners(sizes, _PICTURES)
    for path, text in files.items():
        parts = PurePosixPath(path).parts
        if _FOLDER not in parts or not path.endswith(".txt"):
            continue
        stem = str(PurePosixPath(*parts[parts.index(_FOLDER) + 1 :]).with_suffix(""))
        meant = partners.of(stem)
        if len(meant) != 1:
            reading.refuse(path, "picture", SEVERAL_PICTURES if meant else NO_PICTURE)
            continue
        name = meant[0]
        annotations = tuple(_read_lines(text, path, originals, reading))
        for annotation in annotations:
            used.setdefault(annotation["label"], set()).add("box")
        width, height = sizes[name]
        reading.pictures.append(
            LabelledPicture(name, width, height, annotations, confirmed_empty=not text.strip())
        )
    reading.labels = labels_met(used, used)
    dont_care = originals.get(_DONT_CARE, _DONT_CARE)
    reading.labels = [
        {**label, "ignore": True} if label["name"] == dont_care else label for label in reading.labels
    ]
    return reading


def _read_classes(files: Mapping[str, bytes]) -> dict[str, str]:
    """The names before they lost their spaces; of several that became one, the first."""
    pairs = (
        line.split("\t") for line in files.get("classes.txt", b"").decode("utf-8", "replace").splitlines()
    )
    found: dict[str, str] = {}
    for pair in pairs:
        if len(pair) == 2:
            found.setdefault(pair[0], pair[1])
    return found


def _read_lines(
    text: bytes, path: str, originals: Mapping[str, str], reading: Reading
) -> Iterator[dict[str, Any]]:
    for index, line in enumerate(text.decode("utf-8", "replace").splitlines(), start=1):
        columns, where = line.split(), f"{path}: line {index}"
        if not columns:
            continue
        if len(columns) not in (15, 16):
            reading.refuse(where, "columns", N_("has %(count)s columns, not 15"), count=len(columns))
            continue
        try:
            truncated, occluded, _alpha, x_min, y_min, x_max, y_max = map(number, columns[1:8])
        except ValueError:
            reading.refuse(where, "numbers", NOT_NUMBERS)
            continue
        if x_max <= x_min or y_max <= y_min:
            reading.refuse(where, "too_small", OUTSIDE)
            continue
        yield {
            "kind": "box",
            "box": [x_min, y_min, x_max - x_min, y_max - y_min],
            "label": originals.get(columns[0], columns[0]),
            # DontCare has no levels: -1 stands in their place.
            "attributes": {} if columns[0] == _DONT_CARE else _read_attributes(occluded, truncated),
            **_read_score(columns),
        }


def _read_score(columns: list[str]) -> dict[str, float]:
    """The sixteenth column of results; scores that are no share of 1 say nothing here."""
    try:
        return confidence_of(number(columns[15])) if len(columns) > 15 else {}
    except ValueError:
        return {}


def _read_attributes(occluded: float, truncated: float) -> dict[str, Any]:
    """None and full as a tick; what lies between as KITTI's level and as a percentage."""
    return {
        "occluded": occluded > 0 if occluded <= 1 else int(occluded),
        "truncated": truncated > 0 if truncated <= 0 or truncated == 1 else truncated * 100,
    }
