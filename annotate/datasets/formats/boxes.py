"""What a box-only format makes of each kind of annotation. Pure."""

from collections.abc import Mapping
from typing import Any

from annotate.datasets.formats.shapes import Extent, clipped, extent_of, rle_extent, turned_corners

# Kinds whose extent is a fair box; a lane's or a point's is not.
BOXED = frozenset({"box", "rotated_box", "polygon", "mask"})


def box_extent(annotation: Mapping[str, Any], width_px: int, height_px: int) -> Extent | None:
    """x_min, y_min, x_max, y_max inside the picture; None for kinds that are no box and for empty ones."""
    kind = annotation["kind"]
    if kind == "box":
        return clipped(annotation["box"], width_px, height_px)
    if kind == "rotated_box":
        found = extent_of(turned_corners(annotation["box"], annotation.get("rotation", 0.0)))
    elif kind == "polygon":
        found = extent_of(annotation["points"])
    elif kind == "mask":
        around = rle_extent(annotation["rle"]["counts"], annotation["rle"]["size"][0])
        if around is None:
            return None
        found = around
    else:
        return None
    return clipped((found[0], found[1], found[2] - found[0], found[3] - found[1]), width_px, height_px)
