"""Frames of videos by file: folders a video, and which video of the project a file means. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from annotate.core.errors import N_
from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.datasets.formats.reading import Reading, Sizes

# Names of the frames of each video, in order, by the video's name.
Videos = Mapping[str, Sequence[str]]


class Folders:
    """A folder a video: its name cannot reach out of the archive, and no other video has it."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def of(self, name: str) -> str:
        plain = name.replace("/", "_").replace("\\", "_").lstrip(".") or "video"
        found, number = plain, 2
        while found in self._used:
            found, number = f"{plain}-{number}", number + 1
        self._used.add(found)
        return found


def by_video(pictures: Iterable[LabelledPicture]) -> Iterator[tuple[str, Clip, list[LabelledPicture]]]:
    """Folder, video and frames. pictures: frames of one video stand together; others are read and passed over."""
    folders = Folders()
    for clip, frames in groupby(pictures, key=lambda picture: picture.sequence):
        if clip is None:
            # Read on, so that the pictures are counted.
            for _ in frames:
                pass
        else:
            yield folders.of(clip.name), clip, list(frames)


def frame_names(frames: Iterable[LabelledPicture], first: int) -> bytes:
    """Lines that name each frame's picture. first: the number of the first frame."""
    return "".join(f"{(one.frame or 0) + first} {one.name}\n" for one in frames).encode()


class Watched:
    """Collects shapes of one video's frames; each that fits no frame is told."""

    def __init__(self, name: str, frames: Sequence[str], sizes: Sizes) -> None:
        self.name, self.frames = name, frames
        self._sizes = sizes
        self._seen: dict[int, list[dict[str, Any]]] = {}

    @property
    def size(self) -> tuple[int, int]:
        return self._sizes[self.frames[0]]

    def has(self, frame: int) -> bool:
        return 0 <= frame < len(self.frames)

    def add(self, shape: dict[str, Any]) -> None:
        self._seen.setdefault(shape["frame"], []).append(shape)

    def pictures(self, fps: float) -> Iterator[LabelledPicture]:
        """Every frame. That nothing is in sight at one does not say that anybody looked."""
        clip = Clip(self.name, fps, len(self.frames))
        for frame, name in enumerate(self.frames):
            seen = tuple(self._seen.get(frame, ()))
            yield LabelledPicture(name, *self._sizes[name], seen, sequence=clip, frame=frame)


def watched(path: str, said: Iterable[str], sizes: Sizes, videos: Videos, reading: Reading) -> Watched | None:
    """The video that a file means: by its folder or by one of the names it says, else the only one there is."""
    folders = Folders()
    by_folder = {folders.of(name): name for name, frames in videos.items() if frames}
    candidates = [*PurePosixPath(path).parts[-2::-1], *said]
    found = next((one for one in candidates if one in by_folder), None)
    name = by_folder[found] if found is not None else None
    if name is None and len(by_folder) == 1:
        (name,) = by_folder.values()
    if name is None:
        reading.refuse(path, "video", N_("belongs to no video here"))
        return None
    return Watched(name, videos[name], sizes)
