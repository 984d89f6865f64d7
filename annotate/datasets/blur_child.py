"""Makes faces and plates unrecognisable; runs only inside the limited process of decode_child."""

from collections.abc import Sequence

from PIL import Image, ImageFilter

from annotate.datasets.blurring import CELLS

# What a cell of colour can be laid over; the others have a palette, or more than eight bits.
_PLAIN = frozenset({"RGB", "RGBA", "L", "LA", "CMYK"})


def blurred(picture: Image.Image, areas: Sequence[Sequence[int]]) -> Image.Image:
    """The picture with each area as a few cells of one colour, softened. No way leads back: what a cell held is
    one mean, of three bytes."""
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    plain = picture.copy() if picture.mode in _PLAIN else picture.convert(_colour_of(picture))
    for area in areas:
        left, top, right, bottom = area
        plain.paste(_cells(plain.crop((left, top, right, bottom))), (left, top))
    return plain


def _colour_of(picture: Image.Image) -> str:
    return "RGBA" if "transparency" in picture.info or "A" in picture.getbands() else "RGB"


def _cells(part: Image.Image) -> Image.Image:
    longer = max(part.size)
    across, down = (max(1, round(CELLS * side / longer)) for side in part.size)
    means = part.resize((across, down), Image.Resampling.BOX)
    cells = means.resize(part.size, Image.Resampling.NEAREST)
    return cells.filter(ImageFilter.GaussianBlur(longer / CELLS / 3))
