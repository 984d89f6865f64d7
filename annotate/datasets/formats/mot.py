"""MOTChallenge: gt/gt.txt of each video, one line a box and frame, frames and tracks numbered from 1. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from annotate.core.errors import N_
from annotate.datasets.formats.boxes import box_extent
from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.datasets.formats.reading import (
    NOT_NUMBERS,
    OUTSIDE,
    TWICE,
    UNKNOWN_CLASS,
    Reading,
    Sizes,
    labels_met,
    number,
)
from annotate.datasets.formats.shapes import clipped
from annotate.datasets.formats.videos import Videos, Watched, by_video, frame_names, watched
from annotate.projects.ontology import Ontology

CONVENTION = (
    "frames, tracks and classes from 1; continuous pixels from 0, 2 decimals; classes in gt/labels.txt; "
    "visibility 1, or 0.5 where something hides a part; pictures that are no frames of a video are left out"
)
_PARTLY = 0.5
_USUAL_FPS = 10.0
# Classes of MOT16 and later, by number from 1.
_OF_THE_CHALLENGE = (
    "pedestrian",
    "person on vehicle",
    "car",
    "bicycle",
    "motorbike",
    "non motorized vehicle",
    "static person",
    "distractor",
    "occluder",
    "occluder on the ground",
    "occluder full",
    "reflection",
)


def write_mot(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A folder a video. pictures: frames of one video stand together, in order."""
    names = "".join(f"{name}\n" for name in ontology.names).encode()
    classes = {name: number for number, name in enumerate(ontology.names, start=1)}
    for folder, clip, frames in by_video(pictures):
        yield f"{folder}/gt/gt.txt", ["".join(_lines(frames, classes)).encode()]
        # Where CVAT and datumaro look for them.
        yield f"{folder}/gt/labels.txt", [names]
        yield f"{folder}/seqinfo.ini", [_seqinfo(folder, clip, frames[-1]).encode()]
        yield f"{folder}/frames.txt", [frame_names(frames, 1)]


def _lines(frames: Iterable[LabelledPicture], classes: Mapping[str, int]) -> Iterator[str]:
    numbers: dict[str, int] = {}
    for picture in frames:
        for annotation in picture.annotations:
            extent = box_extent(annotation, picture.width_px, picture.height_px)
            if extent is not None:
                track = numbers.setdefault(str(annotation.get("track")), len(numbers) + 1)
                frame = (picture.frame or 0) + 1
                yield _line(frame, track, extent, classes[annotation["label"]], annotation)


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


def _seqinfo(folder: str, clip: Clip, frame: LabelledPicture) -> str:
    """All seven entries of the challenge: readers ask for each."""
    return (
        f"[Sequence]\nname={folder}\nimDir=frames\nframeRate={clip.fps:g}\nseqLength={clip.frames}\n"
        f"imWidth={frame.width_px}\nimHeight={frame.height_px}\nimExt={PurePosixPath(frame.name).suffix}\n"
    )


def read_mot(files: Mapping[str, bytes], sizes: Sizes, videos: Videos) -> Reading:
    """Frames with the boxes of each gt.txt. sizes, videos: of the project, for the files name no pictures.

    Without a labels.txt classes are those of the challenge itself.
    """
    reading = Reading()
    for path, text in files.items():
        if PurePosixPath(path).name != "gt.txt":
            continue
        folder = PurePosixPath(path).parent
        head = _read_seqinfo(files, folder)
        video = watched(path, [head.get("name", "")], sizes, videos, reading)
        if video is None:
            continue
        names = _read_names(files, folder)
        for shape in _read_lines(text.decode("utf-8", "replace"), path, names, video, reading):
            video.add(shape)
        reading.pictures += video.pictures(_fps(head.get("framerate", "")))
        known = [label["name"] for label in reading.labels]
        reading.labels += labels_met([name for name in names if name and name not in known], {})
    return reading


def _around(folder: PurePosixPath) -> list[PurePosixPath]:
    """The folder of a gt.txt and those above it, nearest first."""
    return [folder, *folder.parents]


def _read_names(files: Mapping[str, bytes], folder: PurePosixPath) -> list[str]:
    for place in _around(folder):
        text = files.get(str(place / "labels.txt"))
        if text is not None:
            return [line.strip() for line in text.decode("utf-8", "replace").splitlines()]
    return list(_OF_THE_CHALLENGE)


def _read_seqinfo(files: Mapping[str, bytes], folder: PurePosixPath) -> dict[str, str]:
    """Entries of seqinfo.ini by their names in small letters."""
    for place in _around(folder)[:2]:
        text = files.get(str(place / "seqinfo.ini"), b"").decode("utf-8", "replace")
        pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
        if found := {name.strip().lower(): value.strip() for name, _, value in pairs}:
            return found
    return {}


def _fps(text: str) -> float:
    try:
        return max(number(text), 0.0) or _USUAL_FPS
    except ValueError:
        return _USUAL_FPS


def _read_lines(
    text: str, path: str, names: Sequence[str], video: Watched, reading: Reading
) -> Iterator[dict[str, Any]]:
    seen: set[tuple[int, int]] = set()
    for index, line in enumerate(text.splitlines(), start=1):
        where = f"{path}: line {index}"
        if not line.strip():
            continue
        try:
            values = [number(part) for part in line.split(",")]
        except ValueError:
            reading.refuse(where, "numbers", NOT_NUMBERS)
            continue
        if len(values) < 8 or any(value != int(value) for value in (*values[:2], values[7])):
            reading.refuse(where, "columns", N_("is no box: frame, track, box, flag and class were expected"))
            continue
        frame, track, class_number = int(values[0]) - 1, int(values[1]), int(values[7])
        if not video.has(frame):
            reading.refuse(where, "frame", N_("is no frame of the video here"))
        elif not 1 <= class_number <= len(names) or not names[class_number - 1]:
            reading.refuse(where, "unknown_label", UNKNOWN_CLASS)
        elif values[6] == 0:
            reading.refuse(where, "flag", N_("is flagged as not to be counted"))
        elif clipped(values[2:6], *video.size) is None:
            reading.refuse(where, "too_small", OUTSIDE)
        elif track > 0 and (frame, track) in seen:
            reading.refuse(where, "twice", TWICE)
        elif not reading.has_room(where):
            return
        else:
            seen.add((frame, track))
            # Detections have no track, and are numbered -1: each is a thing of its own.
            name = str(track) if track > 0 else f"line-{index}"
            hidden = len(values) > 8 and values[8] < 1
            yield {
                "kind": "box",
                "box": values[2:6],
                "label": names[class_number - 1],
                "attributes": {"occluded": hidden},
                "track": name,
                "frame": frame,
            }
