"""MOTChallenge: gt/gt.txt of each video, one line a box and frame, frames and tracks numbered from 1. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from annotate.datasets.formats.boxes import box_extent
from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.projects.ontology import Ontology

CONVENTION = (
    "frames, tracks and classes from 1; continuous pixels from 0, 2 decimals; classes in labels.txt; "
    "visibility 1, or 0.5 where something hides a part; pictures that are no frames of a video are left out"
)
_PARTLY = 0.5


def write_mot(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A folder a video. pictures: frames of one video stand together, in order."""
    yield "labels.txt", ["".join(f"{name}\n" for name in ontology.names).encode()]
    classes = {name: number for number, name in enumerate(ontology.names, start=1)}
    folders: set[str] = set()
    for clip, frames in groupby(pictures, key=lambda picture: picture.sequence):
        if clip is None:
            # Read on, so that the pictures are counted.
            for _ in frames:
                pass
            continue
        folder = _folder(clip.name, folders)
        lines, names, size = _read_frames(frames, classes)
        yield f"{folder}/gt/gt.txt", ["".join(lines).encode()]
        yield f"{folder}/seqinfo.ini", [_seqinfo(folder, clip, size).encode()]
        yield f"{folder}/frames.txt", ["".join(names).encode()]


def _folder(name: str, used: set[str]) -> str:
    """A name that cannot reach out of the archive, and that no other video has."""
    plain = name.replace("/", "_").replace("\\", "_").lstrip(".") or "video"
    found, number = plain, 2
    while found in used:
        found, number = f"{plain}-{number}", number + 1
    used.add(found)
    return found


def _read_frames(
    frames: Iterable[LabelledPicture], classes: Mapping[str, int]
) -> tuple[list[str], list[str], tuple[int, int]]:
    """Lines of gt.txt, lines that name each frame's picture, and the size of the frames."""
    lines: list[str] = []
    names: list[str] = []
    numbers: dict[str, int] = {}
    size = (0, 0)
    for picture in frames:
        number, size = (picture.frame or 0) + 1, (picture.width_px, picture.height_px)
        names.append(f"{number} {picture.name}\n")
        for annotation in picture.annotations:
            extent = box_extent(annotation, *size)
            if extent is None:
                continue
            track = numbers.setdefault(str(annotation.get("track")), len(numbers) + 1)
            lines.append(_line(number, track, extent, classes[annotation["label"]], annotation))
    return lines, names, size


def _line(
    frame: int,
    track: int,
    extent: tuple[float, float, float, float],
    class_number: int,
    annotation: Mapping[str, Any],
) -> str:
    x_min, y_min, x_max, y_max = extent
    box = f"{x_min:.2f},{y_min:.2f},{x_max - x_min:.2f},{y_max - y_min:.2f}"
    hidden = annotation.get("attributes", {}).get("occluded")
    seen = 1 if hidden in (None, False, 0, "0") else _PARTLY
    return f"{frame},{track},{box},1,{class_number},{seen}\n"


def _seqinfo(folder: str, clip: Clip, size: tuple[int, int]) -> str:
    return (
        f"[Sequence]\nname={folder}\nimDir=frames\nframeRate={clip.fps:g}\nseqLength={clip.frames}\n"
        f"imWidth={size[0]}\nimHeight={size[1]}\n"
    )
