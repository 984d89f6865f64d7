"""All formats, one line each; whoever adds a format adds its file and its line. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from annotate.core.errors import N_
from annotate.datasets.formats import (
    cityscapes,
    coco,
    coco_reading,
    cvat,
    cvat_video,
    kitti,
    label_studio,
    labelme,
    mot,
    scalabel,
    voc,
    yolo,
    yolo_shapes,
)
from annotate.datasets.formats.boxes import BOXED
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import Reading, Sizes
from annotate.datasets.formats.videos import Videos
from annotate.projects.ontology import KINDS, Ontology

# A file of the export: its path inside the zip, and its bytes in parts.
File = tuple[str, Iterable[bytes]]
Writer = Callable[[Iterable[LabelledPicture], Ontology], Iterator[File]]
# Files by path, and sizes of pictures where the format holds none.
Reader = Callable[[Mapping[str, bytes], Sizes], Reading]
# The same, and the names of the frames of each video.
TrackReader = Callable[[Mapping[str, bytes], Sizes, Videos], Reading]


@dataclass(frozen=True)
class Format:
    """How one format is called, written and read. kinds: of annotations that it has a word for.

    title: a msgid where it is more than a name. ignore: what becomes of areas to be left alone; goes into the manifest.
    """

    title: str
    write: Writer
    read: Reader
    # What the format does to coordinates; goes into the manifest.
    convention: str
    kinds: frozenset[str]
    ignore: str = "kept under their own label"


@dataclass(frozen=True)
class TrackFormat:
    """A format that only frames of videos are written in and read from."""

    title: str
    write: Writer
    read: TrackReader
    convention: str
    kinds: frozenset[str]
    ignore: str = "kept under their own label"


@dataclass(frozen=True)
class TableFormat:
    """Tables of every answer and where it comes from; a later room writes them, for it knows who judged."""

    title: str
    convention: str
    kinds: frozenset[str]
    # How the names of its files end.
    suffix: str = "csv"
    ignore: str = "kept under their own label"


_CVAT_KINDS = frozenset({"box", "rotated_box", "polygon", "polyline", "points", "choice"})
_STUDIO_KINDS = frozenset({"box", "rotated_box", "polygon", "points"})

FORMATS: dict[str, Format] = {
    "coco": Format(
        "COCO", coco.write_coco, coco_reading.read_coco_files, coco.CONVENTION, frozenset(KINDS), coco.IGNORE
    ),
    "voc": Format("Pascal VOC", voc.write_voc, voc.read_voc, voc.CONVENTION, BOXED, "difficult = 1"),
    "yolo": Format("YOLO", yolo.write_yolo, yolo.read_yolo, yolo.CONVENTION, BOXED, "left out"),
    "yolo_segments": Format(
        N_("YOLO segmentation"),
        yolo_shapes.write_yolo_segments,
        yolo_shapes.read_yolo_segments,
        yolo_shapes.SEGMENTS,
        yolo_shapes.SEGMENT_KINDS,
        "left out",
    ),
    "yolo_oriented": Format(
        N_("YOLO oriented boxes"),
        yolo_shapes.write_yolo_oriented,
        yolo_shapes.read_yolo_oriented,
        yolo_shapes.ORIENTED,
        BOXED,
        "left out",
    ),
    "kitti": Format("KITTI", kitti.write_kitti, kitti.read_kitti, kitti.CONVENTION, BOXED, "DontCare"),
    "cvat": Format("CVAT XML", cvat.write_cvat, cvat.read_cvat, cvat.CONVENTION, _CVAT_KINDS),
    "label_studio": Format(
        "Label Studio JSON",
        label_studio.write_label_studio,
        label_studio.read_label_studio,
        label_studio.CONVENTION,
        _STUDIO_KINDS,
    ),
    "labelme": Format(
        "LabelMe JSON", labelme.write_labelme, labelme.read_labelme, labelme.CONVENTION, labelme.KINDS
    ),
    "scalabel": Format(
        "BDD100K / Scalabel",
        scalabel.write_scalabel,
        scalabel.read_scalabel,
        scalabel.CONVENTION,
        scalabel.KINDS,
    ),
    "cityscapes": Format(
        "Cityscapes",
        cityscapes.write_cityscapes,
        cityscapes.read_cityscapes,
        cityscapes.CONVENTION,
        cityscapes.KINDS,
    ),
}

_CVAT_VIDEO = TrackFormat(
    N_("CVAT XML of videos"),
    cvat_video.write_cvat_video,
    cvat_video.read_cvat_video,
    cvat_video.CONVENTION,
    cvat_video.KINDS,
)
_MOT = TrackFormat("MOT", mot.write_mot, mot.read_mot, mot.CONVENTION, BOXED)

# All that labels can be read from: of pictures, and of videos.
READABLE: dict[str, Format | TrackFormat] = {**FORMATS, "cvat_video": _CVAT_VIDEO, "mot": _MOT}

# All that labels can be written in; those of READABLE can be read back too.
EXPORTS: dict[str, Format | TrackFormat | TableFormat] = {
    **READABLE,
    "tables": TableFormat(
        N_("Tables (CSV) of every answer"),
        "answers.csv, objects.csv and agreed.csv, UTF-8 with a byte order mark; geometry and attributes as in the API, as "
        "JSON; people by their pseudonyms; money in 1/10000; times in UTC",
        frozenset(KINDS),
    ),
    "parquet": TableFormat(
        N_("Tables (Parquet) of every answer"),
        "answers.parquet, objects.parquet and agreed.parquet, typed columns, Zstandard; geometry and attributes as in the API, as "
        "JSON; people by their pseudonyms; money in 1/10000; times in UTC",
        frozenset(KINDS),
        suffix="parquet",
    ),
}
