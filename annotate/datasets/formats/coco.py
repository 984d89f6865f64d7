"""COCO instances: boxes, polygons, masks; what COCO has no word for rides along under `douya`. Pure.

Continuous pixels, (0, 0) the outer corner of the top-left pixel, as ours: nothing is converted. Ids of
annotations start at 1, because 0 means "no match" to pycocotools.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from annotate.core.errors import N_
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import (
    NOT_A_LIST,
    NOT_NUMBERS,
    OUTSIDE,
    TWICE,
    UNKNOWN_CLASS,
    Reading,
    Sizes,
    is_number,
    labels_met,
)
from annotate.datasets.formats.shapes import (
    Extent,
    extent_of,
    polygon_area,
    rle_extent,
    rle_from_text,
    turned_corners,
)
from annotate.projects.ontology import Ontology

CONVENTION = "continuous pixels, origin at the outer corner of the top-left pixel; 4 decimals"
FILE = "annotations/instances.json"
_DECIMALS = 4


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(float(value), _DECIMALS) for value in values]


def _bbox(extent: Extent) -> list[float]:
    x_min, y_min, x_max, y_max = extent
    return _rounded((x_min, y_min, x_max - x_min, y_max - y_min))


def _outline(annotation: Mapping[str, Any]) -> dict[str, Any] | None:
    """bbox, area, segmentation, iscrowd; None for kinds that COCO instances do not know."""
    kind = annotation["kind"]
    if kind == "box":
        x, y, width, height = annotation["box"]
        return {
            "bbox": _rounded((x, y, width, height)),
            "area": round(width * height, _DECIMALS),
            "segmentation": [],
            "iscrowd": 0,
        }
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


def _annotation(
    annotation: Mapping[str, Any], outline: dict[str, Any], ids: dict[str, int]
) -> dict[str, Any]:
    document = {**ids, **outline, "attributes": dict(annotation.get("attributes", {}))}
    if "confidence" in annotation:
        document["confidence"] = annotation["confidence"]
    if annotation["kind"] == "rotated_box":
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
    categories = [{"id": number, "name": name, "supercategory": ""} for name, number in category_ids.items()]
    yield b'{"info":' + orjson.dumps({"description": "Exported from Douya", "version": "1"})
    yield b',"licenses":[],"categories":' + orjson.dumps(categories) + b',"annotations":['
    images: list[bytes] = []
    extensions: list[bytes] = []
    annotation_id, comma = 1, b""
    for number, picture in enumerate(pictures, start=1):
        image_id = picture.image_id if picture.image_id is not None else number
        images.append(orjson.dumps(_image(picture, image_id)))
        for annotation in picture.annotations:
            ids = {
                "id": annotation_id,
                "image_id": image_id,
                "category_id": category_ids[annotation["label"]],
            }
            outline = _outline(annotation)
            if outline is None:
                # Not among the annotations: training code would take a lane's extent for a box.
                extensions.append(orjson.dumps({**annotation, "image_id": image_id}))
                continue
            yield comma + orjson.dumps(_annotation(annotation, outline, ids))
            annotation_id, comma = annotation_id + 1, b","
    yield b'],"images":[' + b",".join(images)
    yield b'],"douya":{"annotations":[' + b",".join(extensions) + b"]}}"


def _image(picture: LabelledPicture, image_id: int) -> dict[str, Any]:
    return {
        "id": image_id,
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
        },
    }


def read_coco_files(files: Mapping[str, bytes], _sizes: Sizes) -> Reading:
    """Pictures out of every JSON file of an upload."""
    whole = Reading()
    for path, text in files.items():
        if not path.lower().endswith(".json") or path == "manifest.json":
            continue
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            whole.refuse(path, "broken_json", N_("is not readable JSON"))
            continue
        part = read_coco(document)
        known = {label["name"] for label in whole.labels}
        whole.pictures += part.pictures
        whole.labels += [label for label in part.labels if label["name"] not in known]
        whole.faults += [replace(fault, path=f"{path}: {fault.path}") for fault in part.faults]
    return whole


def read_coco(document: Any) -> Reading:
    """Pictures and labels of a COCO instances document; each fault with its path, the rest is read."""
    reading = Reading()
    if not isinstance(document, Mapping):
        reading.refuse("", "object", N_("is no COCO document"))
        return reading
    names = _read_categories(document.get("categories"), reading)
    heads = _read_images(document.get("images"), reading)
    found: dict[Any, list[dict[str, Any]]] = {image_id: [] for image_id in heads}
    kinds: dict[str, set[str]] = {}
    seen: set[Any] = set()
    for index, item in enumerate(_list(document.get("annotations", []), "annotations", reading)):
        path = f"annotations[{index}]"
        for annotation in _read_annotation(item, path, names, heads, seen, reading):
            found[item["image_id"]].append(annotation)
            kinds.setdefault(annotation["label"], set()).add(annotation["kind"])
    _read_extensions(document.get("douya"), found, kinds, names, reading)
    reading.labels = labels_met(names.values(), kinds)
    for image_id, head in heads.items():
        known = head["douya"] if isinstance(head.get("douya"), Mapping) else {}
        reading.pictures.append(
            LabelledPicture(
                name=head["file_name"],
                width_px=int(head["width"]),
                height_px=int(head["height"]),
                annotations=tuple(found[image_id]),
                confirmed_empty=known.get("confirmed_empty") is True,
                sha256=str(known.get("sha256") or ""),
                image_id=image_id if isinstance(image_id, int) else None,
            )
        )
    return reading


def _list(value: Any, path: str, reading: Reading) -> Sequence[Any]:
    if not isinstance(value, list):
        reading.refuse(path, "list", NOT_A_LIST)
        return ()
    return value


def _read_categories(value: Any, reading: Reading) -> dict[Any, str]:
    names: dict[Any, str] = {}
    for index, item in enumerate(_list(value, "categories", reading)):
        path = f"categories[{index}]"
        if (
            not isinstance(item, Mapping)
            or not isinstance(item.get("name"), str)
            or not _is_id(item.get("id"))
        ):
            reading.refuse(path, "category", N_("needs an id and a name"))
        elif item["id"] in names or item["name"] in names.values():
            reading.refuse(path, "twice", TWICE)
        else:
            names[item["id"]] = item["name"]
    return names


def _is_id(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)


def _read_images(value: Any, reading: Reading) -> dict[Any, Mapping[str, Any]]:
    heads: dict[Any, Mapping[str, Any]] = {}
    for index, item in enumerate(_list(value, "images", reading)):
        path = f"images[{index}]"
        if (
            not isinstance(item, Mapping)
            or not isinstance(item.get("file_name"), str)
            or not _is_id(item.get("id"))
        ):
            reading.refuse(path, "image", N_("needs an id and a file_name"))
        elif not all(is_number(item.get(side)) and item[side] >= 1 for side in ("width", "height")):
            reading.refuse(path, "size", N_("needs a width and a height above 0"))
        elif item["id"] in heads:
            reading.refuse(path, "twice", TWICE)
        else:
            heads[item["id"]] = item
    return heads


def _read_annotation(
    item: Any,
    path: str,
    names: Mapping[Any, str],
    heads: Mapping[Any, Mapping[str, Any]],
    seen: set[Any],
    reading: Reading,
) -> Iterator[dict[str, Any]]:
    if not isinstance(item, Mapping):
        reading.refuse(path, "object", N_("must be an object"))
        return
    if not _is_id(item.get("image_id")) or item["image_id"] not in heads:
        reading.refuse(f"{path}.image_id", "image", N_("names a picture that the file does not list"))
        return
    if not _is_id(item.get("category_id")) or item["category_id"] not in names:
        reading.refuse(f"{path}.category_id", "unknown_label", UNKNOWN_CLASS)
        return
    if _is_id(item.get("id")):
        if item["id"] in seen:
            reading.refuse(f"{path}.id", "twice", TWICE)
            return
        seen.add(item["id"])
    attributes = item.get("attributes")
    common = {
        "label": names[item["category_id"]],
        "attributes": dict(attributes) if isinstance(attributes, Mapping) else {},
    }
    head = heads[item["image_id"]]
    for shape in _read_shapes(item, head, path, reading):
        yield {**shape, **common}


def _read_shapes(
    item: Mapping[str, Any], head: Mapping[str, Any], path: str, reading: Reading
) -> Iterator[dict[str, Any]]:
    segmentation, turned = item.get("segmentation"), item.get("douya")
    if (
        isinstance(turned, Mapping)
        and _all_numbers(turned.get("box"), 4)
        and is_number(turned.get("rotation"))
    ):
        yield {"kind": "rotated_box", "box": list(turned["box"]), "rotation": turned["rotation"]}
    elif isinstance(segmentation, Mapping):
        yield from _read_mask(segmentation, head, path, reading)
    elif isinstance(segmentation, list) and segmentation:
        for index, flat in enumerate(segmentation):
            if not isinstance(flat, list) or len(flat) < 6 or len(flat) % 2 or not all(map(is_number, flat)):
                reading.refuse(f"{path}.segmentation[{index}]", "numbers", NOT_NUMBERS)
                continue
            yield {"kind": "polygon", "points": [list(p) for p in zip(flat[::2], flat[1::2], strict=True)]}
    else:
        box = item.get("bbox")
        if not _all_numbers(box, 4):
            reading.refuse(f"{path}.bbox", "numbers", NOT_NUMBERS)
        elif box[2] <= 0 or box[3] <= 0:  # type: ignore[index]
            reading.refuse(f"{path}.bbox", "too_small", OUTSIDE)
        else:
            yield {"kind": "box", "box": [float(value) for value in box]}  # type: ignore[union-attr]


def _all_numbers(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(map(is_number, value))


def _read_mask(
    rle: Mapping[str, Any], head: Mapping[str, Any], path: str, reading: Reading
) -> Iterator[dict[str, Any]]:
    size, counts = [int(head["height"]), int(head["width"])], rle.get("counts")
    try:
        runs = rle_from_text(counts) if isinstance(counts, str) else counts
    except ValueError:
        runs = None
    if not isinstance(runs, list) or not all(type(run) is int and run >= 0 for run in runs):
        reading.refuse(f"{path}.segmentation.counts", "numbers", NOT_NUMBERS)
    elif rle.get("size") != size or sum(runs) != size[0] * size[1]:
        reading.refuse(f"{path}.segmentation", "size", N_("is not of the picture's size"))
    else:
        yield {"kind": "mask", "rle": {"size": size, "counts": runs}}


def _read_extensions(
    value: Any,
    found: dict[Any, list[dict[str, Any]]],
    kinds: dict[str, set[str]],
    names: Mapping[Any, str],
    reading: Reading,
) -> None:
    listed = value.get("annotations", []) if isinstance(value, Mapping) else []
    for index, item in enumerate(_list(listed, "douya.annotations", reading)):
        known = isinstance(item, Mapping) and _is_id(item.get("image_id")) and item["image_id"] in found
        if not known or item.get("label") not in names.values():
            reading.refuse(f"douya.annotations[{index}]", "object", UNKNOWN_CLASS)
            continue
        annotation = {key: part for key, part in item.items() if key != "image_id"}
        found[item["image_id"]].append(annotation)
        kinds.setdefault(annotation["label"], set()).add(str(annotation.get("kind")))
