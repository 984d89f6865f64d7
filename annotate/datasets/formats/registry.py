"""All formats, one line each; whoever adds a format adds its file and its line. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from annotate.datasets.formats import coco
from annotate.datasets.formats.picture import LabelledPicture
from annotate.projects.ontology import Ontology

# A file of the export: its path inside the zip, and its bytes in parts.
File = tuple[str, Iterable[bytes]]
Writer = Callable[[Iterable[LabelledPicture], Ontology], Iterator[File]]


@dataclass(frozen=True)
class Format:
    """How one format is called and written."""

    title: str
    write: Writer
    # What the convention does to coordinates; goes into the manifest.
    convention: str


FORMATS: dict[str, Format] = {
    "coco": Format("COCO", coco.write_coco, coco.CONVENTION),
}
