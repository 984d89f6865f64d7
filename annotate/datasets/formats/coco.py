"""COCO instances: boxes, polygons, masks; what COCO has no word for rides along under `douya`. Pure.

Continuous pixels, (0, 0) the outer corner of the top-left pixel, as ours: nothing is converted. Ids of
annotations start at 1, because 0 means "no match" to pycocotools.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from annotate.datasets.formats.coco_skeletons import (
    ignore_outline,
    keypoint_fields,
    no_keypoints,
    skeleton_outline,
)
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.shapes import (
    Extent,
    extent_of,
    polygon_area,
    rle_extent,
    turned_corners,
)
from annotate.projects.ontology import Label, Ontology

CONVENTION = "continuous pixels, origin at the outer corner of the top-left pixel; 4 decimals"
IGNORE = "iscrowd = 1 and ignore = 1 with run lengths, under their own category"
FILE = "annotations/instances.json"
# What travels beside the outline so that our own reader finds the shape again as it was drawn.
_DRAWN = ("kind", "box", "rotation", "points")
_DECIMALS = 4


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(float(value), _DECIMALS) for value in values]


def _box(place: Sequence[float]) -> dict[str, Any]:
    """The outline of an upright box, by far the most frequent: written out, for it takes most of an export's time."""
    x, y, width, height = place
    return {
        "bbox": [
            round(float(x), _DECIMALS),
            round(float(y), _DECIMALS),
            round(float(width), _DECIMALS),
            round(float(height), _DECIMALS),
        ],
        "area": round(width * height, _DECIMALS),
        "segmentation": [],
        "iscrowd": 0,
    }


def _bbox(extent: Extent) -> list[float]:
    x_min, y_min, x_max, y_max = extent
    return _rounded((x_min, y_min, x_max - x_min, y_max - y_min))


def _outline(annotation: Mapping[str, Any]) -> dict[str, Any] | None:
    """bbox, area, segmentation, iscrowd; None for kinds that COCO instances do not know."""
    kind = annotation["kind"]
    if kind == "box":
        return _box(annotation["box"])
    if kind in ("rotated_box", "polygon"):
        turned = kind == "rotated_box"
        points = (
            turned_corners(annotation["box"], annotation.get("rotation", 0.0))
            if turned
            else annotation["points"]
        )
        flat = _rounded(value for point in points for value in point[:2])
        area = round(polygon_area(points), _DECIMALS)
        return {"bbox": _bbox(extent_of(points)), "area": area, "segmentation": [flat], "iscrowd": 0}
    if kind == "mask" and (extent := rle_extent(annotation["rle"]["counts"], annotation["rle"]["size"][0])):
        rle = annotation["rle"]
        is_crowd = annotation.get("attributes", {}).get("iscrowd") is True
        area = sum(rle["counts"][1::2])
        return {"bbox": _bbox(extent), "area": area, "segmentation": dict(rle), "iscrowd": int(is_crowd)}
    return None


def _described(
    annotation: Mapping[str, Any], picture: LabelledPicture, label: Label | None
) -> dict[str, Any] | None:
    """The outline in COCO's words, whatever the annotation means; None where it has none."""
    if label is not None and label.ignore:
        outline = ignore_outline(annotation, picture.width_px, picture.height_px)
        drawn = {name: annotation[name] for name in _DRAWN if name in annotation}
        return {**outline, "douya": drawn} if outline else None
    if annotation["kind"] == "skeleton":
        outline = skeleton_outline(annotation, label)
        return {**outline, "douya": {"kind": "skeleton"}} if outline else None
    outline = _outline(annotation)
    return {**outline, **no_keypoints(label)} if outline else None


def _annotation(
    annotation: Mapping[str, Any], outline: dict[str, Any], ids: dict[str, int]
) -> dict[str, Any]:
    document = {**ids, **outline, "attributes": dict(annotation.get("attributes", {}))}
    if "confidence" in annotation:
        document["confidence"] = annotation["confidence"]
    if annotation["kind"] == "rotated_box" and "douya" not in document:
        document["douya"] = {"box": annotation["box"], "rotation": annotation.get("rotation", 0.0)}
    return document


def write_coco(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """One JSON file, in parts; only the list of pictures stays in memory until the end.

    Category ids count from 1 in the ontology's order. Pictures without annotations are kept.
    """
    yield FILE, _document(pictures, ontology)


def _document(pictures: Iterable[LabelledPicture], ontology: Ontology) -> Iterator[bytes]:
    category_ids = {name: number for number, name in enumerate(ontology.names, start=1)}
    categories = [
        {"id": number, "name": name, "supercategory": "", **keypoint_fields(ontology.label(name))}
        for name, number in category_ids.items()
    ]
    yield b'{"info":' + orjson.dumps({"description": "Exported from Douya", "version": "1"})
    yield b',"licenses":[],"categories":' + orjson.dumps(categories) + b',"annotations":['
    # One growing text each: a list of short ones keeps ten times their length from the rest of the program.
    images, extensions = bytearray(), bytearray()
    labels = {label.name: label for label in ontology.labels}
    annotation_id, comma = 1, b""
    tracks: dict[tuple[Any, Any], int] = {}
    for number, picture in enumerate(pictures, start=1):
        image_id = picture.image_id if picture.image_id is not None else number
        images += b"," + orjson.dumps(_image(picture, image_id))
        documents = []
        for annotation in picture.annotations:
            ids = {
                "id": annotation_id,
                "image_id": image_id,
                "category_id": category_ids[annotation["label"]],
            }
            if picture.sequence is not None:
                # One number a track over all its frames: an extension that tracking code knows.
                track = (picture.sequence.name, annotation.get("track"))
                ids["track_id"] = tracks.setdefault(track, len(tracks) + 1)
            outline = _described(annotation, picture, labels.get(annotation["label"]))
            if outline is None:
                # Not among the annotations: training code would take a lane's extent for a box.
                extensions += b"," + orjson.dumps({**annotation, "image_id": image_id})
                continue
            documents.append(_annotation(annotation, outline, ids))
            annotation_id += 1
        if documents:
            # All of a picture at once, without the brackets of their list.
            yield comma + orjson.dumps(documents)[1:-1]
            comma = b","
    yield b'],"images":['
    yield bytes(images[1:])
    yield b'],"douya":{"annotations":['
    yield bytes(extensions[1:])
    yield b"]}}"


def _image(picture: LabelledPicture, image_id: int) -> dict[str, Any]:
    video = picture.sequence
    place = {"sequence": video.name, "fps": video.fps, "frame_index": picture.frame} if video else {}
    return {
        "id": image_id,
        **place,
        "file_name": picture.name,
        "width": picture.width_px,
        "height": picture.height_px,
        "license": 0,
        "douya": {
            "sha256": picture.sha256,
            "state": picture.state,
            "agreement": picture.agreement,
            "answers": picture.answers,
            "confirmed_empty": picture.confirmed_empty,
            **({"imported_from": picture.imported_from} if picture.imported_from else {}),
        },
    }
