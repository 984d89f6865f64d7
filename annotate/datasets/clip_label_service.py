"""Label files of videos: which clips of the project they tell of, and what is in sight at each frame."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.datasets.clip_labels import ClipTarget
from annotate.datasets.clips import clips_of
from annotate.datasets.formats.cvat_video import KINDS
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import Reading
from annotate.datasets.formats.registry import TrackFormat
from annotate.datasets.models import Image
from annotate.datasets.models import Sequence as Video
from annotate.datasets.prelabels import Target, fit_annotations
from annotate.datasets.sequence_service import sequences_of
from annotate.projects.ontology import Ontology


@dataclass(frozen=True)
class Footage:
    """A video of the project. image_ids: of its frames, in order."""

    id: int
    name: str
    width_px: int
    height_px: int
    image_ids: Sequence[int]

    def frame_names(self) -> list[str]:
        """As readers know them: names of pictures may be the same in two videos."""
        return [f"{self.id}/{place}" for place in range(len(self.image_ids))]


def footage_of(session: Session, project_id: int) -> list[Footage]:
    """All videos whose frames are numbered."""
    return [_footage(session, video) for video in sequences_of(session, project_id)]


def _footage(session: Session, video: Video) -> Footage:
    query = sa.select(Image.id, Image.width_px, Image.height_px).where(
        Image.sequence_id == video.id, Image.frame_index.is_not(None)
    )
    rows = session.execute(query.order_by(Image.frame_index)).all()
    return Footage(video.id, video.name, rows[0].width_px, rows[0].height_px, [row.id for row in rows])


def read_footage(format: TrackFormat, files: Mapping[str, bytes], footage: Sequence[Footage]) -> Reading:
    sizes = {name: (one.width_px, one.height_px) for one in footage for name in one.frame_names()}
    return format.read(files, sizes, {one.name: one.frame_names() for one in footage})


Clip = tuple[ClipTarget, Sequence[Sequence[Mapping[str, Any]]]]


def clips_told(reading: Reading, footage: Sequence[Footage]) -> Iterator[Clip]:
    """Clips of the videos that were read, as they are handed out, each with the shapes of its frames. Two files on one
    video are taken together."""
    seen: dict[str, list[list[Mapping[str, Any]]]] = {}
    for picture in reading.pictures:
        if picture.sequence is not None and picture.frame is not None:
            frames = seen.setdefault(picture.sequence.name, [[] for _ in range(picture.sequence.frames)])
            frames[picture.frame] += picture.annotations
    yield from _cut(footage, {one.id: seen[one.name] for one in footage if one.name in seen})


def _cut(
    footage: Sequence[Footage], seen: Mapping[int, Sequence[Sequence[Mapping[str, Any]]]]
) -> Iterator[Clip]:
    """seen: the shapes of each frame of a video, by its number."""
    for one in footage:
        for first, count in clips_of(len(one.image_ids)) if one.id in seen else ():
            target = ClipTarget(
                one.id, one.name, one.image_ids[first], first, count, one.width_px, one.height_px
            )
            yield target, seen[one.id][first : first + count]


@dataclass
class SingleFrames:
    """What files of single pictures say of frames. objects: by video; left_out: by picture, as in prelabels.py."""

    clips: list[Clip] = field(default_factory=list)
    objects: Counter[str] = field(default_factory=Counter)
    left_out: list[tuple[str, Counter[tuple[str, str, str]]]] = field(default_factory=list)
    boxed: Counter[tuple[str, str]] = field(default_factory=Counter)
    # Pictures of videos that are not whole yet.
    waiting: list[str] = field(default_factory=list)


def single_frames(
    ontology: Ontology,
    footage: Sequence[Footage],
    pairs: Sequence[tuple[Target, LabelledPicture]],
    source: str,
) -> SingleFrames:
    """Each object becomes a track of one frame: the file does not say which objects of two frames are the same."""
    places = {image: (one, at) for one in footage for at, image in enumerate(one.image_ids)}
    found = SingleFrames()
    seen: dict[int, list[list[Mapping[str, Any]]]] = {}
    for target, picture in pairs:
        if target.id not in places:
            found.waiting.append(picture.name)
            continue
        video, frame = places[target.id]
        fitted = fit_annotations(ontology, target, picture.annotations, source)
        for shape in fitted.annotations:
            if shape["kind"] not in KINDS:
                fitted.left_out["prelabel_frame_kind", shape["label"], shape["kind"]] += 1
        shapes = [shape for shape in fitted.annotations if shape["kind"] in KINDS]
        frames = seen.setdefault(video.id, [[] for _ in video.image_ids])
        frames[frame] = [{**shape, "track": f"{frame + 1}-{n}"} for n, shape in enumerate(shapes, start=1)]
        found.objects[video.name] += len(shapes)
        found.boxed.update(fitted.boxed)
        found.left_out.append((picture.name, fitted.left_out))
    found.clips = list(_cut(footage, seen))
    return found
