"""Reads COCO instances and keypoints: each fault with its path, the rest is read. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotate.core.errors import N_
from annotate.datasets.formats.coco_skeletons import read_skeleton
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import (
    NOT_A_LIST,
    NOT_NUMBERS,
    OUTSIDE,
    TWICE,
    UNKNOWN_CLASS,
    Reading,
    Sizes,
    confidence_of,
    is_number,
    is_numbers,
    labels_met,
)
from annotate.datasets.formats.shapes import rle_from_text


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
    skeletons = _read_skeletons(document.get("categories"), names)
    heads = _read_images(document.get("images"), reading)
    found: dict[Any, list[dict[str, Any]]] = {image_id: [] for image_id in heads}
    kinds: dict[str, set[str]] = {}
    seen: set[Any] = set()
    ignored: set[str] = set()
    for index, item in enumerate(_list(document.get("annotations", []), "annotations", reading)):
        path = f"annotations[{index}]"
        for annotation in _read_annotation(item, path, names, heads, seen, skeletons, reading):
            found[item["image_id"]].append(annotation)
            kinds.setdefault(annotation["label"], set()).add(annotation["kind"])
            if item.get("ignore") == 1:
                ignored.add(annotation["label"])
    _read_extensions(document.get("douya"), found, kinds, names, reading)
    reading.labels = [
        {**label, **({"ignore": True} if label["name"] in ignored else {}), **_declared(label, skeletons)}
        for label in labels_met(names.values(), kinds)
    ]
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


def _read_skeletons(value: Any, names: Mapping[Any, str]) -> dict[str, dict[str, Any]]:
    """The skeleton of each category that declares one; edges from 0, as ours count."""
    found: dict[str, dict[str, Any]] = {}
    for item in value if isinstance(value, list) else ():
        points = item.get("keypoints") if isinstance(item, Mapping) else None
        if not isinstance(points, list) or not points or not all(isinstance(name, str) for name in points):
            continue
        edges = item.get("skeleton") if isinstance(item.get("skeleton"), list) else []
        pairs = [edge for edge in edges if isinstance(edge, list) and len(edge) == 2]
        inside = [
            [a - 1, b - 1]
            for a, b in pairs
            if type(a) is int and type(b) is int and a != b and min(a, b) > 0 and max(a, b) <= len(points)
        ]
        if _is_id(item.get("id")) and item["id"] in names:
            found[names[item["id"]]] = {"points": [{"name": name} for name in points], "edges": inside}
    return found


def _declared(label: Mapping[str, Any], skeletons: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    is_drawn = label["name"] in skeletons and "skeleton" in label["kinds"]
    return {"skeleton": skeletons[label["name"]]} if is_drawn else {}


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
    skeletons: Mapping[str, Mapping[str, Any]],
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
    common: dict[str, Any] = {
        "label": names[item["category_id"]],
        "attributes": dict(attributes) if isinstance(attributes, Mapping) else {},
        **confidence_of(item.get("score", item.get("confidence"))),
    }
    skeleton = skeletons.get(common["label"])
    posed = read_skeleton(item.get("keypoints"), len(skeleton["points"])) if skeleton else None
    if posed:
        yield {**posed, **common}
    drawn = item.get("douya")
    if posed and isinstance(drawn, Mapping) and drawn.get("kind") == "skeleton":
        return
    for shape in _read_shapes(item, heads[item["image_id"]], path, reading):
        yield {**shape, **common}


def _read_shapes(
    item: Mapping[str, Any], head: Mapping[str, Any], path: str, reading: Reading
) -> Iterator[dict[str, Any]]:
    segmentation, turned = item.get("segmentation"), item.get("douya")
    if isinstance(turned, Mapping) and turned.get("kind") in ("box", "polygon"):
        yield from _read_drawn(turned, path, reading)
    elif (
        isinstance(turned, Mapping) and is_numbers(turned.get("box"), 4) and is_number(turned.get("rotation"))
    ):
        yield {"kind": "rotated_box", "box": list(turned["box"]), "rotation": turned["rotation"]}
    elif isinstance(segmentation, Mapping):
        crowd = {"crowd": True} if item.get("iscrowd") == 1 else {}
        for mask in _read_mask(segmentation, head, path, reading):
            yield mask | crowd
    elif isinstance(segmentation, list) and segmentation:
        yield from _read_parts(segmentation, item.get("bbox"), path, reading)
    else:
        box = item.get("bbox")
        if not is_numbers(box, 4):
            reading.refuse(f"{path}.bbox", "numbers", NOT_NUMBERS)
        elif box[2] <= 0 or box[3] <= 0:  # type: ignore[index]
            reading.refuse(f"{path}.bbox", "too_small", OUTSIDE)
        else:
            yield {"kind": "box", "box": [float(value) for value in box]}  # type: ignore[union-attr]


def _read_parts(
    segmentation: Sequence[Any], box: Any, path: str, reading: Reading
) -> Iterator[dict[str, Any]]:
    """Outlines of one object. Of several, the first tells the box `around` them all, the others None."""
    around: dict[str, Any] = {}
    if len(segmentation) > 1 and is_numbers(box, 4) and min(box[2:]) > 0:
        around = {"around": [float(value) for value in box]}
    for index, flat in enumerate(segmentation):
        if not isinstance(flat, list) or len(flat) < 6 or len(flat) % 2 or not all(map(is_number, flat)):
            reading.refuse(f"{path}.segmentation[{index}]", "numbers", NOT_NUMBERS)
            continue
        points = [list(point) for point in zip(flat[::2], flat[1::2], strict=True)]
        yield {"kind": "polygon", "points": points, **around}
        around = {"around": None} if around else {}


def _read_drawn(drawn: Mapping[str, Any], path: str, reading: Reading) -> Iterator[dict[str, Any]]:
    """An area to ignore as it was drawn, not as the mask that COCO wants of it."""
    box, points = drawn.get("box"), drawn.get("points")
    if drawn["kind"] == "box" and is_numbers(box, 4) and min(box[2:]) > 0:  # type: ignore[index]
        yield {"kind": "box", "box": box}
    elif drawn["kind"] == "polygon" and isinstance(points, list) and len(points) > 2:
        if all(is_numbers(point, 2) for point in points):
            yield {"kind": "polygon", "points": points}
    else:
        reading.refuse(f"{path}.douya", "numbers", NOT_NUMBERS)


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
