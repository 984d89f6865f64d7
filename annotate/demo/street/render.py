"""Painting: shapes become pixels, and pixels tell exactly what is where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from annotate.demo.street.camera import HEIGHT_PX, WIDTH_PX
from annotate.demo.street.shapes import Fill, Thing, bounds
from annotate.demo.street.traffic import Unit

Mask = npt.NDArray[np.bool_]

# An object somebody is asked to find must be findable: this large, this much of it to be seen.
SMALLEST_PX = 8
VISIBLE_SHARE = 0.3
INSIDE_SHARE = 0.3


@dataclass(slots=True)
class Stamp:
    """One object, painted: its picture with soft edges, and the pixels that count as its own."""

    thing: Thing
    left: int
    top: int
    image: Image.Image
    mask: Mask
    is_truncated: bool
    visible_px: int = 0

    @property
    def own_px(self) -> int:
        return int(self.mask.sum())

    @property
    def hidden_share(self) -> float:
        return 1 - self.visible_px / self.own_px

    @property
    def window(self) -> tuple[slice, slice]:
        """The rows and columns of the picture that the stamp covers."""
        rows, columns = self.mask.shape
        return slice(self.top, self.top + rows), slice(self.left, self.left + columns)

    def box(self) -> tuple[int, int, int, int]:
        """x, y, width, height around the object's pixels in the picture, hidden ones included."""
        rows, columns = np.flatnonzero(self.mask.any(axis=1)), np.flatnonzero(self.mask.any(axis=0))
        return (
            self.left + int(columns[0]),
            self.top + int(rows[0]),
            int(columns[-1] - columns[0]) + 1,
            int(rows[-1] - rows[0]) + 1,
        )


def paint_ground(fills: Iterable[Fill], canvas: Image.Image) -> Image.Image:
    """The scenery behind all objects, drawn at double size and brought down for soft edges."""
    draw = ImageDraw.Draw(canvas)
    for fill in fills:
        draw.polygon([(x * 2, y * 2) for x, y in fill.outline], fill=fill.colour)
    return canvas.reduce(2)


def paint_thing(thing: Thing) -> Stamp | None:
    """An object on its own transparent sheet; None when it lies outside the picture or is a speck."""
    fills = [fill for fill in thing.fills if len(fill.outline) >= 3]
    if not fills:
        return None
    west, north, east, south = bounds(fills)
    left, top = max(0, int(west) - 2), max(0, int(north) - 2)
    right, bottom = min(WIDTH_PX, int(east) + 3), min(HEIGHT_PX, int(south) + 3)
    if right - left < 4 or bottom - top < 4:
        return None
    image = _sheet(fills, left, top, right, bottom)
    mask = np.asarray(image.getchannel("A")) >= 128
    if not mask.any():
        return None
    seen = (min(east, WIDTH_PX) - max(west, 0)) * (min(south, HEIGHT_PX) - max(north, 0))
    if thing.label and seen < INSIDE_SHARE * (east - west) * (south - north):
        return None
    is_cut = west < -1 or north < -1 or east > WIDTH_PX + 1 or south > HEIGHT_PX + 1
    return Stamp(thing, left, top, image, mask, is_cut)


def _sheet(fills: Sequence[Fill], left: int, top: int, right: int, bottom: int) -> Image.Image:
    scale = 4 if max(right - left, bottom - top) < 120 else 2
    sheet = Image.new("RGBA", ((right - left) * scale, (bottom - top) * scale))
    draw = ImageDraw.Draw(sheet)
    for fill in fills:
        draw.polygon(
            [((x - left) * scale, (y - top) * scale) for x, y in fill.outline], fill=(*fill.colour, 255)
        )
    return sheet.reduce(scale)


def keep_findable(units: Iterable[Unit]) -> list[Stamp]:
    """Paint the units and drop those too small or too hidden to be found; far ones come first.

    Nearest first, so that what is dropped hides nothing behind it.
    """
    covered = np.zeros((HEIGHT_PX, WIDTH_PX), dtype=np.bool_)
    kept: list[Stamp] = []
    for unit in sorted(units, key=lambda unit: min(thing.distance_m for thing in unit)):
        stamps = [paint_thing(thing) for thing in sorted(unit, key=lambda thing: thing.distance_m)]
        before = covered.copy() if len(stamps) > 1 else None
        placed = [stamp for stamp in stamps if stamp and _place(stamp, covered)]
        is_whole = len(placed) == len([stamp for stamp in stamps if stamp or len(stamps) > 1])
        if is_whole or all(stamp.thing.label is None for stamp in placed):
            kept.extend(placed)
        elif before is not None:
            covered[:] = before
    kept.reverse()
    return kept


def _place(stamp: Stamp, covered: Mask) -> bool:
    """Cover the stamp's pixels if enough of it shows."""
    window = covered[stamp.window]
    stamp.visible_px = int((stamp.mask & ~window).sum())
    if stamp.thing.label:
        _, _, width, height = stamp.box()
        if min(width, height) < SMALLEST_PX or stamp.visible_px < VISIBLE_SHARE * stamp.own_px:
            return False
    window |= stamp.mask
    return True


def owners(stamps: Sequence[Stamp]) -> npt.NDArray[np.int16]:
    """For each pixel the place of the stamp that is seen there in the list; -1 for scenery."""
    owner = np.full((HEIGHT_PX, WIDTH_PX), -1, dtype=np.int16)
    for i, stamp in enumerate(stamps):
        owner[stamp.window][stamp.mask] = i
    return owner
