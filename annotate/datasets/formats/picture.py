"""One picture with its labels, as every format writes and reads it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Clip:
    """The video that a frame is of. frames: how many it has."""

    name: str
    fps: float
    frames: int


@dataclass(frozen=True)
class LabelledPicture:
    """A picture and the annotations that hold for it.

    name: path inside the dataset, with '/'; sha256: of the picture as it was uploaded, '' when unknown.
    annotations: documents of the API's "one annotation"; pixels, (0, 0) the outer corner of the top-left
    pixel. An importer of formats may leave ids out.
    confirmed_empty: people looked and agreed that nothing is there; without it an empty list means that
    nobody has labelled the picture yet.
    sequence, frame: of a frame its video and its place there from 0; annotations then bear their track.
    """

    name: str
    width_px: int
    height_px: int
    annotations: tuple[Mapping[str, Any], ...] = ()
    confirmed_empty: bool = False
    sha256: str = ""
    image_id: int | None = None
    # Whose finished work it is; '' for what people found here.
    imported_from: str = ""
    # State of the task: agreed, to_reviewer, open, ...; '' when there is none.
    state: str = ""
    agreement: float | None = None
    answers: int = 0
    sequence: Clip | None = None
    frame: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_labelled(self) -> bool:
        return bool(self.annotations) or self.confirmed_empty
