"""CVAT for video 1.1: tracks with key frames, one XML a video; places and answers as for images. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from annotate.core.errors import N_
from annotate.core.strict_xml import child_text
from annotate.datasets.formats.cvat import (
    OCCLUDED,
    attributes_text,
    label_text,
    place_text,
    read_label_rules,
    read_shape,
)
from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.datasets.formats.reading import TWICE, UNKNOWN_CLASS, Reading, Sizes
from annotate.datasets.formats.videos import Videos, Watched, by_video, frame_names, watched
from annotate.datasets.formats.xml_reading import xml_files
from annotate.projects.ontology import Ontology
from annotate.projects.tracks import frames_of, key_frames

CONVENTION = (
    "one XML a video, frames from 0; continuous pixels, origin at the outer corner of the top-left pixel; 4 decimals; "
    "key frames where what lies between is linear to 0.01 px; tracks end with outside=1; pictures that are no "
    "frames of a video are left out"
)
KINDS = frozenset({"box", "rotated_box", "polygon", "polyline", "points"})
FILE = "annotations.xml"
_NEAR_PX = 0.01
_USUAL_FPS = 10.0


def write_cvat_video(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A folder a video, with frames.txt that names its pictures. pictures: as for MOT."""
    for folder, clip, frames in by_video(pictures):
        yield f"{folder}/{FILE}", _document(clip, frames, ontology)
        yield f"{folder}/frames.txt", [frame_names(frames, 0)]


def _document(clip: Clip, frames: list[LabelledPicture], ontology: Ontology) -> Iterator[bytes]:
    labels = "".join(label_text(label) for label in ontology.labels)
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n'
        f"<meta><task><name>{escape(clip.name)}</name><size>{clip.frames}</size><mode>interpolation</mode>"
        f"<start_frame>0</start_frame><stop_frame>{max(clip.frames - 1, 0)}</stop_frame><frame_filter></frame_filter>"
        f"<labels>{labels}</labels><original_size><width>{frames[0].width_px}</width>"
        f"<height>{frames[0].height_px}</height></original_size></task></meta>\n"
    ).encode()
    for number_, shapes in enumerate(_tracks(frames).values()):
        head = f'<track id="{number_}" label={quoteattr(shapes[0]["label"])} source="manual">\n'
        yield (head + "".join(_lines(shapes, clip.frames, ontology)) + "</track>\n").encode()
    yield b"</annotations>\n"


def _tracks(frames: Iterable[LabelledPicture]) -> dict[tuple[Any, ...], list[Mapping[str, Any]]]:
    """Shapes of each track by frame. CVAT's tracks are of one label and one kind."""
    tracks: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for picture in frames:
        for shape in picture.annotations:
            if shape["kind"] in KINDS:
                placed = {**shape, "frame": picture.frame or 0}
                track = shape.get("track") or shape.get("id")
                tracks.setdefault((track, shape["label"], shape["kind"]), []).append(placed)
    return tracks


def _lines(shapes: list[Mapping[str, Any]], frames: int, ontology: Ontology) -> Iterator[str]:
    """Each frame in sight, as CVAT writes it, and one outside=1 after each run."""
    plain = [{name: part for name, part in shape.items() if name != "id"} for shape in shapes]
    keys = {key["frame"]: key for key in key_frames(plain, frames, _NEAR_PX)}
    for shape in plain:
        yield _line(shape, shape["frame"] in keys or not _is_linear(shape), False, ontology)
        after = keys.get(shape["frame"] + 1)
        if after is not None and after["outside"]:
            yield _line(after, True, True, ontology)


def _is_linear(shape: Mapping[str, Any]) -> bool:
    """CVAT matches the points of outlines in its own way and holds several points still: those are all key frames."""
    return "box" in shape or (shape["kind"] == "points" and len(shape["points"]) == 1)


def _line(shape: Mapping[str, Any], is_key: bool, is_outside: bool, ontology: Ontology) -> str:
    place, label = place_text(shape), ontology.label(shape["label"])
    if place is None or label is None:
        return ""
    tag, fields = place
    flags = (
        f' frame="{shape["frame"]}" outside="{int(is_outside)}" keyframe="{int(is_key)}"'
        f' occluded="{int(bool(shape.get("attributes", {}).get(OCCLUDED, False)))}" z_order="0"'
    )
    return f"<{tag}{flags}{fields}>{attributes_text(shape, label)}</{tag}>\n"


def read_cvat_video(files: Mapping[str, bytes], sizes: Sizes, videos: Videos) -> Reading:
    """Frames with what is in sight at each, interpolated between the frames that the file tells.

    sizes, videos: of the project, for the file names no pictures.
    """
    reading = Reading()
    for path, root in xml_files(files, reading):
        if root.tag != "annotations" or root.find("image") is not None:
            reading.refuse(path, "dialect", N_("is not CVAT for video 1.1"))
            continue
        _read_document(root, path, sizes, videos, reading)
    return reading


@dataclass(frozen=True)
class _Frames:
    """Numbers in the file are of the whole video; ours count what was taken of it."""

    first: int
    step: int

    def place(self, text: str | None) -> int | None:
        try:
            place, rest = divmod(int(text or "") - self.first, self.step)
        except ValueError:
            return None
        return place if rest == 0 else None


def _read_document(
    root: ElementTree.Element, path: str, sizes: Sizes, videos: Videos, reading: Reading
) -> None:
    task = root.find("meta/task")
    said = [] if task is None else [child_text(task, "name")]
    source = root.findtext("meta/source") or root.findtext("meta/task/source") or ""
    video = watched(path, [*said, PurePosixPath(source).stem], sizes, videos, reading)
    size = (root.findtext("meta/task/original_size/width"), root.findtext("meta/task/original_size/height"))
    if video is not None and None not in size and size != tuple(map(str, video.size)):
        words = N_("is about frames of %(theirs)s, the video here has %(ours)s")
        ours = f"{video.size[0]} x {video.size[1]}"
        reading.refuse(path, "size", words, theirs=f"{size[0]} x {size[1]}"[:40], ours=ours)
        return
    types = read_label_rules(root, reading)
    if video is None:
        return
    kinds: dict[str, set[str]] = {}
    frames, seen = _frames_of(root), set[str]()
    for item in root.iterfind("track"):
        name = item.get("id", "")
        where = f"{path}: track {name}"
        if name in seen:
            reading.refuse(where, "twice", TWICE)
            continue
        seen.add(name)
        for shape in _read_track(item, where, frames, video, types, reading):
            kinds.setdefault(shape["label"], set()).add(shape["kind"])
            video.add(shape)
    reading.pictures += video.pictures(_USUAL_FPS)
    for label in reading.labels:
        label["kinds"] = sorted(kinds.get(label["name"], ())) or ["box"]


def _frames_of(root: ElementTree.Element) -> _Frames:
    first = root.findtext("meta/task/start_frame") or "0"
    step = (root.findtext("meta/task/frame_filter") or "").strip().removeprefix("step=")
    return _Frames(
        int(first) if first.isdecimal() and len(first) < 9 else 0,
        int(step) if step.isdecimal() and len(step) < 9 and int(step) else 1,
    )


def _read_track(
    item: ElementTree.Element,
    where: str,
    frames: _Frames,
    video: Watched,
    types: Mapping[str, Mapping[str, str]],
    reading: Reading,
) -> list[dict[str, Any]]:
    """What is in sight of one track, a shape a frame."""
    label = item.get("label", "")
    if label not in types:
        reading.refuse(where, "unknown_label", UNKNOWN_CLASS)
        return []
    told: dict[int, dict[str, Any]] = {}
    for shape in item:
        if shape.tag == "track":
            # A point of a skeleton; the skeleton itself is told.
            continue
        path = f"{where}: frame {shape.get('frame', '?')}"
        place = frames.place(shape.get("frame"))
        if place is None or not video.has(place):
            reading.refuse(path, "frame", N_("is no frame of the video here"))
        elif place in told:
            reading.refuse(path, "twice", TWICE)
        elif (found := read_shape(shape, types[label], path, reading)) is not None:
            flags = {"frame": place, "outside": shape.get("outside") == "1"}
            told[place] = {**found, **flags, "label": label, "track": item.get("id", "")}
    if len({one["kind"] for one in told.values()}) > 1:
        reading.refuse(where, "kind", N_("holds shapes of several kinds"))
        return []
    # Before anything is interpolated: three numbers in a file may mean a million shapes.
    if told and not reading.has_room(where, len(video.frames) - min(told)):
        return []
    return [shape for seen in frames_of(told.values(), len(video.frames)) for shape in seen]
